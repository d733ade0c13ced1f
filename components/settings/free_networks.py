"""Networks that no environment of a project has taken, whatever state its file is in."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path as FilePath

from components.settings.document import read_text
from components.settings.neighbours import file_name, stacks
from components.settings.rules.rule import Others
from components.shared.address_plan import SITE_PREFIX

# Where networks are looked for; those from 10.16 on first, since offices and home routers use the lowest.
_SPACE = IPv4Network("10.0.0.0/8")
_FIRST = 16
# What looks like a network or its beginning, in a comment or a line that YAML does not take, too.
_NETWORK = re.compile(r"(?<![\w.])(\d{1,3})\.(\d{1,3})\.[\d.]*(?:/(\d{1,2})(?!\d))?")
_OCTET = 256


def free_networks(root: FilePath, others: Others) -> Iterator[IPv4Network]:
    """Return networks of a site's size that overlap none of the others', each different from the last.

    Raises SettingsError where a file cannot be read, which may hold any.
    """
    taken = {network for other in others for network in other.networks}
    for stack in stacks(root):
        taken |= set(_written(read_text(root / file_name(stack))))
    blocks = list(_SPACE.subnets(new_prefix=SITE_PREFIX))
    return (
        block for block in blocks[_FIRST:] + blocks[:_FIRST] if not any(block.overlaps(other) for other in taken)
    )


def _written(text: str) -> Iterator[IPv4Network]:
    """Every network that a text may name, in a site's size at the least."""
    for first, second, prefix in _NETWORK.findall(text):
        if max(int(first), int(second)) < _OCTET:
            size = min(int(prefix or SITE_PREFIX), SITE_PREFIX)
            yield IPv4Network(f"{int(first)}.{int(second)}.0.0/{size}", strict=False)
