"""What became of each mutant, and what is said of those that survived."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from tests.mutation.mutant import Mutant
from tests.mutation.targets import TARGETS

EXPLAINED = Path(__file__).with_name("explained.yaml")
MIN_KILLED = 0.9


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A mutant, its change as `diff` shows it, and which test noticed it; empty if it survived."""

    mutant: Mutant
    diff: str
    killed_by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a survivor is all right: its module, the line before and after the change (any change, if not given)."""

    file: str
    was: str
    why: str
    becomes: str = ""

    def fits(self, verdict: Verdict) -> bool:
        """Whether it explains this survivor."""
        if verdict.mutant.file != self.file:
            return False
        lines = verdict.diff.splitlines()
        removed = [line[1:].strip() for line in lines if line.startswith("-")]
        added = [line[1:].strip() for line in lines if line.startswith("+")]
        return self.was in removed and (not self.becomes or self.becomes in added)


def explanations(path: Path = EXPLAINED) -> list[Explanation]:
    """Return what is explained; raises TypeError where an entry has other keys."""
    entries = cast("list[dict[str, str]]", yaml.safe_load(path.read_text()))
    return [Explanation(**entry) for entry in entries]


def parted(
    mutants: Sequence[Mutant], source_of: Callable[[str], bytes], known: Sequence[Explanation]
) -> tuple[list[Verdict], list[Mutant]]:
    """Part what is explained, as survivors, from what must be tried.

    That nothing notices the explained ones is known, and costs most to find: every test that covers them would be run.
    """
    survivors = [
        Verdict(mutant=one, diff=one.diff(source_of(one.file)), killed_by="", note="(explained, so not tried)")
        for one in mutants
    ]
    explained = [one for one in survivors if any(each.fits(one) for each in known)]
    settled = {one.mutant for one in explained}
    return explained, [one for one in mutants if one not in settled]


def unexplained(verdicts: Sequence[Verdict], known: Sequence[Explanation]) -> list[Verdict]:
    """Return the survivors that nothing explains."""
    return [one for one in verdicts if not one.killed_by and not any(each.fits(one) for each in known)]


def share(verdicts: Sequence[Verdict]) -> float:
    """Return the part that was killed, 0 to 1."""
    return sum(bool(one.killed_by) for one in verdicts) / len(verdicts) if verdicts else 0.0


def report(verdicts: Sequence[Verdict], known: Sequence[Explanation]) -> Iterator[str]:
    """Tell the survivors, each with its place, its change and what explains it, then the counts."""
    for one in sorted((one for one in verdicts if not one.killed_by), key=lambda one: one.mutant):
        why = next((each.why for each in known if each.fits(one)), "NOT EXPLAINED")
        yield f"{one.mutant.file}:{one.mutant.line}  {one.mutant.kind}  {one.note}".rstrip()
        yield f"{one.diff}\n    {why}\n"
    for package, of in _by_package(verdicts).items():
        yield _counts(package, of)
    yield _counts("all", verdicts)


def _by_package(verdicts: Sequence[Verdict]) -> Mapping[str, list[Verdict]]:
    found = {p: [one for one in verdicts if one.mutant.file.startswith(f"{p}/")] for p in TARGETS}
    return {package: of for package, of in found.items() if of}


def _counts(what: str, of: Sequence[Verdict]) -> str:
    killed = sum(bool(one.killed_by) for one in of)
    return f"{what:28} {len(of):5} mutants {killed:5} killed {share(of):6.1%}"
