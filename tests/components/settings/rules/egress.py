"""Rules of the store's own ways out: what they refuse, and what just keeps them."""

from typing import Any

from components.settings.rules.egress import OWN_RULES, REFUSED_PORTS, RULES_OF_A_GROUP
from tests.components.settings.files import Path_
from tests.components.settings.rules.common import Broken, Change

_ROWS: Path_ = ("egress", "destinations")
PAYMENTS = {"name": "api.mercadopago.com", "port": 443, "why": "payments"}


def _to(*rows: dict[str, Any]) -> list[Change]:
    return [(("egress",), {"destinations": [{"port": 443, "why": "tests", **row} for row in rows]})]


def _one(where: str, said: str, **row: Any) -> tuple[list[Change], list[tuple[Path_, str]]]:
    """One destination, and what is said of a key of it."""
    return _to(row), [((*_ROWS, 0, where), said)]


_ONE = "names of one partner: anybody can have one below"
_OWN = "a name of somebody else: example.com is the store's own zone"
_GATEWAY = "no bucket of S3: the VPC's endpoint leads to this account's own buckets alone"
_PUBLIC = "a public network with prefix /8 or longer; without networks, any address"
_ROOM = RULES_OF_A_GROUP - OWN_RULES
BROKEN: list[Broken] = [
    ("_leads_somewhere", _to({}), [((*_ROWS, 0), "a name, networks, or both")]),
    (
        "_networks_are_listed_once",
        _to({"networks": ["203.0.113.0/29", "203.0.113.0/28", "198.51.100.7/32", "198.51.100.7/32"]}),
        [
            ((*_ROWS, 0, "networks", 0), "networks that do not overlap: 203.0.113.0/28 is in the list"),
            ((*_ROWS, 0, "networks", 3), "networks that do not overlap: 198.51.100.7/32 is in the list"),
        ],
    ),
    *(
        ("_encrypts", *_one("port", f"another port: {why}", name="api.example.org", port=port))
        for port, (why, _) in REFUSED_PORTS.items()
    ),
    (
        "_is_listed_once",
        _to({"name": "a.example.org"}, {"name": "b.example.org"}, {"name": "a.example.org"}),
        [((*_ROWS, 2, "name"), "a name that no other row covers on port 443: row 0 has a.example.org")],
    ),
    (
        "_is_listed_once",
        _to({"name": "deep.a.example.org"}, {"name": "*.example.org"}),
        [((*_ROWS, 0, "name"), "a name that no other row covers on port 443: row 1 has *.example.org")],
    ),
    ("_is_public", *_one("name", "a name of the public DNS: nobody answers this one", name="erp.corp")),
    ("_is_public", *_one("name", "a name of the public DNS: nobody answers this one", name="*.eu.internal")),
    ("_is_public", *_one("name", "a name of the public DNS: nobody answers this one", name="nas.home.arpa")),
    ("_is_somebodys", *_one("name", f"{_ONE} co.cr", name="*.co.cr")),
    ("_is_somebodys", *_one("name", f"{_ONE} eu-west-1.elb.amazonaws.com", name="*.eu-west-1.elb.amazonaws.com")),
    ("_is_somebodys", *_one("name", f"{_ONE} cloudfront.net", name="*.cloudfront.net")),
    ("_is_not_the_stores", *_one("name", _OWN, name="www.example.com")),
    ("_is_not_the_stores", *_one("name", _OWN, name="*.example.com")),
    ("_is_not_behind_the_gateway", *_one("name", _GATEWAY, name="files.s3.us-west-2.amazonaws.com")),
    ("_is_not_behind_the_gateway", *_one("name", _GATEWAY, name="files.s3.amazonaws.com")),
    (
        "_networks_are_the_internets",
        _to({"networks": ["203.0.113.0/28", "10.0.0.0/8"]}),
        [((*_ROWS, 0, "networks", 1), _PUBLIC)],
    ),
    (
        "_networks_are_the_internets",
        _to({"networks": ["0.0.0.0/0"]}),
        [((*_ROWS, 0, "networks", 0), _PUBLIC)],
    ),
    (
        "_fits_the_group",
        _to(*({"name": f"p{port}.example.org", "port": port} for port in range(9000, 9001 + _ROOM))),
        [(_ROWS, f"{_ROOM}: what a security group holds beside the platform's own rules")],
    ),
]

SOUND: list[list[Change]] = [
    [(("egress",), {"destinations": []})],
    [(("egress",), {"unlistedNames": "alert", "destinations": [PAYMENTS]})],
    # Mail of Amazon SES: a name below a shared one, written whole.
    _to({"name": "email-smtp.us-east-1.amazonaws.com", "port": 587}, {"name": "smtp.example.org", "port": 465}),
    # A wildcard stands for the names below it, and not for itself; another port is another row.
    _to({"name": "*.example.org"}, {"name": "example.org"}, {"name": "a.example.org", "port": 8443}),
    _to(
        {"networks": ["203.0.113.0/28"], "port": 22}, {"name": "sftp.example.org", "networks": ["198.51.100.7/32"]}
    ),
    # A bucket of a region without a site, and a name that ends like the store's own.
    _to({"name": "files.s3.eu-central-1.amazonaws.com"}, {"name": "notexample.com"}),
    _to(*({"name": f"p{index}.example.org"} for index in range(100))),
    _to(*({"name": f"p{port}.example.org", "port": port} for port in range(9000, 9000 + _ROOM))),
]
