"""A list of the settings can change without touching what stays in it: nothing is called by its place in a list.

Every list that the model knows is put in another order, and has an element taken out; what stays must keep its URN, and
no property may change that would replace it. That the engine and AWS then do no more is shown in tests/engine.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast, get_args, get_origin

from pydantic import BaseModel

from components.settings import Settings
from rehearsal.changes.replacements import REPLACING
from rehearsal.mocks.recorder import Record
from tests.support.programs import recorded

Path = tuple[str, ...]
Lists = Mapping[Path, list[Any]]


def _peak(name: str, day: int) -> dict[str, Any]:
    times = {"begins": f"2027-12-{day:02}T12:00Z", "ends": f"2027-12-{day:02}T18:00Z"}
    return {"name": name, **times, "minSize": 60, "maxSize": 200}


def _zones(region: str) -> list[str]:
    return [f"{region}{letter}" for letter in "abc"]


# By list: what prod holds in this test, two elements or more, the first of which can be taken out.
PROD: Lists = {
    **{("sites", region, "zones"): _zones(region) for region in ("us-east-1", "us-west-2")},
    **{("sites", region, "database", "primaryZones"): _zones(region)[:2] for region in ("us-east-1", "us-west-2")},
    ("keptElsewhere",): ["cost-monitor", "password-policy"],
    ("fleet", "instanceTypes"): ["m8g.large", "m7g.large", "m6g.large"],
    ("fleet", "peaks"): [_peak("first", 1), _peak("second", 3), _peak("third", 5)],
    ("notifications", "operations"): ["operations@example.com", "database@example.com", "network@example.com"],
    ("notifications", "onCall"): ["on-call@example.com", "+5215512345678"],
    ("notifications", "escalation"): ["lead@example.com", "+5215587654321"],
    ("edge", "alternativeNames"): ["www.example.net", "example.com", "example.org", "cl.example.com"],
    ("edge", "zones"): [
        {"name": "example.net"},
        {"name": "example.com", "zoneId": "Z0123456789"},
        {"name": "example.org"},
    ],
    ("identity", "people", "trusted"): [f"arn:aws:iam::{n}22233334444:root" for n in (2, 3)],
    ("identity", "breakGlass"): [f"arn:aws:iam::222233334444:user/break-glass-{n}" for n in (1, 2, 3)],
    ("audit", "threatFeatures"): ["S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"],
    ("visitors", "countries"): ["CL", "CO", "MX"],
    ("egress", "destinations"): [
        {"name": "api.mercadopago.com", "port": 443, "why": "payments"},
        {"name": "*.dhl.com", "port": 443, "why": "parcels"},
        {"name": "smtp.sendgrid.net", "port": 587, "why": "mail"},
    ],
}
# These hold what stands in each of them, so that none can be taken out by itself; staging's zones can.
# What is kept elsewhere no more is made here.
FULL = {path for path in PROD if path[0] in {"sites", "keptElsewhere"}}
# CloudFront leaves less room for names.
DIRECT = {"edge": {"cloudFront": {"enabled": False}}}
# The database of two zones in a site of three leaves the second one free.
SPARE: dict[str, Any] = {
    "fleet": {"capacity": {"minSize": 3}},
    "sites": {
        region: {"zones": _zones(region), "database": {"primaryZones": [f"{region}a"], "replicaZone": f"{region}c"}}
        for region in ("us-east-1", "us-west-2")
    },
}
# What is issued for its names anew is another one; it stands before the old one goes.
ISSUED_ANEW = {"aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"}


def _lists_of(model: type[BaseModel], around: Path = ()) -> Iterator[Path]:
    """Every list of the model, by its keys as they are written; `*` stands for the name of a site."""
    for field in model.model_fields.values():
        assert field.alias is not None
        yield from _lists_in(field.annotation, (*around, field.alias))


def _lists_in(kind: Any, path: Path) -> Iterator[Path]:
    if get_origin(kind) is tuple:
        yield path
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _lists_of(kind, path)
    else:
        inside = (*path, "*") if get_origin(kind) is dict else path
        for part in get_args(kind):
            yield from _lists_in(part, inside)


def _overrides(lists: Lists) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, values in lists.items():
        place = made
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = values
    return _merged(made, DIRECT)


def _merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in over.items():
        base[key] = _merged(base.get(key, {}), cast("dict[str, Any]", value)) if isinstance(value, dict) else value
    return base


def _kept(before: Record, after: Record) -> Iterator[str]:
    """What was not there before, and what stays and would be replaced, each in a line."""
    known = {resource.urn: resource for resource in before.resources}
    for resource in after.resources:
        old = known.get(resource.urn)
        if old is None:
            yield f"{resource.urn} is new"
        elif resource.type not in ISSUED_ANEW:
            for key in REPLACING.get(resource.type, ()):
                if _unordered(old.inputs.get(key)) != _unordered(resource.inputs.get(key)):
                    yield f"{resource.urn} is replaced: {key}"


def _unordered(value: Any) -> Any:
    """Providers take these lists as sets."""
    return sorted(map(str, cast("list[Any]", value))) if isinstance(value, list) else value


def test_every_list_of_the_model_is_tried() -> None:
    written = {tuple("*" if "us-" in key else key for key in path) for path in PROD}
    assert set(_lists_of(Settings)) == written
    assert all(len(values) > 1 for values in PROD.values())


def test_another_order_changes_no_resource() -> None:
    before = recorded("prod", _overrides(PROD))
    after = recorded("prod", _overrides({path: values[::-1] for path, values in PROD.items()}))
    assert [resource.urn for resource in after.resources] == [resource.urn for resource in before.resources]
    assert not list(_kept(before, after))


def test_what_is_taken_out_of_a_list_takes_nothing_else_with_it() -> None:
    before = recorded("prod", _overrides(PROD))
    shorter = {path: values if path in FULL else values[1:] for path, values in PROD.items()}
    after = recorded("prod", _overrides(shorter))
    assert not list(_kept(before, after))
    assert len(after.resources) < len(before.resources)


def test_a_zone_between_others_goes_alone() -> None:
    before = recorded("staging", SPARE)
    fewer = {region: {**site, "zones": [f"{region}a", f"{region}c"]} for region, site in SPARE["sites"].items()}
    after = recorded("staging", {**SPARE, "sites": fewer})
    assert not list(_kept(before, after))
    gone = {one.name for one in before.resources} - {one.name for one in after.resources}
    assert {f"{region}-{tier}-b" for region in fewer for tier in ("public", "application", "data")} <= gone
    assert not [name for name in gone if not name.endswith("-b") and "-b-" not in name]
