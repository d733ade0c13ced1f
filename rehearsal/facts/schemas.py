"""Enumerations of AWS's resource schemas that the settings need."""

from __future__ import annotations

from rehearsal.facts.source import schema
from rehearsal.facts.table import Table, words


def table() -> Table:
    """The table of enumerations."""
    days = schema("AWS::Logs::LogGroup")["properties"]["RetentionInDays"]["enum"]
    return Table(
        title="Enumerations of AWS's resource schemas",
        rows={"LOG_RETENTION_DAYS": words(str(number) for number in sorted(days))},
        notes={"LOG_RETENTION_DAYS": "Days for which CloudWatch Logs keeps a group's events."},
    )
