"""The functions' archives: each imports by itself, with what Lambda's runtime has of its own and nothing else.

That they run as they are uploaded is shown in the rehearsal.
"""

from pathlib import Path

import pytest

from components.functions.package import PACKAGES
from tests.support.archives import run, unpack
from tests.support.packages import OURS

# Lambda's maximum is 50 MiB; what is uploaded at each change should stay far below.
_MAX_BYTES = 10 * 1024 * 1024


@pytest.mark.parametrize("what", PACKAGES)
def test_its_archive_imports_by_itself_what_its_handler_needs_and_no_more(what: str, tmp_path: Path) -> None:
    """Not even the project's folder is there."""
    package = PACKAGES[what]
    assert unpack(package, tmp_path) < _MAX_BYTES
    module, _, _ = package.handler.rpartition(".")
    libraries = ("pg8000", "scramp") if "pg8000" in package.libraries else ()
    code = (
        f"import sys, {', '.join((module, *libraries))}; "
        f"print(*(found.__file__ for name, found in sys.modules.items() if name.split('.')[0] in {OURS!r})); "
        f"print(*(sys.modules[name].__file__ for name in {libraries!r}))"
    )
    ours, theirs = (line.split() for line in run(tmp_path, code).split("\n")[:2])
    files = {name: path for name, path in package.files().items() if name.split("/")[0] in OURS}
    assert {place.rpartition("/function/")[2] for place in ours} == {name for name in files if name.endswith(".py")}
    assert ["/function/" in place for place in theirs] == [True] * len(libraries)
    # What an interpreter leaves behind would change the archive from one machine to the next.
    assert {path.suffix if path.is_file() else "a folder" for path in files.values()} <= {".py", ".j2"}
