"""Rules of the store's names and their zones: what they refuse, and what just keeps them."""

from tests.components.settings.files import values_of
from tests.components.settings.rules.common import Broken, Change

COUNTRIES = ("ar", "bo", "br", "cl", "co", "cr", "ec", "mx", "pe", "uy")
RECORDS_ROLE = "arn:aws:iam::222233334444:role/storefront-records"
ZONE_OF_OTHERS = {"name": "tienda.cl", "zoneId": "Z0123456789", "role": RECORDS_ROLE}
STAGINGS_ZONE = {"name": "staging.example.com"}
STAGINGS_ACCOUNT = values_of("staging")["account"]
STAGINGS_ROLE = f"arn:aws:iam::{STAGINGS_ACCOUNT}:role/storefront-records"

BROKEN: list[Broken] = [
    (
        "_roles_are_of_other_accounts",
        [
            (
                ("edge", "zones"),
                [
                    {
                        "name": "example.net",
                        "zoneId": "Z0123456789",
                        "role": "arn:aws:iam::111122223333:role/records",
                    }
                ],
            ),
            (("edge", "alternativeNames"), ["www.example.net"]),
        ],
        [(("edge", "zones", 0, "role"), "a role of another account than 111122223333, which has the zone")],
    ),
    (
        "_names_are_in_a_zone",
        [(("edge", "alternativeNames"), ["badexample.com"])],
        [(("edge", "alternativeNames", 0), "example.com, a name that ends in .example.com")],
    ),
    (
        "_domain_is_in_the_hosted_zone",
        [(("edge", "domain"), "www.example.net"), (("edge", "zones"), [{"name": "example.net"}])],
        [(("edge", "domain"), "a name in example.com and in no zone within it")],
    ),
    (
        "_origin_is_in_the_hosted_zone",
        [(("edge", "zones"), [{"name": "origin.www.example.com"}])],
        [
            (
                ("edge", "zones", 0),
                "a zone of other names than origin.www.example.com, which stands beside its aliases in example.com",
            )
        ],
    ),
    (
        "_zones_are_used_once",
        [
            (("edge", "alternativeNames"), ["www.example.net"]),
            (("edge", "zones"), [{"name": "example.net"}, {"name": "example.net"}, {"name": "example.org"}]),
        ],
        [(("edge", "zones", 1), "each zone once"), (("edge", "zones", 2), "a zone of the store's names")],
    ),
    (
        "_zones_of_others_are_given_by_id",
        [
            (("edge", "alternativeNames"), ["www.example.net"]),
            (("edge", "zones"), [{"name": "example.net", "role": RECORDS_ROLE}]),
        ],
        [(("edge", "zones", 0, "zoneId"), "the id of the zone that the role writes into")],
    ),
    (
        "_the_domains_zone_is_the_accounts",
        [(("edge", "zones"), [{"name": "example.com", "zoneId": "Z0123456789", "role": RECORDS_ROLE}])],
        [
            (
                ("edge", "zones", 0, "role"),
                "nothing for the domain's own zone, whose records follow a health check of this account",
            )
        ],
    ),
    (
        "_the_domains_zone_is_the_accounts",
        [(("edge", "zones"), [{"name": "origin.www.example.com", "zoneId": "Z0123456789", "role": RECORDS_ROLE}])],
        [
            (
                ("edge", "zones", 0, "role"),
                "nothing for the domain's own zone, whose records follow a health check of this account",
            )
        ],
    ),
    (
        "_names_at_the_top_of_a_zone_have_their_way",
        [
            (("edge", "cloudFront", "enabled"), False),
            (("edge", "alternativeNames"), ["www.example.net", "example.net"]),
            (("edge", "zones"), [{"name": "example.net", "zoneId": "Z0123456789", "role": RECORDS_ROLE}]),
        ],
        [
            (
                ("edge", "alternativeNames", 1),
                "a name within example.net: without CloudFront, nothing at the top of another account's zone follows",
            )
        ],
    ),
    (
        "_names_differ",
        [
            (("edge", "cloudFront", "enabled"), False),
            (("edge", "alternativeNames"), ["example.com", "www.example.com", "origin.www.example.com"]),
        ],
        [
            (
                ("edge", "alternativeNames", index),
                "each name once, and not origin.www.example.com, which leads past CloudFront",
            )
            for index in (1, 2)
        ],
    ),
    (
        "_names_fit_the_certificate",
        [(("edge", "alternativeNames"), [f"{country}.example.com" for country in COUNTRIES[:9]])],
        [
            (
                ("edge", "alternativeNames"),
                "10 with origin.www.example.com: the account's quota of names in a certificate",
            )
        ],
    ),
    (
        "_zones_fit_the_rule",
        [
            (("edge", "alternativeNames"), [f"{'s' * 40}-{country}.example" for country in COUNTRIES]),
            (("edge", "zones"), [{"name": f"{'s' * 40}-{country}.example"} for country in COUNTRIES]),
            (("edge", "certificateNames"), 20),
        ],
        [
            (
                ("edge", "zones"),
                "zones that fit in 3 expressions of 128 characters: what the load balancer's rule holds",
            )
        ],
    ),
    (
        "_zone_ids_are_the_zones",
        [
            (("edge", "alternativeNames"), ["tienda.cl", "tienda.pe", "tienda.com.mx"]),
            (
                ("edge", "zones"),
                [
                    {"name": "tienda.cl", "zoneId": "ZSTAGING"},
                    {"name": "tienda.pe", "zoneId": "ZPERU"},
                    {"name": "tienda.com.mx", "zoneId": "ZSTAGING"},
                ],
            ),
        ],
        [
            (
                ("edge", "zones", 2, "zoneId"),
                "the id of tienda.com.mx: this file has ZSTAGING as the id of tienda.cl",
            )
        ],
    ),
    (
        "_zones_are_made_once",
        [
            (("edge", "hostedZone"), "staging.example.com"),
            (("edge", "domain"), "shop.staging.example.com"),
            (("edge", "alternativeNames"), []),
        ],
        [(("edge", "hostedZone"), "a zone that no other environment makes: staging makes it")],
    ),
    (
        "_zones_are_made_once",
        [(("edge", "alternativeNames"), ["staging.example.com"]), (("edge", "zones"), [STAGINGS_ZONE])],
        [(("edge", "zones", 0), "a zone that no other environment makes: staging makes it")],
    ),
    (
        # In its own account it has another zone of that name than the one that staging makes in staging's.
        "_made_zones_are_the_zones_that_others_mean",
        [
            (("edge", "alternativeNames"), ["staging.example.com"]),
            (("edge", "zones"), [{**STAGINGS_ZONE, "zoneId": "Z0123456789"}]),
        ],
        [
            (
                ("edge", "zones", 0, "zoneId"),
                f"a zone that stands once: staging makes it in account {STAGINGS_ACCOUNT}",
            )
        ],
    ),
    (
        "_names_are_no_other_environments",
        [
            (("edge", "alternativeNames"), ["example.com", "www.staging.example.com"]),
            (("edge", "zones"), [{**STAGINGS_ZONE, "zoneId": "Z0123456789", "role": STAGINGS_ROLE}]),
        ],
        [(("edge", "alternativeNames", 1), "a name that leads to no other environment: staging has it")],
    ),
    (
        "_names_are_no_other_environments",
        [(("edge", "domain"), "origin.www.staging.example.com")],
        [(("edge", "domain"), "a name that leads to no other environment: staging has it")],
    ),
    (
        "_domain_fits_a_certificate",
        [(("edge", "domain"), f"{'w' * 53}.example.com")],
        [(("edge", "domain"), "at most 64 characters: a certificate's common name")],
    ),
]

SOUND: list[list[Change]] = [
    [(("edge", "domain"), f"{'w' * 52}.example.com")],
    [(("edge", "domain"), "example.com"), (("edge", "alternativeNames"), [])],
    [(("edge", "zones"), [{"name": "example.com", "zoneId": "Z0123456789"}])],
    [
        (("edge", "alternativeNames"), ["staging.example.com"]),
        (("edge", "zones"), [{**STAGINGS_ZONE, "zoneId": "Z0123456789", "role": STAGINGS_ROLE}]),
    ],
    [
        (("edge", "alternativeNames"), ["tienda.cl", "www.tienda.cl", "tienda.com.mx", "pe.example.com"]),
        (("edge", "zones"), [ZONE_OF_OTHERS, {"name": "tienda.com.mx"}]),
    ],
    [
        (("edge", "cloudFront", "enabled"), False),
        (("edge", "alternativeNames"), ["www.tienda.cl", "tienda.com.mx", "www.tienda.com.mx", "mx.example.com"]),
        (("edge", "zones"), [ZONE_OF_OTHERS, {"name": "tienda.com.mx"}]),
    ],
    [(("edge", "alternativeNames"), [f"{c}.example.com" for c in COUNTRIES]), (("edge", "certificateNames"), 12)],
]
