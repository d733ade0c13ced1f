"""EC2's instance types for servers, and the zones that have each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rehearsal.facts.source import extension, instance_types, offerings, regions
from rehearsal.facts.table import Table, words

if TYPE_CHECKING:
    from collections.abc import Iterable

# General purpose, compute, memory and burstable: the quota of standard instances counts them, and none has a
# graphics card or a machine of its own. Nitro alone, whose volumes attach as NVMe.
_FAMILY = re.compile(r"[cmrt]\d.*")
_MIN_MIB = 1024  # a nano has less than the agents take


def server_types() -> list[str]:
    """The instance types that servers may have, wherever they are on sale."""
    return sorted(name for name, found in instance_types().items() if _serves(name, found))


def sold_in(region: str) -> frozenset[str]:
    """The instance types of a region: of any of its zones, or, where moto has no list, of the price list.

    A launch is asked of what EC2 offers: this holds where prices say more, as for t3 and t4g in me-central-1.
    """
    by_zone = offerings(region)
    if by_zone:
        return frozenset(name for names in by_zone.values() for name in names)
    return frozenset(extension("aws_ec2_instance/instancetype_enum")[region]["enum"]) & frozenset(instance_types())


def table(database_types: Iterable[str]) -> Table:
    """The table of EC2; of the databases' hardware it says no more than the zones that have it."""
    types = instance_types()
    shown = server_types()
    placed = frozenset(shown) | frozenset(database_types)
    return Table(
        title="EC2's instance types for servers, and where they are",
        rows={
            "SIZES": {
                f"{family} {_architecture(types[f'{family}.{sizes[0]}'])}": words(
                    f"{size}:{types[f'{family}.{size}']['VCpuInfo']['DefaultVCpus']}"
                    f":{types[f'{family}.{size}']['MemoryInfo']['SizeInMiB'] / 1024:g}"
                    for size in sizes
                )
                for family, sizes in _by_family(shown).items()
            },
            "OFFERED": {region: words(_joined(sold_in(region) & placed, placed)) for region in regions()},
            "LACKING": {
                zone: words(_joined(lacking, placed))
                for region in regions()
                for zone, offered in sorted(offerings(region).items())
                if (lacking := sold_in(region) & placed - offered)
            },
            "CLEAR": words(_joined((one for one in placed if not _encrypts(types[one])), placed)),
        },
        notes={
            "SIZES": "Family and architecture: each size with its virtual processors and its GiB of memory.",
            "OFFERED": "Region: the families that it has, in some zone; single types where it has not all sizes.",
            "LACKING": "Zone, by its id: the families and types of its region that it has not.",
            "CLEAR": "Families whose hardware does not encrypt what goes from one instance to another.",
        },
    )


def _serves(name: str, found: dict[str, Any]) -> bool:
    return (
        _FAMILY.fullmatch(name.partition(".")[0]) is not None
        and found.get("Hypervisor") == "nitro"
        and not found["BareMetal"]
        and found["MemoryInfo"]["SizeInMiB"] >= _MIN_MIB
    )


def _encrypts(found: dict[str, Any]) -> bool:
    return bool(found["NetworkInfo"].get("EncryptionInTransitSupported"))


def _architecture(found: dict[str, Any]) -> str:
    return "arm64" if "arm64" in found["ProcessorInfo"]["SupportedArchitectures"] else "x86_64"


def _by_family(names: Iterable[str]) -> dict[str, list[str]]:
    types = instance_types()
    families: dict[str, list[str]] = {}
    for name in sorted(
        names, key=lambda one: (types[one]["VCpuInfo"]["DefaultVCpus"], types[one]["MemoryInfo"]["SizeInMiB"])
    ):
        family, _, size = name.partition(".")
        families.setdefault(family, []).append(size)
    return dict(sorted(families.items()))


def _joined(names: Iterable[str], among: Iterable[str]) -> list[str]:
    """Whole families by their name, and the rest type by type."""
    every = _by_family(among)
    found: list[str] = []
    for family, sizes in _by_family(names).items():
        whole = len(sizes) == len(every[family])
        found += [family] if whole else sorted(f"{family}.{size}" for size in sizes)
    return found
