"""Rules of environments with off-hours: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import PEAK, Broken, Change

USUAL = {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"}
RUNNING = "07:00 to 20:00 of America/Santiago on MON-FRI"
NO_OFF_HOURS = "no off-hours in production: customers come at any hour"
OFF_HOURS: Change = (("offHours",), USUAL)
OFF_HOURS_WELL: list[Change] = [
    OFF_HOURS,
    (("kind",), "test"),
    (("fleet", "peaks"), []),
    (("servers", "patchWindow"), "wed:14:00-wed:17:00"),
]

BROKEN: list[Broken] = [
    ("_production_has_no_off_hours", [(("kind",), "production"), OFF_HOURS], [(("offHours",), NO_OFF_HOURS)]),
    ("_production_has_no_off_hours", [(("kind",), GONE), OFF_HOURS], [(("offHours",), NO_OFF_HOURS)]),
    (
        "_starts_before_it_stops",
        [*OFF_HOURS_WELL, (("offHours", "from"), "07:00")],
        [(("offHours", "from"), "a time after until, 07:00: it starts and stops on the same day")],
    ),
    (
        "_stops_at_some_time",
        [
            *OFF_HOURS_WELL,
            (("offHours",), {**USUAL, "from": "23:59", "until": "00:00", "days": "MON-SUN"}),
        ],
        [(("offHours", "from"), "a time that leaves 2 hours or more until 00:00, or a day off in days")],
    ),
    (
        "_no_peaks",
        [*OFF_HOURS_WELL, (("fleet", "peaks"), [PEAK])],
        [
            (
                ("fleet", "peaks"),
                "no peaks in an environment with off-hours: each morning sets the usual sizes again",
            )
        ],
    ),
    (
        "_patches_reach_servers",
        # Nine in the evening of Santiago's winter, ten in its summer.
        [*OFF_HOURS_WELL, (("servers", "patchWindow"), "wed:01:00-wed:03:00")],
        [(("servers", "patchWindow"), f"a window in which servers run, {RUNNING}: patches reach no others")],
    ),
    (
        "_test_pages_arrive",
        [*OFF_HOURS_WELL, (("notifications", "testPage"), "cron(0 16 ? * SUN *)")],
        [
            (
                ("notifications", "testPage"),
                f"a time at which it runs, {RUNNING}: nobody is told of a page meanwhile",
            )
        ],
    ),
    (
        "_deliveries_reach_servers",
        [*OFF_HOURS_WELL, (("servers", "deliverySchedule"), "cron(15 2,4 ? * * *)")],
        [
            (
                ("servers", "deliverySchedule"),
                f"some time at which servers run, {RUNNING}: deliveries reach no others",
            )
        ],
    ),
    (
        "_drills_are_asked_for_by_day",
        # On a Sunday, always.
        [*OFF_HOURS_WELL, (("recovery", "drillSchedule"), "cron(0 14 ? 1,7 SUN#2 *)")],
        [
            (
                ("recovery", "drillSchedule"),
                f"some time at which it runs, {RUNNING}: nothing that is stopped can be recovered",
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    OFF_HOURS_WELL,
    [*OFF_HOURS_WELL, (("servers", "deliverySchedule"), "cron(15 4,15 ? * * *)")],
    # Stopped at the weekend alone: what comes by night on other days finds it running.
    [
        *OFF_HOURS_WELL,
        (("offHours",), {**USUAL, "from": "23:59", "until": "00:00"}),
        (("servers", "patchWindow"), "wed:01:00-wed:03:00"),
    ],
]
