"""What alarms the program makes, counted in a run under the SDK's mocks: nothing else says what a site has."""

from collections.abc import Mapping

from components.monitoring.alarms_doc import Numbers
from rehearsal.mocks.recorder import Record, Registered

_ALARM, _COMPOSITE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"


def made_alarms(record: Record) -> Mapping[str, Numbers]:
    """Return the numbers of a run's alarms, by region."""
    return {region: _numbers(record, region) for region in {one.region for one in record.of_type(_ALARM)} if region}


def _numbers(record: Record, region: str) -> Numbers:
    alarms = record.of_type(_ALARM, region=region)
    return Numbers(
        alarms=len(alarms),
        metrics=sum(map(_metrics, alarms)),
        bands=sum("thresholdMetricId" in one.inputs for one in alarms),
        composites=len(record.of_type(_COMPOSITE, region=region)),
    )


def _metrics(alarm: Registered) -> int:
    """Count the metrics that an alarm reads: by its queries, or one by itself or out of Performance Insights."""
    return sum("metric" in query for query in alarm.inputs.get("metricQueries", ())) or 1
