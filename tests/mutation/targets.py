"""Which packages are broken, and which folders of tests may notice."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TARGETS: Mapping[str, tuple[str, ...]] = {
    "components/settings": ("tests/components/settings", "tests/components/test_program.py"),
    "policies": ("tests/policies",),
    "operations/recovery": ("tests/operations/recovery",),
    "functions/database_access": ("tests/functions", "tests/postgres", "tests/operations/test_database.py"),
}
"""By package: the tests that mirror it first, then those of what is made of it as a whole."""

# Its tests run in copies of the process, hundreds of times over: nobody sees which lines they run, nor has the time.
LEFT_OUT = frozenset({"tests/operations/recovery/test_kill_anywhere.py"})


def sources(package: str, root: Path = ROOT) -> list[str]:
    """Return the package's modules, relative to the root; raises LookupError where there are none."""
    found = sorted(str(path.relative_to(root)) for path in (root / package).rglob("*.py"))
    if not found:
        raise LookupError(f"{package} has no modules; expected one of {', '.join(TARGETS)}, or a folder of ours")
    return found


def suites(packages: tuple[str, ...], root: Path = ROOT) -> list[str]:
    """Return the files of tests that may notice changes in these packages, each once, the mirrored ones first."""
    places = [root / place for package in packages for place in TARGETS[package]]
    found = (
        path for place in places for path in ([place] if place.is_file() else sorted(place.rglob("test_*.py")))
    )
    return [name for name in dict.fromkeys(str(path.relative_to(root)) for path in found) if name not in LEFT_OUT]
