"""What a valid settings file should have said of it before it is deployed."""

from collections.abc import Callable

from components.settings import placeholders
from components.settings.clock import now
from components.settings.problem import printable
from components.settings.sections.egress import Unlisted
from components.settings.sections.fleet import format_moment
from components.settings.sections.model import Settings
from components.shared.facts.catalogue import enabled_by_default

_GITHUB_COM = "token.actions.githubusercontent.com"


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


def _names_without_ids(settings: Settings) -> str:
    """A repository's name can be another's one day, and today's repositories say more than their names.

    https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
    """
    pipelines = settings.identity.pipelines
    if "@" in pipelines.repository or not pipelines.issuer.startswith(_GITHUB_COM):
        return ""
    ask = f"gh api repos/{pipelines.repository} --jq '\"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)\"'"
    return (
        "warning: no job can deploy if the repository was created, renamed or transferred since\n"
        "2026-07-15: its tokens name it with ids. Then put into identity.pipelines.repository what this says:\n\n"
        f"    ask      {ask}"
    )


def _past_peaks(settings: Settings) -> str:
    past = [peak for peak in settings.fleet.peaks if peak.is_over(now())]
    lines = [f"    {peak.name}  ended {format_moment(peak.ends)}" for peak in past]
    head = "warning: over and left out: take them out of storefront:fleet.peaks"
    return "\n".join((head, "", *lines)) if past else ""


def _without_a_site(settings: Settings) -> str:
    """What is said of regions in which no site stands, so that nothing comes of it."""
    named = {
        "storefront:fleet.images": settings.fleet.images,
        "storefront:edge.cloudFront.prefixLists": settings.edge.cloud_front.prefix_lists,
    }
    lines = [
        f"    {key}.{printable(region)}"
        for key, regions in named.items()
        for region in regions
        if region not in settings.sites
    ]
    head = "warning: of regions without a site, so that nothing comes of them: take them out, or add the site"
    return "\n".join((head, "", *lines)) if lines else ""


def _standing_zones(settings: Settings) -> str:
    """Zones that are given by their ids, which a rehearsal, whose account is empty, cannot know."""
    given = [zone for zone in settings.edge.zones if zone.zone_id is not None]
    lines = [
        f"    {zone.name}.  is what this must say{' in the account of its role' if zone.role else ''}:  "
        f"aws route53 get-hosted-zone --id {zone.zone_id} --query HostedZone.Name --output text"
        for zone in given
    ]
    head = (
        "warning: hosted zones that are given by their ids are not seen from here: ask before the first `pulumi up`"
    )
    return "\n".join((head, "", *lines)) if given else ""


def _names_tried_out(settings: Settings) -> str:
    """While unlisted names are only written down, DNS carries out whatever it is given."""
    if settings.egress.unlisted_names is Unlisted.BLOCK:
        return ""
    log = f"/{settings.place(settings.serving).name('dns-queries')}"
    query = "filter firewall_rule_action='ALERT' | stats count(*) by query_name"
    return (
        "warning: names that nobody listed are answered: list those that the store needs in\n"
        "storefront:egress.destinations, then set storefront:egress.unlistedNames: block\n\n"
        f"    look     aws logs start-query --log-group-name {log} --start-time EPOCH --end-time EPOCH "
        f'--query-string "{query}"'
    )


WARNINGS: tuple[Callable[[Settings], str], ...] = (
    placeholders.warning,
    _closed_regions,
    _names_without_ids,
    _standing_zones,
    _past_peaks,
    _without_a_site,
    _names_tried_out,
)


def warnings(settings: Settings) -> str:
    """Return all that is to be said of valid settings; nothing where there is nothing."""
    return "\n\n".join(filter(None, (one(settings) for one in WARNINGS)))
