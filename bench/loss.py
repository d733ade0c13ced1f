"""What a crash of the main database costs on a real PostgreSQL: the loss, and the promotion."""

from bench.figure import Figure, Measured, MeasurementError
from bench.samples import ratio
from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.database.cluster import ServerError, foundation
from rehearsal.database.crash import BEAT_SECONDS, Outcome, as_the_drill, crash, pg_ctl_alone

PROMOTION_BOUND = 1.5
# On a loaded machine a signal and a beat each come late by some time slices.
SLACK_SECONDS = 0.5
LAG_SECONDS = 1.0

EXPLANATION = (
    "loss: a main database under load is killed hard and its replica promoted, as a drill does it and by "
    "`pg_ctl promote` alone; the loss is the heartbeat's over the clients', against the time between two beats."
)


def measure(*, quick: bool) -> Measured:
    """Crash servers in turn.

    Raises MeasurementError if there is no PostgreSQL, or one does not work.
    """
    rounds = 1 if quick else 3
    try:
        with foundation(find()) as place:
            drilled = [crash(place, as_the_drill, lag_seconds=LAG_SECONDS) for _ in range(rounds)]
            alone = [crash(place, pg_ctl_alone, lag_seconds=0) for _ in range(rounds)]
    except (NoPostgresError, ServerError) as error:
        raise MeasurementError(f"loss: {error}") from None
    return Measured(figures(drilled, alone), [EXPLANATION])


def figures(drilled: list[Outcome], alone: list[Outcome]) -> list[Figure]:
    """The figures of crashes whose replicas were promoted as a drill does, and by `pg_ctl` alone."""
    ours, theirs = ([one.promotion_seconds for one in some] for some in (drilled, alone))
    worst = max(drilled, key=lambda one: one.heartbeat_loss - one.acknowledged_loss)
    beyond = (worst.heartbeat_loss - worst.acknowledged_loss) / (BEAT_SECONDS + SLACK_SECONDS)
    told = f"{worst.heartbeat_loss:.2f} s, clients {worst.acknowledged_loss:.2f} s"
    return [
        Figure("promotion of a replica", f"{min(ours):.2f} s", ratio(ours, theirs), PROMOTION_BOUND),
        Figure("  pg_ctl promote alone", f"{min(theirs):.2f} s"),
        Figure("loss that the heartbeat tells", told, beyond, 1.0),
        Figure("  acknowledged and lost", f"{len(worst.lost)} of {worst.acknowledged}"),
    ]
