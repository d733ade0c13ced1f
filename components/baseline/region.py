"""What components take of any region of the stack, whether a site stands there or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.baseline.tags import default_tags
from components.encryption.keys import Keys, KeysArgs, Purpose
from components.notifications.notifications import Channel, Notifications, NotificationsArgs
from components.settings import Settings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class RegionBaselineArgs:
    """Where it stands, the settings, and the boundary of the roles of machines."""

    place: Place
    settings: Settings
    boundary_arn: pulumi.Input[str]


class RegionBaseline(pulumi.ComponentResource):
    """A region's keys and topics, and what roles and names there are made of.

    `here` puts another component into this region. `tags` are for what the provider's default tags do not reach:
    the servers that Auto Scaling launches.
    """

    settings: Settings
    here: pulumi.ResourceOptions
    tags: Mapping[str, str]
    keys: Keys
    notifications: Notifications

    def __init__(
        self, token: str, name: str, *, args: RegionBaselineArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(token, name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.place, self.settings, self.boundary_arn = args.place, args.settings, args.boundary_arn
        provider = self.get_provider("aws:index:Provider")
        self.here = pulumi.ResourceOptions(providers=[provider] if provider else [])
        self.tags = default_tags(args.settings)
        self.log_retention_days = args.settings.logs.retention_days

    @property
    def operations_topic_arn(self) -> pulumi.Output[str]:
        """The topic of what must be known but wakes nobody."""
        return self.notifications.topics[Channel.OPERATIONS]

    def key_arn(self, purpose: Purpose) -> pulumi.Output[str]:
        """Return the ARN of the key for `purpose`."""
        return self.keys.arn(purpose)

    def _make_keys(self, purposes: Sequence[Purpose], scaling_role_arn: pulumi.Input[str] | None = None) -> None:
        self.keys = Keys(
            self.place.logical("keys"),
            args=KeysArgs(
                place=self.place,
                purposes=tuple(purposes),
                scaling_role_arn=scaling_role_arn,
                keys=self.settings.keys,
            ),
            opts=self._child,
        )

    def _make_topics(self) -> None:
        self.notifications = Notifications(
            self.place.logical("notifications"),
            args=NotificationsArgs(
                place=self.place,
                keys=self.keys,
                notifications=self.settings.notifications,
            ),
            opts=self._child,
        )


@dataclass(frozen=True, kw_only=True)
class GlobalBaselineArgs(RegionBaselineArgs):
    """Where it stands, the settings, and the boundary of the roles of machines."""


class GlobalBaseline(RegionBaseline):
    """Keys and topics alone: the baseline of the global region, where no site stands in it."""

    def __init__(self, name: str, *, args: GlobalBaselineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:baseline:GlobalBaseline", name, args=args, opts=opts)
        self._make_keys([Purpose.LOGS, Purpose.NOTIFICATIONS])
        self._make_topics()
        self.register_outputs({})
