"""A zone is named by its letter, which is an account's own, or by its id, which is the same place in every account.

`us-east-1a` and `use1-az1`: https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
"""

import re

_ID = re.compile(r"[a-z0-9]+-az([0-9]+)", re.ASCII)


def is_zone_id(zone: str) -> bool:
    """Whether a zone is named by its id."""
    return _ID.fullmatch(zone) is not None


def zone_suffix(zone: str) -> str:
    """Return what names of things in a zone end in: `a` of us-east-1a, `az1` of use1-az1."""
    return zone.rpartition("-")[2] if is_zone_id(zone) else zone[-1:]


def zone_number(zone: str) -> int:
    """Return which zone it is, from 0, by its letter or its id's number; any text has one, also none."""
    found = _ID.fullmatch(zone)
    return int(found[1]) - 1 if found else ord(zone[-1:] or "a") - ord("a")
