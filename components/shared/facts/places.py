"""Countries and time zones by their own names, as the time zone database that pip installs has them.

`tzdata` is the IANA database as a package of Python's own maintainers; its table of countries follows ISO 3166-1.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def countries() -> Mapping[str, str]:
    """Return the English names of countries by their ISO 3166-1 alpha-2 codes."""
    rows = (line.split("\t") for line in _text("iso3166.tab").splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@cache
def time_zones() -> frozenset[str]:
    """Return the time zones that have a name of their own: those of the table of places, and those of no place.

    Stockholm's is its own, though its rules are Berlin's; `US/Eastern` and `Zulu` are other names of other zones.
    """
    places = {line.split("\t")[2] for line in _text("zone.tab").splitlines() if not line.startswith("#")}
    rules = {line.split(" ")[1] for line in _text("tzdata.zi").splitlines() if line.startswith("Z ")}
    return frozenset(places | rules - {"Factory"})


@cache
def other_names() -> Mapping[str, str]:
    """Return the names that stand for another time zone, such as `America/Buenos_Aires`, each with that one's."""
    links = (line.split(" ")[1:] for line in _text("tzdata.zi").splitlines() if line.startswith("L "))
    return {name: zone for zone, name in links if name not in time_zones()}


def _text(name: str) -> str:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
