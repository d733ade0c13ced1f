"""The scenarios from which the store is recovered, each with a runbook of its name."""

from enum import StrEnum


class Scenario(StrEnum):
    """What happened. Each has an availability guideline, except the failback, which is planned."""

    ZONE_OUTAGE = "zone-outage"
    MULTI_ZONE_OUTAGE = "multi-zone-outage"
    REGION_OUTAGE = "region-outage"
    DATA_CORRUPTION = "data-corruption"
    ACCOUNT_COMPROMISE = "account-compromise"
    FAILBACK = "failback"

    @property
    def measured_by(self) -> "Scenario":
        """Whose guideline applies: a failback may take as long as the recovery from a lost region."""
        return Scenario.REGION_OUTAGE if self is Scenario.FAILBACK else self


PROMISED = tuple(scenario for scenario in Scenario if scenario.measured_by is scenario)
"""The scenarios that have a guideline of their own."""
