"""What must hold of the store's own ways out."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network

from components.settings.problem import Path, Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.egress import Destination, DestinationName
from components.settings.sections.model import Settings

# Names that no public DNS answers: RFC 2606, 6761, 6762, 7686, 8375, and ICANN's board resolution 2024.07.29.06.
_NOT_PUBLIC = frozenset(
    {"alt", "corp", "example", "home", "internal", "invalid", "lan", "local", "localdomain", "localhost", "mail",
     "onion", "test", "home.arpa"}
)  # fmt: skip
# What may lie behind any name below these is anybody's, so that all of them are as good as every name. Exact ones
# are one customer's. https://publicsuffix.org/list/ holds many more; these are where servers are rented.
_RENTED = frozenset(
    {"amazonaws.com", "api.aws", "on.aws", "awsapprunner.com", "elasticbeanstalk.com", "cloudfront.net",
     "azurewebsites.net", "azureedge.net", "cloudapp.azure.com", "core.windows.net", "appspot.com", "run.app",
     "cloudfunctions.net", "googleapis.com", "web.app", "herokuapp.com", "netlify.app", "vercel.app", "workers.dev",
     "pages.dev", "github.io", "ngrok.io", "ngrok.app", "fastly.net", "akamaized.net"}
)  # fmt: skip
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gov", "mil", "net", "org"})
_COUNTRY = 2  # letters of a country's top level
_CLEAR = "it carries data in the clear"
_BYPASS = "by it a server would ask other resolvers, past DNS Firewall"
_BULK = "it is a database's, by which bulk data would leave"
# Each with why, and what to take instead.
REFUSED_PORTS: Mapping[int, tuple[str, str]] = {
    20: (_CLEAR, "take SFTP, 22, or FTPS, 990"),
    21: (_CLEAR, "take SFTP, 22, or FTPS, 990"),
    23: (_CLEAR, "take 22"),
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-resource-limits.html#port-25-throttle
    25: ("AWS lets no server send to it", "take 587 or 465"),
    53: (_BYPASS, "take it out: the VPC's own resolver answers"),
    80: (_CLEAR, "take 443"),
    110: (_CLEAR, "take 995"),
    143: (_CLEAR, "take 993"),
    389: (_CLEAR, "take 636"),
    445: (_CLEAR, "take SFTP, 22"),
    853: (_BYPASS, "take it out: the VPC's own resolver answers"),
    1433: (_BULK, "exchange files by 443 or 22"),
    1521: (_BULK, "exchange files by 443 or 22"),
    3306: (_BULK, "exchange files by 443 or 22"),
    3389: ("no server here opens a desktop elsewhere, and the network ACLs let no answer back", "take it out"),
    5432: (_BULK, "exchange files by 443 or 22"),
    8080: (_CLEAR, "take 443, or 8443"),
}
# A security group has 60 rules each way, of which the platform's own take some:
# https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
RULES_OF_A_GROUP, OWN_RULES = 60, 10
_SHORTEST_PREFIX = 8  # IANA gives no larger block: https://www.iana.org/assignments/ipv4-address-space


def _each(settings: Settings) -> Iterator[tuple[Path, Destination]]:
    for index, one in enumerate(settings.egress.destinations):
        yield ("egress", "destinations", index), one


def _named(settings: Settings) -> Iterator[tuple[Path, DestinationName]]:
    for path, one in _each(settings):
        if one.name:
            yield (*path, "name"), one.name


def _leads_somewhere(settings: Settings, _: Others) -> Iterator[Problem]:
    for path, one in _each(settings):
        if one.name is None and not one.networks:
            yield Problem(path, "neither name nor networks", "a name, networks, or both", "say whom it leads to")


def _encrypts(settings: Settings, _: Others) -> Iterator[Problem]:
    """Whatever leaves the network is encrypted, and DNS has one way."""
    for path, one in _each(settings):
        if one.port in REFUSED_PORTS:
            why, instead = REFUSED_PORTS[one.port]
            yield Problem((*path, "port"), show(one.port), f"another port: {why}", instead)


def _is_listed_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """A row that another one covers changes nothing, so that whoever takes the name out takes out half of it."""
    rows = list(_each(settings))
    first = {_key(one, str(one.name)): index for index, (_path, one) in reversed(list(enumerate(rows)))}
    for index, (path, one) in enumerate(rows):
        for name in one.name.covered_by if one.name else ():
            at = first.get(_key(one, name), index)
            if at != index:
                allowed = f"a name that no other row covers on port {one.port}: row {at} has {name}"
                yield Problem((*path, "name"), show(one.name), allowed, "take one of them out")
                break


def _key(one: Destination, name: str) -> tuple[str, int, frozenset[IPv4Network]]:
    return name, one.port, frozenset(one.networks)


def _networks_are_listed_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """Of two that hold the same addresses, one opens nothing: whoever takes the other out takes out half of it."""
    for path, one in _each(settings):
        for index, network in enumerate(one.networks):
            first = [other for other in one.networks[:index] if other == network]
            wider = [other for other in one.networks if other != network and network.subnet_of(other)]
            if first or wider:
                allowed = f"networks that do not overlap: {(first or wider)[0]} is in the list"
                place = (*path, "networks", index)
                yield Problem(place, show(str(network)), allowed, "take it out: the other one opens as much")


def _is_public(settings: Settings, _: Others) -> Iterator[Problem]:
    for path, name in _named(settings):
        if any(map(name.is_within, _NOT_PUBLIC)):
            allowed = "a name of the public DNS: nobody answers this one"
            yield Problem(path, show(name), allowed, "write the name that the certificate carries")


def _is_somebodys(settings: Settings, _: Others) -> Iterator[Problem]:
    """A wildcard over names that anybody can have opens the way to anybody."""
    for path, name in _named(settings):
        labels = name.domain.split(".")
        country = len(labels) == _COUNTRY and len(labels[-1]) == _COUNTRY and labels[0] in _SECOND_LEVELS
        rented = any(map(name.is_within, _RENTED))
        if name.is_wildcard and (country or rented):
            allowed = f"names of one partner: anybody can have one below {name.domain}"
            yield Problem(path, show(name), allowed, "write each of the partner's names whole")


def _is_not_the_stores(settings: Settings, _: Others) -> Iterator[Problem]:
    """The store's names lead out to CloudFront and back in: a server that asks them asks itself."""
    for path, name in _named(settings):
        zone = next(filter(name.is_within, settings.edge.zone_names), None)
        if zone and settings.edge.zone_of(name.domain) == zone:
            allowed = f"a name of somebody else: {zone} is the store's own zone"
            yield Problem(path, show(name), allowed, "ask the server itself, or name the partner's own name")


def _is_not_behind_the_gateway(settings: Settings, _: Others) -> Iterator[Problem]:
    """Buckets of the sites' regions are reached by S3's gateway, whose policy opens this account's alone."""
    for path, name in _named(settings):
        ends = [f"s3.{region}.amazonaws.com" for region in settings.sites]
        if any(map(name.is_within, (*ends, "s3.amazonaws.com"))):
            allowed = "no bucket of S3: the VPC's endpoint leads to this account's own buckets alone"
            mend = "let the partner write into a bucket of this account, or read it through his CloudFront name"
            yield Problem(path, show(name), allowed, mend)


def _networks_are_the_internets(settings: Settings, _: Others) -> Iterator[Problem]:
    for path, one in _each(settings):
        for index, network in enumerate(one.networks):
            if network.prefixlen < _SHORTEST_PREFIX or not _is_global(network):
                allowed = (
                    f"a public network with prefix /{_SHORTEST_PREFIX} or longer; without networks, any address"
                )
                mend = "name the partner's own networks; a private one has no route from here"
                yield Problem((*path, "networks", index), show(str(network)), allowed, mend)


def _is_global(network: IPv4Network) -> bool:
    """Whether it is of the internet: those kept for documentation are taken for it, as examples are written so."""
    documented = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    return network.is_global or any(network.subnet_of(IPv4Network(one)) for one in documented)


def _fits_the_group(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS refuses a rule too many when the update has begun."""
    room, asked = RULES_OF_A_GROUP - OWN_RULES, len(settings.egress.openings)
    if asked > room:
        given = f"{asked} pairs of port and network"
        allowed = f"{room}: what a security group holds beside the platform's own rules"
        yield Problem(("egress", "destinations"), given, allowed, "leave networks out, or name larger ones")


RULES = (
    Rule(("egress",), _leads_somewhere),
    Rule(("egress",), _encrypts),
    Rule(("egress",), _is_listed_once),
    Rule(("egress",), _networks_are_listed_once),
    Rule(("egress",), _is_public),
    Rule(("egress",), _is_somebodys),
    Rule(("edge", "egress"), _is_not_the_stores),
    Rule(("egress", "sites"), _is_not_behind_the_gateway),
    Rule(("egress",), _networks_are_the_internets),
    Rule(("egress",), _fits_the_group),
)
