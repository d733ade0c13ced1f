"""An explicit AWS provider per region: the account it may touch, the role it assumes, the tags it gives."""

import pulumi_aws as aws

from components.settings import Settings
from components.shared.naming import PROJECT


def regional_provider(settings: Settings, region: str) -> aws.Provider:
    """Return the provider for `region`; every taggable resource gets its tags."""
    return aws.Provider(
        f"{region}",
        region=region,
        # A session in the wrong account is refused before anything is touched.
        allowed_account_ids=[settings.account],
        assume_roles=[
            aws.ProviderAssumeRoleArgs(
                role_arn=settings.deployment_role, session_name=f"{PROJECT}-{settings.environment}"
            )
        ],
        default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(settings)),
    )


def default_tags(settings: Settings) -> dict[str, str]:
    """Return the tags that every resource carries."""
    return {
        "project": PROJECT,
        "environment": settings.environment,
        "owner": settings.tags.owner,
        "cost-centre": settings.tags.cost_centre,
        "data-class": settings.tags.data_class,
    }
