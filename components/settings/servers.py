"""The servers that the business depends on and that are no fleet, and how all servers are kept."""

from typing import Annotated

from pydantic import Field

from components.settings.section import Section
from components.settings.server_types import ServerType
from components.settings.types import AwsCron, WeeklyWindow, Whole


class BridgeSettings(Section):
    """The Tableau Bridge, which exists for x86-64 alone."""

    instance_type: ServerType = Field(description="an x86-64 instance type", examples=["m7i.large"])
    data_gib: Annotated[Whole, Field(ge=10, le=1024)] = Field(
        description="GiB, 10 to 1024, of the volume with its state", examples=[50]
    )


class OperationsHostSettings(Section):
    """The host of people who operate the platform."""

    instance_type: ServerType = Field(description="a Graviton instance type", examples=["t4g.small"])


class ServerSettings(Section):
    """The servers apart from the fleet, deliveries and patches."""

    tableau_bridge: BridgeSettings = Field(description="instanceType and dataGib")
    operations_host: OperationsHostSettings = Field(description="instanceType")
    delivery_schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC: when every server is brought to its playbook again",
        examples=["cron(15 * ? * * *)"],
    )
    image_schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC: when golden images are built",
        examples=["cron(0 9 ? * WED *)"],
    )
    patch_window: WeeklyWindow = Field(
        description="ddd:HH:MM-ddd:HH:MM in UTC, whole hours from 2 to 24, apart from the database's windows",
        examples=["wed:08:00-wed:11:00"],
    )
    patch_approval_days: Annotated[Whole, Field(ge=0, le=100)] = Field(
        description="days, 0 to 100, until a patch is approved", examples=[7]
    )
