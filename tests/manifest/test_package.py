"""The package is light, and stands below everything: it loads neither Pulumi nor boto3, and nothing of ours."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["manifest.reading", "manifest.writing"])
def test_it_loads_no_cloud(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(name.partition('.')[0] for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pulumi", "boto3", "botocore", "components", "operations", "rehearsal"} & set(loaded)


def test_the_path_alone_loads_no_models() -> None:
    code = "import sys, manifest.path; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
