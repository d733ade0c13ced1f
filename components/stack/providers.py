"""An explicit AWS provider per region: the account it may touch, the role it assumes, the tags it gives."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.baseline.tags import default_tags
from components.settings import Settings
from components.shared.naming import PROJECT


class Providers:
    """The provider of each region in which something stands."""

    by_region: Mapping[str, aws.Provider]
    of_sites: Mapping[str, aws.Provider]

    def __init__(self, settings: Settings) -> None:
        self.by_region = {region: regional_provider(settings, region) for region in settings.regions}
        self.of_sites = {region: self.by_region[region] for region in settings.sites}

    def into(self, region: str) -> pulumi.ResourceOptions:
        """Return the options that put a component's resources into `region`."""
        return pulumi.ResourceOptions(providers=[self.by_region[region]])


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
            aws.ProviderAssumeRoleArgs(
                role_arn=settings.deployment_role, session_name=f"{PROJECT}-{settings.environment}"
            )
        ],
        default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(settings)),
    )
