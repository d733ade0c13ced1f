"""Writes the tables of AWS's facts: `make facts`."""

from __future__ import annotations

from pathlib import Path

from components.shared.facts.dated import STANDARD_SUPPORT
from rehearsal.facts import ec2, rds, regions, schemas

FOLDER = Path(__file__).parents[2] / "components" / "shared" / "facts"


def modules() -> dict[str, str]:
    """Each table's file, with what it must hold."""
    majors = STANDARD_SUPPORT
    classes = {
        name for version in rds.versions() for name in rds.classes(version) if int(version.split(".")[0]) in majors
    }
    return {
        "ec2_table.py": ec2.table(map(rds.hardware, classes)).module(),
        "rds_table.py": rds.table(majors).module(),
        "regions_table.py": regions.table().module(),
        "schemas_table.py": schemas.table().module(),
    }


if __name__ == "__main__":
    for name, text in modules().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
