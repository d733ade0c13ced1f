"""The page docs/support.md, made from the scheme and the settings."""

from collections.abc import Iterator, Mapping

from components.alarms.alarm import Owner, Severity
from components.audit.tripwires import TRIPWIRES
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.rows_support import ANSWER_MINUTES
from components.monitoring.support import COMMITMENTS
from components.notifications.notifications import Channel, recipients
from components.settings import Settings, format_duration

_INTRODUCTION = """\
# Support

Made from the settings and the scheme in `components/monitoring/` by `make docs`: change those, not this page.

Somebody is on call in every hour of the year. Who that is in a week is the paging service's to know: the settings
name its address, and telephone numbers or a list where there is none. [Alarms](alarms.md) has what is watched.
"""

_ANSWERING = f"""\
## Answering

A page is answered by whoever takes it on:

```sh
storefront health acknowledge prod --region us-west-2
```

The region is any that answers. An answer holds for {ANSWER_MINUTES} minutes and for all that is on in a region:
whoever takes longer answers once more. Without an answer the escalation is told. It is CloudWatch itself that
waits, by a composite alarm whose suppressor is the answer; nothing of ours has to run for it.

A developer, a database administrator and an operator may answer, and nobody else.
"""

_NOTIFICATION = """\
## What a notification has

Each one has the alarm's name, its state and since when (CloudWatch adds both, with the values that set it off), and
in its description: why it matters, when it goes on, who owns it, the runbook's section, the dashboard, and the
first command to type. A tripwire's message has the same but for the values. On-call is told its end too.

Once a week a test page goes the whole way, from a metric to whoever is on call; if nobody answers it, the
escalation is told as of any page.

## Topics

Each site has its three topics. They are encrypted under the site's key for notifications, refuse what comes without
TLS, and take messages from this account alone: of CloudWatch and of the tripwires' rules; *operations* from AWS
Backup and RDS too.
"""


def render(stacks: Mapping[str, Settings]) -> str:
    """Return the page, with who is told in the given environments."""
    return "\n".join((_INTRODUCTION, *_severities(), *_people(stacks), _ANSWERING, _NOTIFICATION, *_owners(), ""))


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
    yield "The owner answers for the threshold and the runbook, and for the tickets.\n"
    yield "| owner | pages | tickets |"
    yield "|---|---:|---:|"
    for owner in Owner:
        pages, tickets = (
            sum(row.owner is owner and row.severity is severity for row in CATALOGUE) for severity in Severity
        )
        yield f"| {owner} | {pages} | {tickets} |"
