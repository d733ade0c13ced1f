"""What servers of this site need before one can be launched; both sites have it at every level.

None of it costs much while no server runs, and IAM, of which much of it is made, cannot be changed while its
home region is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.servers.delivery import Delivery, DeliveryArgs
from components.servers.identity import ServerIdentity, ServerIdentityArgs
from components.servers.kinds import STANDALONE, ServerKind, kinds_of
from components.servers.names import DELIVERIES, REPORTS, TABLEAU_TOKEN, server_secret
from components.servers.packing import Bundle
from components.servers.patching import Patching, PatchingArgs
from components.servers.rights import ServerKeys, own_statements, server_keys
from components.servers.sessions import Sessions, SessionsArgs
from components.servers.variables import PlaybookContext
from components.settings import AccountWide
from components.storage.bucket import Bucket, BucketArgs

# What CloudWatch's agent sends of every kind, as ansible/roles/cloudwatch_agent has it.
_LOG_STREAMS = ("audit", "services")


@dataclass(frozen=True, kw_only=True)
class ServersFoundationArgs:
    """Where servers can stand, and what is delivered to them."""

    baseline: Baseline
    bundle: Bundle


class ServersFoundation(pulumi.ComponentResource):
    """Buckets, log groups, identities, sessions, delivery and patches."""

    identities: Mapping[ServerKind, ServerIdentity]
    delivery: Delivery
    deliveries_bucket: pulumi.Output[str]
    reports_bucket: pulumi.Output[str]
    keys: ServerKeys

    def __init__(
        self, name: str, *, args: ServersFoundationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:servers:ServersFoundation", name, None, opts)
        self._args, self.place = args, args.baseline.place
        self.baseline, self.bundle, self.settings = args.baseline, args.bundle, args.baseline.settings.servers
        self.keys, self._kinds = server_keys(args.baseline.keys), kinds_of(self.settings)
        self._child = pulumi.ResourceOptions(parent=self)
        self.logs_prefix = f"/{self.place.name('servers')}"
        self.deliveries_bucket = self._bucket(DELIVERIES, None)
        self.reports_bucket = self._bucket(REPORTS, args.baseline.log_retention_days)
        self._log_groups()
        self.identities = {kind: self._identity(kind) for kind in self._kinds}
        self._sessions()
        self._patches()
        if ServerKind.TABLEAU_BRIDGE in self._kinds:
            self._token()
        self.delivery = Delivery(
            self.place.logical("delivery"),
            args=DeliveryArgs(
                place=self.place,
                kinds=self._kinds,
                bundle=args.bundle,
                bucket=self.deliveries_bucket,
                key_arn=self.keys.storage,
            ),
            opts=self._child,
        )
        self.register_outputs({})

    @property
    def playbook_context(self) -> PlaybookContext:
        """What the variables of every playbook here are made from."""
        return PlaybookContext(place=self.place, servers=self.settings, logs_prefix=self.logs_prefix)

    def _bucket(self, what: str, days: int | None) -> pulumi.Output[str]:
        bucket = Bucket(
            self.place.logical(what),
            args=BucketArgs(
                place=self.place,
                what=what,
                key_arn=self.keys.storage,
                expires_after_days=days,
                access_log_bucket=self._args.baseline.access_logs.name,
            ),
            opts=self._child,
        )
        return bucket.name

    def _log_groups(self) -> None:
        """Make the groups before the agent does: those that it makes are neither encrypted nor ever emptied."""
        for kind in self._kinds:
            for stream in (*_LOG_STREAMS, *kind.declared.log_streams):
                aws.cloudwatch.LogGroup(
                    self.place.logical(f"{kind}-{stream}"),
                    name=f"{self.logs_prefix}/{kind}/{stream}",
                    kms_key_id=self._args.baseline.key_arn(Purpose.LOGS),
                    retention_in_days=self._args.baseline.log_retention_days,
                    opts=pulumi.ResourceOptions(parent=self, protect=self.place.lifecycle.protected),
                )

    def _identity(self, kind: ServerKind) -> ServerIdentity:
        return ServerIdentity(
            self.place.logical(f"{kind}-identity"),
            args=ServerIdentityArgs(
                place=self.place,
                kind=kind,
                boundary_arn=self._args.baseline.boundary_arn,
                logs_prefix=self.logs_prefix,
                own=own_statements(self.place, kind, self.keys),
            ),
            opts=self._child,
        )

    def _sessions(self) -> None:
        args = self._args
        if not args.baseline.settings.keeps(AccountWide.SESSION_PREFERENCES):
            return
        Sessions(
            self.place.logical("session-manager"),
            args=SessionsArgs(
                place=self.place,
                session_key_arn=self.keys.sessions,
                logs_key_arn=args.baseline.key_arn(Purpose.LOGS),
                retention_days=args.baseline.log_retention_days,
            ),
            opts=self._child,
        )

    def _patches(self) -> None:
        """Patch what lives long; the settings have a window where there is such a server, and only there."""
        if self.settings.patch_window is None:
            return
        Patching(
            self.place.logical("patching"),
            args=PatchingArgs(
                place=self.place,
                kinds=[kind for kind in self._kinds if kind in STANDALONE],
                boundary_arn=self._args.baseline.boundary_arn,
                window=self.settings.patch_window,
                reports_bucket=self.reports_bucket,
                default=self._args.baseline.settings.keeps(AccountWide.DEFAULT_PATCH_BASELINE),
            ),
            opts=self._child,
        )

    def _token(self) -> None:
        """Make the place for the bridge's token, whose value comes from Tableau Cloud and never through here."""
        aws.secretsmanager.Secret(
            self.place.logical(TABLEAU_TOKEN),
            name=server_secret(self.place, TABLEAU_TOKEN),
            description="the personal access token of the Tableau Bridge: JSON with name and value",
            kms_key_id=self.keys.secrets,
            recovery_window_in_days=self.place.lifecycle.secret_recovery_days,
            opts=pulumi.ResourceOptions(parent=self, protect=self.place.lifecycle.protected),
        )
