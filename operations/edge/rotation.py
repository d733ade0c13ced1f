"""Rotates the header's value by which the load balancers know CloudFront, while the store serves.

At every moment each load balancer accepts whatever an edge of CloudFront may send: the load balancers learn the new
value before it is sent, and forget the old one when no edge sends it any more. What is done is found by looking, so
that it may be cut off anywhere and run again; it needs no journal. Values are never told, nor part of an error.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from operations.aws import AwsClient, AwsError, RefusedError, UnknownOutcomeError, UnreachableError, WaitError
from operations.edge.distribution import Distribution
from operations.edge.load_balancers import LoadBalancers
from operations.edge.manifest import EdgeResources
from operations.edge.origin_secrets import OriginSecrets
from operations.recovery.clock import SYSTEM, Clock
from operations.recovery.errors import RecoveryError
from operations.recovery.lock import Lock, Work, held, who

WORK = Work("origin-secret", "the origin's secret is being rotated", "Its terminal shows how far it is")
# CloudFront shows a change as deployed when every edge has it, mostly within a few minutes:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowToUpdateDistribution.html
DEPLOYED_WITHIN_SECONDS = 30 * 60
_LOOK_EVERY_SECONDS = 10.0
# A changed rule reaches the nodes of a load balancer within seconds; AWS promises no time.
SETTLE_SECONDS = 60.0
# How often an answer may be lost before it is given up.
SETBACKS = 3
T = TypeVar("T")


class Rotation:
    """One rotation, for one stack."""

    def __init__(
        self,
        edge: EdgeResources,
        *,
        aws: AwsClient | None = None,
        clock: Clock = SYSTEM,
        tell: Callable[[str], None],
    ) -> None:
        aws = aws or AwsClient(clock.sleep)
        self._edge, self._aws, self._clock, self._tell = edge, aws, clock, tell
        self._secrets = OriginSecrets(aws, edge.secrets)
        self._load_balancers = LoadBalancers(aws, edge.rules, edge.header)
        self._distribution = Distribution(aws, edge.distribution, edge.header)
        self._values: set[str] = set()

    def plan(self) -> str:
        """Look at everything that it needs, and say what would be done; changes nothing.

        Raises:
            RecoveryError: something that it needs is missing or does not answer.
        """
        begun = "an earlier one is gone on with" if self._telling(self._look) else "with a new random value"
        load_balancers = " and ".join(self._edge.rules)
        return (
            f"rotate the value of {self._edge.header} ({begun}):\n"
            f"  1. keep it beside the old one in the secrets of {' and '.join(self._edge.secrets)}\n"
            f"  2. let the load balancers in {load_balancers} accept both\n"
            f"  3. let CloudFront ({self._edge.distribution}) send it, and wait for every edge: some minutes\n"
            f"  4. let the load balancers accept it alone\n"
            "  5. make it the current version of the secrets"
        )

    def run(self) -> None:
        """Rotate the value, or go on with a rotation that was cut off.

        Raises:
            RecoveryError: it could not be done; the store is reached as before, and it can be run again.
        """
        edge = self._edge
        lock = Lock(self._aws, edge.lock_region, edge.lock_table, who=who(), clock=self._clock, work=WORK)
        self._telling(lambda: self._locked(lock))

    def _locked(self, lock: Lock) -> None:
        with held(lock, self._tell):
            self._rotate(lock)

    def _look(self) -> bool:
        """Ask everything that takes part, so that what does not answer is found out before anything is changed."""
        self._load_balancers.look()
        self._values.add(self._distribution.sent())
        pending = self._secrets.pending()
        self._values |= {pending} if pending else set()
        return pending is not None

    def _rotate(self, lock: Lock) -> None:
        self._look()
        sent = self._distribution.sent()
        # A deployment may have put an older value back, at CloudFront or at a load balancer.
        self._each_load_balancer(
            lock, "what CloudFront sends", lambda region: self._load_balancers.learn(region, sent)
        )
        # An edge that lags behind sends what nobody can read any more.
        self._wait_for_edges(lock)
        value = self._secrets.pending() or self._secrets.new()
        self._values |= {sent, value}
        self._each_secret(lock, "holds the new value", lambda region: self._secrets.prepare(region, value))
        if sent != value:
            self._each_load_balancer(
                lock, "both", lambda region: self._load_balancers.accept(region, [sent, value])
            )
            self._wait(lock, SETTLE_SECONDS)
            self._step(lock, "CloudFront sends it", lambda: self._distribution.send(value, instead_of=sent))
            self._wait_for_edges(lock)
        self._each_load_balancer(lock, "it alone", lambda region: self._load_balancers.accept(region, [value]))
        self._each_secret(lock, "has it as its current one", lambda region: self._secrets.promote(region, value))

    def _each_load_balancer(self, lock: Lock, what: str, step: Callable[[str], None]) -> None:
        for region in self._edge.rules:
            self._step(lock, f"{region}: the load balancer accepts {what}", partial(step, region))

    def _each_secret(self, lock: Lock, what: str, step: Callable[[str], None]) -> None:
        for region in self._edge.secrets:
            self._step(lock, f"{region}: the secret {what}", partial(step, region))

    def _step(self, lock: Lock, words: str, step: Callable[[], None]) -> None:
        """Do what looks before it acts; where an answer was lost, it looks again."""
        for setback in range(1, SETBACKS + 1):
            lock.renew()
            try:
                step()
                break
            except UnknownOutcomeError:
                if setback == SETBACKS:
                    raise
        self._tell(words)

    def _wait_for_edges(self, lock: Lock) -> None:
        try:
            self._distribution.await_deployed(
                DEPLOYED_WITHIN_SECONDS, _LOOK_EVERY_SECONDS, lambda seconds: self._wait(lock, seconds)
            )
        except WaitError:
            raise RecoveryError(
                f"the distribution {self._edge.distribution} is not deployed everywhere after "
                f"{DEPLOYED_WITHIN_SECONDS // 60} minutes; look at it, and run this again"
            ) from None

    def _wait(self, lock: Lock, seconds: float) -> None:
        until = self._clock.steady() + seconds
        while (left := until - self._clock.steady()) > 0:
            self._clock.sleep(min(left, _LOOK_EVERY_SECONDS))
            lock.renew()

    def _telling(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except AwsError as error:
            raise RecoveryError(f"{self._without_values(str(error))}\n  {self._advice(error)}") from None

    def _without_values(self, words: str) -> str:
        for value in self._values:
            words = words.replace(value, "(the secret)")
        return words

    def _advice(self, error: AwsError) -> str:
        again = f"storefront edge rotate-secret {self._edge.environment}"
        if isinstance(error, RefusedError) and "AccessDenied" in error.code:
            return f"people's roles read no secrets: run it as the deployment role: {again}"
        if isinstance(error, UnreachableError):
            return (
                f"the value must be the same in both regions; the store is reached as before. When {error.region} "
                f"answers: {again}"
            )
        return f"every load balancer accepts what CloudFront sends; run it again: {again}"
