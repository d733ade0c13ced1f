"""One look at an environment: its alarms in both regions, and its indicators."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from manifest.health import Health
from operations.aws import AwsClient, AwsError
from operations.command_line import tell
from operations.health.alarms import AlarmState, states
from operations.health.dashboards import graphs
from operations.health.data import CloudWatchSource, Drawn, Span
from operations.health.manifest import StoreSections, store_sections
from operations.health.screen import Shown
from operations.manifest import manifest_source
from operations.recovery.clock import SYSTEM
from operations.recovery.instances import find, how_to_start

# What the terminal shows of the dashboards, in this order; the third has the same again in more detail.
_SHOWN = ("business", "on-call")
_HOURS = 3


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen, and what could not be."""

    alarms: Sequence[AlarmState]
    indicators: Sequence[Shown]
    problems: Sequence[str]


def look(environment: str, region: str | None, now: datetime, file: Path | None = None) -> Seen:
    """Look at what there is to see; a region that does not answer is a problem, not the end.

    Raises:
        CommandError: no region was named, or it holds no manifest of the environment.
        AwsError: the region of the manifest does not answer, or refuses.
    """
    source, aws = manifest_source(region, file), AwsClient(SYSTEM.sleep)
    sections = store_sections(source, environment)
    where = sections.index.serving if isinstance(source, Path) else source.region
    tell("asking CloudWatch for alarms and indicators")
    section, problems = sections.health, list(_stopped(aws, sections))
    alarms: list[AlarmState] = []
    for site, prefix in section.alarm_prefixes.items():
        try:
            alarms += states(aws, site, prefix)
        except AwsError as error:
            problems.append(f"the alarms of {site} are not shown: {error}")
    indicators = _indicators(aws, where, section, now, problems)
    return Seen(alarms=alarms, indicators=indicators, problems=problems)


def _stopped(aws: AwsClient, sections: StoreSections) -> Iterator[str]:
    """Say that the database is stopped, if it can be: what its silence sets off is then no outage.

    RDS stops none that has a replica: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
    """
    instances, region = sections.database.instances, sections.index.serving
    if instances.replica is not None:
        return
    with suppress(AwsError):
        found = find(aws, region, instances.primary.identifier)
        if found and found.stopped:
            yield f"{how_to_start(found, region)}. Until then alarms are on over it, and over what needs it"


def _indicators(aws: AwsClient, region: str, section: Health, now: datetime, problems: list[str]) -> list[Shown]:
    source, found = CloudWatchSource(aws=aws, span=Span.last(_HOURS, now)), list[Shown]()
    for dashboard in _SHOWN:
        try:
            for graph in graphs(aws, region, section.dashboards[dashboard]):
                lines: list[Drawn] = source.lines(graph)
                found.append((graph, lines))
        except AwsError as error:
            problems.append(f"the dashboard {dashboard} is not shown whole: {error}")
    return found
