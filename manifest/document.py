"""The sections, by name: all that the program writes, and any choice of them that a reader makes."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from manifest.database import Access, Backups, Database
from manifest.health import Health
from manifest.index import Guideline, Index
from manifest.part import Part
from manifest.program import Program
from manifest.site import Fleet, Servers, Site
from manifest.traffic import Traffic

BY_REGION: Mapping[str, str] = {"sites": "site-", "fleets": "fleet-"}
"""Fields that are a section for each region, and what the names of those begin with."""


class Sections(Part):
    """A reader's choice: it inherits from this and has a field for each section that it needs.

    Names and types of the fields are those of `Document`. A section is required unless its field has a default.
    """

    index: Index


class Document(Sections):
    """Everything that the program writes."""

    guidelines: dict[str, Guideline]
    """By scenario."""
    database: Database
    access: Access
    backups: Backups
    servers: Servers
    traffic: Traffic
    health: Health
    program: Program
    sites: dict[str, Site]
    """By region."""
    fleets: dict[str, Fleet]
    """By region; a standby that runs no servers has none."""


def section_names(chosen: type[Sections], regions: Iterable[str]) -> list[str]:
    """Return the names of the sections that a choice is made of, in a stack of these regions."""
    regions = list(regions)
    return [
        name
        for field in chosen.model_fields
        for name in ([f"{BY_REGION[field]}{region}" for region in regions] if field in BY_REGION else [field])
    ]


def joined(chosen: type[Sections], sections: Mapping[str, object]) -> dict[str, Any]:
    """Return a choice's fields out of sections by name; others are left out."""
    found: dict[str, Any] = {}
    for field in chosen.model_fields:
        if field in BY_REGION:
            prefix = BY_REGION[field]
            found[field] = {
                name.removeprefix(prefix): content for name, content in sections.items() if name.startswith(prefix)
            }
        elif field in sections:
            found[field] = sections[field]
    return found


def divided(document: Mapping[str, object]) -> dict[str, Any]:
    """Return the sections by name of what has the fields of `Document`."""
    sections: dict[str, Any] = {}
    for field, content in document.items():
        if field in BY_REGION:
            by_region = cast("Mapping[str, object]", content)
            sections |= {f"{BY_REGION[field]}{region}": one for region, one in by_region.items()}
        else:
            sections[field] = content
    return sections
