"""Rules of the sites, their zones and networks, and of the account that they are in."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from components.settings.problem import Problem, Way, show
from components.settings.regions import ids_of, zones_of
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.site import SiteSettings
from components.shared.address_plan import block_of
from components.shared.facts.catalogue import known_zones
from components.shared.naming import account_of
from components.shared.zones import is_zone_id

PREFIX = 16
PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))  # RFC 1918

# Of AWS's own services Cloud9 and SageMaker take the same; nothing here uses them.
# https://docs.docker.com/engine/network/drivers/bridge/
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
DOCKERS = IPv4Network("172.17.0.0/16")


def _serving_is_a_site(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.serving not in settings.sites:
        allowed = "one of " + ", ".join(settings.sites)
        mend = "name one of them, or add the region under storefront:sites"
        yield Problem(("serving",), show(settings.serving), allowed, mend)


def _home_is_a_site(settings: Settings, _: Others) -> Iterator[Problem]:
    """Another home replaces what belongs to no region: roles, and the hosted zone that the store's names are in."""
    sites, allowed = settings.sites, "one of " + ", ".join(settings.sites)
    if settings.home is None and len(sites) > 1:
        home = settings.serving if settings.serving in sites else next(iter(sites))
        others = " or ".join(region for region in sites if region != home)
        mend = f"add home: {home}; if the stack stands, and {others} was its only site, name that: it must not move"
        yield Problem(("home",), "nothing", allowed, mend, ways=(Way(("home",), home),))
    if settings.home is not None and settings.home not in sites:
        mend = "name one of them; if the stack stands, put the site back: another home replaces its hosted zone"
        yield Problem(("home",), show(settings.home), allowed, mend)


def _unreachable_is_a_site(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.unreachable is not None and settings.unreachable not in settings.regions:
        allowed = "one of " + ", ".join(settings.regions)
        yield Problem(
            ("unreachable",), show(settings.unreachable), allowed, "name one of them, or take the key out"
        )


def _zones_are_the_regions(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        for index, zone in enumerate(site.zones):
            path = ("sites", region, "zones", index)
            known = ids_of(region) if is_zone_id(zone) else zones_of(region)
            if known and zone not in known:
                yield Problem(path, show(zone), "one of " + ", ".join(known), _zone_of(region, zone))
            elif is_zone_id(zone) is not is_zone_id(site.zones[0]):
                allowed = f"a zone named as {site.zones[0]} is: which letter is which id, the account decides"
                yield Problem(path, show(zone), allowed, "name all zones of a site by letter, or all by id")
            elif zone in site.zones[:index]:
                yield Problem(path, f"{zone!r} twice", "each zone once", "name another zone, or take it out")


def _zone_of(region: str, zone: str) -> str:
    """What to name instead: which letters an account has of a region may differ, an id is one place for all.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
    """
    if zone[:-1] == region and zone[-1:].isalpha():
        return (
            f"name another letter; where your account has {zone}, name all zones by id: {', '.join(ids_of(region))}"
        )
    return "name a zone of the site's own region"


def _zones_have_blocks_of_their_own(settings: Settings, _: Others) -> Iterator[Problem]:
    """A zone's letter says which block of the network it has: when one comes or goes, no other moves."""
    for region, site in settings.sites.items():
        known = [zone for zone in dict.fromkeys(site.zones) if zone in known_zones(region)]
        for zone in known:
            before = [one for one in known[: known.index(zone)] if block_of(one) == block_of(zone)]
            if before:
                allowed = f"{before[0]} or {zone}: the network has one block for both"
                path = ("sites", region, "zones", site.zones.index(zone))
                yield Problem(path, f"{zone!r} beside {before[0]}", allowed, "name another zone of the region")


def _database_zones_are_the_sites(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        allowed = "one of " + ", ".join(site.zones)
        placed = [(("primaryZones", index), zone) for index, zone in enumerate(site.database.primary_zones)]
        for keys, zone in [*placed, (("replicaZone",), site.database.replica_zone)]:
            if zone is not None and zone not in site.zones:
                mend = f"name one of the site's zones, or add {zone} to them"
                yield Problem(("sites", region, "database", *keys), show(zone), allowed, mend)


def _replica_stands_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        primary, replica = site.database.primary_zones, site.database.replica_zone
        if replica in primary:
            path = ("sites", region, "database", "replicaZone")
            allowed = "a zone outside primaryZones: one outage must not take both"
            yield Problem(path, show(replica), allowed, _other_zone(site))


def _recovered_stand_apart(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        recovered = site.database.recovered
        if recovered is None:
            continue
        path = ("sites", region, "database", "recovered")
        if recovered.primary == recovered.replica:
            mend = "give each instance its own suffix, as it is called on RDS"
            yield Problem((*path, "replica"), show(recovered.replica), "another suffix than primary's", mend)
        elsewhere = [zone for zone in site.zones if zone not in site.database.zones_of_primary]
        replica_zone = recovered.replica_zone
        # RDS tells a letter, and where the zones are named by id, the account alone knows which that is.
        told = is_zone_id(site.zones[0]) and replica_zone in zones_of(region)
        if replica_zone is not None and replica_zone not in elsewhere and not told:
            mend = "name the zone in which the new replica stands, apart from the writer"
            allowed = "one of " + ", ".join(elsewhere)
            yield Problem((*path, "replicaZone"), show(recovered.replica_zone), allowed, mend)


def _other_zone(site: SiteSettings) -> str:
    free = [zone for zone in site.zones if zone not in site.database.primary_zones]
    return f"set {free[0]}" if free else "give the site a third zone, or the primary one zone less"


def _primary_zones_fit_multi_az(settings: Settings, _: Others) -> Iterator[Problem]:
    """RDS picks the zones of a Multi-AZ pair itself, from its subnet group: so the group holds just those."""
    wanted = 2 if settings.database.multi_az else 1
    for region, site in settings.sites.items():
        zones = site.database.primary_zones
        if len(set(zones)) != wanted or len(zones) != wanted:
            state = "with" if settings.database.multi_az else "without"
            path = ("sites", region, "database", "primaryZones")
            allowed = f"{'two different zones' if wanted > 1 else 'one zone'} {state} multiAz"
            mend, ways = "change the zones, or storefront:database.multiAz", (Way(path, [*site.zones[:wanted]]),)
            yield Problem(path, ", ".join(zones), allowed, mend, ways=ways)


def _networks_are_private(settings: Settings, _: Others) -> Iterator[Problem]:
    for region, site in settings.sites.items():
        if site.cidr.prefixlen != PREFIX or not any(site.cidr.subnet_of(block) for block in PRIVATE):
            allowed = f"a /{PREFIX} within " + ", ".join(map(str, PRIVATE))
            mend = "set a free one: the address plan needs a whole /16 for its tiers and their growth"
            yield Problem(("sites", region, "cidr"), str(site.cidr), allowed, mend)


def _networks_are_no_bridges(settings: Settings, _: Others) -> Iterator[Problem]:
    """A network stays for good, also when a bridge to Tableau is added later."""
    for region, site in settings.sites.items():
        if site.cidr.overlaps(DOCKERS):
            allowed = (
                f"a network apart from {DOCKERS}, which Docker takes for itself on the host of the Tableau bridge"
            )
            mend = "set a free network, such as 10.16.0.0/16: containers could reach nothing of this one"
            yield Problem(("sites", region, "cidr"), str(site.cidr), allowed, mend)


def _networks_do_not_overlap(settings: Settings, others: Others) -> Iterator[Problem]:
    taken = [(network, f"{other.environment}'s") for other in others for network in other.networks]
    for region, site in settings.sites.items():
        for network, owner in taken:
            if site.cidr.overlaps(network):
                allowed = f"a network apart from {owner} {network}"
                mend = "set a free network, so that any two sites can be peered"
                yield Problem(("sites", region, "cidr"), str(site.cidr), allowed, mend)
        taken.append((site.cidr, f"{region}'s"))


def _role_is_the_accounts(settings: Settings, _: Others) -> Iterator[Problem]:
    if account_of(settings.deployment_role) != settings.account:
        allowed = f"a role in the account {settings.account}"
        mend = "correct the account id in the ARN, or storefront:account"
        yield Problem(("deploymentRole",), show(settings.deployment_role), allowed, mend)


RULES = (
    Rule(("serving", "sites"), _serving_is_a_site),
    Rule(("home", "serving", "sites"), _home_is_a_site),
    Rule(("unreachable", "sites"), _unreachable_is_a_site),
    Rule(("sites",), _zones_are_the_regions),
    Rule(("sites",), _zones_have_blocks_of_their_own),
    Rule(("sites",), _database_zones_are_the_sites),
    Rule(("sites",), _replica_stands_apart),
    Rule(("sites", "database"), _primary_zones_fit_multi_az),
    Rule(("sites",), _recovered_stand_apart),
    Rule(("sites",), _networks_are_private),
    Rule(("sites",), _networks_are_no_bridges),
    Rule(("sites",), _networks_do_not_overlap),
    Rule(("account", "deployment_role"), _role_is_the_accounts),
)
