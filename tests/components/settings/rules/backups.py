"""Rules of backups: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import LOCK, Broken, Change

MAINTENANCE = "tue:08:45-tue:09:45"
NEAR_THE_BACKUP = "no start in the backup window 08:00-08:30 or the hour before: AWS Backup would skip it"
LONG_GAP: Change = (("guidelines", "account-compromise", "rpo"), "36h")
LONGER_GAP: Change = (("guidelines", "account-compromise", "rpo"), "31d")
MONTHLY: Change = (("backups", "schedule"), "cron(30 12 1 * ? *)")
DAILY: Change = (("backups", "schedule"), "cron(30 12 ? * * *)")

BROKEN: list[Broken] = [
    (
        "_backups_avoid_the_databases_windows",
        [(("backups", "schedule"), "cron(45 8,20 ? * * *)")],
        [
            (
                ("backups", "schedule"),
                f"no start in the maintenance window {MAINTENANCE} or the hour before: AWS Backup would skip it",
            )
        ],
    ),
    (
        "_backups_avoid_the_databases_windows",
        [(("backups", "schedule"), "cron(0 7,19 ? * SUN,MON,WED-SAT *)"), LONG_GAP],
        [(("backups", "schedule"), NEAR_THE_BACKUP)],
    ),
    (
        "_backups_avoid_the_databases_windows",
        [(("backups", "schedule"), "cron(29 8,20 ? * SUN,MON,WED-SAT *)"), LONG_GAP],
        [(("backups", "schedule"), NEAR_THE_BACKUP)],
    ),
    (
        "_backups_are_hourly_at_most",
        [(("backups", "schedule"), "cron(0/30 10,22 ? * * *)")],
        [
            (
                ("backups", "schedule"),
                "an hour or more between two backups: AWS Backup takes no schedule that is more frequent",
            )
        ],
    ),
    (
        "_lock_is_a_range",
        [
            ((*LOCK, "minRetentionDays"), 91),
            ((*LOCK, "maxRetentionDays"), 90),
            (("backups", "deleteAfterDays"), 91),
            (("backups", "copyDeleteAfterDays"), 91),
        ],
        [((*LOCK, "maxRetentionDays"), "at least minRetentionDays, 91")],
    ),
    (
        "_lock_takes_the_backups",
        [(("backups", "deleteAfterDays"), 13), (("backups", "copyDeleteAfterDays"), 366)],
        [
            (("backups", key), "14 to 365 days: the vault's lock refuses others")
            for key in ("deleteAfterDays", "copyDeleteAfterDays")
        ],
    ),
    (
        # In a month of 31 days each vault is empty for an hour at the least.
        "_vaults_are_never_empty",
        [MONTHLY, LONGER_GAP, (("backups", "deleteAfterDays"), 31), (("backups", "copyDeleteAfterDays"), 31)],
        [
            (("backups", key), "at least 32: up to 745h pass until the next backup begins")
            for key in ("deleteAfterDays", "copyDeleteAfterDays")
        ],
    ),
    (
        "_vaults_are_never_empty",
        [
            (("kind",), "test"),
            (LOCK, {"minRetentionDays": 1, "maxRetentionDays": 90}),
            DAILY,
            LONGER_GAP,
            (("backups", "deleteAfterDays"), 1),
        ],
        [(("backups", "deleteAfterDays"), "at least 2: up to 25h pass until the next backup begins")],
    ),
    (
        "_every_backup_meets_a_restore_test",
        [(("backups", "restoreTest", "schedule"), "cron(0 11 1 1 ? *)")],
        [
            (
                ("backups", "restoreTest", "schedule"),
                "a test at least every 90 days, as long as the backups that it restores are kept",
            )
        ],
    ),
    (
        "_guidelines_are_complete",
        [(("guidelines", "data-corruption"), GONE)],
        [(("guidelines", "data-corruption"), "rto and rpo for each scenario")],
    ),
    (
        "_region_outage_is_recoverable",
        [(("guidelines", "region-outage", "rpo"), "29m")],
        [(("guidelines", "region-outage", "rpo"), "at least 30m: replicated backups arrive up to 30m late")],
    ),
    (
        "_account_compromise_is_recoverable",
        [(("guidelines", "account-compromise", "rpo"), "11h")],
        [
            (
                ("guidelines", "account-compromise", "rpo"),
                "at least 12h, the longest time between two backups into the locked vault",
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    [(("backups", "schedule"), "cron(59 6,18 ? * * *)")],
    [(("backups", "schedule"), "cron(45 9,21 ? * * *)")],
    [(("backups", "schedule"), "cron(30 8,20 ? * SUN,MON,WED-SAT *)"), LONG_GAP],
    [
        (("backups", "schedule"), "cron(59 6 ? * MON#1 *)"),
        (("guidelines", "account-compromise", "rpo"), "35d"),
        (("backups", "deleteAfterDays"), 36),
    ],
    [MONTHLY, LONGER_GAP, (("backups", "deleteAfterDays"), 32), (("backups", "copyDeleteAfterDays"), 32)],
    [(("backups", "restoreTest", "schedule"), "cron(0 11 ? * 2#1 *)"), (("backups", "copyDeleteAfterDays"), 35)],
    [(("backups", "deleteAfterDays"), 14), (("backups", "copyDeleteAfterDays"), 365)],
    [((*LOCK, "changeableForDays"), GONE)],
    [(("guidelines", "region-outage", "rpo"), "30m"), (("guidelines", "account-compromise", "rpo"), "12h")],
]
