"""Which scenarios a rehearsal can hold: those that take servers away. It has no backups to go back to."""

from operations.errors import BadInputError
from operations.recovery.scenarios import Scenario

REHEARSED = (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE)


def check_rehearsed(scenario: Scenario) -> None:
    """Refuse, before the work, what could not be held.

    Raises:
        BadInputError: a rehearsal has no such disaster.
    """
    if scenario not in REHEARSED:
        raise BadInputError(
            f"got the scenario {scenario}, expected one that can be rehearsed: {', '.join(REHEARSED)}; a drill of "
            "others restores real backups: storefront drill run STACK SCENARIO --target copy"
        )
