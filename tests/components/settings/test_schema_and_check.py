"""Proves that an editor and the check agree on each value by itself: the same mutated values are given to both.

The schema refuses nothing that the check takes. What it takes beyond it is listed here, each with the reason; what
relates keys to each other is left to the rules.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from components.settings import Settings
from tests.components.settings.files import Path_, put, values_of
from tests.components.settings.test_editor_schema import marked_below
from tests.components.settings.test_mutations import places

PROD: dict[str, Any] = values_of("prod")
# Prod with a value for each key that it leaves out.
WHOLE: dict[str, Any] = {
    **PROD,
    "unreachable": "us-east-1",
    "keptElsewhere": ["oidc-provider"],
    "offHours": {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"},
    "network": {**PROD["network"], "singleZone": True},
    "edge": {
        **PROD["edge"],
        "ipv6": True,
        "certificateNames": 25,
        "zones": [{"name": "example.net", "zoneId": "Z0123", "role": "arn:aws:iam::222233334444:role/records"}],
        "cloudFront": {**PROD["edge"]["cloudFront"], "prefixLists": {"mx-central-1": "pl-01234567"}},
    },
}
WHOLE["audit"] = {
    **PROD["audit"],
    "logArchive": {"account": "555566667777", "keys": {"us-east-1": "arn:aws:kms:us-east-1:555566667777:key/1"}},
}
WHOLE["egress"] = {
    "unlistedNames": "alert",
    "destinations": [{"name": "*.example.org", "port": 587, "networks": ["203.0.113.0/28"], "why": "mail"}],
}
WHOLE["sites"]["us-east-1"]["database"]["recovered"] = {
    "primary": "b", "replica": "c", "replicaZone": "us-east-1b", "restored": True,
}  # fmt: skip
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def mutated(value: Any) -> Iterator[Any]:
    """Yield values of another type or form that people, editors and other tools write in one's place."""
    if isinstance(value, bool):
        yield from ("true", "false", "True", "yes", "on", 1, 0)
    elif isinstance(value, int):
        yield from (str(value), value + 0.5, True)
    elif isinstance(value, str):
        yield from (f"{value} ", f" {value}", value.replace(" ", "  "), "", value.translate(ARABIC))
        yield from (value.upper(), value.lower(), value.replace("0", "00", 1), value.replace("-0", "-", 1))
        yield from (value.replace("/16", "/255.255.0.0"), value.replace("/16", ""), value.replace(".0", "", 1))
        yield from ("gcp-storefront",)
        yield from (value.replace("(", "( "), value.replace("*", "* *", 1), value.replace("?", "*", 1))
    elif isinstance(value, list):
        yield from (value[0], {"a": value[0]}, [[value[0]]])


def taken(path: Path_, values: dict[str, Any]) -> bool:
    """Whether the check finds nothing wrong with a value by itself."""
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        return not any(details["loc"][: len(path)] == path for details in error.errors())
    return True


def _differences() -> Iterator[tuple[Path_, Any, bool]]:
    """Yield each mutated value that one of the two takes alone, with its key, and whether that is the check."""
    for path, value in places(WHOLE):
        for other in mutated(value):
            changed = put(WHOLE, path, other)
            by_check = taken(path, changed)
            places_marked = marked_below(str(path[0]), changed[str(path[0])])
            # Where one of several types may stand, an editor marks the key around what is wrong in each.
            by_editor = not any(
                place[: len(path)] == path or path[: len(place)] == place for place in places_marked
            )
            if other != value and by_check is not by_editor:
                yield path, other, by_check


# What the schema takes and the check does not, and why it stays so.
ON_PURPOSE = {
    # Which numbers a field holds, and whether a schedule ever fires, no pattern says.
    ("backups", "schedule"): {"cron(300 6,18 ? * * *)"},
}


def test_the_schema_and_the_check_differ_where_they_mean_to() -> None:
    found: dict[Path_, set[Any]] = {}
    for path, other, by_check in _differences():
        assert not by_check, (path, other, "an editor marks what the check takes")
        found.setdefault(path, set()).add(other)
    assert found == ON_PURPOSE
