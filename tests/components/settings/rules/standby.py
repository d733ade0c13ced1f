"""Rules of the standby, and of one site alone: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE, values_of
from tests.components.settings.rules.common import ONE_SITE, REGION_OUTAGE, WEST, Broken, Change

WESTERN_IMAGE: Change = (("fleet", "images", "us-west-2"), "ami-0fedcba9876543210")

BROKEN: list[Broken] = [
    ("_sites_fit_the_level", [(WEST, GONE)], [(("sites",), "two sites with standbyLevel pilot-light")]),
    (
        "_sites_fit_the_level",
        [*ONE_SITE, (WEST, values_of("prod")["sites"]["us-west-2"]), WESTERN_IMAGE],
        [(("sites",), "one site with standbyLevel none")],
    ),
    (
        "_production_has_a_standby",
        [*ONE_SITE, (("kind",), "production")],
        [
            (
                ("standbyLevel",),
                "backups, pilot-light or warm in production: with the only region its data would be lost",
            )
        ],
    ),
    (
        "_nothing_is_promised_without_a_standby",
        [*ONE_SITE, (REGION_OUTAGE, {"rto": "8h", "rpo": "1h"})],
        [(REGION_OUTAGE, "no promise for the loss of the only region: nothing stands elsewhere")],
    ),
    (
        "_copies_go_to_the_standby",
        [*ONE_SITE, (("backups", "copyDeleteAfterDays"), 90)],
        [(("backups", "copyDeleteAfterDays"), "nothing without a standby: backups go to no other region")],
    ),
    (
        "_copies_go_to_the_standby",
        [(("database", "replicatedBackupRetentionDays"), GONE)],
        [
            (
                ("database", "replicatedBackupRetentionDays"),
                "for how many days the standby's region keeps backups",
            )
        ],
    ),
    (
        "_the_only_site_answers",
        [*ONE_SITE, (("unreachable",), "us-east-1")],
        [(("unreachable",), "nothing: while the only site does not answer, nothing can be updated")],
    ),
]

SOUND: list[list[Change]] = [
    [(("standbyLevel",), "pilot-light")],
    [(("standbyLevel",), "warm")],
    ONE_SITE,
]
