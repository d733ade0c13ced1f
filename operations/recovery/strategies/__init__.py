"""The recovery strategies, each declared once, in the order in which they are preferred."""

from collections.abc import Iterator

from operations.recovery.scenarios import Scenario
from operations.recovery.strategies.failover import MULTI_AZ
from operations.recovery.strategies.promotions import FAIL_BACK, PROMOTE, PROMOTE_ACROSS
from operations.recovery.strategies.restores import RESTORE_BESIDE, RESTORE_IN_ZONE, RESTORE_REPLICATED
from operations.recovery.strategies.strategy import RecoveryStrategy
from operations.recovery.strategies.vault_restores import RESTORE_COPY, RESTORE_COPY_ELSEWHERE

# The best first: of those that keep the guidelines now, the first is taken.
STRATEGIES = (
    MULTI_AZ, PROMOTE, PROMOTE_ACROSS, RESTORE_IN_ZONE, RESTORE_REPLICATED, RESTORE_BESIDE, RESTORE_COPY,
    RESTORE_COPY_ELSEWHERE, FAIL_BACK,
)  # fmt: skip


def promised_for(scenario: Scenario) -> Iterator[RecoveryStrategy]:
    """Yield the strategies by which a scenario's guideline is kept, the best first."""
    return (one for one in STRATEGIES if scenario in one.scenarios)


def usable_for(scenario: Scenario) -> Iterator[RecoveryStrategy]:
    """Yield the strategies that may be used in a scenario, promised or not, the best first."""
    return (one for one in STRATEGIES if scenario in (*one.scenarios, *one.may_serve))
