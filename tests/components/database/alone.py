"""The main database alone: its foundation in both sites, itself where the store is served, its backups in the other."""

from functools import cache

import pulumi

from components.baseline.baseline import Baseline
from components.database.database import Database, DatabaseArgs
from components.database.foundation import DatabaseFoundation, DatabaseFoundationArgs
from components.database.replication import Replication, ReplicationArgs
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import (
    PlainBaseline,
    in_region,
    registered,
    settings_of,
)


@cache
def database(stack: str) -> Record:
    """What is registered for the database of a stack."""
    settings = settings_of(stack)

    def make() -> None:
        here, there = in_region(stack, SERVING), in_region(stack, STANDBY)
        base, other = PlainBaseline(stack, SERVING), PlainBaseline(stack, STANDBY, settings.standby_level)
        made = database_of(stack, base, database_foundation(stack, base, here), here)
        database_foundation(stack, other, there)
        days = settings.database.replicated_backup_retention_days
        Replication(
            "replication", args=ReplicationArgs(baseline=other, database=made, retention_days=days), opts=there
        )

    return registered(make, stack=stack)


def database_foundation(stack: str, baseline: Baseline, here: pulumi.ResourceOptions) -> DatabaseFoundation:
    """Make what a database of a stack needs on a baseline."""
    settings, place = settings_of(stack), baseline.place
    return DatabaseFoundation(
        place.logical("database-foundation"),
        args=DatabaseFoundationArgs(
            baseline=baseline, site=settings.sites[place.region], database=settings.database
        ),
        opts=here,
    )


def database_of(
    stack: str, baseline: Baseline, foundation: DatabaseFoundation, here: pulumi.ResourceOptions
) -> Database:
    """Make a stack's database on a foundation."""
    settings, place = settings_of(stack), baseline.place
    return Database(
        place.logical("database"),
        args=DatabaseArgs(
            baseline=baseline,
            foundation=foundation,
            database=settings.database,
            zones=settings.sites[place.region].database,
        ),
        opts=here,
    )
