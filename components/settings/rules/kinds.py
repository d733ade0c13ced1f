"""Rules of what an environment is for: what production demands, and what would outlive a disposable environment."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, Way, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Kind, Settings
from standards.retention import BACKUP_DAYS, LOG_DAYS, shortest_days

_ANOTHER_KIND = "or say what the environment is for: storefront:kind: test"
# AWS's longest, and its default: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
KEY_DELETION_DAYS = 30
_FOR_TESTS = Way(("kind",), str(Kind.TEST))


def _production_has_its_own_processors(settings: Settings, _: Others) -> Iterator[Problem]:
    """A burstable class falls to its baseline when its credits are used up, which a peak does.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
    """
    for key, kind in settings.database.instance_classes:
        path = ("database", *key)
        if settings.kind is Kind.PRODUCTION and kind.family.startswith("t"):
            allowed = "no burstable class (db.t*) in production"
            yield Problem(
                path, show(str(kind)), allowed, f"take db.m8g or db.r8g, {_ANOTHER_KIND}", ways=(_FOR_TESTS,)
            )


def _production_has_steady_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    """A burstable server is at its baseline after a while under load, or pays for every minute above it.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
    """
    for index, kind in enumerate(settings.fleet.instance_types):
        if settings.kind is Kind.PRODUCTION and kind.startswith("t"):
            allowed = "no burstable type (t*) in production: its credits are used up in a peak"
            path = ("fleet", "instanceTypes", index)
            yield Problem(path, show(str(kind)), allowed, f"take m8g or m7i, {_ANOTHER_KIND}", ways=(_FOR_TESTS,))


def _keys_can_be_had_back(settings: Settings, _: Others) -> Iterator[Problem]:
    days = settings.keys.deletion_window_days
    if settings.kind is not Kind.DISPOSABLE and days != KEY_DELETION_DAYS:
        allowed = f"{KEY_DELETION_DAYS} but in a disposable environment: with a key go all data under it"
        yield Problem(
            ("keys", "deletionWindowDays"),
            show(days),
            allowed,
            f"set {KEY_DELETION_DAYS}",
            ways=(Way(("keys", "deletionWindowDays"), KEY_DELETION_DAYS),),
        )


def _a_disposable_vault_can_be_emptied(settings: Settings, _: Others) -> Iterator[Problem]:
    """Once the time to change it is over, nobody removes a lock, nor a vault with recovery points under it.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
    """
    days = settings.backups.lock.changeable_for_days
    if settings.kind is Kind.DISPOSABLE and days is not None:
        allowed = "nothing in a disposable environment: nobody could delete its vaults"
        yield Problem(
            ("backups", "lock", "changeableForDays"),
            show(days),
            allowed,
            "take changeableForDays out",
            ways=(Way(("backups", "lock", "changeableForDays")),),
        )


def _production_keeps_long_enough(settings: Settings, _: Others) -> Iterator[Problem]:
    """The guardrails ask for the same, and an environment for tests may keep less."""
    for path, days, at_least in _kept(settings):
        if days is not None and days < shortest_days(at_least, settings.kind.value):
            allowed = f"at least {at_least} days in production"
            mend = f"set {at_least} or more, {_ANOTHER_KIND}"
            yield Problem(path, show(days), allowed, mend, ways=(Way(path, at_least), _FOR_TESTS))


def _kept(settings: Settings) -> Iterator[tuple[Path, int | None, int]]:
    """Yield how long each thing is kept, with its key, and how long production keeps it at the least."""
    database, backups = settings.database, settings.backups
    yield ("database", "backupRetentionDays"), database.backup_retention_days, BACKUP_DAYS
    yield ("database", "replicatedBackupRetentionDays"), database.replicated_backup_retention_days, BACKUP_DAYS
    yield from ((("backups", key), days, BACKUP_DAYS) for key, days in backups.retentions.items())
    yield ("backups", "lock", "minRetentionDays"), backups.lock.min_retention_days, BACKUP_DAYS
    yield ("database", "logRetentionDays"), database.log_retention_days, LOG_DAYS
    yield ("network", "flowLogRetentionDays"), settings.network.flow_log_retention_days, LOG_DAYS
    yield ("logs", "retentionDays"), settings.logs.retention_days, LOG_DAYS


RULES = (
    Rule(("kind", "database"), _production_has_its_own_processors),
    Rule(("kind", "fleet"), _production_has_steady_servers),
    Rule(("kind", "keys"), _keys_can_be_had_back),
    Rule(("kind", "database", "backups", "network", "logs"), _production_keeps_long_enough),
    Rule(("kind", "backups"), _a_disposable_vault_can_be_emptied),
)
