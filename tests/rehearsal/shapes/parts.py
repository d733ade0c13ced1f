"""What a shape's names, ways out, peaks and watches are: each choice with what it lays over prod's settings."""

from collections.abc import Mapping
from typing import Any

from components.settings import AccountWide

Changes = Mapping[tuple[str, ...], Any]

_OTHERS_ROLE = "arn:aws:iam::222233334444:role/storefront-records"
_BEHIND = {"name": "store-mx.com.mx"}
_DESTINATIONS = [
    {"name": "api.mercadopago.com", "port": 443, "why": "payments"},
    {"name": "*.correios.com.br", "port": 443, "why": "carriers (Brazil)"},
    {"name": "sftp.bank.com", "port": 22, "networks": ["203.0.113.0/28", "198.51.100.7/32"], "why": "settlements"},
    {"port": 636, "networks": ["203.0.113.64/26"], "why": "directory of a partner"},
]
_PEAKS = [
    {"name": "hot-sale", "begins": "2027-05-31T05:00Z", "ends": "2027-06-09T05:00Z", "minSize": 20, "maxSize": 90},
    {
        "name": "black-friday-2027",
        "begins": "2027-11-25T12:00Z",
        "ends": "2027-11-30T06:00Z",
        "minSize": 60,
        "maxSize": 400,
    },
]
_MANY = [f"{country}.example.com" for country in ("ar", "br", "cl", "co", "mx", "pe", "uy")]

# The store's names, and whose zones they are in: the program's own, one that stands, one of another account.
NAMES: Mapping[str, Changes] = {
    "one": {("edge", "alternativeNames"): []},
    "many": {
        ("edge", "alternativeNames"): [*_MANY, "example.com", "shop.example.com", "tienda.example.com"],
        ("edge", "certificateNames"): 25,
        ("edge", "zones"): [{"name": "example.com", "zoneId": "Z0123456789ABCDEFGHIJ"}],
    },
    "countries": {
        ("edge", "alternativeNames"): ["example.com", "store-mx.com.mx", "www.store-mx.com.mx", "cl.example.net"],
        ("edge", "zones"): [_BEHIND, {"name": "example.net", "zoneId": "Z0987654321ABCDEFGHIJ"}],
    },
    "elsewhere": {
        ("edge", "alternativeNames"): ["www.store-mx.com.mx", "m.store-mx.com.mx"],
        ("edge", "zones"): [{**_BEHIND, "zoneId": "Z0123456789ABCDEFGHIJ", "role": _OTHERS_ROLE}],
    },
}
# Whom the servers call outside AWS: nobody, those that are listed, or anybody who is then written down.
EGRESS: Mapping[str, Changes] = {
    "closed": {},
    "listed": {("egress",): {"unlistedNames": "block", "destinations": _DESTINATIONS}},
    "watched": {("egress",): {"unlistedNames": "alert", "destinations": _DESTINATIONS[:1]}},
}
PEAKS: Mapping[str, Changes] = {"none": {("fleet", "peaks"): []}, "two": {("fleet", "peaks"): _PEAKS}}
# What is bought by the moment, and what is kept ready.
BOUGHT: Mapping[str, Changes] = {
    "spot": {},
    "on-demand": {
        ("fleet", "spot"): {"onDemandBase": 6, "onDemandPercent": 100},
        ("fleet", "quotas"): {"onDemandProcessors": 1000, "spotProcessors": 1},
    },
}
# What watches the account: GuardDuty's features are by the regions.
AUDIT: Mapping[str, Changes] = {
    "much": {("audit", "lockedDays"): 365},
    "little": {
        ("audit", "threatFeatures"): [],
        ("audit", "retentionDays"): 90,
        ("audit", "lockedDays"): 1,
        ("audit", "unusedAccessDays"): 365,
    },
}
# What there is once for an account, and who keeps it; with the records of sessions goes the host of people.
_KEPT = [str(one) for one in AccountWide]
ACCOUNT: Mapping[str, Changes] = {
    "own": {},
    "shared": {("keptElsewhere",): [one for one in _KEPT if one != AccountWide.SESSION_PREFERENCES]},
    "landing zone": {("keptElsewhere",): _KEPT},
}
PARTS: Mapping[str, Mapping[str, Changes]] = {
    "names": NAMES,
    "egress": EGRESS,
    "peaks": PEAKS,
    "bought": BOUGHT,
    "audit": AUDIT,
    "account": ACCOUNT,
}


def parts_of(shape: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Return what a shape's parts lay over prod's settings."""
    return {path: value for part, choices in PARTS.items() for path, value in choices[shape[part]].items()}
