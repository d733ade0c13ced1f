"""The functions' archives: each imports by itself, with the runtime's own boto3 and nothing else.

That they run as they are uploaded is shown in the rehearsal.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from components.functions.package import PACKAGES
from tests.components.stacks import STACKS, record

FUNCTION = "aws:lambda/function:Function"
every_function = pytest.mark.parametrize("what", PACKAGES)


@every_function
def test_its_archive_imports_by_itself(what: str, tmp_path: Path) -> None:
    """Not even the project's folder is there."""
    package, packed = PACKAGES[what], tmp_path / "function.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for inside, path in package.files().items():
            archive.write(path, inside)
    module, _, _ = package.handler.rpartition(".")
    modules = [module, *(("pg8000", "scramp") if package.libraries else ())]
    code = (
        f"import sys, importlib; sys.path.insert(0, {str(packed)!r});"
        f"print(*(importlib.import_module(name).__file__ for name in {modules!r}))"
    )
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [place.startswith(str(packed)) for place in done.stdout.split()] == [True] * len(modules)
    assert len(packed.read_bytes()) < 5 * 1024 * 1024


@every_function
def test_it_holds_none_of_the_project_but_its_folders(what: str) -> None:
    package = PACKAGES[what]
    own = {name.split("/")[1] for name in package.files() if name.startswith("functions/")}
    assert own == {"__init__.py", *package.folders}


@pytest.mark.parametrize("stack", STACKS)
def test_every_function_that_stands_is_one_of_these(stack: str) -> None:
    handlers = {one.inputs["handler"] for one in record(stack).of_type(FUNCTION)}
    assert handlers == {package.handler for package in PACKAGES.values()}
