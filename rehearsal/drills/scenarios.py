"""Which scenarios a rehearsal can hold: those that take servers away. It has no backups to go back to."""

from operations.errors import BadInputError
from operations.recovery.scenarios import Scenario

REHEARSED = (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE)


def check_rehearsed(scenario: Scenario, stack: str, standby: str | None) -> None:
    """Refuse, before the work, what could not be held; `standby`: the region that stands by, if any does.

    Raises:
        BadInputError: a rehearsal has no such disaster, or the stack has nowhere to go.
    """
    if scenario not in REHEARSED:
        raise BadInputError(
            f"got the scenario {scenario}, expected one that can be rehearsed: {', '.join(REHEARSED)}; a drill of "
            "others restores real backups: storefront drill run STACK SCENARIO --target copy"
        )
    if scenario is Scenario.REGION_OUTAGE and standby is None:
        others = [one for one in REHEARSED if one is not scenario]
        raise BadInputError(
            f"{stack} has one site alone: nothing is promised for a {scenario}, and nothing can be rehearsed of "
            f"it; expected {' or '.join(others)}, or a second site in Pulumi.{stack}.yaml"
        )
