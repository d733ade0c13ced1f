"""What the service promises for each scenario, and what keeps the promise measured and practised."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from components.settings.sections.section import Section
from components.settings.types import SECOND, AwsCron, Duration, Whole


class Scenario(StrEnum):
    """What the availability guidelines answer for."""

    ZONE_OUTAGE = "zone-outage"
    MULTI_ZONE_OUTAGE = "multi-zone-outage"
    REGION_OUTAGE = "region-outage"
    DATA_CORRUPTION = "data-corruption"
    ACCOUNT_COMPROMISE = "account-compromise"


class Guideline(Section):
    """What the service promises in each scenario."""

    rto: Annotated[Duration, Field(ge=SECOND)] = Field(
        description="a duration of at least 1s: how long until it serves again", examples=["1h"]
    )
    rpo: Duration = Field(description="a duration: how much of the last data may be lost", examples=["5m"])


class RecoverySettings(Section):
    """What makes recoveries measurable, and keeps people practised."""

    heartbeat_minutes: Annotated[Whole, Field(ge=1, le=5)] = Field(
        description="minutes between two heartbeats, 1 to 5; a loss is measured to this", examples=[1]
    )
    drill_schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC: when a drill is asked for",
        examples=["cron(0 14 15 1,4,7,10 ? *)"],
    )
