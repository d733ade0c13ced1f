"""Rotating the origin's secret: it may end after any call, or any call may fail, and the next run brings it to its end.

Every call is tried: the process ends after it; it fails once in each way in which a call can, or for good until
somebody mends it. While that goes on, and after every single call, each load balancer accepts all that an edge of
CloudFront may send. That ELB and CloudFront do what they answer is left to them; how fast, to the waits, whose lengths are AWS's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from manifest.errors import ManifestError
from operations.aws import AwsError, UnknownOutcomeError
from operations.edge.load_balancers import LoadBalancers
from operations.edge.manifest import EdgeSections, edge_resources
from operations.edge.rotation import SETTLE_SECONDS, WORK
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.lock import Lock, LockedError
from rehearsal.mocks.manifest import chosen, sections
from tests.operations.edge.front import BORN, HEADER, REGIONS, Stack, accepted, kept, sent, stack
from tests.operations.recovery.copies import Fork, in_copy
from tests.operations.recovery.test_kill_anywhere import FATES, denied, for_good, once, striking, unreachable
from tests.operations.recovery.world import SHARED, STANDBY, Fate, Killed, Moment
from tests.support.sweeps import SEED, Turns, drawn, turns_seed


def _check_ending(standing: Stack, before: set[str]) -> None:
    """One value, that all agree on, that is new, and that was never told."""
    (value,) = {sent(), *(one for region in REGIONS for one in accepted(region)), *map(str, map(kept, REGIONS))}
    assert value not in before
    assert len(value) == 64
    assert value.isalnum()
    assert value not in "\n".join(standing.said)


def _drive(standing: Stack, fate: Fate) -> str:
    told = _first(standing, fate)
    assert not any(
        value in told for value in {BORN, sent(), *(str(kept(region, "AWSPENDING")) for region in REGIONS)}
    )
    standing.rotation()[0].run()
    _check_ending(standing, {BORN})
    standing.check()
    return told


def _first(standing: Stack, fate: Fate) -> str:
    try:
        standing.rotation(fate)[0].run()
    except Killed:
        return "killed"
    except (RecoveryError, AwsError) as error:
        return f"told: {error}"
    return "done"


def test_a_rotation_that_nothing_disturbs() -> None:
    with stack() as standing:
        rotation, aws = standing.rotation()
        assert "with a new random value" in rotation.plan()
        rotation.run()
        _check_ending(standing, {BORN})
        assert standing.clock.passed >= SETTLE_SECONDS
        changes = [what for _, _, what in aws.calls if what.startswith(("Put", "Modify", "UpdateDi", "UpdateSe"))]
        assert changes == [
            *["PutSecretValue"] * 2, *["ModifyRule"] * 2, "UpdateDistribution", *["ModifyRule"] * 2,
            *["UpdateSecretVersionStage"] * 2,
        ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fate", FATES)
def test_it_may_end_and_fail_at_every_call(fate: str) -> None:
    _try(lambda number, name: name == fate and drawn(f"rotation, {fate}", number))


def test_it_may_end_or_fail_at_any_call() -> None:
    """A few points, others each day; all of them are the slow test's."""
    turns = Turns("rotation", ONE_IN_TODAY)
    _try(lambda _number, _fate: turns.come())


# Some hundred and fifty calls, each with seven fates.
ONE_IN_TODAY = 100


def _try(chosen_point: Callable[[int, str], bool]) -> None:
    """Let a fate strike at a call wherever the point is chosen, in a copy of the process that has come so far."""
    fork = Fork()
    strike = striking(fork, chosen_point)
    with stack() as standing:
        ends = fork.run(lambda: _drive(standing, strike))
    again = f"the same points again: {SEED}={turns_seed()}"
    assert ends.pop("") == "done"
    assert ends, "no point was tried"
    assert {name: end for name, end in ends.items() if end.startswith("FAILED")} == {}, again
    assert {name: end for name, end in ends.items() if "killed" in name and end != "killed"} == {}, again


def _forget(_load_balancers: LoadBalancers, _region: str, _values: list[str]) -> None:
    """Change nothing."""


def test_the_check_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A procedure that forgets the load balancers would be found out."""
    monkeypatch.setattr(LoadBalancers, "accept", _forget)
    with stack() as standing, pytest.raises(AssertionError, match="refuses what CloudFront sends"):
        standing.rotation()[0].run()


def test_one_that_was_cut_off_goes_on_with_its_value() -> None:
    with stack() as standing:
        with pytest.raises(Killed):
            standing.rotation(_killed_after("UpdateDistribution"))[0].run()
        waiting = kept(REGIONS[0], "AWSPENDING")
        again, _ = standing.rotation()
        assert "an earlier one is gone on with" in again.plan()
        again.run()
        assert {sent(), *map(kept, REGIONS)} == {waiting}


@pytest.mark.parametrize("lost", [2, 3])
def test_two_lost_answers_of_a_step_are_borne_and_the_third_ends_it(lost: int) -> None:
    asked: list[str] = []

    def strike(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if moment is Moment.BEFORE and what[2] == "UpdateDistribution" and len(asked) < lost:
            asked.append(what[2])
            raise UnknownOutcomeError(*what, "the answer was lost")

    with stack() as standing:
        end = _first(standing, strike)
        assert len(asked) == lost
        assert ("the answer was lost" in end) is (lost == 3)
        assert end == "done" or sent() == BORN


def _killed_after(operation: str) -> Fate:
    def strike(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if moment is Moment.AFTER and what[2] == operation:
            raise Killed

    return strike


def test_it_mends_what_a_deployment_put_back() -> None:
    """Pulumi sends an ignored property as its state has it: the bootstrap's value, to CloudFront or a load balancer."""
    with stack() as standing:
        standing.rotation()[0].run()
        first = sent()
        _deploy_the_first_value(standing)
        rotation, aws = standing.rotation()
        aws.check = lambda: None
        rotation.run()
        _check_ending(standing, {BORN, first})
        begun = [what for _, _, what in aws.calls]
        # The load balancers first: until they know what is sent, the store is shut.
        assert begun.index("ModifyRule") < begun.index("GetDistribution")


def _deploy_the_first_value(standing: Stack) -> None:
    identifier = standing.sections["traffic"]["distribution"]
    read = SHARED.call("us-east-1", "cloudfront", "GetDistributionConfig", Id=identifier)
    config = read["DistributionConfig"]
    config["Origins"]["Items"][0]["CustomHeaders"]["Items"][0]["HeaderValue"] = BORN
    SHARED.call("us-east-1", "cloudfront", "UpdateDistribution", Id=identifier, IfMatch=read["ETag"], DistributionConfig=config)  # fmt: skip


def test_a_distribution_that_somebody_else_changes_is_left() -> None:
    with stack() as standing:
        meddled: list[int] = []

        def meddle(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.BEFORE and what[2] == "UpdateDistribution" and not meddled:
                meddled.append(1)
                _deploy_the_first_value(standing)

        with pytest.raises(RecoveryError, match="changed by somebody else meanwhile"):
            standing.rotation(meddle)[0].run()
        assert sent() == BORN


def test_a_region_that_does_not_answer_is_told_before_anything_is_changed() -> None:
    with stack() as standing:
        # The lock's region answers, so that the secret's silence is what is met.
        def silent(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if moment is Moment.BEFORE and what[:2] == (STANDBY, "secretsmanager"):
                raise unreachable(what)

        rotation, aws = standing.rotation(silent)
        with pytest.raises(RecoveryError, match=f"When {STANDBY} answers: storefront edge rotate-secret prod"):
            rotation.run()
        assert not [what for _, _, what in aws.calls if what.startswith(("Put", "Modify", "UpdateD"))]


def test_whoever_may_not_read_secrets_is_told_who_may() -> None:
    with stack() as standing:
        for number in range(1, 12):
            end = in_copy(partial(_first, standing, for_good(number, denied)))
            assert "run it as the deployment role" in end


def test_a_value_is_taken_out_of_what_aws_says() -> None:
    with stack() as standing:
        echo = once(1, moment=Moment.BEFORE, error=lambda what: AwsError(*what, f"bad value {BORN}"))

        def at_update(_number: int, moment: Moment, what: tuple[str, str, str]) -> None:
            if what[2] == "UpdateDistribution":
                echo(1, moment, what)

        end = _first(standing, at_update)
        assert "bad value (the secret)" in end
        assert BORN not in end


def test_two_rotations_do_not_run_at_once_and_none_keeps_a_recovery_waiting() -> None:
    with stack() as standing:
        other = Lock(SHARED, STANDBY, "journal", who="another", clock=standing.clock.clock(), work=WORK)
        other.acquire()
        beating = _Beating(standing, other)
        with pytest.raises(LockedError, match="the origin's secret is being rotated by another"):
            standing.rotation(beating.beat)[0].run()
        recovery = Lock(SHARED, STANDBY, "journal", who="the night shift", clock=standing.clock.clock())
        recovery.acquire()


class _Beating:
    """The other's process: it shows that it is alive whenever somebody looks."""

    def __init__(self, standing: Stack, lock: Lock) -> None:
        self._standing, self._lock = standing, lock

    def beat(self, _number: int, moment: Moment, what: tuple[str, str, str]) -> None:
        if moment is Moment.BEFORE and what[2] == "GetItem":
            self._lock.renew()


def test_a_stack_without_cloudfront_has_nothing_to_rotate() -> None:
    with pytest.raises(RequestError, match=r"staging has no CloudFront .* nothing to rotate"):
        edge_resources(chosen(sections("staging"), "staging", EdgeSections))


@pytest.mark.parametrize("lost", ["home", "load_balancers"])
def test_an_old_manifest_is_told_with_what_it_lacks(lost: str) -> None:
    with stack() as standing:
        del standing.sections["traffic"][lost]
        with pytest.raises(ManifestError, match=rf"it cannot be used; write it anew:\n  traffic\.{lost}: "):
            standing.rotation()


def test_the_header_is_the_programs() -> None:
    from components.edge.domain import ORIGIN_HEADER  # noqa: PLC0415

    assert ORIGIN_HEADER == HEADER
