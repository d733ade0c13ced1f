"""What every test folder shares."""

import gc
from pathlib import Path

import hypothesis
import pytest

HERE = Path(__file__).parent
# Folders and files whose tests share what takes minutes to make: a machine's root, a rehearsed stack.
TOGETHER = {"ansible": "machines", "engine": "engine", "access": "stacks", "rehearsal/test_stacks.py": "stacks"}
# Whole programs are kept in memory: to look through all of them after every few objects takes longer than the tests.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def pytest_configure(config: pytest.Config) -> None:
    """Set what holds for all tests; silence what pulumi_aws says of its own old names when a module is imported."""
    config.addinivalue_line("filterwarnings", r"ignore:.*has been deprecated in favor of:DeprecationWarning")
    # An example takes as long as the machine is busy: what is too slow shows in figures (`make bench`), not in failures.
    hypothesis.settings.register_profile("project", deadline=None)
    hypothesis.settings.load_profile("project")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def pytest_itemcollected(item: pytest.Item) -> None:
    """Where tests run in several processes, keep those of a file in one, and those that share more."""
    place = item.path.relative_to(HERE).as_posix()
    shared = [group for part, group in TOGETHER.items() if place == part or place.startswith(f"{part}/")]
    item.add_marker(pytest.mark.xdist_group(shared[0] if shared else place))
