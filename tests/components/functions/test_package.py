"""The functions' archives: each imports by itself, with what Lambda's runtime has of its own and nothing else.

That they run as they are uploaded is shown in the rehearsal.
"""

from pathlib import Path

import pytest

from components.functions.package import PACKAGES
from tests.components.stacks import STACKS, record
from tests.support.archives import run, unpack

_OURS = ("cli", "components", "functions", "manifest", "operations", "policies", "rehearsal", "tests")
FUNCTION = "aws:lambda/function:Function"
# Lambda's maximum is 50 MiB; what is uploaded at each change should stay far below.
_MAX_BYTES = 10 * 1024 * 1024


@pytest.mark.parametrize("what", PACKAGES)
def test_its_archive_imports_by_itself(what: str, tmp_path: Path) -> None:
    """Not even the project's folder is there."""
    package = PACKAGES[what]
    size = unpack(package, tmp_path)
    module, _, _ = package.handler.rpartition(".")
    modules = [module, *(("pg8000", "scramp") if "pg8000" in package.libraries else ())]
    code = f"import importlib; print(*(importlib.import_module(name).__file__ for name in {modules!r}))"
    places = run(tmp_path, code).split()
    assert ["function/" in place for place in places] == [True] * len(modules)
    assert size < _MAX_BYTES


@pytest.mark.parametrize("what", PACKAGES)
def test_it_holds_of_the_project_what_its_handler_loads_and_no_more(what: str, tmp_path: Path) -> None:
    package = PACKAGES[what]
    unpack(package, tmp_path)
    module, _, _ = package.handler.rpartition(".")
    ours = {name: path for name, path in package.files().items() if name.split("/")[0] in _OURS}
    own = [name for name in ours if name.endswith(".py")]
    code = (
        f"import sys, {module}; "
        f"print(*(found.__file__ for name, found in sys.modules.items() if name.split('.')[0] in {_OURS!r}))"
    )
    # What an interpreter leaves behind would change the archive from one machine to the next.
    kinds = {path.suffix if path.is_file() else "a folder" for path in ours.values()}
    assert kinds <= {".py", ".j2"}
    loaded = {place.rpartition("/function/")[2] for place in run(tmp_path, code).split()}
    assert loaded == set(own)


@pytest.mark.parametrize("stack", STACKS)
def test_every_function_that_stands_is_one_of_these(stack: str) -> None:
    handlers = {one.inputs["handler"] for one in record(stack).of_type(FUNCTION)}
    assert handlers == {package.handler for package in PACKAGES.values()}
