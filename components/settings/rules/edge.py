"""What must hold between the settings of the edge and the rest."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, Way, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.hosts import LONGEST_VALUE
from components.settings.sections.model import Settings
from components.shared.naming import account_of

# https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
LONGEST_COMMON_NAME = 64


def _written(settings: Settings) -> Iterator[tuple[Path, str]]:
    yield ("edge", "domain"), settings.edge.domain
    for index, name in enumerate(settings.edge.alternative_names):
        yield ("edge", "alternativeNames", index), name


def _names_are_in_a_zone(settings: Settings, _: Others) -> Iterator[Problem]:
    """ACM proves a name by a record in its zone: outside it, the update would wait for hours and then fail."""
    zones = settings.edge.zone_names
    for path, name in _written(settings):
        if settings.edge.zone_of(name) is None:
            mend = "correct the name, or add its zone to storefront:edge.zones"
            allowed = " or ".join(f"{zone}, a name that ends in .{zone}" for zone in zones)
            yield Problem(path, show(name), allowed, mend)


def _domain_is_in_the_hosted_zone(settings: Settings, _: Others) -> Iterator[Problem]:
    """The origin's name is within the domain, and its records are in one zone."""
    edge = settings.edge
    if edge.zone_of(edge.domain) not in {None, edge.hosted_zone}:
        others = [name for name in edge.alternative_names if edge.zone_of(name) == edge.hosted_zone]
        rest = f"put {edge.hosted_zone} into storefront:edge.zones" if others else "take it out there"
        mend = f"set storefront:edge.hostedZone: {edge.zone_of(edge.domain)}, and {rest}"
        allowed = f"a name in {edge.hosted_zone} and in no zone within it"
        yield Problem(("edge", "domain"), show(edge.domain), allowed, mend)


def _origin_is_in_the_hosted_zone(settings: Settings, _: Others) -> Iterator[Problem]:
    """Names of visitors are aliases of the origin's, and Route 53 takes none of another zone's names.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
    """
    edge = settings.edge
    for index, zone in enumerate(edge.zones):
        if zone.name == edge.origin and zone.role is None:
            allowed = (
                f"a zone of other names than {edge.origin}, which stands beside its aliases in {edge.hosted_zone}"
            )
            yield Problem(("edge", "zones", index), show(zone.name), allowed, "take the zone out")


def _zones_are_used_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """A zone that no name is in was meant to be another."""
    edge = settings.edge
    used = {edge.zone_of(name) for name in edge.names}
    for index, zone in enumerate(edge.zones):
        path: Path = ("edge", "zones", index)
        if zone.name in {one.name for one in edge.zones[:index]}:
            yield Problem(path, f"{zone.name!r} twice", "each zone once", "take one of them out")
        elif zone.name not in used:
            mend = f"add a name within {zone.name} to storefront:edge.alternativeNames, or take the zone out"
            yield Problem(path, f"{zone.name!r}, without a name of the store", "a zone of the store's names", mend)


def _zones_of_others_are_given_by_id(settings: Settings, _: Others) -> Iterator[Problem]:
    """Who writes into another account's zone writes into one that stands."""
    for index, zone in enumerate(settings.edge.zones):
        if zone.role is not None and zone.zone_id is None:
            path: Path = ("edge", "zones", index, "zoneId")
            mend = "name it, or take the role out"
            yield Problem(path, "nothing", "the id of the zone that the role writes into", mend)


def _roles_are_of_other_accounts(settings: Settings, _: Others) -> Iterator[Problem]:
    """In its own account the program writes records itself."""
    for index, zone in enumerate(settings.edge.zones):
        if zone.role is not None and account_of(zone.role) == settings.account:
            path: Path = ("edge", "zones", index, "role")
            allowed = f"a role of another account than {settings.account}, which has the zone"
            mend = "take role out and keep zoneId, or correct the account id in the ARN"
            yield Problem(path, show(zone.role), allowed, mend)


def _the_domains_zone_is_the_accounts(settings: Settings, _: Others) -> Iterator[Problem]:
    """The origin's records follow a health check, and a recovery must need no other account."""
    edge = settings.edge
    for index, zone in enumerate(edge.zones):
        if zone.role is not None and zone.name in {edge.hosted_zone, edge.zone_of(edge.origin)}:
            path: Path = ("edge", "zones", index, "role")
            allowed = "nothing for the domain's own zone, whose records follow a health check of this account"
            mend = (
                f"take a zone of your own, such as store.{zone.name}, as storefront:edge.hostedZone, and a domain "
                f"in it; names of {zone.name} can be alternativeNames"
            )
            yield Problem(path, "a role of another account", allowed, mend)


def _names_at_the_top_of_a_zone_have_their_way(settings: Settings, _: Others) -> Iterator[Problem]:
    """No CNAME can stand at a zone's top, and the records of a failover need the account's own health check."""
    edge = settings.edge
    for path, name in _written(settings):
        zone = edge.given_zone(name)
        if zone.role is not None and not edge.cloud_front.enabled:
            allowed = (
                f"a name within {name}: without CloudFront, nothing at the top of another account's zone follows"
            )
            yield Problem(path, show(name), allowed, f"take www.{name}, or put CloudFront in front")


def _names_differ(settings: Settings, _: Others) -> Iterator[Problem]:
    taken = {settings.edge.domain, settings.edge.origin}
    for index, name in enumerate(settings.edge.alternative_names):
        if name in taken:
            allowed = f"each name once, and not {settings.edge.origin}, which leads past CloudFront"
            yield Problem(("edge", "alternativeNames", index), show(name), allowed, "take it out")
        taken.add(name)


def _domain_fits_a_certificate(settings: Settings, _: Others) -> Iterator[Problem]:
    length = len(settings.edge.domain)
    if length > LONGEST_COMMON_NAME:
        allowed = f"at most {LONGEST_COMMON_NAME} characters: a certificate's common name"
        mend = "choose a shorter one; this may become an alternative name"
        yield Problem(("edge", "domain"), f"a name of {length} characters", allowed, mend)


def _names_fit_the_certificate(settings: Settings, _: Others) -> Iterator[Problem]:
    """ACM refuses a name too many when the update has begun."""
    edge = settings.edge
    if len(edge.names) > edge.certificate_names:
        allowed = f"{edge.certificate_names} with {edge.origin}: the account's quota of names in a certificate"
        mend = "have the quota raised in every region of the store, then set storefront:edge.certificateNames"
        yield Problem(("edge", "alternativeNames"), f"{len(edge.names)} names", allowed, mend)


def _zones_fit_the_rule(settings: Settings, _: Others) -> Iterator[Problem]:
    """Where the names are too many for the load balancer's rule, it takes their zones."""
    edge = settings.edge
    hosts = edge.hosts
    if hosts.count > edge.room_for_hosts or any(len(one) > LONGEST_VALUE for one in hosts.expressions):
        allowed = (
            f"zones that fit in {edge.room_for_hosts} expressions of {LONGEST_VALUE} characters: what the load "
            "balancer's rule holds"
        )
        mend = "take some out, with their alternativeNames, and redirect those where they are registered"
        yield Problem(("edge", "zones"), f"{len(edge.zone_names)} zones", allowed, mend)


def _zone_ids_are_the_zones(settings: Settings, others: Others) -> Iterator[Problem]:
    """An id is of one zone: where two names have it, or one name two, somebody mistyped it."""
    known = [(name, zone_id, other.environment) for other in others for name, zone_id in other.zone_ids.items()]
    for index, zone in enumerate(settings.edge.zones):
        if zone.zone_id is None:
            continue
        for name, zone_id, owner in known:
            if (name == zone.name) != (zone_id == zone.zone_id):
                allowed = f"the id of {zone.name}: {owner} has {zone_id} as the id of {name}"
                mend = f"see which is right: aws route53 get-hosted-zone --id {zone.zone_id}"
                yield Problem(("edge", "zones", index, "zoneId"), show(zone.zone_id), allowed, mend)
        known.append((zone.name, zone.zone_id, "this file"))


def _zone_paths(settings: Settings) -> dict[str, Path]:
    """Where each hosted zone is named; the domain's own by `hostedZone`."""
    further: dict[str, Path] = {zone.name: ("edge", "zones", at) for at, zone in enumerate(settings.edge.zones)}
    return {**further, settings.edge.hosted_zone: ("edge", "hostedZone")}


def _within(settings: Settings, path: Path, zone: str) -> Way:
    """The environment's own zone in the place of another's, which it is within."""
    key = path if zone == settings.edge.hosted_zone else (*path, "name")
    return Way(key, f"{settings.environment}.{zone}")


def _zones_are_made_once(settings: Settings, others: Others) -> Iterator[Problem]:
    """Of two public zones of one name, resolvers ask the one that the registrar names; the other proves nothing."""
    paths = _zone_paths(settings)
    for other in others:
        for zone in filter(other.made_zones.__contains__, settings.edge.made_zones):
            allowed = f"a zone that no other environment makes: {other.environment} makes it"
            mend = f"take a zone within it, such as {settings.environment}.{zone}"
            # The domain's own zone must be the account's; of a further one the other account may have it.
            if zone != settings.edge.hosted_zone:
                mend += ", or give its zoneId and the role of the account that has it"
            yield Problem(paths[zone], show(zone), allowed, mend, ways=(_within(settings, paths[zone], zone),))


def _made_zones_are_the_zones_that_others_mean(settings: Settings, others: Others) -> Iterator[Problem]:
    """A zone that one environment makes is not the one of that name which another has in a different account."""
    paths, edge = _zone_paths(settings), settings.edge
    for other in others:
        for zone in edge.made_zones:
            account = other.zone_accounts.get(zone)
            if account not in {None, settings.account}:
                allowed = (
                    f"a zone that stands nowhere yet: {other.environment} names it by its id in account {account}"
                )
                mend = f"take a zone within it, such as {settings.environment}.{zone}, which that zone can delegate"
                given, ways = (
                    f"{zone!r}, which would be made a second time",
                    (_within(settings, paths[zone], zone),),
                )
                yield Problem(paths[zone], given, allowed, mend, ways=ways)
        for index, zone in enumerate(edge.zones):
            account = edge.zone_accounts(settings.account).get(zone.name)
            if account and zone.name in other.made_zones and other.account not in {None, account}:
                allowed = f"a zone that stands once: {other.environment} makes it in account {other.account}"
                mend = f"name the zone that {other.environment} makes, with a role of its account, or take one out"
                path: Path = ("edge", "zones", index, "zoneId")
                yield Problem(path, f"{zone.name} in account {account}", allowed, mend)


def _names_are_no_other_environments(settings: Settings, others: Others) -> Iterator[Problem]:
    """Whoever deploys last would take the other's visitors."""
    for other in others:
        for path, name in _written(settings):
            if name in other.names:
                allowed = f"a name that leads to no other environment: {other.environment} has it"
                mend = f"take another, such as {settings.environment}.{name}, or take it from {other.environment}"
                yield Problem(path, show(name), allowed, mend)


RULES = (
    Rule(("edge",), _names_are_in_a_zone),
    Rule(("edge",), _domain_is_in_the_hosted_zone),
    Rule(("edge",), _origin_is_in_the_hosted_zone),
    Rule(("edge",), _zones_are_used_once),
    Rule(("edge",), _zones_of_others_are_given_by_id),
    Rule(("account", "edge"), _roles_are_of_other_accounts),
    Rule(("edge",), _the_domains_zone_is_the_accounts),
    Rule(("edge",), _names_at_the_top_of_a_zone_have_their_way),
    Rule(("edge",), _names_differ),
    Rule(("edge",), _domain_fits_a_certificate),
    Rule(("edge",), _names_fit_the_certificate),
    Rule(("edge",), _zones_fit_the_rule),
    Rule(("edge",), _zone_ids_are_the_zones),
    Rule(("environment", "edge"), _zones_are_made_once),
    Rule(("environment", "account", "edge"), _made_zones_are_the_zones_that_others_mean),
    Rule(("environment", "edge"), _names_are_no_other_environments),
)
