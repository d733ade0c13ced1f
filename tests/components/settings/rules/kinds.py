"""Rules of what an environment is for: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE, Path_
from tests.components.settings.rules.common import BURSTABLE, LOCK, ONE_SITE, Broken, Change

NOT_BURSTABLE = "no burstable class (db.t*) in production"

# What a test environment may have, and production may not.
SHORT: list[Change] = [
    (("database", "backupRetentionDays"), 1),
    (("database", "replicatedBackupRetentionDays"), 6),
    (("backups", "deleteAfterDays"), 2),
    (("backups", "copyDeleteAfterDays"), 6),
    (("backups", "restoreTest", "schedule"), "cron(0 11 ? * * *)"),
    (("backups", "lock", "minRetentionDays"), 1),
    (("database", "logRetentionDays"), 14),
    (("network", "flowLogRetentionDays"), 1),
    (("logs", "retentionDays"), 7),
]
KEPT: list[tuple[Path_, int]] = [
    (("database", "backupRetentionDays"), 7),
    (("database", "replicatedBackupRetentionDays"), 7),
    (("backups", "deleteAfterDays"), 7),
    (("backups", "copyDeleteAfterDays"), 7),
    (("backups", "lock", "minRetentionDays"), 7),
    (("database", "logRetentionDays"), 30),
    (("network", "flowLogRetentionDays"), 30),
    (("logs", "retentionDays"), 30),
]

BROKEN: list[Broken] = [
    (
        "_production_keeps_long_enough",
        SHORT,
        [(path, f"at least {days} days in production") for path, days in KEPT],
    ),
    *(
        (
            "_production_has_its_own_processors",
            [*kind, *BURSTABLE],
            [(path, NOT_BURSTABLE) for path, _ in BURSTABLE],
        )
        for kind in ([], [(("kind",), GONE)])
    ),
    (
        "_production_has_steady_servers",
        [(("fleet", "instanceTypes"), ["m8g.large", "t4g.large"])],
        [
            (
                ("fleet", "instanceTypes", 1),
                "no burstable type (t*) in production: its credits are used up in a peak",
            )
        ],
    ),
    *(
        (
            "_keys_can_be_had_back",
            [(("kind",), kind), (("keys", "deletionWindowDays"), 29)],
            [
                (
                    ("keys", "deletionWindowDays"),
                    "30 but in a disposable environment: with a key go all data under it",
                )
            ],
        )
        for kind in ("production", "test")
    ),
    (
        "_a_disposable_vault_can_be_emptied",
        [(("kind",), "disposable")],
        [
            (
                ("backups", "lock", "changeableForDays"),
                "nothing in a disposable environment: nobody could delete its vaults",
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    [(("kind",), "test"), *SHORT],
    [*SHORT, *KEPT],
    [*ONE_SITE, (("kind",), "disposable"), ((*LOCK, "changeableForDays"), GONE)],
]
