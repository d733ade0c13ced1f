"""Rules of environments that sleep: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import PEAK, Broken, Change

SLEEP = {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"}
AWAKE = "07:00 to 20:00 of America/Santiago on MON-FRI"
NO_SLEEP = "no sleep in production: customers come at any hour"
ASLEEP: Change = (("sleep",), SLEEP)
ASLEEP_WELL: list[Change] = [
    ASLEEP,
    (("kind",), "test"),
    (("fleet", "peaks"), []),
    (("servers", "patchWindow"), "wed:14:00-wed:17:00"),
]

BROKEN: list[Broken] = [
    ("_production_is_awake", [(("kind",), "production"), ASLEEP], [(("sleep",), NO_SLEEP)]),
    ("_production_is_awake", [(("kind",), GONE), ASLEEP], [(("sleep",), NO_SLEEP)]),
    (
        "_wakes_before_it_sleeps",
        [*ASLEEP_WELL, (("sleep", "from"), "07:00")],
        [(("sleep", "from"), "a time after until, 07:00: it wakes and falls asleep on the same day")],
    ),
    (
        "_sleeps_some_night",
        [
            *ASLEEP_WELL,
            (("sleep",), {**SLEEP, "from": "23:59", "until": "00:00", "days": "MON-SUN"}),
        ],
        [(("sleep", "from"), "a time that leaves 2 hours or more until 00:00, or a day off in days")],
    ),
    (
        "_no_peaks",
        [*ASLEEP_WELL, (("fleet", "peaks"), [PEAK])],
        [(("fleet", "peaks"), "no peaks in an environment that sleeps: each morning sets the usual sizes again")],
    ),
    (
        "_patches_reach_servers",
        # Nine in the evening of Santiago's winter, ten in its summer.
        [*ASLEEP_WELL, (("servers", "patchWindow"), "wed:01:00-wed:03:00")],
        [(("servers", "patchWindow"), f"a window in which servers are awake, {AWAKE}: patches reach no others")],
    ),
    (
        "_test_pages_arrive",
        [*ASLEEP_WELL, (("notifications", "testPage"), "cron(0 16 ? * SUN *)")],
        [
            (
                ("notifications", "testPage"),
                f"a time at which it is awake, {AWAKE}: nobody is told of a page meanwhile",
            )
        ],
    ),
    (
        "_deliveries_reach_servers",
        [*ASLEEP_WELL, (("servers", "deliverySchedule"), "cron(15 2,4 ? * * *)")],
        [
            (
                ("servers", "deliverySchedule"),
                f"some time at which servers are awake, {AWAKE}: deliveries reach no others",
            )
        ],
    ),
    (
        "_drills_are_asked_for_by_day",
        # On a Sunday, always.
        [*ASLEEP_WELL, (("recovery", "drillSchedule"), "cron(0 14 ? 1,7 SUN#2 *)")],
        [
            (
                ("recovery", "drillSchedule"),
                f"some time at which it is awake, {AWAKE}: nothing that sleeps can be recovered",
            )
        ],
    ),
]

SOUND: list[list[Change]] = [
    ASLEEP_WELL,
    [*ASLEEP_WELL, (("servers", "deliverySchedule"), "cron(15 4,15 ? * * *)")],
    # Asleep at the weekend alone: what comes by night on other days finds it awake.
    [
        *ASLEEP_WELL,
        (("sleep",), {**SLEEP, "from": "23:59", "until": "00:00"}),
        (("servers", "patchWindow"), "wed:01:00-wed:03:00"),
    ],
]
