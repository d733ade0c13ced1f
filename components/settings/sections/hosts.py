"""The values by which a load balancer's rule knows the store's names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A rule holds five values, and each at most 128 characters; neither can be raised:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html
VALUES_OF_A_RULE, LONGEST_VALUE = 5, 128
_BEFORE, _AFTER = r"^([a-z0-9-]+\.)*(", ")$"


@dataclass(frozen=True, kw_only=True)
class HostValues:
    """What a rule compares the host with: whole names, or regular expressions."""

    names: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many values of a rule they take."""
        return len(self.names) + len(self.expressions)


def host_values(names: Sequence[str], zones: Sequence[str], room: int) -> HostValues:
    """Return the names if there is room for so many values, else expressions for every name within the zones."""
    if len(names) <= room:
        return HostValues(names=tuple(names))
    return HostValues(expressions=tuple(_expressions(zones)))


def _expressions(zones: Sequence[str]) -> Iterator[str]:
    """Yield expressions, each for as many zones as its length allows."""
    held: list[str] = []
    for zone in (zone.replace(".", r"\.") for zone in zones):
        if held and len(_expression([*held, zone])) > LONGEST_VALUE:
            yield _expression(held)
            held = []
        held.append(zone)
    yield _expression(held)


def _expression(zones: Sequence[str]) -> str:
    return f"{_BEFORE}{'|'.join(zones)}{_AFTER}"
