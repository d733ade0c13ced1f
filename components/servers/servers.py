"""The serving site's standalone servers: the bridge that reads the replica, and the operations host.

Made after the database, whose address the bridge is told in order to refuse it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.database.database import Database
from components.encryption.keys import Purpose
from components.network.security_groups import Group
from components.servers import variables
from components.servers.delivery import Association, AssociationArgs
from components.servers.foundation import ServersFoundation
from components.servers.kinds import STANDALONE, ServerKind
from components.servers.launching import LaunchArgs
from components.servers.standalone import StandaloneServer, StandaloneServerArgs
from components.settings import Architecture, clock

_ROOT_GIB = 20
# Ubuntu's newest image, which Canonical names in every region: a successor starts with all patches of its day.
# https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
_IMAGE = "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/{architecture}/hvm/ebs-gp3/ami-id"
_CANONICALS_WORD = {Architecture.ARM64: "arm64", Architecture.X86_64: "amd64"}


@dataclass(frozen=True, kw_only=True)
class StandaloneServersArgs:
    """The foundation on which the servers stand, and the database."""

    foundation: ServersFoundation
    database: Database


class StandaloneServers(pulumi.ComponentResource):
    """A group of one and an association for each kind that there is; `group_names` is what procedures take."""

    group_names: Mapping[ServerKind, pulumi.Output[str]]

    def __init__(
        self, name: str, *, args: StandaloneServersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:servers:StandaloneServers", name, None, opts)
        self._foundation, self._place = args.foundation, args.foundation.place
        self._child = pulumi.ResourceOptions(parent=self)
        there = {kind: STANDALONE[kind] for kind in args.foundation.identities if kind in STANDALONE}
        self.group_names = {kind: self._server(kind, standalone.group) for kind, standalone in there.items()}
        for kind, standalone in there.items():
            self._apply(kind, standalone.variables(args.foundation.playbook_context, args.database.primary.address))
        self.register_outputs({})

    def manifest(self) -> dict[str, pulumi.Output[str]]:
        """Return the groups by the kind of their server."""
        return {str(kind): group for kind, group in self.group_names.items()}

    def monitored(self) -> Inventory:
        """Return the group of each kind."""
        groups = self.group_names.items()
        return {
            ResourceKind.SERVER: [
                MonitoredResource(label=kind, dimensions={"AutoScalingGroupName": group}) for kind, group in groups
            ]
        }

    def _server(self, kind: ServerKind, group: Group) -> pulumi.Output[str]:
        baseline, settings = self._foundation.baseline, self._foundation.settings.standalone()[kind]
        server = StandaloneServer(
            self._place.logical(f"{kind}-server"),
            args=StandaloneServerArgs(
                place=self._place,
                launch=LaunchArgs(
                    place=self._place,
                    kind=kind,
                    image=_IMAGE.format(architecture=_CANONICALS_WORD[settings.architecture]),
                    instance_type=settings.instance_type,
                    volume_gib=_ROOT_GIB,
                    data_gib=settings.second_volume_gib(),
                    key_arn=baseline.key_arn(Purpose.STORAGE),
                    group_id=baseline.group_id(group),
                    profile_arn=self._foundation.identities[kind].profile_arn,
                    tags=baseline.tags,
                ),
                subnet_ids=baseline.application_subnet_ids,
                scaling_role_arn=baseline.scaling_role.arn,
                now=clock.now(),
                off_hours=baseline.settings.off_hours,
            ),
            opts=self._child,
        )
        return server.group_name

    def _apply(self, kind: ServerKind, own: Mapping[str, pulumi.Input[str]]) -> None:
        foundation = self._foundation
        architecture = foundation.settings.standalone()[kind].architecture
        given = {**variables.every(foundation.playbook_context, kind, architecture), **own}
        Association(
            self._place.logical(f"{kind}-delivery"),
            args=AssociationArgs(
                place=self._place,
                kind=kind,
                bundle=foundation.bundle,
                delivery=foundation.delivery,
                variables=pulumi.Output.all(**given),
                schedule=foundation.settings.delivery_schedule,
                reports_bucket=foundation.reports_bucket,
                at_once="1",
            ),
            opts=self._child,
        )
