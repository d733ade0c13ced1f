"""The standalone servers, on which the business depends, and how all servers are kept."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints
from typing_extensions import override

from components.settings.sections.notifications import Email
from components.settings.sections.section import Section
from components.settings.sections.server_types import Architecture, ServerType
from components.settings.types import AssociationCron, AwsCron, WeeklyWindow, Whole

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Za-z.+-]{0,39}$")]
_VERSION_TEXT = "a version, beginning with a digit, at most 40 letters, digits and .+-, in quotes"
_SHA_TEXT = "a SHA-256, 64 hexadecimal digits in lower case, in quotes"
_SHA_EXAMPLE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class Artifact(Section):
    """A file of the deliveries' bucket, which servers take only with this checksum."""

    version: Version = Field(description=_VERSION_TEXT, examples=["1.0.0"])
    sha256: Sha256 = Field(description=_SHA_TEXT, examples=[_SHA_EXAMPLE])


class ArtifactPair(Section):
    """A file that exists for each kind of processor; of a kind that no server has, the checksum may be left out."""

    version: Version = Field(description=_VERSION_TEXT, examples=["1.0.0"])
    arm64: Sha256 | None = Field(
        default=None, description=f"{_SHA_TEXT}: of the file for arm64", examples=[_SHA_EXAMPLE]
    )
    x86_64: Sha256 | None = Field(
        alias="x86_64", default=None, description=f"{_SHA_TEXT}: of the file for x86_64", examples=[_SHA_EXAMPLE]
    )

    def sha256(self, architecture: Architecture) -> str | None:
        """Return the checksum of the file for a kind of processor."""
        return self.x86_64 if architecture is Architecture.X86_64 else self.arm64


class Artifacts(Section):
    """What playbooks take from the deliveries' bucket: nothing of a server that there is not."""

    application: Artifact = Field(description="version and sha256 of the store's application")
    aws_cli: Artifact | None = Field(
        default=None,
        description="version and sha256 of the AWS CLI for the operations host's processor, with operationsHost",
    )
    cloudwatch_agent: ArtifactPair = Field(description="version, arm64 and x86_64 of CloudWatch's agent")
    rds_ca: Artifact = Field(description="version and sha256 of the bundle of RDS's authorities")
    storefront_cli: Artifact | None = Field(
        default=None, description="version and sha256 of the platform's own command, with operationsHost"
    )
    tableau_bridge: Artifact | None = Field(
        default=None, description="version and sha256 of the bridge's image, with tableauBridge"
    )


class TableauSettings(Section):
    """The site of Tableau Cloud that the bridge serves."""

    site: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,128}$")] = Field(
        description="1 to 128 letters, digits and hyphens", examples=["store"]
    )
    user_email: Email = Field(description="the e-mail address of the token's user", examples=["bridge@example.com"])
    service_url: Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+\.online\.tableau\.com$")] = Field(
        description="the address of the site's pod, https://POD.online.tableau.com",
        examples=["https://prod-useast-a.online.tableau.com"],
    )


class StandaloneServerSettings(Section):
    """A standalone server, under the name of its kind."""

    # Those that its software is built for.
    architectures: ClassVar[frozenset[Architecture]] = frozenset(Architecture)

    instance_type: ServerType = Field(description="an instance type", examples=["t4g.small"])

    @property
    def architecture(self) -> Architecture:
        """What its processor understands."""
        return self.instance_type.architecture

    def second_volume_gib(self) -> int | None:
        """Return the size of the volume that keeps its state; None: it has none."""
        return None


class BridgeSettings(StandaloneServerSettings):
    """The Tableau Bridge, which exists for x86_64 alone."""

    # https://help.tableau.com/current/online/en-us/to_bridge_linux_plan.htm
    architectures: ClassVar[frozenset[Architecture]] = frozenset({Architecture.X86_64})

    instance_type: ServerType = Field(description="an x86_64 instance type", examples=["m7i.large"])
    data_gib: Annotated[Whole, Field(ge=10, le=1024)] = Field(
        description="GiB, 10 to 1024, of the volume with its state", examples=[50]
    )
    tableau: TableauSettings = Field(description="site, userEmail and serviceUrl")

    @override
    def second_volume_gib(self) -> int:
        return self.data_gib


class OperationsHostSettings(StandaloneServerSettings):
    """The host of people who operate the platform."""


class ServerSettings(Section):
    """The standalone servers, deliveries and patches."""

    tableau_bridge: BridgeSettings | None = Field(
        default=None, description="instanceType, dataGib and tableau; leave out where nobody uses Tableau Cloud"
    )
    operations_host: OperationsHostSettings | None = Field(
        default=None, description="instanceType; leave out where procedures are run from elsewhere"
    )
    delivery_schedule: AssociationCron = Field(
        description="a cron expression of six fields in UTC, month and year *, at most each 30 minutes: when every "
        "server is brought to its playbook again",
        examples=["cron(15 * ? * * *)"],
    )
    image_schedule: AwsCron = Field(
        description="a cron expression of six fields in UTC: when golden images are built",
        examples=["cron(0 9 ? * WED *)"],
    )
    patch_window: WeeklyWindow | None = Field(
        default=None,
        description="ddd:HH:MM-ddd:HH:MM in UTC, whole hours from 2 to 24, apart from the database's windows, with "
        "tableauBridge or operationsHost",
        examples=["wed:09:00-wed:11:00"],
    )
    artifacts: Artifacts = Field(description="the versions and checksums of what servers install")

    def standalone(self) -> Mapping[str, StandaloneServerSettings]:
        """Return those standalone servers that there are, by their kind, such as `tableau-bridge`."""
        return {name.replace("_", "-"): one for name, one in self if isinstance(one, StandaloneServerSettings)}
