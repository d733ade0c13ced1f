"""How each kind of step is done: a look that says where the world stands, and an action for when it is ready.

The look is precondition, progress and postcondition in one. It comes before every action and after it, so that a
step which was cut off anywhere is taken up by looking, and one that is done already is not done again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operations.aws import AwsClient
from operations.recovery.kinds import confirm, cut, endpoints, rds, secret, traffic, vault, verify
from operations.recovery.kinds.look import Look
from operations.recovery.steps import Step


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of step."""

    look: Callable[[AwsClient, Step], Look]
    act: Callable[[AwsClient, Step], None]
    timeout_seconds: int
    """After how long without success a person must look."""
    runbook: str
    """The section of the runbook for when it fails."""
    goes_on_with: str = "resume"
    """The subcommand of `storefront failover` by which it goes on once a person did their part."""


KINDS: Mapping[str, Kind] = {
    "force-failover": Kind(
        look=rds.look_failover,
        act=rds.failover,
        timeout_seconds=10 * 60,
        runbook="the-failover-does-not-come",
    ),
    "fence": Kind(
        look=rds.look_fence,
        act=rds.fence,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "open": Kind(
        look=rds.look_open,
        act=rds.unfence,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "cut": Kind(
        look=cut.look_cut,
        act=cut.cut,
        timeout_seconds=10 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "stop": Kind(
        look=rds.look_stop,
        act=rds.stop,
        timeout_seconds=5 * 60,
        runbook="the-old-writer-cannot-be-fenced",
    ),
    "promote": Kind(
        look=rds.look_promote,
        act=rds.promote,
        timeout_seconds=30 * 60,
        runbook="the-promotion-does-not-end",
    ),
    "restore": Kind(
        look=rds.look_made,
        act=rds.restore,
        timeout_seconds=6 * 60 * 60,
        runbook="the-restore-fails",
    ),
    "restore-copy": Kind(
        look=vault.look,
        act=vault.act,
        timeout_seconds=8 * 60 * 60,
        runbook="the-restore-fails",
    ),
    "catch-up": Kind(
        look=cut.look_caught_up,
        act=cut.note_closed,
        timeout_seconds=30 * 60,
        runbook="the-replica-does-not-catch-up",
    ),
    "verify": Kind(
        look=verify.look,
        act=verify.prove,
        timeout_seconds=30 * 60,
        runbook="the-data-must-be-judged",
    ),
    "confirm": Kind(
        look=confirm.look,
        act=confirm.act,
        timeout_seconds=60,
        runbook="the-data-must-be-judged",
        goes_on_with="confirm",
    ),
    "make-endpoints": Kind(
        look=endpoints.look,
        act=endpoints.make,
        timeout_seconds=20 * 60,
        runbook="services-are-not-reached",
    ),
    "raise-fleet": Kind(
        look=traffic.look_fleet,
        act=traffic.raise_fleet,
        timeout_seconds=30 * 60,
        runbook="the-servers-do-not-come-up",
    ),
    "door": Kind(
        look=traffic.look_door,
        act=traffic.move_door,
        timeout_seconds=5 * 60,
        runbook="visitors-are-not-let-in",
    ),
    "modify": Kind(
        look=rds.look_modified,
        act=rds.modify,
        timeout_seconds=4 * 60 * 60,
        runbook="a-setting-is-refused",
    ),
    "replica": Kind(
        look=rds.look_made,
        act=rds.make_replica,
        timeout_seconds=4 * 60 * 60,
        runbook="it-is-not-safe-again",
    ),
    "replicate-backups": Kind(
        look=rds.look_replicated,
        act=rds.replicate,
        timeout_seconds=10 * 60,
        runbook="it-is-not-safe-again",
    ),
    "point-clients": Kind(
        look=secret.look_pointed,
        act=secret.point,
        # A function that was long idle is ready again within minutes.
        timeout_seconds=15 * 60,
        runbook="clients-still-go-to-the-old-writer",
    ),
}
