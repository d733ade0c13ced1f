"""The page docs/support.md, made from the scheme and the settings."""

from collections.abc import Iterator, Mapping

from components.alarms.alarm import Owner, Severity
from components.audit.tripwires import TRIPWIRES
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.rows_support import ACKNOWLEDGED_MINUTES
from components.monitoring.support import COMMITMENTS
from components.notifications.notifications import Channel, recipients
from components.settings import Settings, format_duration

_INTRODUCTION = """\
# Support

Made from the settings and the scheme in `components/monitoring/` by `make docs`: change those, not this page.

Somebody is on call in every hour of the year. The paging service knows who that is: the settings name its address,
or telephone numbers and mail addresses where there is none. [Alarms](alarms.md) has what is watched.
"""

_TAKING_ON = f"""\
## Acknowledging

Whoever takes a page on acknowledges it:

```sh
storefront health acknowledge prod
```

[Before the first command](runbooks/README.md) says with which role, and from which region. It holds for
{ACKNOWLEDGED_MINUTES} minutes, for every page of its region: acknowledge again if you take longer. Without that the
escalation is told. CloudWatch itself waits, by a composite alarm whose suppressor is the acknowledgement; nothing
of ours has to run for it.

Developers, database administrators and operators may acknowledge, and nobody else.
"""

_NOTIFICATION = """\
## What a notification has

CloudWatch writes the alarm's name, its state, since when, and the values that set it off. The description says why
it matters, when it goes on, who owns it, the runbook's section, the dashboard, and the first command to type. A
tripwire's message has the same without values. On-call is also told when it is over.

Once a week a metric sets off a test page, which reaches whoever is on call as a real one would. If nobody answers
it, the escalation is told.

## Topics

Each site has three topics. They are encrypted under the site's key for notifications, refuse messages without TLS,
and take messages of this account alone: from CloudWatch and the tripwires' rules, and for *operations* also from
AWS Backup and RDS.
"""


def render(stacks: Mapping[str, Settings]) -> str:
    """Return the page, with who is told in the given environments."""
    return "\n".join((_INTRODUCTION, *_severities(), *_people(stacks), _TAKING_ON, _NOTIFICATION, *_owners(), ""))


def _severities() -> Iterator[str]:
    yield "## How soon somebody looks\n"
    yield "| severity | alarms | told to | somebody looks | otherwise |"
    yield "|---|---:|---|---|---|"
    for severity, promise in COMMITMENTS.items():
        number = sum(row.severity is severity for row in CATALOGUE)
        yield f"| {severity} | {number} | {promise.channel} | {promise.look} | {promise.otherwise} |"
    waking = sum(row.channel is Channel.ON_CALL for row in TRIPWIRES)
    promise = COMMITMENTS[Severity.PAGE]
    yield f"| tripwire that wakes | {waking} | {promise.channel} | {promise.look} | {promise.otherwise} |"
    yield ""


def _people(stacks: Mapping[str, Settings]) -> Iterator[str]:
    yield "## Who is told\n"
    yield "| environment | operations | on-call | after | escalation | test page (UTC) |"
    yield "|---|---|---|---|---|---|"
    for stack, settings in stacks.items():
        told = settings.notifications
        operations, on_call, escalation = (", ".join(recipients(told, channel)) for channel in Channel)
        silence = format_duration(told.escalate_after)
        yield f"| {stack} | {operations} | {on_call} | {silence} | {escalation} | `{told.test_page}` |"
    yield ""


def _owners() -> Iterator[str]:
    yield "## Who owns what\n"
    yield "The owner is responsible for the threshold, the runbook and the tickets.\n"
    yield "| owner | pages | tickets |"
    yield "|---|---:|---:|"
    for owner in Owner:
        pages, tickets = (
            sum(row.owner is owner and row.severity is severity for row in CATALOGUE) for severity in Severity
        )
        yield f"| {owner} | {pages} | {tickets} |"
