"""What a valid settings file should have said of it before it is deployed."""

from collections.abc import Callable

from components.settings import placeholders
from components.settings.sections.model import Settings
from components.shared.facts.catalogue import enabled_by_default


def _closed_regions(settings: Settings) -> str:
    """Regions that an account has only once its owner enables them.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    closed = [region for region in settings.sites if not enabled_by_default(region)]
    if not closed:
        return ""
    account, regions = settings.account, " and ".join(closed)
    lines = [
        f"warning: {account} must enable {regions} before the first `pulumi up`, which takes minutes to hours",
        "",
    ]
    for region in closed:
        lines += [
            f"    enable   aws account enable-region --region-name {region}",
            f"    wait     aws account get-region-opt-status --region-name {region}   until it says ENABLED",
        ]
    return "\n".join(lines)


WARNINGS: tuple[Callable[[Settings], str], ...] = (placeholders.warning, _closed_regions)


def warnings(settings: Settings) -> str:
    """Return all that is to be said of valid settings; nothing where there is nothing."""
    return "\n\n".join(filter(None, (one(settings) for one in WARNINGS)))
