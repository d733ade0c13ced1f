"""What every test folder shares."""

import gc

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

# Folders and files whose tests share what takes minutes to make: a machine's root, a rehearsed stack.
TOGETHER = {
    "tests/ansible/": "machines",
    "tests/engine/": "engine",
    "tests/access/": "stacks",
    "tests/rehearsal/test_stacks.py": "stacks",
}
# Where the longest files are: they are begun first, so that no process is left alone with one at the end. The proofs of
# recoveries copy their process, which is the cheaper the less it has loaded; `pytest --durations=0` tells what is long.
FIRST = (
    "tests/access/",
    "tests/operations/recovery/test_kill_anywhere.py",
    "tests/rehearsal/test_command.py",
    "tests/postgres/",
    "tests/ansible/",
    "tests/rehearsal/",
    "tests/operations/",
    "tests/test_",
    "tests/components/test_",
    "tests/components/settings/",
)
# Whole programs are kept in memory: to look through all of them after every few objects takes longer than the tests.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def pytest_configure(config: pytest.Config) -> None:
    """Set what holds for all tests; silence what pulumi_aws says of its own old names when a module is imported."""
    config.addinivalue_line("filterwarnings", r"ignore:.*has been deprecated in favor of:DeprecationWarning")
    # An example takes as long as the machine is busy: what is too slow shows in figures (`make bench`), not in failures.
    # `make test` tries the same few examples each time, so that a failure is the change's; `make proofs` looks for new
    # ones, and for more of them.
    hypothesis.settings.register_profile("same", deadline=None, derandomize=True, max_examples=40)
    hypothesis.settings.register_profile("new", deadline=None, print_blob=True, max_examples=100)
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile") or "same")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, part in enumerate(FIRST) if item.nodeid.startswith(part)), len(FIRST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes longest come first; otherwise tests keep their order."""
    items.sort(key=_turn)


class Together(LoadScopeScheduling):
    """Where tests run in several processes, those of a file stay in one, and so do those that share more."""

    def _split_scope(self, nodeid: str) -> str:
        place = nodeid.partition("::")[0]
        return next((group for part, group in TOGETHER.items() if place.startswith(part)), place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Give the processes their tests as `Together` says."""
    return Together(config, log)
