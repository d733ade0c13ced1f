"""`python -m tests.mutation`: break the packages, ask their tests, and report what nobody noticed."""

import argparse
import ast
import gc
import json
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.mutation import baseline, forks, trial
from tests.mutation.choice import Baseline, broken_before, chosen_for, quickest
from tests.mutation.forks import Answer, Task
from tests.mutation.mutant import Mutant
from tests.mutation.operators import mutants
from tests.mutation.targets import ROOT, TARGETS, sources, suites
from tests.mutation.verdict import MIN_KILLED, Verdict, explanations, parted, report, share, unexplained
from tests.mutation.workspace import Workspace

REPORT = ROOT / "build/mutants.txt"


def main() -> int:
    """Do it; return 1 if fewer are killed than must be, or a survivor is not explained."""
    # As after Ctrl-C: the copies end with this process, and the workspaces go.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    given = _arguments()
    seed = given.seed or secrets.randbelow(10**6)
    packages = tuple(given.packages or TARGETS)
    began = time.monotonic()
    print(f"seed {seed}; the same mutants again: make mutants SEED={seed} MUTANTS={given.count}", flush=True)
    with TemporaryDirectory(prefix="mutants-") as folder:
        workspaces = [Workspace(Path(folder, str(number))) for number in range(given.at_once)]
        measured = _measure(packages, workspaces, given.baseline)
        _control(measured, workspaces)
        chosen = _sample(packages, given.count, seed, given.line)
        gc.freeze()
        deadline = began + 60 * given.minutes
        explained, untried = parted(chosen, _source, explanations())
        print(f"{len(explained)} of them are explained: they count as survivors, and are not tried", flush=True)
        tried = _evaluated(untried, measured, workspaces, budget=given.budget, deadline=deadline)
        verdicts = [*explained, *tried]
    return _conclude(verdicts, len(chosen), began)


def _measure(packages: tuple[str, ...], workspaces: list[Workspace], kept: Path | None) -> list[Baseline]:
    """Run every file of tests once, unbroken, but for those that an earlier run kept."""
    measured: list[Baseline] = json.loads(kept.read_text()) if kept and kept.is_file() else []
    missing = [suite for suite in suites(packages) if suite not in {one["suite"] for one in measured}]
    tasks = (Task(key=suite, work=partial(baseline.measure, suite, packages)) for suite in missing)
    for suite, answer in forks.run(tasks, workspaces):
        measured.append(_told(suite, answer))
        print(f"{answer.seconds:6.1f} s  {suite}, unbroken", flush=True)
        if kept:
            kept.write_text(json.dumps(measured))
    measured = [one for one in measured if one["suite"] in set(suites(packages))]
    forks.load(dict.fromkeys(name for one in measured for name in one["libraries"]))
    tests, seconds = sum(len(one["tests"]) for one in measured), sum(sum(one["seconds"]) for one in measured)
    print(f"{tests} tests in {len(measured)} files take {seconds:.0f} seconds under measurement", flush=True)
    for name in broken_before(measured):
        print(f"fails while nothing is broken, and shows nothing: {name}", flush=True)
    return measured


def _control(measured: Sequence[Baseline], workspaces: list[Workspace]) -> None:
    """Try the quickest test of each file as a mutant's is tried, unbroken: what fails then would kill every mutant."""
    tasks = (Task(key=one["suite"], work=partial(trial.attempt, [quickest(one)], 3600.0)) for one in measured)
    for suite, answer in forks.run(tasks, workspaces):
        if answer.value is None or answer.value["failed"]:
            sys.exit(f"{suite} fails though nothing is broken:\n{answer.output[-2000:]}")


def _told(suite: str, answer: Answer) -> Baseline:
    if answer.value is None:
        sys.exit(f"{suite} ended before its time:\n{answer.output[-2000:]}")
    return answer.value


def _sample(packages: Sequence[str], count: int, seed: int, line: str) -> list[Mutant]:
    """Choose as many mutants of each package, mixed; or all those of one line, FILE:LINE."""
    made = {
        package: [one for file in sources(package) for one in mutants(file, _source(file))] for package in packages
    }
    if line:
        return [one for each in made.values() for one in each if f"{one.file}:{one.line}" == line]
    draw, each = random.Random(seed), -(-count // len(packages))
    chosen: list[Mutant] = []
    for package in packages:
        draw.shuffle(made[package])
        chosen.extend(islice(filter(_is_python, made[package]), each))
    draw.shuffle(chosen)
    print(f"{len(chosen)} of {sum(map(len, made.values()))} mutants", flush=True)
    return chosen


@cache
def _source(file: str) -> bytes:
    """The module as it was when this began, like the copies that are broken."""
    return (ROOT / file).read_bytes()


def _is_python(mutant: Mutant) -> bool:
    """Whether the change can be compiled: some brackets belong to no part of the tree."""
    try:
        ast.parse(mutant.applied(_source(mutant.file)))
    except SyntaxError:
        return False
    return True


def _evaluated(
    chosen: Sequence[Mutant], measured: Sequence[Baseline], workspaces: list[Workspace], *, budget: float,
    deadline: float,
) -> Iterator[Verdict]:  # fmt: skip
    def tasks() -> Iterator[Task[Mutant]]:
        for mutant in chosen:
            if time.monotonic() > deadline:
                return
            mirrored = next(TARGETS[package][0] for package in TARGETS if mutant.file.startswith(f"{package}/"))
            asked = chosen_for(mutant, measured, mirrored)
            yield Task(
                key=mutant, work=partial(trial.attempt, asked, budget), around=lambda w, m=mutant: w.broken(m)
            )

    for number, (mutant, answer) in enumerate(forks.run(tasks(), workspaces), 1):
        verdict = _verdict(mutant, answer)
        fate = f"killed by {verdict.killed_by}" if verdict.killed_by else f"SURVIVED {verdict.note}"
        place = f"{mutant.file}:{mutant.line} {mutant.kind}"
        print(f"{number:4}/{len(chosen)} {answer.seconds:5.1f} s  {place}  {fate}", flush=True)
        yield verdict


def _verdict(mutant: Mutant, answer: Answer) -> Verdict:
    value: dict[str, Any] = answer.value or {"failed": "", "left": 0}
    killed_by, note = value["failed"], ""
    if answer.timed_out:
        killed_by = "the clock"
    elif answer.value is None:
        killed_by = "the end of its process"
    elif value["left"]:
        note = f"({value['left']} files were left for want of time)"
    return Verdict(mutant=mutant, diff=mutant.diff(_source(mutant.file)), killed_by=killed_by, note=note)


def _conclude(verdicts: Sequence[Verdict], wanted: int, began: float) -> int:
    known = explanations()
    text = "\n".join(report(verdicts, known))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text + "\n")
    print(f"\n{text}\n{(time.monotonic() - began) / 60:.0f} minutes; the report is in {REPORT.relative_to(ROOT)}")
    left, bare = wanted - len(verdicts), unexplained(verdicts, known)
    problems = [
        f"{left} mutants were not tried within the time" if left else "",
        f"{share(verdicts):.1%} killed, at least {MIN_KILLED:.0%} expected" if share(verdicts) < MIN_KILLED else "",
        f"{len(bare)} survivors are not explained: add a test, or a reason to tests/mutation/explained.yaml"
        if bare
        else "",
    ]
    for problem in filter(None, problems):
        print(problem)
    return int(any(problems))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "packages", nargs="*", choices=[[], *TARGETS], help="packages to break; all if none is named"
    )
    parser.add_argument("--seed", type=int, help="which mutants are drawn; a new one if it is not given")
    parser.add_argument("--count", type=int, default=640, help="how many are drawn, as many of each package")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--minutes", type=float, default=60, help="after these no mutant is begun")
    parser.add_argument("--budget", type=float, default=25, help="seconds of the processor for each mutant")
    parser.add_argument("--baseline", type=Path, help="where the unbroken run is kept, or was kept")
    parser.add_argument("--line", default="", help="break this FILE:LINE alone, in every way")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
