"""What the support scheme itself must know: that a page is acknowledged, a tripwire was touched, and it works.

AWS measures little of it: `storefront health acknowledge` and a schedule put the metrics of `Storefront/Support`.
"""

from components.alarms.alarm import Alarm, Metric, Missing, Owner, ResourceKind, Severity, Tier
from functions.shared.metrics import Namespace

ACKNOWLEDGED, TEST_PAGE = "Acknowledged", "TestPage"
# So long an acknowledgement holds: whoever still works on it then acknowledges again, or the next ones are told.
ACKNOWLEDGED_MINUTES = 60
# Longer than any silence that the settings take, so that what set a page off is still on when it is escalated.
EVENT_MINUTES, TEST_MINUTES = 90, 75
_LOOK = "storefront health {environment} --region {region}"


def _support(name: str) -> Metric:
    return Metric(namespace=Namespace.SUPPORT, name=name, stat="Maximum", dimensions=())


ACKNOWLEDGEMENT = Alarm(
    what="acknowledged", monitors=ResourceKind.SUPPORT, tier=Tier.PLATFORM, severity=Severity.TICKET,
    owner=Owner.PLATFORM, metrics={"acknowledgements": _support(ACKNOWLEDGED)}, threshold=0,
    unit="acknowledgements", periods=ACKNOWLEDGED_MINUTES, datapoints=1, missing=Missing.NOT_BREACHING,
    why="somebody has acknowledged the page of this region and works on it: for an hour nobody else is called",
    section="acknowledged", first=_LOOK,
)  # fmt: skip
TRIPWIRE_TOUCHED = Alarm(
    what="tripwire-touched", monitors=ResourceKind.TRIPWIRE, tier=Tier.PLATFORM, severity=Severity.TICKET,
    owner=Owner.SECURITY,
    metrics={"events": Metric(namespace="AWS/Events", name="Invocations", stat="Sum")},
    threshold=0, unit="events", periods=EVENT_MINUTES, datapoints=1, missing=Missing.NOT_BREACHING,
    why="a tripwire that wakes somebody was touched within the last hour and a half",
    section="tripwires", first="aws cloudtrail lookup-events --region {region} --max-results 20",
)  # fmt: skip
ROWS = (
    ACKNOWLEDGEMENT,
    TRIPWIRE_TOUCHED,
    Alarm(
        what="test-page", monitors=ResourceKind.SUPPORT, tier=Tier.PLATFORM, severity=Severity.PAGE,
        owner=Owner.PLATFORM,
        metrics={"sent": _support(TEST_PAGE)}, threshold=0, unit="test pages", periods=TEST_MINUTES, datapoints=1,
        missing=Missing.NOT_BREACHING,
        why="nothing is wrong: once a week a page is sent to see that it arrives and is acknowledged",
        section="test-page", first="storefront health acknowledge {environment} --region {region}",
    ),
)  # fmt: skip
