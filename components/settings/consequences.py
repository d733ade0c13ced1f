"""What goes with a change that advice names: the problems it would bring are told in the same round.

Whoever takes a replica out, or the second site, meets rules that ask for more. Each change that a problem names is
tried, and what would be refused then is said behind the advice, with what would do, as far as rules name that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any, cast

from components.settings.problem import SHOWN, Path, Problem, Way, write_path

Judge = Callable[[Mapping[str, object]], list[Problem]]
# Each check is of the whole file, some hundredth of a second: whoever has so many mends these, and checks again.
_MOST_TRIED, _MOST_CHECKS = 12, 40
_MOST_PROBLEMS = 60
# More than any one change has brought so far; an end for rules that contradict each other.
_MOST_THAT_FOLLOW = 24


def with_consequences(problems: Sequence[Problem], values: Mapping[str, object], judge: Judge) -> list[Problem]:
    """Return the problems, whose advice says what goes with each change that it names.

    `judge` returns the problems of changed values.
    """
    if len(problems) > _MOST_PROBLEMS:
        return [*problems]
    ways = {str(way): way for problem in problems for way in problem.ways}
    tried = list(ways.items())[:_MOST_TRIED]
    left = iter(range(_MOST_CHECKS))
    said = {text: ", ".join(_that_follow(way, values, problems, judge, left)) for text, way in tried}
    return [_with(problem, said) for problem in problems]


def place_of(path: Path) -> Path:
    """A place apart from the positions in lists, which change with what is taken out of them."""
    return tuple(part for part in path if isinstance(part, str))


def _with(problem: Problem, said: Mapping[str, str]) -> Problem:
    also = [f"; {_with_it(way)}, also: {said[str(way)]}" for way in problem.ways if said.get(str(way))]
    return replace(problem, mend=problem.mend + "".join(also))


def _with_it(way: Way) -> str:
    key = write_path(way.path)
    if way.value is None:
        return f"without {key}"
    return f"with {way}" if len(str(way)) <= SHOWN else f"with that {key}"


def _that_follow(
    way: Way, values: Mapping[str, object], told: Sequence[Problem], judge: Judge, left: Iterator[int]
) -> Iterator[str]:
    """Yield each further change, or the place where something is to be changed; `left`: one for each check left."""
    changed, fixed, said = with_change(values, way), {place_of(way.path)}, {_told(problem, way) for problem in told}
    for _ in zip(range(_MOST_THAT_FOLLOW), left, strict=False):
        new = (one for one in judge(changed) if _told(one, way) not in said) if changed else iter(())
        problem = next(new, None)
        if changed is None or problem is None:
            return
        said.add(_told(problem, way))
        further = next((one for one in problem.ways if place_of(one.path) not in fixed), None)
        yield str(further or write_path(problem.path))
        if further:
            fixed.add(place_of(further.path))
            changed = with_change(changed, further)


def _told(problem: Problem, way: Way) -> tuple[Path, str]:
    """What tells a problem from those that were there before: its place, and at the changed one what is allowed."""
    place = place_of(problem.path)
    return place, problem.allowed if place == place_of(way.path) else ""


def with_change(values: Mapping[str, object], way: Way) -> Mapping[str, object] | None:
    """Return values with a change; None: its place is not there."""
    try:
        return cast("Mapping[str, object]", _put(values, way.path, way.value))
    except (KeyError, IndexError, TypeError):
        return None


def _put(values: Any, path: Path, value: object) -> Any:
    """A copy along the path; raises KeyError, IndexError or TypeError where it leads nowhere."""
    first, *rest = path
    changed: Any = copy(values)
    if rest:
        changed[first] = _put(changed[first], tuple(rest), value)
    elif value is not None:
        changed[first] = value
    else:
        del changed[first]
    return changed
