"""What is promised for each scenario beside what the topology gives, with the reasoning."""

from collections.abc import Iterator
from dataclasses import dataclass

from manifest.index import Guideline
from operations.layout import fit
from operations.recovery.durations import DECIDE, Duration
from operations.recovery.errors import RequestError
from operations.recovery.manifest import Manifest
from operations.recovery.scenarios import PROMISED, Scenario
from operations.recovery.strategies import promised_for
from operations.recovery.strategies.strategy import RecoveryStrategy


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What one strategy gives against a guideline; `lacking` says why the topology does not have it."""

    strategy: RecoveryStrategy
    lacking: str | None
    rpo_seconds: int
    guideline: Guideline

    @property
    def kept(self) -> bool:
        """Whether it is there, fast enough and fresh enough."""
        return (
            self.lacking is None
            and self.strategy.rto() <= self.guideline.rto_seconds
            and self.rpo_seconds <= self.guideline.rpo_seconds
        )


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A scenario's guideline and everything that the topology offers for it."""

    scenario: Scenario
    guideline: Guideline
    offers: tuple[Offer, ...]

    @property
    def kept(self) -> bool:
        """Whether any strategy keeps the guideline."""
        return any(offer.kept for offer in self.offers)

    @property
    def best(self) -> Offer | None:
        """The first strategy that keeps the guideline, else the first that the topology has; None: it has none."""
        there = [offer for offer in self.offers if offer.lacking is None]
        return next((offer for offer in there if offer.kept), next(iter(there), None))


def assess(manifest: Manifest) -> tuple[Assessment, ...]:
    """Assess every scenario that the topology can have an answer to.

    Raises:
        RequestError: the manifest promises nothing for a scenario, or something for one that is none.
    """
    named, known = set(manifest.guidelines), set(map(str, manifest.promised))
    if named != known:
        raise RequestError(
            f"the manifest has guidelines for {', '.join(sorted(named)) or 'nothing'}; expected one each for "
            f"{', '.join(sorted(known))}: deploy the stack again with this version"
        )
    return tuple(_assess(manifest, scenario, manifest.guidelines[scenario]) for scenario in manifest.promised)


def _assess(manifest: Manifest, scenario: Scenario, guideline: Guideline) -> Assessment:
    offers = tuple(
        Offer(
            strategy=strategy,
            lacking=strategy.lacking(manifest),
            rpo_seconds=strategy.max_loss(manifest),
            guideline=guideline,
        )
        for strategy in promised_for(scenario)
    )
    return Assessment(scenario=scenario, guideline=guideline, offers=offers)


def report(assessments: tuple[Assessment, ...], *, sources: bool) -> str:
    """Write a table of the promises; with `sources` also each strategy, its steps, and the figures' sources."""
    lines = [*_table(assessments)]
    if sources:
        numbers = _Sources()
        lines += ["", *(line for one in assessments for line in _details(one, numbers))]
        lines += ["Sources", *numbers.lines()]
    return "\n".join(lines)


def _table(assessments: tuple[Assessment, ...]) -> Iterator[str]:
    yield f"{'':<19} {'RTO':^19} {'RPO':^19}"
    yield f"{'scenario':<19} {'promised':>8}  {'typical':>8}  {'promised':>8}  {'at most':>8}"
    for one in assessments:
        best, promise = one.best, one.guideline
        typical = span(best.strategy.rto()) if best else "-"
        loss = span(best.rpo_seconds) if best else "-"
        verdict = "kept" if one.kept else "NOT KEPT"
        yield (
            f"{one.scenario:<19} {span(promise.rto_seconds):>8}  {typical:>8}  "
            f"{span(promise.rpo_seconds):>8}  {loss:>8}  {verdict}"
        )
        yield fit(best.strategy.name if best else "nothing that the topology has", first="    ", rest="    ")
    for scenario in PROMISED:
        if scenario not in [one.scenario for one in assessments]:
            yield f"{scenario:<19} nothing is promised: the stack has one site alone"


class _Sources:
    """Where figures come from, each once, in the order in which they were needed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, source: str) -> str:
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def lines(self) -> list[str]:
        return [
            # An address is longer than a line, and stays beside its number.
            f"  [{number}] {source}"
            if source.startswith("https://")
            else fit(f"[{number}] {source}", first="  ", rest="      ")
            for source, number in self._numbers.items()
        ]


def _details(assessment: Assessment, sources: _Sources) -> Iterator[str]:
    promise = assessment.guideline
    verdict = "kept" if assessment.kept else "NOT KEPT"
    yield f"{assessment.scenario}: RTO {span(promise.rto_seconds)}, RPO {span(promise.rpo_seconds)}: {verdict}"
    for offer in assessment.offers:
        yield from _offered(offer, sources)
    yield ""


def _offered(offer: Offer, sources: _Sources) -> Iterator[str]:
    strategy = offer.strategy
    if offer.lacking is not None:
        yield fit(f"- {strategy.name}: not possible, {offer.lacking}", first="  ", rest="    ")
        return
    mark = "+" if offer.kept else "-"
    rto, rpo = span(strategy.rto()), span(offer.rpo_seconds)
    yield fit(f"{mark} {strategy.name}: RTO {rto}, RPO {rpo}", first="  ", rest="    ")
    if strategy.decided_by_person:
        yield _part("notice the outage and decide", DECIDE, sources)
    for kind in strategy.until_service:
        yield _part(kind.summary, kind.duration, sources)
    yield f"      loses at most {rpo} {sources.number(strategy.loss_source)}"


def _part(summary: str, duration: Duration, sources: _Sources) -> str:
    return fit(
        f"{summary} {sources.number(duration.source)}", first=f"      {span(duration.seconds):>7}  ", rest=" " * 15
    )


def span(seconds: int) -> str:
    """Write seconds as hours, minutes and seconds: `3h 20m`, `45s`, `0s`."""
    hours, rest = divmod(seconds, 3600)
    minutes, last = divmod(rest, 60)
    parts = [f"{value}{unit}" for value, unit in ((hours, "h"), (minutes, "m"), (last, "s")) if value]
    return " ".join(parts) or "0s"
