"""The tags that every resource carries: who answers for it, and what it holds."""

from components.settings import Settings
from components.shared.naming import PROJECT


def default_tags(settings: Settings) -> dict[str, str]:
    """Return the tags that every resource carries."""
    return {
        "project": PROJECT,
        "environment": settings.environment,
        "environment-kind": str(settings.kind),
        "owner": settings.tags.owner,
        "cost-centre": settings.tags.cost_centre,
        "data-class": settings.tags.data_class,
    }
