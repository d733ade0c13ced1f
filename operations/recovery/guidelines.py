"""What is promised for each scenario beside what the topology gives, with the reasoning."""

from dataclasses import dataclass

from manifest.index import Guideline
from operations.recovery.durations import DURATIONS
from operations.recovery.errors import RequestError
from operations.recovery.manifest import Manifest
from operations.recovery.ways import PROMISED, Scenario, Way, ways_back


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What one way back gives against a guideline; `lacking` says why the topology does not have it."""

    way: Way
    lacking: str | None
    rpo_seconds: int
    guideline: Guideline

    @property
    def kept(self) -> bool:
        """Whether it is there, fast enough and fresh enough."""
        return (
            self.lacking is None
            and self.way.rto() <= self.guideline.rto_seconds
            and self.rpo_seconds <= self.guideline.rpo_seconds
        )


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A scenario's guideline and everything that the topology offers for it."""

    scenario: Scenario
    guideline: Guideline
    offers: tuple[Offer, ...]

    @property
    def kept(self) -> bool:
        """Whether any way back keeps the guideline."""
        return any(offer.kept for offer in self.offers)


def judge(manifest: Manifest) -> tuple[Judgement, ...]:
    """Judge every scenario.

    Raises:
        RequestError: the manifest promises nothing for a scenario, or something for one that is none.
    """
    named, known = set(manifest.guidelines), set(map(str, PROMISED))
    if named != known:
        raise RequestError(
            f"the manifest has guidelines for {', '.join(sorted(named)) or 'nothing'}; expected one each for "
            f"{', '.join(sorted(known))}: deploy the stack anew"
        )
    return tuple(_judge(manifest, scenario, manifest.guidelines[scenario]) for scenario in PROMISED)


def _judge(manifest: Manifest, scenario: Scenario, guideline: Guideline) -> Judgement:
    offers = tuple(
        Offer(way=way, lacking=way.lacking(manifest), rpo_seconds=way.rpo(manifest), guideline=guideline)
        for way in ways_back(scenario)
    )
    return Judgement(scenario=scenario, guideline=guideline, offers=offers)


def report(judgements: tuple[Judgement, ...]) -> str:
    """Write the judgements as text: each step with its duration and a number, under which its source follows."""
    sources = _Sources()
    lines = [line for judgement in judgements for line in _lines(judgement, sources)]
    return "\n".join([*lines, "Sources", *sources.lines()])


class _Sources:
    """Where figures come from, each once, in the order in which they were needed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, source: str) -> str:
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def lines(self) -> list[str]:
        return [f"  [{number}] {source}" for source, number in self._numbers.items()]


def _lines(judgement: Judgement, sources: _Sources) -> list[str]:
    promise = judgement.guideline
    verdict = "kept" if judgement.kept else "NOT KEPT"
    head = f"{judgement.scenario}: RTO {span(promise.rto_seconds)}, RPO {span(promise.rpo_seconds)}: {verdict}"
    return [head, *(line for offer in judgement.offers for line in _offered(offer, sources)), ""]


def _offered(offer: Offer, sources: _Sources) -> list[str]:
    way = offer.way
    if offer.lacking is not None:
        return [f"  - {way.name}: not here, {offer.lacking}"]
    mark = "+" if offer.kept else "-"
    rto, rpo = span(way.rto()), span(offer.rpo_seconds)
    steps = [
        f"      {span(DURATIONS[part].seconds):>7}  {part} {sources.number(DURATIONS[part].source)}"
        for part in way.parts
    ]
    return [
        f"  {mark} {way.name}: RTO {rto}, RPO {rpo}",
        *steps,
        f"      loses at most {rpo} {sources.number(way.rpo_source)}",
    ]


def span(seconds: int) -> str:
    """Write seconds as hours, minutes and seconds: `3h 20m`, `45s`, `0s`."""
    hours, rest = divmod(seconds, 3600)
    minutes, last = divmod(rest, 60)
    parts = [f"{value}{unit}" for value, unit in ((hours, "h"), (minutes, "m"), (last, "s")) if value]
    return " ".join(parts) or "0s"
