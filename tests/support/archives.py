"""A function's archive: its files; unpacked, code runs in it as in Lambda, with the runtime's own boto3 and no more."""

import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

import pulumi

from components.functions.package import Package
from rehearsal.mocks.recorder import packed_files

# What AWS's runtime for Python has of its own.
RUNTIME = ("boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3")


def unpack(package: Package, folder: Path) -> int:
    """Unpack the archive into `folder/function`, the runtime's libraries into `folder/runtime`; return its bytes."""
    packed = folder / "function.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, path in package.files().items():
            archive.write(path, inside)
    zipfile.ZipFile(packed).extractall(folder / "function")
    (folder / "runtime").mkdir()
    for library in RUNTIME:
        for top in {
            file.parts[0]
            for file in distribution(library).files or ()
            if file.suffix == ".py" and ".." not in file.parts
        }:
            link = folder / "runtime" / top
            link.symlink_to(Path(str(distribution(library).locate_file(top))))
    return packed.stat().st_size


def comparable(inputs: Mapping[str, object]) -> dict[str, object]:
    """Return a resource's inputs, with archives, which know no equality, by the files in them."""
    return {
        name: packed_files(value) if isinstance(value, pulumi.AssetArchive) else value
        for name, value in inputs.items()
    }


def run(folder: Path, code: str) -> str:
    """Run code in an unpacked archive, without this environment's libraries; return what it prints."""
    paths = "import sys; sys.path[:0] = ['function']; sys.path.append('runtime');"
    command = [sys.executable, "-I", "-S", "-c", paths + code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout
