"""How a database is recovered from each scenario, and how long that takes at the least.

The figures are AWS's own where it publishes them; where it gives a range, the slower end. They are what the
topology allows at best: the procedures and drills measure what it really takes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from policies.data.database import is_replica
from policies.data.zones import replicated_elsewhere
from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, listed, number
from standards.cron import CronError, parse_schedule

_MINUTE, _HOUR = 60, 3600
_DAY = 24 * _HOUR
NEVER = 100 * 366 * _DAY
# AWS Backup's own: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
_START_WINDOW_MINUTES = 8 * 60

Present = Callable[[Stack, Resource], bool | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryStrategy:
    """One recovery strategy: when it is there, and the best recovery time and point that it gives (seconds)."""

    what: str
    scenarios: tuple[str, ...]
    present: Present
    """None where only the update can tell."""
    rto: int
    rpo: int | Callable[[Stack], int | None]
    source: str
    """Where the figures come from."""

    def rpo_in(self, stack: Stack) -> int | None:
        """Return the recovery point in a stack; None where only the update can tell."""
        return self.rpo if isinstance(self.rpo, int) else self.rpo(stack)


SCENARIOS = ("zone-outage", "multi-zone-outage", "region-outage", "data-corruption", "account-compromise")


def _multi_az(_stack: Stack, primary: Resource) -> bool | None:
    value = primary.at("multiAz")
    return None if value is UNKNOWN else bool(value)


def _replicas(stack: Stack, primary: Resource, *, abroad: bool) -> bool | None:
    pending = False
    for replica in filter(is_replica, stack.of(tokens.RDS_INSTANCE)):
        if primary in stack.referred(replica, "replicateSourceDb", tokens.RDS_INSTANCE):
            if (stack.region_of(replica) != stack.region_of(primary)) is abroad:
                return True
        elif stack.unresolved(replica, "replicateSourceDb", tokens.RDS_INSTANCE):
            pending = True
    return None if pending else False


def _replica_here(stack: Stack, primary: Resource) -> bool | None:
    return _replicas(stack, primary, abroad=False)


def _replica_abroad(stack: Stack, primary: Resource) -> bool | None:
    return _replicas(stack, primary, abroad=True)


def _backed_up(_stack: Stack, primary: Resource) -> bool | None:
    value = primary.at("backupRetentionPeriod")
    return None if value is UNKNOWN else bool(number(value))


def _locked_copies(stack: Stack, _primary: Resource) -> bool | None:
    return bool(stack.of(tokens.BACKUP_PLAN) and stack.of(tokens.VAULT_LOCK))


def plan_interval(stack: Stack) -> int | None:
    """Return the longest time between two backups of the best plan (seconds); None where it is not known yet.

    A plan whose recovery points are gone before the next ones come is none: its vault is empty meanwhile.
    """
    rules = [rule for plan in stack.of(tokens.BACKUP_PLAN) for rule in listed(plan.at("rules"))]
    intervals = [_interval(rule) for rule in rules]
    known = [interval for interval in intervals if interval is not None]
    return min(known, default=NEVER) if len(known) == len(intervals) else None


def _interval(rule: Value) -> int | None:
    schedule, window = at(rule, "schedule"), at(rule, "startWindow")
    retentions = [at(one, "lifecycle", "deleteAfter") for one in (rule, *listed(at(rule, "copyActions")))]
    if UNKNOWN in (schedule, window, *retentions) or at(rule, "copyActions") is UNKNOWN:
        return None
    gap = longest_gap(schedule) if isinstance(schedule, str) else NEVER
    begins_within = (number(window) or _START_WINDOW_MINUTES) * _MINUTE
    days = [number(one) for one in retentions if one is not None]
    held = all(one is not None and one * _DAY >= gap + begins_within for one in days)
    return gap if held else NEVER


def longest_gap(schedule: str) -> int:
    """Return the longest time between two runs of a schedule of AWS (seconds); what is none never runs."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", schedule):
        return int(rate[1]) * {"minute": _MINUTE, "hour": _HOUR, "day": _DAY}[rate[2]]
    try:
        return int(parse_schedule(schedule, datetime.now(UTC).date()).longest_gap.total_seconds())
    except CronError:
        return NEVER


def _guide(page: str) -> str:
    return f"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/{page}"


STRATEGIES = (
    RecoveryStrategy(
        what="the standby of a Multi-AZ database",
        scenarios=("zone-outage",),
        present=_multi_az,
        rto=2 * _MINUTE,
        rpo=0,
        source=_guide("Concepts.MultiAZ.Failover.html") + " (60 to 120 seconds; synchronous)",
    ),
    RecoveryStrategy(
        what="a replica in another zone, promoted",
        scenarios=("zone-outage", "multi-zone-outage"),
        present=_replica_here,
        rto=15 * _MINUTE,
        rpo=_MINUTE,
        source=_guide("USER_ReadRepl.Promote.html") + " (several minutes; asynchronous, lag alarmed at a minute)",
    ),
    RecoveryStrategy(
        what="a replica in another region, promoted",
        scenarios=("zone-outage", "multi-zone-outage", "region-outage"),
        present=_replica_abroad,
        rto=15 * _MINUTE,
        rpo=5 * _MINUTE,
        source=_guide("USER_ReadRepl.XRgn.html") + " (asynchronous over a long distance)",
    ),
    RecoveryStrategy(
        what="the automated backups, restored to a point in time",
        scenarios=("zone-outage", "multi-zone-outage", "data-corruption"),
        present=_backed_up,
        rto=_HOUR,
        rpo=5 * _MINUTE,
        source=_guide("USER_PIT.html") + " (logs are uploaded every five minutes; the restore grows with the size)",
    ),
    RecoveryStrategy(
        what="the automated backups that are replicated to another region, restored",
        scenarios=("multi-zone-outage", "region-outage"),
        present=replicated_elsewhere,
        rto=3 * _HOUR,
        rpo=30 * _MINUTE,
        source="https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/"
        "rds-pitr-snapshot.html (5 to 30 minutes; up to a few hours)",
    ),
    RecoveryStrategy(
        what="the copies in a locked vault, restored",
        scenarios=("region-outage", "data-corruption", "account-compromise"),
        present=_locked_copies,
        rto=4 * _HOUR,
        rpo=plan_interval,
        source="the backup plan's own schedule; https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
    ),
)


def strategies_for(scenario: str) -> Iterator[RecoveryStrategy]:
    """Yield the strategies for a scenario."""
    return (strategy for strategy in STRATEGIES if scenario in strategy.scenarios)
