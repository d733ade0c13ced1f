"""Settings of an environment: typed, validated, with every problem of a file reported at once."""

from components.settings.load import from_pulumi_config, load_file, pulumi_config, stack_file
from components.settings.neighbours import stacks
from components.settings.problem import Problem, SettingsError
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.backups import BackupSettings, RestoreTest, VaultLock
from components.settings.sections.database import (
    DatabaseSettings,
    InsightsMode,
    InsightsSettings,
    ReplicaSettings,
    StorageSettings,
)
from components.settings.sections.edge import CloudFrontSettings, EdgeSettings, ZoneSettings
from components.settings.sections.egress import Destination, EgressSettings, Unlisted, wildcards_above
from components.settings.sections.fleet import CapacitySettings, FleetSettings, Peak, PredictiveMode
from components.settings.sections.hosts import HostValues
from components.settings.sections.identity import (
    AuditSettings,
    IdentitySettings,
    LogArchiveSettings,
    PeopleSettings,
    PipelineSettings,
    SignIn,
    ThreatFeature,
)
from components.settings.sections.model import DataClass, KeySettings, Kind, LogSettings, Settings, Tags
from components.settings.sections.notifications import NotificationSettings
from components.settings.sections.off_hours import OffHoursSettings
from components.settings.sections.recovery import Guideline, RecoverySettings, Scenario
from components.settings.sections.server_types import Architecture, ServerType
from components.settings.sections.servers import BridgeSettings, ServerSettings, StandaloneServerSettings
from components.settings.sections.site import (
    EncryptionControl,
    NatMode,
    NetworkSettings,
    RecoveredSettings,
    SiteDatabase,
    SiteSettings,
    StandbyLevel,
)
from components.settings.sections.visitors import FederationSettings, GoogleSignIn, VisitorSettings
from components.settings.types import AwsCron, DailyWindow, InstanceClass, WeeklyWindow, format_duration

__all__ = [
    "AccountWide",
    "Architecture",
    "AuditSettings",
    "AwsCron",
    "BackupSettings",
    "BridgeSettings",
    "CapacitySettings",
    "CloudFrontSettings",
    "DailyWindow",
    "DataClass",
    "DatabaseSettings",
    "Destination",
    "EdgeSettings",
    "EgressSettings",
    "EncryptionControl",
    "FederationSettings",
    "FleetSettings",
    "GoogleSignIn",
    "Guideline",
    "HostValues",
    "IdentitySettings",
    "InsightsMode",
    "InsightsSettings",
    "InstanceClass",
    "KeySettings",
    "Kind",
    "LogArchiveSettings",
    "LogSettings",
    "NatMode",
    "NetworkSettings",
    "NotificationSettings",
    "OffHoursSettings",
    "Peak",
    "PeopleSettings",
    "PipelineSettings",
    "PredictiveMode",
    "Problem",
    "RecoveredSettings",
    "RecoverySettings",
    "ReplicaSettings",
    "RestoreTest",
    "Scenario",
    "ServerSettings",
    "ServerType",
    "Settings",
    "SettingsError",
    "SignIn",
    "SiteDatabase",
    "SiteSettings",
    "StandaloneServerSettings",
    "StandbyLevel",
    "StorageSettings",
    "Tags",
    "ThreatFeature",
    "Unlisted",
    "VaultLock",
    "VisitorSettings",
    "WeeklyWindow",
    "ZoneSettings",
    "format_duration",
    "from_pulumi_config",
    "load_file",
    "pulumi_config",
    "stack_file",
    "stacks",
    "wildcards_above",
]
