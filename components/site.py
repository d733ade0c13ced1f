"""One site: everything that stands in a region, whichever part it plays there."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.alerts import Alerts, AlertsArgs
from components.backups.vault import Vault, VaultArgs
from components.database.ground import DatabaseGround, DatabaseGroundArgs
from components.keys import Keys, KeysArgs, Purpose
from components.naming import Place
from components.network.address_plan import Tier
from components.network.endpoints import Endpoints, EndpointsArgs
from components.network.flows import Flows, FlowsArgs, Group
from components.network.network import Network, NetworkArgs
from components.settings import Settings, StandbyLevel
from components.storage.access_logs import ACCESS_LOGS, access_log_statements
from components.storage.bucket import Bucket, BucketArgs


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """Where the site stands, the settings, and what it is ready for (`level` None: it serves)."""

    place: Place
    settings: Settings
    level: StandbyLevel | None

    @property
    def runs_servers(self) -> bool:
        """Whether servers run here, which need ways out and endpoints."""
        return self.level is not StandbyLevel.BACKUPS


class Site(pulumi.ComponentResource):
    """Keys, network, flows, endpoints, alerts, a database's ground, the vault and access logs of one region."""

    def __init__(self, name: str, *, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Site", name, None, opts)
        self.args, self.place = args, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self.keys = self._make_keys()
        self.alerts = self._make_alerts()
        self.network = self._make_network()
        self.flows = Flows(
            self.place.logical("flows"),
            args=FlowsArgs(place=self.place, vpc_id=self.network.vpc_id),
            opts=self._child,
        )
        self._make_endpoints()
        self.ground = self._make_ground()
        self.vault = self._make_vault()
        self.access_logs = self._make_access_logs()
        self.register_outputs({})

    def manifest(self) -> dict[str, Any]:
        """Return what a procedure must know of this site."""
        groups = {str(group): group_id for group, group_id in self.flows.group_ids.items()}
        return {
            "region": self.place.region,
            "level": str(self.args.level or "serving"),
            "vpc": self.network.vpc_id,
            "subnets": {str(tier): dict(zones) for tier, zones in self.network.subnet_ids.items()},
            "security_groups": groups,
            "keys": self.keys.arns(),
            "subnet_groups": {
                "primary": self.ground.primary_subnet_group,
                "replica": self.ground.replica_subnet_group,
            },
            "parameter_group": self.ground.parameter_group,
            "monitoring_role": self.ground.monitoring_role_arn,
            "vault": self.vault.name,
            "topic": self.alerts.topic_arn,
        }

    def _make_keys(self) -> Keys:
        keys = self.args.settings.keys
        return Keys(
            self.place.logical("keys"),
            args=KeysArgs(
                place=self.place,
                rotation_period_days=keys.rotation_period_days,
                deletion_window_days=keys.deletion_window_days,
            ),
            opts=self._child,
        )

    def _make_alerts(self) -> Alerts:
        return Alerts(
            self.place.logical("alerts"),
            args=AlertsArgs(
                place=self.place,
                key_arn=self.keys.arn(Purpose.NOTIFICATIONS),
                recipients=self.args.settings.notifications.operations,
            ),
            opts=self._child,
        )

    def _make_network(self) -> Network:
        settings = self.args.settings
        site = settings.sites[self.place.region]
        return Network(
            self.place.logical("network"),
            args=NetworkArgs(
                place=self.place,
                cidr=site.cidr,
                zones=site.zones,
                nat=settings.network.nat if self.args.runs_servers else None,
                encryption_control=settings.network.encryption_control,
                flow_log_retention_days=settings.network.flow_log_retention_days,
                logs_key_arn=self.keys.arn(Purpose.LOGS),
            ),
            opts=self._child,
        )

    def _make_endpoints(self) -> None:
        Endpoints(
            self.place.logical("endpoints"),
            args=EndpointsArgs(
                place=self.place,
                vpc_id=self.network.vpc_id,
                route_table_ids=self.network.application_route_table_ids,
                subnet_ids=self.network.subnets_of(Tier.APPLICATION) if self.args.runs_servers else [],
                group_id=self.flows.group_ids[Group.ENDPOINTS],
            ),
            opts=self._child,
        )

    def _make_ground(self) -> DatabaseGround:
        settings = self.args.settings
        return DatabaseGround(
            self.place.logical("database-ground"),
            args=DatabaseGroundArgs(
                place=self.place,
                database=settings.database,
                primary_subnet_ids=self.network.subnets_of(Tier.DATA, self._primary_zones()),
                all_subnet_ids=self.network.subnets_of(Tier.DATA),
                logs_key_arn=self.keys.arn(Purpose.LOGS),
            ),
            opts=self._child,
        )

    def _primary_zones(self) -> tuple[str, ...]:
        """Return the zones of the primary's subnet group, of which RDS wants two even where one is chosen."""
        site = self.args.settings.sites[self.place.region]
        return site.database.primary_zones if self.args.settings.database.multi_az else site.zones

    def _make_vault(self) -> Vault:
        return Vault(
            self.place.logical("vault"),
            args=VaultArgs(
                place=self.place,
                key_arn=self.keys.arn(Purpose.BACKUPS),
                lock=self.args.settings.backups.lock,
                topic_arn=self.alerts.topic_arn,
            ),
            opts=self._child,
        )

    def _make_access_logs(self) -> Bucket:
        return Bucket(
            self.place.logical(ACCESS_LOGS),
            args=BucketArgs(
                place=self.place,
                what=ACCESS_LOGS,
                key_arn=None,
                expires_after_days=self.args.settings.logs.retention_days,
                access_log_bucket=None,
                statements=access_log_statements(self.place),
            ),
            opts=self._child,
        )
