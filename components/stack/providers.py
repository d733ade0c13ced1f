"""An explicit AWS provider per region: the account it may touch, the role it assumes, the tags it gives."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.baseline.tags import default_tags
from components.settings import Settings
from components.shared.naming import PROJECT, account_of


class Providers:
    """The provider of each region in which something stands."""

    by_region: Mapping[str, aws.Provider]
    of_sites: Mapping[str, aws.Provider]
    of_zones: Mapping[str, aws.Provider]
    """By hosted zone, what writes into another account's."""

    def __init__(self, settings: Settings) -> None:
        self.by_region = {region: regional_provider(settings, region) for region in settings.regions}
        self.of_sites = {region: self.by_region[region] for region in settings.sites}
        self.of_zones = zone_providers(settings)

    def into(self, region: str) -> pulumi.ResourceOptions:
        """Return the options that put a component's resources into `region`."""
        return pulumi.ResourceOptions(providers=[self.by_region[region]])


def zone_providers(settings: Settings) -> Mapping[str, aws.Provider]:
    """Return a provider for each zone of another account: from the deployment role it goes on to the zone's."""
    return {
        zone.name: aws.Provider(
            f"zone-{zone.name}",
            region=settings.home_region,
            allowed_account_ids=[account_of(zone.role)],
            assume_roles=[
                aws.ProviderAssumeRoleArgs(role_arn=role, session_name=_session(settings))
                for role in (settings.deployment_role, zone.role)
            ],
            default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(settings)),
        )
        for zone in settings.edge.zones
        if zone.role is not None
    }


def _session(settings: Settings) -> str:
    return f"{PROJECT}-{settings.environment}"


def regional_provider(settings: Settings, region: str) -> aws.Provider:
    """Return the provider for `region`; every taggable resource gets its tags.

    The engine configures every provider, whatever the targets, and the provider then asks STS in its own region who
    it is. While that region does not answer, the other region is asked; the bridge makes no check before, as
    it knows no other (https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go,
    `validateCredentials`). The account is compared all the same.
    """
    lost = settings.unreachable
    return aws.Provider(
        f"{region}",
        region=region,
        sts_region=None if lost is None else settings.signs_in_at[region],
        skip_credentials_validation=True if region == lost else None,
        # A session in the wrong account is refused before anything is touched.
        allowed_account_ids=[settings.account],
        assume_roles=[
            aws.ProviderAssumeRoleArgs(role_arn=settings.deployment_role, session_name=_session(settings))
        ],
        default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(settings)),
    )
