"""What the store's servers reach outside AWS: payment providers, carriers, mail, tax authorities, partners."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from components.settings.sections.domain_names import LONGEST_NAME, PATTERN, why_no_name
from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.settings.types import CheckedText, Cidr, Whole

# The wildcard of DNS Firewall, which stands for one label or more:
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_UpdateFirewallDomains.html
_WILDCARD = "*."
# The letters of a security-group rule's description, from which the reason is made:
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
Reason = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,60}$")]
# As many as any list of the settings; the provider sends them in one request, which carries 1000 names.
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_UpdateFirewallDomains.html
_MOST_DESTINATIONS = 100
_LAST_PORT = 65535


_ADDRESS = "write it as one of networks, such as 203.0.113.7/32"
_PORT = "the port is a key of its own"
_STAR = "a * stands alone, at the beginning, before two labels or more: *.example.com"


def _stands_wrongly(text: str) -> bool:
    """Whether a * is in a text that is no wildcard of DNS Firewall."""
    return "*" in text.removeprefix(_WILDCARD) or (text.startswith("*") and text.count(".") <= 1)


def wildcards_above(name: str) -> tuple[str, ...]:
    """Return the wildcards that hold a name, or a wildcard, as well."""
    labels = name.removeprefix(_WILDCARD).split(".")
    return tuple(f"{_WILDCARD}{'.'.join(labels[at:])}" for at in range(1, len(labels)))


class DestinationName(CheckedText):
    """A public name, or all names below one: `api.example.com`, `*.example.com`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what DNS Firewall refuses, and what is no name."""
        if _stands_wrongly(text):
            raise ValueError(_STAR)
        wildcard = _WILDCARD if text.startswith(_WILDCARD) else ""
        wrong = why_no_name(text.removeprefix(wildcard), wildcard=wildcard, address=_ADDRESS, port=_PORT)
        if wrong:
            raise ValueError(wrong)

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Its letters and length."""
        return {"type": "string", "pattern": rf"^(\*\.)?{PATTERN}$", "maxLength": LONGEST_NAME}

    @property
    def is_wildcard(self) -> bool:
        """Whether it stands for the names below it; not for itself."""
        return self.startswith(_WILDCARD)

    @property
    def domain(self) -> str:
        """The name without the wildcard."""
        return self.removeprefix(_WILDCARD)

    def is_within(self, domain: str) -> bool:
        """Whether all that it stands for is a domain, or below it."""
        return f".{self.domain}".endswith(f".{domain}")

    @property
    def covered_by(self) -> tuple[str, ...]:
        """Every name of a list that holds this one: itself, and the wildcards above it."""
        return (str(self), *wildcards_above(self))


class Unlisted(StrEnum):
    """What DNS Firewall does with a name that nobody listed."""

    BLOCK = "block"
    ALERT = "alert"


class Destination(Section):
    """Whom the store's servers call: by a name, in fixed networks, or both."""

    name: DestinationName | None = Field(
        default=None,
        description="a public name in lower case, or *. and a name for all those below it; left out, networks are "
        "the only way",
        examples=["api.mercadopago.com"],
    )
    port: Annotated[Whole, Field(ge=1, le=_LAST_PORT)] = Field(
        description="the TCP port, 1 to 65535, of a protocol that encrypts", examples=[443]
    )
    networks: Annotated[Annotated[tuple[Cidr, ...], Field(max_length=20)], Elsewhere.OF_OTHERS] = Field(
        default=(),
        description="up to 20 public IPv4 networks, which alone are opened; left out, any address is",
        examples=[["203.0.113.0/28"]],
    )
    why: Reason = Field(
        description="1 to 60 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*: what it is for",
        examples=["payments"],
    )


class EgressSettings(Section):
    """The store's own ways out; without destinations its servers reach AWS and the database alone."""

    unlisted_names: Unlisted = Field(
        default=Unlisted.BLOCK,
        description="block: a name that is not listed does not exist; alert: it is answered, and written down",
        examples=["alert"],
    )
    destinations: Annotated[tuple[Destination, ...], Field(max_length=_MOST_DESTINATIONS)] = Field(
        default=(),
        description=f"up to {_MOST_DESTINATIONS} of name, port, networks and why, or []",
        examples=[[{"name": "api.mercadopago.com", "port": 443, "why": "payments"}]],
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The names, once each, sorted."""
        return tuple(sorted({str(one.name) for one in self.destinations if one.name}))

    @property
    def openings(self) -> Mapping[tuple[int, str | None], tuple[str, ...]]:
        """The reasons of what must be open, by port and network; None: any address."""
        found: dict[tuple[int, str | None], dict[str, None]] = {}
        for one in self.destinations:
            for network in one.networks or (None,):
                found.setdefault((one.port, str(network) if network else None), {})[one.why] = None
        ordered = sorted(found, key=lambda opening: (opening[0], opening[1] or ""))
        return {opening: tuple(found[opening]) for opening in ordered}
