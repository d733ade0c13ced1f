"""Rules of a database that stops in off-hours: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import Broken, Change
from tests.components.settings.rules.off_hours import OFF_HOURS_WELL, RUNNING
from tests.components.settings.rules.replica import NO_REPLICA

# Santiago's seven in the morning is ten of UTC in its summer and eleven in its winter, its evening eleven or midnight.
DATABASE_OFF_HOURS: list[Change] = [
    *NO_REPLICA,
    *OFF_HOURS_WELL,
    (("database", "backupWindow"), "11:00-11:30"),
    (("database", "maintenanceWindow"), "tue:22:00-tue:23:00"),
    (("database", "tuningSchedule"), "cron(0 11 ? * MON *)"),
    (("database", "passwordRotationDays"), 7),
    (("backups", "schedule"), "cron(0 13,20 ? * MON-FRI *)"),
    (("guidelines", "account-compromise"), {"rto": "2d", "rpo": "65h"}),
]

A_WEEK: Change = (("guidelines", "account-compromise"), {"rto": "2d", "rpo": "7d"})
SHORT = RUNNING.replace("20:00", "08:00")

BROKEN: list[Broken] = [
    (
        "_runs_every_few_days",
        [
            *DATABASE_OFF_HOURS,
            (("offHours", "days"), "TUE"),
            (("database", "tuningSchedule"), "cron(0 11 ? * TUE *)"),
            (("servers", "patchWindow"), "tue:14:00-tue:17:00"),
            (("backups", "schedule"), "cron(0 13 ? * TUE *)"),
            A_WEEK,
        ],
        [(("offHours", "days"), "off-hours of up to 6d: RDS starts what was stopped for seven days")],
    ),
    (
        "_runs_for_an_hour",
        # An hour that is another one of UTC in each half of the year.
        [
            *DATABASE_OFF_HOURS,
            (("offHours", "from"), "08:00"),
            (("servers", "patchWindow"), GONE),
            (("servers", "operationsHost"), GONE),
            (("servers", "artifacts", "awsCli"), GONE),
            (("servers", "artifacts", "storefrontCli"), GONE),
        ],
        [
            (
                ("notifications", "testPage"),
                f"a time at which it runs, {SHORT}: nobody is told of a page meanwhile",
            ),
            (
                ("offHours", "from"),
                "a time that leaves it running for a whole hour of UTC, by the clocks of summer and winter",
            ),
        ],
    ),
    (
        "_backup_window_is_by_day",
        # In Santiago's summer it stops by then.
        [*DATABASE_OFF_HOURS, (("database", "backupWindow"), "23:15-23:45")],
        [
            (
                ("database", "backupWindow"),
                f"a window in which the database runs, {RUNNING}: RDS backs up no stopped instance",
            )
        ],
    ),
    (
        "_maintenance_is_by_day",
        [*DATABASE_OFF_HOURS, (("database", "maintenanceWindow"), "sat:14:00-sat:15:00")],
        [
            (
                ("database", "maintenanceWindow"),
                f"a window in which the database runs, {RUNNING}: RDS maintains no stopped instance",
            )
        ],
    ),
    (
        "_backups_are_by_day",
        # Begun within the hour, it would meet the evening.
        [*DATABASE_OFF_HOURS, (("backups", "schedule"), "cron(15 13,22 ? * THU *)"), A_WEEK],
        [
            (
                ("backups", "schedule"),
                f"times at which the database runs for an hour, {RUNNING}: RDS backs up no stopped instance",
            )
        ],
    ),
    (
        "_tuning_is_by_day",
        [*DATABASE_OFF_HOURS, (("database", "tuningSchedule"), "cron(0 12 1 * ? *)")],
        [
            (
                ("database", "tuningSchedule"),
                f"a time at which the database runs, {RUNNING}: a stopped one tells nothing of itself",
            )
        ],
    ),
    (
        "_passwords_are_rotated_once_a_week",
        [*DATABASE_OFF_HOURS, (("database", "passwordRotationDays"), 6)],
        [
            (
                ("database", "passwordRotationDays"),
                "at least 7: a database with off-hours has one window a week in which it runs",
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    DATABASE_OFF_HOURS,
    # Two days a week at least; with a replica it does not stop, and is backed up at any hour (`off_hours.SOUND`).
    [*DATABASE_OFF_HOURS, (("offHours", "days"), "MON,FRI"), (("backups", "schedule"), "cron(0 13 ? * MON,FRI *)"),
     (("servers", "patchWindow"), "fri:14:00-fri:17:00"), (("notifications", "testPage"), "cron(0 16 ? * FRI *)"),
     (("database", "maintenanceWindow"), "fri:21:00-fri:22:00"),
     (("guidelines", "account-compromise"), {"rto": "2d", "rpo": "4d"})],
]  # fmt: skip
