"""What is wrong with a new environment, said of what is there: the model's file, and the command's options."""

from collections.abc import Sequence
from dataclasses import replace

from components.settings.beginning import NOWHERE, Beginning
from components.settings.edits import Change
from components.settings.own_values import mark_at
from components.settings.problem import Path, Problem, SettingsError, show, write_path
from components.settings.sections.elsewhere import Elsewhere
from components.settings.stack_file import StackFile

_ACCOUNT, _ZONE, _KIND, _KEPT, _NAME = "--account", "--zone", "--kind", "--kept-elsewhere", "NAME"
_REGION, _STANDBY = "--region", "--standby"
_OF_OPTIONS: dict[Path, str] = {
    ("account",): _ACCOUNT,
    ("kind",): _KIND,
    ("environment",): _NAME,
    ("keptElsewhere",): _KEPT,
}
_OF_MARKS = {
    Elsewhere.OF_ITS_ACCOUNT: _ACCOUNT,
    Elsewhere.ITS_OWN_KEY: _ACCOUNT,
    Elsewhere.WITHIN_ITS_ZONE: _ZONE,
    Elsewhere.NAMED_FOR_IT: _NAME,
}
_FOR_TESTS = "give a region, or the same command with --kind test"
_SHARED = (
    "give it an account of its own, or leave to the other what the account has once: "
    "the same command with --kept-elsewhere all"
)


def of_the_command(
    error: SettingsError, begin: Beginning, changes: Sequence[Change], model: StackFile
) -> SettingsError:
    """Return an error about a draft as one about its model and the options; `model`: the model's file as it is."""
    problems = [_said(problem, begin, changes, model) for problem in error.problems]
    return SettingsError(model.name if any(one.key for one in problems) else "a new environment", problems)


def _said(problem: Problem, begin: Beginning, changes: Sequence[Change], model: StackFile) -> Problem:
    option = _option(problem.path, begin)
    kind = begin.wanted.kind
    if not option:
        return replace(problem, line=model.line_of(problem.path))
    if option == _KIND and not _put_in(problem.path, changes):
        mend = f"begin with another environment (--like), or leave --kind at {begin.settings.kind}"
        return replace(
            problem, given=f"{problem.given}, with --kind {kind}", mend=mend, line=model.line_of(problem.path)
        )
    alone = option == _STANDBY and begin.wanted.standby == NOWHERE
    shared = problem.path == ("account",) and "keptElsewhere" in problem.mend
    given = f"{_value(option, begin)}: {write_path(problem.path)} would be {problem.given}"
    mend = _SHARED if shared else _FOR_TESTS if alone else f"give another {option}"
    return Problem((option,), given, problem.allowed, mend, key=False)


def _option(path: Path, begin: Beginning) -> str:
    """The option that decides a value; none where the model does."""
    if path[:1] in _OF_OPTIONS:
        return _OF_OPTIONS[path[:1]]
    if path[:1] == ("edge",) and (begin.wanted.zone or mark_at(path) is Elsewhere.WITHIN_ITS_ZONE):
        return _ZONE
    if option := _OF_MARKS.get(mark_at(path) or Elsewhere.ITS_OWN_NETWORK):
        return option
    if begin.wanted.region or begin.wanted.standby:
        if path[:1] == ("standbyLevel",):
            return _STANDBY
        if path[:1] == ("sites",):
            return _REGION if begin.settings.serving in path else _STANDBY
    return _KIND if begin.wanted.kind not in {None, begin.settings.kind} else ""


def _put_in(path: Path, changes: Sequence[Change]) -> bool:
    """Whether a value is no longer the model's."""
    return any(path[: len(one.path)] == one.path for one in changes)


def _value(option: str, begin: Beginning) -> str:
    wanted = begin.wanted
    given = {
        _ACCOUNT: wanted.account,
        _ZONE: wanted.zone,
        _KIND: wanted.kind,
        _NAME: wanted.name,
        _REGION: wanted.region or begin.settings.serving,
        _STANDBY: wanted.standby or begin.settings.standby,
    }
    return show(given.get(option) or list(wanted.kept_elsewhere))
