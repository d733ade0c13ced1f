"""AWS Backup's plan and vaults."""

from typing import Annotated

from pydantic import Field

from components.settings.sections.section import Section
from components.settings.types import AwsCron, Whole
from standards.retention import BACKUP_DAYS

START_WINDOW_MINUTES = 60  # within this time AWS Backup begins a backup that is due
LONGEST_RETENTION_DAYS = 36500  # AWS Backup's, about a hundred years

_IN_PRODUCTION = f"in production from {BACKUP_DAYS} on"

RetentionDays = Annotated[Whole, Field(ge=1, le=LONGEST_RETENTION_DAYS)]
WindowHours = Annotated[Whole, Field(ge=1, le=168)]


class VaultLock(Section):
    """The lock of the backup vaults."""

    min_retention_days: RetentionDays = Field(description=f"days, 1 to 36500, {_IN_PRODUCTION}", examples=[7])
    max_retention_days: RetentionDays = Field(
        description="days, 1 to 36500, at least minRetentionDays", examples=[365]
    )
    changeable_for_days: Annotated[Whole, Field(ge=3, le=LONGEST_RETENTION_DAYS)] | None = Field(
        default=None,
        description="days until nobody can lift the lock, 3 to 36500; leave out for governance mode",
        examples=[3],
    )


class RestoreTest(Section):
    """The restores that prove the backups."""

    schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC, that fires while each backup is kept",
        examples=["cron(0 11 ? * SUN *)"],
    )
    start_window_hours: WindowHours = Field(description="hours, 1 to 168", examples=[4])
    validation_window_hours: WindowHours = Field(description="hours, 1 to 168", examples=[4])


class BackupSettings(Section):
    """AWS Backup: the plan, its copies in the standby region if there is one, and their proof."""

    schedule: AwsCron = Field(description="a cron expression of six fields in UTC", examples=["cron(0 6 ? * * *)"])
    delete_after_days: RetentionDays = Field(
        description=f"days, 1 to 36500, {_IN_PRODUCTION}, within the lock's retentions, longer than from one "
        "backup to the next",
        examples=[35],
    )
    copy_delete_after_days: RetentionDays | None = Field(
        default=None,
        description=f"days in the standby region, 1 to 36500, {_IN_PRODUCTION}, within the lock's retentions, "
        "longer than from one backup to the next; left out where there is none",
        examples=[90],
    )
    lock: VaultLock = Field(description="minRetentionDays, maxRetentionDays and changeableForDays")
    restore_test: RestoreTest = Field(description="schedule, startWindowHours and validationWindowHours")

    @property
    def retentions(self) -> dict[str, int]:
        """The days that each vault's recovery points are kept, by their keys."""
        copies = self.copy_delete_after_days
        return {"deleteAfterDays": self.delete_after_days} | ({"copyDeleteAfterDays": copies} if copies else {})
