"""Acknowledges the pages that are on: a datapoint in each region, which sets the alarm *acknowledged* on."""

from pathlib import Path

from operations.aws import AwsClient
from operations.health.alarms import ALARM, states
from operations.health.manifest import health_section
from operations.manifest import manifest_source
from operations.recovery.clock import SYSTEM


def acknowledge(environment: str, region: str | None, file: Path | None = None, *, dry_run: bool) -> list[str]:
    """Acknowledge in each region in which something wakes somebody; returns what was acknowledged, a line each.

    Raises:
        CommandError: no region was named, or it holds no manifest of the environment.
        AwsError: a region does not answer, or refuses.
    """
    aws = AwsClient(SYSTEM.sleep)
    section = health_section(manifest_source(region, file), environment)
    lines: list[str] = []
    for site, prefix in section.alarm_prefixes.items():
        on = [one for one in states(aws, site, prefix) if one.state == ALARM and one.pages]
        if on and not dry_run:
            datum = {"MetricName": section.acknowledgement.metric, "Value": 1.0, "Unit": "Count"}
            # A second one says the same as the first.
            aws.call_again(
                site, "cloudwatch", "PutMetricData", Namespace=section.acknowledgement.namespace, MetricData=[datum]
            )
        done = "would be acknowledged" if dry_run else "acknowledged"
        lines += [f"{done}: {one.what} in {site}: {one.why}" for one in on]
    return lines
