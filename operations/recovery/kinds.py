"""How each kind of step is done: a look that says where the world stands, and an action for when it is ready.

The look is precondition, progress and postcondition in one. It comes before every action and after it, so that a
step which was cut off anywhere is taken up by looking, and one that is done already is not done again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operations.recovery import (
    kinds_confirm,
    kinds_copy,
    kinds_cut,
    kinds_endpoints,
    kinds_rds,
    kinds_secret,
    kinds_traffic,
    kinds_verify,
)
from operations.recovery.cloud import Cloud
from operations.recovery.look import Look
from operations.recovery.steps import Step


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of step."""

    look: Callable[[Cloud, Step], Look]
    act: Callable[[Cloud, Step], None]
    timeout_seconds: int
    """After how long without success a person must look."""
    runbook: str
    """The section of the runbook for when it fails."""
    goes_on_with: str = "resume"
    """The subcommand of `storefront failover` by which it goes on once a person did their part."""


KINDS: Mapping[str, Kind] = {
    "force-failover": Kind(
        look=kinds_rds.look_failover,
        act=kinds_rds.failover,
        timeout_seconds=10 * 60,
        runbook="the-failover-does-not-come",
    ),
    "fence": Kind(
        look=kinds_rds.look_fence,
        act=kinds_rds.fence,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "open": Kind(
        look=kinds_rds.look_open,
        act=kinds_rds.unfence,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "cut": Kind(
        look=kinds_cut.look_cut,
        act=kinds_cut.cut,
        timeout_seconds=10 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "stop": Kind(
        look=kinds_rds.look_stop,
        act=kinds_rds.stop,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "promote": Kind(
        look=kinds_rds.look_promote,
        act=kinds_rds.promote,
        timeout_seconds=30 * 60,
        runbook="the-promotion-does-not-end",
    ),
    "restore": Kind(
        look=kinds_rds.look_made,
        act=kinds_rds.restore,
        timeout_seconds=6 * 60 * 60,
        runbook="the-restore-fails",
    ),
    "restore-copy": Kind(
        look=kinds_copy.look,
        act=kinds_copy.act,
        timeout_seconds=8 * 60 * 60,
        runbook="the-restore-fails",
    ),
    "catch-up": Kind(
        look=kinds_cut.look_caught_up,
        act=kinds_cut.note_closed,
        timeout_seconds=30 * 60,
        runbook="the-replica-does-not-catch-up",
    ),
    "verify": Kind(
        look=kinds_verify.look,
        act=kinds_verify.prove,
        timeout_seconds=30 * 60,
        runbook="the-data-must-be-judged",
    ),
    "confirm": Kind(
        look=kinds_confirm.look,
        act=kinds_confirm.act,
        timeout_seconds=60,
        runbook="the-data-must-be-judged",
        goes_on_with="confirm",
    ),
    "make-endpoints": Kind(
        look=kinds_endpoints.look,
        act=kinds_endpoints.make,
        timeout_seconds=20 * 60,
        runbook="services-are-not-reached",
    ),
    "raise-fleet": Kind(
        look=kinds_traffic.look_fleet,
        act=kinds_traffic.raise_fleet,
        timeout_seconds=30 * 60,
        runbook="the-servers-do-not-come-up",
    ),
    "door": Kind(
        look=kinds_traffic.look_door,
        act=kinds_traffic.move_door,
        timeout_seconds=5 * 60,
        runbook="visitors-are-not-let-in",
    ),
    "modify": Kind(
        look=kinds_rds.look_modified,
        act=kinds_rds.modify,
        timeout_seconds=4 * 60 * 60,
        runbook="a-setting-is-refused",
    ),
    "replica": Kind(
        look=kinds_rds.look_made,
        act=kinds_rds.make_replica,
        timeout_seconds=4 * 60 * 60,
        runbook="it-is-not-safe-again",
    ),
    "replicate-backups": Kind(
        look=kinds_rds.look_replicated,
        act=kinds_rds.replicate,
        timeout_seconds=10 * 60,
        runbook="it-is-not-safe-again",
    ),
    "point-clients": Kind(
        look=kinds_secret.look_pointed,
        act=kinds_secret.point,
        # A function that was long idle is ready again within minutes.
        timeout_seconds=15 * 60,
        runbook="clients-still-go-to-the-old-writer",
    ),
}
