"""The alarms of an environment as CloudWatch has them now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from operations.aws import AwsClient

ALARM, OK, SILENT = "ALARM", "OK", "INSUFFICIENT_DATA"


@dataclass(frozen=True, kw_only=True)
class AlarmState:
    """One alarm: what it is called without its place, its state, since when, and what it says of itself."""

    region: str
    what: str
    state: str
    since: datetime
    says: str
    pages: bool

    @property
    def why(self) -> str:
        """The first line of what it says."""
        return self.says.partition("\n")[0]


def states(aws: AwsClient, region: str, prefix: str) -> list[AlarmState]:
    """Return every alarm of a site; `prefix` is what their names begin with.

    Raises:
        AwsError: the region does not answer, or refuses.
    """
    return [
        AlarmState(
            region=region,
            what=str(found["AlarmName"]).removeprefix(prefix),
            state=found["StateValue"],
            since=found.get("StateTransitionedTimestamp") or found["StateUpdatedTimestamp"],
            says=found.get("AlarmDescription", ""),
            pages="AlarmRule" in found and bool(found.get("AlarmActions")),
        )
        for found in _described(aws, region, prefix)
    ]


def _described(aws: AwsClient, region: str, prefix: str) -> Iterator[dict[str, Any]]:
    kinds = ["CompositeAlarm", "MetricAlarm"]
    for page in aws.pages(region, "cloudwatch", "DescribeAlarms", AlarmNamePrefix=prefix, AlarmTypes=kinds):
        yield from page.get("CompositeAlarms", [])
        yield from page.get("MetricAlarms", [])
