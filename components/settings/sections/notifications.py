"""Who is told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.settings.sections.section import Section
from components.settings.types import HOUR, MINUTE, AwsCron, Duration

# Who is more has a list of the mail server; SNS itself would take 12,500,000 of a topic.
# https://docs.aws.amazon.com/general/latest/gr/sns.html
MAX_RECIPIENTS = 100
SHORTEST_SILENCE = 5 * MINUTE  # how often the escalation looks

# RFC 5322's atoms, in ASCII, with RFC 1123's labels behind them.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+"
Email = Annotated[str, StringConstraints(pattern=rf"^{_EMAIL}$", max_length=254)]
# E.164: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
Recipient = Annotated[str, StringConstraints(pattern=rf"^(\+[1-9][0-9]{{6,14}}|{_EMAIL})$", max_length=254)]


class NotificationSettings(Section):
    """Who is told, and where what they then do is written down."""

    operations: tuple[Email, ...] = Field(
        min_length=1,
        max_length=MAX_RECIPIENTS,
        description="1 to 100 e-mail addresses",
        examples=[["operations@example.com"]],
    )
    on_call: tuple[Recipient, ...] = Field(
        min_length=1,
        max_length=MAX_RECIPIENTS,
        description="1 to 100 e-mail addresses (of a paging service too) or telephone numbers in E.164, which "
        "is +, the country's code and the number, 7 to 15 digits without spaces, in quotes",
        examples=[["on-call@example.com", "+13055550123"]],
    )
    escalation: tuple[Recipient, ...] = Field(
        min_length=1,
        max_length=MAX_RECIPIENTS,
        description="1 to 100 e-mail addresses or telephone numbers of others than onCall, written as there",
        examples=[["platform-lead@example.com", "+5215512345678"]],
    )
    escalate_after: Annotated[Duration, Field(ge=SHORTEST_SILENCE, le=HOUR)] = Field(
        description="a duration in whole 5 minutes, 5m to 1h: how long a page may go unanswered", examples=["15m"]
    )
    test_page: AwsCron = Field(
        description="a cron expression of six fields in UTC: when a page is sent to see that it arrives",
        examples=["cron(0 15 ? * TUE *)"],
    )
    runbooks: Annotated[str, StringConstraints(pattern=r"^https://[^\s?#]+$", max_length=200)] = Field(
        description="the https address of the folder docs/runbooks",
        examples=["https://github.com/example/storefront/blob/main/docs/runbooks"],
    )
