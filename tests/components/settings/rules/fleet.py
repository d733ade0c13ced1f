"""Rules of the fleet: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import AGENT, PEAK, Broken, Change

BROKEN: list[Broken] = [
    (
        "_images_are_the_sites",
        [(("fleet", "images", "us-west-2"), GONE)],
        [(("fleet", "images", "us-west-2"), "an image for each site's region")],
    ),
    (
        "_images_differ",
        [(("fleet", "images", "us-west-2"), "ami-0123456789abcdef0")],
        [
            (
                ("fleet", "images", "us-west-2"),
                "an image of us-west-2: this one is written for us-east-1, and no two regions share an id",
            )
        ],
    ),
    (
        "_types_have_one_architecture",
        [(("fleet", "instanceTypes"), ["m8g.large", "m7i.large"])],
        [
            (
                ("fleet", "instanceTypes", 1),
                "a type of the architecture of the first, arm64: one image is for all",
            )
        ],
    ),
    (
        "_types_are_alike",
        [(("fleet", "instanceTypes"), ["m8g.large", "c7g.large", "m8g.large"])],
        [
            (("fleet", "instanceTypes", 1), "2 processors and at least 8 GiB, as m8g.large has"),
            (("fleet", "instanceTypes", 2), "each type once"),
        ],
    ),
    (
        "_capacity_is_a_range",
        [(("fleet", "capacity", "warmSize"), 7)],
        [(("fleet", "capacity", "warmSize"), "at most minSize, 6")],
    ),
    (
        "_capacity_is_a_range",
        [(("fleet", "capacity", "maxSize"), 5), (("fleet", "peaks"), [])],
        [(("fleet", "capacity", "maxSize"), "at least minSize, 6")],
    ),
    (
        "_zones_are_covered",
        [
            (("fleet", "capacity", "minSize"), 2),
            (("fleet", "capacity", "warmSize"), 1),
            (("fleet", "spot", "onDemandBase"), 2),
        ],
        [(("fleet", "capacity", "minSize"), "at least 3, a server in each zone")],
    ),
    (
        "_base_is_within_the_minimum",
        [(("fleet", "spot", "onDemandBase"), 7)],
        [(("fleet", "spot", "onDemandBase"), "at most capacity.minSize, 6")],
    ),
    (
        "_reserve_is_a_range",
        [(("fleet", "reserve", "prepared"), 31)],
        [(("fleet", "reserve", "prepared"), "at most reserve.maxSize, 30")],
    ),
    (
        "_fleet_fits_its_quotas",
        [(("fleet", "quotas", "onDemandProcessors"), 100), (("fleet", "quotas", "spotProcessors"), 100)],
        [
            (("fleet", "quotas", "onDemandProcessors"), "at least 270: 135 such servers with 2 processors each"),
            (("fleet", "quotas", "spotProcessors"), "at least 590: 295 such servers with 2 processors each"),
        ],
    ),
    (
        "_peaks_are_apart",
        [(("fleet", "peaks"), [PEAK, PEAK])],
        [
            (("fleet", "peaks", 1, "begins"), "a time apart from black-friday-2027's"),
            (("fleet", "peaks", 1, "name"), "each name once"),
        ],
    ),
    (
        "_peaks_are_apart",
        [
            (
                ("fleet", "peaks"),
                [PEAK, {**PEAK, "name": "next", "begins": PEAK["ends"], "ends": "2027-12-24T06:00Z"}],
            )
        ],
        [(("fleet", "peaks", 1, "begins"), "a time apart from black-friday-2027's")],
    ),
    (
        "_peaks_are_peaks",
        [(("fleet", "peaks", 0, "minSize"), 5)],
        [(("fleet", "peaks", 0, "minSize"), "6 to 400, from capacity.minSize to the peak's own maxSize")],
    ),
    (
        "_peaks_are_peaks",
        [(("fleet", "peaks", 0, "minSize"), 60), (("fleet", "peaks", 0, "maxSize"), 89)],
        [(("fleet", "peaks", 0, "maxSize"), "at least capacity.maxSize, 90")],
    ),
]

# A peak that is over asks for nothing more: not of its sizes, its time, its quotas or its subnets.
OVER = {**PEAK, "name": "over", "begins": "2025-11-27T12:00Z", "ends": "2025-12-01T06:00Z"}

SOUND: list[list[Change]] = [
    [(("fleet", "peaks"), [OVER, PEAK]), (("fleet", "capacity", "maxSize"), 400)],
    [(("fleet", "peaks"), [OVER, {**OVER, "name": "over-too"}, PEAK])],
    [(("fleet", "peaks"), [{**OVER, "minSize": 1, "maxSize": 1}])],
    [(("fleet", "peaks"), [{**OVER, "minSize": 5000, "maxSize": 5000}])],
    [(("fleet", "instanceTypes"), ["m7i.large", "m6i.large"])],
    [
        (("fleet", "instanceTypes"), ["m7i.large"]),
        (("servers", "operationsHost", "instanceType"), "t3.small"),
        ((*AGENT, "arm64"), GONE),
    ],
]
