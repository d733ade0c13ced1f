"""What must hold between the settings of the edge and the rest."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings

# https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
LONGEST_COMMON_NAME = 64


# The load balancer's rule compares with five values, among them the domain, the origin's name, and the header's
# old and new value while it is renewed; the quota cannot be raised:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
ALTERNATIVES_BEHIND_CLOUDFRONT = 1


def _written(settings: Settings) -> Iterator[tuple[Path, str]]:
    yield ("edge", "domain"), settings.edge.domain
    for index, name in enumerate(settings.edge.alternative_names):
        yield ("edge", "alternativeNames", index), name


def _names_are_in_the_zone(settings: Settings, _: Others) -> Iterator[Problem]:
    """ACM proves a name by a record in its zone: outside it, the update would wait for hours and then fail."""
    zone = settings.edge.hosted_zone
    for path, name in _written(settings):
        if name != zone and not name.endswith(f".{zone}"):
            mend = "correct the name, or storefront:edge.hostedZone"
            yield Problem(path, show(name), f"{zone}, or a name that ends in .{zone}", mend)


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


def _names_leave_room_for_the_header(settings: Settings, _: Others) -> Iterator[Problem]:
    """Otherwise the header's value could never be renewed."""
    given = len(settings.edge.alternative_names)
    if settings.edge.cloud_front.enabled and given > ALTERNATIVES_BEHIND_CLOUDFRONT:
        allowed = (
            f"at most {ALTERNATIVES_BEHIND_CLOUDFRONT} behind CloudFront: a load balancer's rule holds 5 values, "
            "the header's old and new one among them"
        )
        mend = "take names out, and redirect them where they are registered"
        yield Problem(("edge", "alternativeNames"), f"{given} names", allowed, mend)


RULES = (
    Rule(("edge",), _names_leave_room_for_the_header),
    Rule(("edge",), _names_are_in_the_zone),
    Rule(("edge",), _names_differ),
    Rule(("edge",), _domain_fits_a_certificate),
)
