"""How the store is reached: its names, how much one client may ask, and whether CloudFront stands in front."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from components.settings.sections.section import Section
from components.settings.types import Flag, Whole

# RFC 1035 and 1123: labels of 1 to 63 letters, digits and hyphens, at least two of them.
_NAME = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])", re.ASCII)
_LONGEST_NAME = 253
# The five values of a load balancer's rule, less the domain and the origin's name; a certificate holds ten.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
_ALTERNATIVES = 3


def _is_name(text: str) -> str:
    if len(text) > _LONGEST_NAME or not _NAME.fullmatch(text):
        raise ValueError("a domain name is written in lower case, without a dot at its end")
    return text


DomainName = Annotated[str, AfterValidator(_is_name)]
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


class EdgeSettings(Section):
    """The names of the store, and what its load balancers let in."""

    hosted_zone: DomainName = Field(
        description="the name of the public hosted zone, which belongs to this environment alone",
        examples=["example.com"],
    )
    domain: DomainName = Field(
        description="the store's name: the hosted zone's or one within it, at most 64 characters",
        examples=["www.example.com"],
    )
    alternative_names: Annotated[tuple[DomainName, ...], Field(max_length=_ALTERNATIVES)] = Field(
        description=f"up to {_ALTERNATIVES} further names within the hosted zone, or []", examples=[["example.com"]]
    )
    rate_limit: Annotated[Whole, Field(ge=10, le=2_000_000_000)] = Field(
        description="requests of one client in five minutes, 10 to 2000000000", examples=[2000]
    )
    cloud_front: CloudFrontSettings = Field(description="enabled, priceClass and prefixLists")

    @property
    def origin(self) -> str:
        """The name that always leads to the load balancer of the site that serves."""
        return f"origin.{self.domain}"

    @property
    def viewer_names(self) -> tuple[str, ...]:
        """The names that visitors use."""
        return (self.domain, *self.alternative_names)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a certificate must hold."""
        return (*self.viewer_names, self.origin)
