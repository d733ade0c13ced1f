"""How the store is reached: its names, how much one client may ask, and whether CloudFront stands in front."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from components.settings.sections.domain_names import LONGEST_NAME, PATTERN, why_no_name
from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.hosts import VALUES_OF_A_RULE, HostValues, host_values
from components.settings.sections.section import Section
from components.settings.types import ChangeableRole, Flag, Whole
from components.shared.naming import account_of

# ACM's names of a certificate, as the quota stands at first and as far as it can be raised; CloudFront has room for
# as many. The domain and the origin's name are among them.
# https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
_CERTIFICATE_NAMES, _MAX_CERTIFICATE_NAMES = 10, 100
_ALTERNATIVES = _MAX_CERTIFICATE_NAMES - 2
# The header's old and new value, while it is rotated.
_VALUES_OF_THE_HEADER = 2


def origin_of(domain: str) -> str:
    """Return the name within a store's domain that always leads to the load balancer of the site that serves."""
    return f"origin.{domain}"


def _is_name(text: str) -> str:
    if "*" in text:
        raise ValueError("each name is listed by itself: a * stands for no name of the store")
    wrong = why_no_name(text, address="a visitor's browser would trust no certificate of it", port="without a port")
    if wrong:
        raise ValueError(wrong)
    return text


DomainName = Annotated[
    str,
    AfterValidator(_is_name),
    WithJsonSchema({"type": "string", "pattern": f"^{PATTERN}$", "maxLength": LONGEST_NAME}),
]
PrefixListId = Annotated[str, StringConstraints(pattern=r"^pl-([0-9a-f]{8}|[0-9a-f]{17})$")]


class CloudFrontSettings(Section):
    """CloudFront in front of the load balancers, which then accept nothing else."""

    enabled: Flag = Field(description="true or false", examples=[True])
    price_class: Literal["PriceClass_All", "PriceClass_200", "PriceClass_100"] = Field(
        description="PriceClass_All (South America among it), PriceClass_200 or PriceClass_100",
        examples=["PriceClass_All"],
    )
    prefix_lists: dict[str, PrefixListId] = Field(
        default={},
        description="by region, the id of CloudFront's managed prefix list, where it is published nowhere",
        examples=[{"mx-central-1": "pl-0123456789abcdef0"}],
    )


class ZoneSettings(Section):
    """A hosted zone beside the store's first one, or one that stands already."""

    name: Annotated[DomainName, Elsewhere.WITHIN_ITS_ZONE] = Field(
        description="the name of a public hosted zone", examples=["example.net"]
    )
    zone_id: Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]{3,31}$")] | None = Field(
        default=None,
        description="the id of a zone that stands already, Z and 3 to 31 of A-Z and 0-9; leave out to have it made",
        examples=["Z0123456789ABCDEFGHIJ"],
    )
    role: Annotated[ChangeableRole | None, Elsewhere.OF_ITS_ACCOUNT] = Field(
        default=None,
        description="the ARN of the role that writes its records, in the account that has the zone; of ours, none",
        examples=["arn:aws:iam::222233334444:role/storefront-records"],
    )


class EdgeSettings(Section):
    """The names of the store, and what its load balancers let in."""

    hosted_zone: Annotated[DomainName, Elsewhere.WITHIN_ITS_ZONE] = Field(
        description="the name of the public hosted zone of the domain, which belongs to this environment alone",
        examples=["example.com"],
    )
    domain: Annotated[DomainName, Elsewhere.WITHIN_ITS_ZONE] = Field(
        description="the store's name: the hosted zone's or one within it, at most 64 characters",
        examples=["www.example.com"],
    )
    alternative_names: Annotated[
        tuple[DomainName, ...], Field(max_length=_ALTERNATIVES), Elsewhere.WITHIN_ITS_ZONE
    ] = Field(
        description=f"up to {_ALTERNATIVES} further names, each within one of the hosted zones, or []",
        examples=[["example.com"]],
    )
    zones: Annotated[tuple[ZoneSettings, ...], Field(max_length=_MAX_CERTIFICATE_NAMES)] = Field(
        default=(),
        description="further hosted zones, and any that stands already: name, zoneId and role; leave out for none",
        examples=[[{"name": "example.net"}]],
    )
    certificate_names: Annotated[Whole, Field(ge=_CERTIFICATE_NAMES, le=_MAX_CERTIFICATE_NAMES)] = Field(
        default=_CERTIFICATE_NAMES,
        description=f"the account's quota of names in a certificate, {_CERTIFICATE_NAMES} to "
        f"{_MAX_CERTIFICATE_NAMES}",
        examples=[25],
    )
    rate_limit: Annotated[Whole, Field(ge=10, le=2_000_000_000)] = Field(
        description="requests of one client in five minutes, 10 to 2000000000", examples=[2000]
    )
    ipv6: Flag = Field(
        default=False,
        description="whether load balancers answer visitors by IPv6 too, as CloudFront does without it",
        examples=[True],
    )
    cloud_front: CloudFrontSettings = Field(description="enabled, priceClass and prefixLists")

    @property
    def dual_stack(self) -> bool:
        """Whether load balancers answer by IPv6: what stands behind CloudFront is asked by IPv4."""
        return self.ipv6 and not self.cloud_front.enabled

    @property
    def origin(self) -> str:
        """The name that always leads to the load balancer of the site that serves."""
        return origin_of(self.domain)

    @property
    def viewer_names(self) -> tuple[str, ...]:
        """The names that visitors use."""
        return (self.domain, *self.alternative_names)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a certificate must hold."""
        return (*self.viewer_names, self.origin)

    @property
    def zone_names(self) -> tuple[str, ...]:
        """The names of the hosted zones, the domain's first."""
        return tuple(dict.fromkeys((self.hosted_zone, *(zone.name for zone in self.zones))))

    def zone_of(self, name: str) -> str | None:
        """Return the hosted zone that a name is in: the innermost, as DNS asks it; None outside of them all."""
        return name if name in self.zone_names else self.zone_around(name)

    def zone_around(self, name: str) -> str | None:
        """Return the innermost hosted zone that a name is within, not at its top; None where there is none."""
        return max((zone for zone in self.zone_names if name.endswith(f".{zone}")), key=len, default=None)

    def given_zone(self, name: str) -> ZoneSettings:
        """Return what is said of a zone; of one that is just made, nothing is."""
        return next((zone for zone in self.zones if zone.name == name), ZoneSettings(name=name))

    @property
    def made_zones(self) -> tuple[str, ...]:
        """The names of the hosted zones that the program makes."""
        return tuple(name for name in self.zone_names if self.given_zone(name).zone_id is None)

    @property
    def zone_ids(self) -> dict[str, str]:
        """The ids of the hosted zones that stand, by their names."""
        return {zone.name: zone.zone_id for zone in self.zones if zone.zone_id is not None}

    def zone_accounts(self, ours: str) -> dict[str, str]:
        """Return the accounts of the hosted zones that stand, by their names; without a role it is `ours`."""
        return {zone.name: account_of(zone.role) if zone.role else ours for zone in self.zones if zone.zone_id}

    @property
    def room_for_hosts(self) -> int:
        """How many values the load balancer's rule has for names, beside those of CloudFront's header."""
        return VALUES_OF_A_RULE - (_VALUES_OF_THE_HEADER if self.cloud_front.enabled else 0)

    @property
    def hosts(self) -> HostValues:
        """What the load balancer's rule compares the host with."""
        return host_values(self.names, self.zone_names, self.room_for_hosts)
