"""Rules of backups: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import LOCK, Broken, Change

MAINTENANCE = "tue:08:45-tue:09:45"

BROKEN: list[Broken] = [
    (
        "_backups_avoid_maintenance",
        [(("backups", "schedule"), "cron(45 7,19 ? * * *)")],
        [
            (
                ("backups", "schedule"),
                f"no start in the maintenance window {MAINTENANCE} or the hour before: AWS Backup would skip it",
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
    [(("backups", "schedule"), "cron(44 7,19 ? * * *)")],
    [(("backups", "schedule"), "cron(45 9,21 ? * * *)")],
    [(("backups", "deleteAfterDays"), 14), (("backups", "copyDeleteAfterDays"), 365)],
    [((*LOCK, "changeableForDays"), GONE)],
    [(("guidelines", "region-outage", "rpo"), "30m"), (("guidelines", "account-compromise", "rpo"), "12h")],
]
