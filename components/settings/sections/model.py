"""What a settings file holds.

A field's description says what is allowed, with its unit: it is the `allowed` line of every report, and the first
of its examples is the `mend` line. Bounds of a single field stand here; what relates fields stands in `rules`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from components.settings.sections.account_wide import AccountWide
from components.settings.sections.backups import BackupSettings
from components.settings.sections.database import DatabaseSettings
from components.settings.sections.edge import EdgeSettings
from components.settings.sections.egress import EgressSettings
from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.fleet import FleetSettings
from components.settings.sections.identity import AuditSettings, IdentitySettings
from components.settings.sections.notifications import NotificationSettings
from components.settings.sections.off_hours import OffHoursSettings
from components.settings.sections.recovery import Guideline, RecoverySettings, Scenario
from components.settings.sections.section import Section
from components.settings.sections.servers import ServerSettings
from components.settings.sections.site import NetworkSettings, SiteSettings, StandbyLevel
from components.settings.sections.visitors import VisitorSettings
from components.settings.types import LOG_RETENTION_TEXT, ChangeableRole, LogRetention, Whole
from components.shared.lifecycle import Lifecycle
from components.shared.naming import Account, Place

# Every physical name carries it: S3 allows the longest of them 63 characters, of which a region takes up to 14, and
# IAM a role's policies, which name what they are about, 10,240.
Environment = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=10)]


# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
GLOBAL_REGION = "us-east-1"


class Kind(StrEnum):
    """What an environment is for, which decides what it must have and how it ends."""

    PRODUCTION = "production"
    TEST = "test"
    DISPOSABLE = "disposable"


class DataClass(StrEnum):
    """How sensitive the data is."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


# AWS keeps what begins with aws:, in any letters, for keys and values alike; services cut spaces at the ends, or
# refuse them. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
_AWSS = re.compile(r"[Aa][Ww][Ss]:")
_OF_TAG = "A-Za-z0-9_.:/=+@-"
_TAG = f"[{_OF_TAG}]([ {_OF_TAG}]*[{_OF_TAG}])?"
_LONGEST_TAG = 256


def _not_awss(text: str) -> str:
    if _AWSS.match(text):
        raise ValueError("AWS keeps what begins with aws: for itself")
    return text


Text = Annotated[
    str,
    StringConstraints(pattern=f"^{_TAG}$", max_length=_LONGEST_TAG),
    AfterValidator(_not_awss),
    # Pydantic's own patterns cannot look ahead.
    WithJsonSchema({"type": "string", "pattern": f"^(?!{_AWSS.pattern}){_TAG}$", "maxLength": _LONGEST_TAG}),
]
_TAG_TEXT = "1 to 256 of A-Z, a-z, 0-9, space and _.:/=+@-, no space at an end, not from aws: on"


class Tags(Section):
    """The tags that every resource carries."""

    owner: Text = Field(
        description=f"the team that answers for it, {_TAG_TEXT}",
        examples=["platform"],
    )
    cost_centre: Text = Field(description=f"who pays, {_TAG_TEXT}", examples=["store-br"])
    data_class: DataClass = Field(description="how sensitive the data is", examples=["confidential"])


class KeySettings(Section):
    """The customer-managed keys."""

    deletion_window_days: Annotated[Whole, Field(ge=7, le=30)] = Field(description="days, 7 to 30", examples=[30])
    rotation_period_days: Annotated[Whole, Field(ge=90, le=2560)] = Field(
        description="days, 90 to 2560", examples=[365]
    )


class LogSettings(Section):
    """Logs that belong to no one component."""

    retention_days: LogRetention = Field(description=LOG_RETENTION_TEXT, examples=[90])


class Settings(Section):
    """Everything that is set for one environment."""

    environment: Environment = Field(
        description="the stack's own name, at most 10 lower-case letters, digits and hyphens", examples=["prod"]
    )
    kind: Kind = Field(
        default=Kind.PRODUCTION,
        description="what the environment is for; left out, it is production, which demands most",
        examples=["test"],
    )
    off_hours: OffHoursSettings | None = Field(
        default=None,
        description="from, until, days and timeZone; leave out where all runs day and night, as in production; "
        "a database that has a replica does, as RDS stops none that has one",
    )
    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        description="an AWS account id, 12 digits in quotes", examples=["111122223333"]
    )
    deployment_role: Annotated[ChangeableRole, Elsewhere.OF_ITS_ACCOUNT] = Field(
        description="the ARN of an IAM role in the account",
        examples=["arn:aws:iam::111122223333:role/storefront-deployment"],
    )
    kept_elsewhere: tuple[AccountWide, ...] = Field(
        default=(),
        max_length=len(AccountWide),
        description="what AWS has once for an account or region, and another stack or a landing zone keeps",
        examples=[["oidc-provider", "guardduty-detector"]],
    )
    tags: Tags = Field(description="owner, costCentre and dataClass")
    serving: str = Field(description="the region of one of the sites", examples=["us-east-1"])
    home: str | None = Field(
        default=None,
        description="the region of one of the sites, where what belongs to no region is made, such as IAM's roles "
        "and the hosted zone; it stays when another site serves; it may be left out where there is one site alone",
        examples=["us-east-1"],
    )
    standby_level: StandbyLevel = Field(
        description="how much of the standby site stands, none where there is one site alone", examples=["backups"]
    )
    unreachable: Annotated[str | None, Elsewhere.OF_THE_MOMENT] = Field(
        default=None,
        description="the site's region that does not answer; leave out while both do",
        examples=["us-east-1"],
    )
    sites: dict[str, SiteSettings] = Field(
        description="one site or two, each under its region's name", min_length=1
    )
    network: NetworkSettings = Field(description="nat, flowLogRetentionDays, singleZone and encryptionControl")
    database: DatabaseSettings = Field(description="the database's settings")
    fleet: FleetSettings = Field(description="the application servers' settings")
    servers: ServerSettings = Field(description="the settings of the standalone servers, and of deliveries")
    backups: BackupSettings = Field(
        description="schedule, deleteAfterDays, copyDeleteAfterDays, lock and restoreTest"
    )
    recovery: RecoverySettings = Field(description="heartbeatMinutes and drillSchedule")
    keys: KeySettings = Field(description="deletionWindowDays and rotationPeriodDays")
    notifications: NotificationSettings = Field(
        description="operations, onCall, escalation, escalateAfter, testPage and runbooks"
    )
    logs: LogSettings = Field(description="retentionDays")
    edge: EdgeSettings = Field(
        description="hostedZone, domain, alternativeNames, zones, certificateNames, rateLimit, ipv6 and cloudFront"
    )
    egress: EgressSettings = Field(
        default=EgressSettings(),
        description="unlistedNames and destinations; leave out where the store's servers call nobody outside AWS",
    )
    guidelines: dict[Scenario, Guideline] = Field(description="rto and rpo for each scenario")
    identity: IdentitySettings = Field(description="people, breakGlass and pipelines")
    audit: AuditSettings = Field(
        description="retentionDays, lockedDays, threatFeatures, unusedAccessDays and logArchive"
    )
    visitors: VisitorSettings | None = Field(
        default=None,
        description="property, countries, signIn and federation; leave out where Google Analytics counts nobody",
    )

    @property
    def home_region(self) -> str:
        """The region in which what belongs to no region is made, whichever site serves.

        A resource whose provider changes its region is replaced, so that no failover and no new site may move it: a
        file with two sites states it.
        """
        return self.home or self.serving

    def keeps(self, what: AccountWide) -> bool:
        """Return whether this stack makes what the account or its regions have once."""
        return what not in self.kept_elsewhere

    @property
    def signs_in_at(self) -> Mapping[str, str]:
        """For each region, the one that issues its credentials: its own, or while one is lost another site's."""
        answering = [region for region in self.sites if region != self.unreachable]
        return {region: region if self.unreachable is None else answering[0] for region in self.regions}

    @property
    def global_region(self) -> str:
        """The region in which AWS keeps what has none: CloudFront's parts, some metrics, events of IAM."""
        return GLOBAL_REGION

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions in which something stands: the sites', and the global one."""
        return tuple(dict.fromkeys((*self.sites, GLOBAL_REGION)))

    @property
    def standby(self) -> str | None:
        """The region that does not serve; None: there is one site alone."""
        return next((region for region in self.sites if region != self.serving), None)

    @property
    def recovery_region(self) -> str:
        """Where recoveries are journalled and backups proven: outside what may be lost, if a site is there."""
        return self.standby or self.serving

    def running_zones(self, region: str) -> tuple[str, ...]:
        """Return the zones of a site in which anything runs: all of them, or the primary's alone.

        Subnets are in all: a load balancer of applications takes those of two zones at least, and so does a subnet
        group of RDS (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html,
        https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html).
        """
        site = self.sites[region]
        return site.database.zones_of_primary[:1] if self.network.single_zone else site.zones

    @property
    def database_off_hours(self) -> OffHoursSettings | None:
        """When the database is stopped: in off-hours, where it has no replica.

        RDS stops no instance that has one: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html
        """
        return None if self.database.replica else self.off_hours

    @property
    def log_archive(self) -> Mapping[str, Place]:
        """The places of the log archive, by region; none where the record stays in the account."""
        archive = self.audit.log_archive
        if archive is None:
            return {}
        return {region: replace(self.place(region), account=archive.account) for region in self.regions}

    @property
    def whole_account(self) -> Account:
        """The place of what belongs to no region."""
        return Account(environment=self.environment, account=self.account)

    def place(self, region: str) -> Place:
        """Return the place of a region's resources."""
        lifecycle = Lifecycle(disposable=self.kind is Kind.DISPOSABLE)
        return Place(environment=self.environment, region=region, account=self.account, lifecycle=lifecycle)
