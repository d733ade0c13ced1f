"""What EventBridge Scheduler documents beside its service model."""

from __future__ import annotations

from rehearsal.provider.limit import Limit, matches

_TYPES_DOC = "EventBridge Scheduler user guide, Schedule types"
# rate: a singular unit with one, a plural one with more; cron: six fields, of whose two days one is open; once: at.
_EXPRESSION = (
    r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)"
    r"|cron\(\S+ \S+ (\? \S+ \S+|\S+ \S+ \?) \S+\)"
    r"|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)"
)
_TARGET = r"arn:aws[a-z-]*:(lambda|sqs|sns|states|ecs|events|scheduler:::aws-sdk)\S*"

LIMITS = (
    Limit(
        "scheduler",
        ("CreateSchedule",),
        "ScheduleExpression",
        "rate(1 minute), rate(N minutes|hours|days), cron of six fields with one `?` for a day, or at(time)",
        _TYPES_DOC,
        matches(_EXPRESSION),
    ),
    Limit(
        "scheduler",
        ("CreateSchedule",),
        "Target.Arn",
        "the ARN of a target that Scheduler knows",
        "EventBridge Scheduler user guide, Managing targets",
        matches(_TARGET),
    ),
)
