"""Rotation of real passwords: a cut at any call, under load, and without a trace of a password anywhere.

Provisioning as a whole is in `test_provision`; that the function's role may make these calls, in `tests/components`.
"""

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.database_access import rotation as rotation_module
from functions.database_access.roles import LOGINS, MASTER
from functions.database_access.rotation import STEPS, Rotation
from functions.shared.errors import AccessError
from functions.shared.postgresql import Session, session
from functions.shared.secrets import CURRENT, PENDING
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import Foundation
from tests.postgres.cuts import Cut, Killed
from tests.postgres.world import BOOTSTRAP_PASSWORD, DATABASE, World, fresh_database
from tests.support.sweeps import SEED, Turns, turns_seed

CONNECTIONS_A_ROTATION = 50
ROTATIONS_UNDER_LOAD = 4
# Of some twenty calls, each cut before and after it.
ONE_IN_TODAY = 13


@contextmanager
def cut_sessions(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Count the statements and log-ins of the rotation as calls too."""
    with monkeypatch.context() as patched:

        @contextmanager
        def counted(login: Any, ca_bundle: str) -> Generator[Any]:
            with session(login, ca_bundle) as opened:
                cut.passing(lambda: None)()
                yield _Counted(opened, cut)

        patched.setattr(rotation_module, "session", counted)
        yield


class _Counted(Session):
    def __init__(self, opened: Session, cut: Cut) -> None:
        super().__init__(opened._connection)
        object.__setattr__(self, "_cut", cut)

    def rows(self, sql: str, **values: Any) -> Any:
        cut: Cut = object.__getattribute__(self, "_cut")
        return cut.passing(super().rows)(sql, **values)


def _rotate(world: World, role: str, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Rotate until the cut; return whether it was cut."""
    with cut_sessions(cut, monkeypatch):
        try:
            world.rotation(role, cut).rotate()
        except Killed:
            return True
    return False


def _calls(world: World, role: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many calls a rotation makes that nothing cuts."""
    cut = Cut(world.client, sys.maxsize, after=True)
    assert not _rotate(world, role, cut, monkeypatch)
    return cut.made


def _check_cut(world: World, role: str, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    before = world.login(role)
    assert _rotate(world, role, cut, monkeypatch)
    # Clients read the current version: what they find works at every moment. The master user's is this
    # function's alone, which knows where to look when the current version has been overtaken.
    if role == MASTER:
        assert world.lets_in(world.rotation(role).master())
    else:
        assert world.lets_in(world.login(role))
        assert world.lets_in(before)
    world.rotation(role).rotate()
    assert world.lets_in(world.login(role))
    assert world.login(role).password != before.password
    assert PENDING not in world.stages(role)
    assert len({world.document(role)["password"], before.password}) == 2


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("role", ["application", MASTER])
def test_a_cut_at_any_call_locks_nobody_out_and_the_retry_ends_it(
    provisioned: World, role: str, *, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(_calls(provisioned, role, monkeypatch)):
        _check_cut(provisioned, role, Cut(provisioned.client, number, after=after), monkeypatch)
    assert set(LOGINS[role]) >= {provisioned.login(role).username}


@pytest.mark.parametrize("role", ["application", MASTER])
def test_a_cut_locks_nobody_out_and_the_retry_ends_it(
    provisioned: World, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a few calls, others each day; all of them are the slow test's."""
    turns = Turns(f"rotation of {role}", ONE_IN_TODAY)
    calls = _calls(provisioned, role, monkeypatch)
    assert calls > 15, "the rotation made fewer calls than its steps need: the cut cannot have been everywhere"
    points = [(number, after) for number in range(calls) for after in (False, True) if turns.come()]
    assert points
    for number, after in points:
        sys.stdout.write(f"cut at call {number}, {after=}; the same points again: {SEED}={turns_seed()}\n")
        _check_cut(provisioned, role, Cut(provisioned.client, number, after=after), monkeypatch)


def test_secrets_managers_own_four_steps_can_each_be_repeated(provisioned: World) -> None:
    version = str(uuid.uuid4())
    before = provisioned.login("application")
    for step in STEPS:
        for _ in range(2):
            event = {"Step": step, "SecretId": provisioned.arns["application"], "ClientRequestToken": version}
            assert provisioned.handle(event) == {"role": "application", "step": step}
            assert provisioned.lets_in(provisioned.login("application"))
    assert provisioned.stages("application")[CURRENT] == version
    assert provisioned.login("application").username != before.username
    assert provisioned.lets_in(before)


def test_the_password_before_the_last_no_longer_works(provisioned: World) -> None:
    first = provisioned.login("application")
    for _ in range(2):
        provisioned.handle({"action": "rotate", "role": "application"})
    assert provisioned.login("application").username == first.username
    assert not provisioned.lets_in(first)


class _Clients:
    """Clients that read the secret, as the application does, and connect anew with it all the time."""

    def __init__(self, world: World, role: str) -> None:
        self.tried = 0
        self.failed: list[str] = []
        self._world, self._role, self._stop = world, role, threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run) for _ in range(8)]
        self._login = world.login(role)

    def _run(self) -> None:
        while not self._stop.is_set():
            login = self._login
            try:
                with session(login, self._world.authority.certificate) as opened:
                    opened.rows("SELECT 1")
                problem = None
            except AccessError as error:
                problem = str(error)
            with self._lock:
                self.tried += 1
                self.failed += [problem] if problem else []

    def _follow(self) -> None:
        """Read the secret anew twice a second, as a client with a cache does: it may be behind by that much."""
        while not self._stop.wait(0.5):
            self._login = self._world.login(self._role)

    @contextmanager
    def running(self) -> Generator[None]:
        self._threads.append(threading.Thread(target=self._follow))
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()


@pytest.mark.slow
def test_a_rotation_under_load_loses_no_login(provisioned: World, record_property: Callable[..., None]) -> None:
    clients = _Clients(provisioned, "application")
    versions = set[str]()
    started = time.monotonic()
    with clients.running():
        while len(versions) < ROTATIONS_UNDER_LOAD:
            provisioned.handle({"action": "rotate", "role": "application"})
            versions.add(provisioned.stages("application")[CURRENT])
            # A client that keeps a password for longer than two rotations has none: the schedule is in days.
            time.sleep(1.5)
    seconds = time.monotonic() - started
    figures = {"rotations": len(versions), "tried": clients.tried, "failed": len(clients.failed)}
    figures["per_second"] = round(clients.tried / seconds)
    record_property("load", json.dumps(figures))
    sys.stdout.write(f"rotation under load: {figures}\n")
    assert clients.failed == []
    assert clients.tried >= CONNECTIONS_A_ROTATION * len(versions)


@pytest.mark.parametrize("level", [pytest.param("info", marks=pytest.mark.slow), "debug1"])
def test_no_password_is_ever_written_down(
    place: Foundation, level: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The server logs every statement, and somebody looks at the sessions and statistics all the time."""
    caplog.set_level(0)
    with fresh_database(
        place, {"log_statement": "all", "log_min_messages": level, "log_min_duration_statement": "0"}
    ) as world:
        seen: list[str] = []
        stop = threading.Event()

        def look() -> None:
            with world.as_superuser() as admin:
                # As often as it costs the others nothing: a statement is shown until its session's next one.
                while not stop.wait(0.005):
                    seen.extend(str(row) for row in admin.rows("SELECT query FROM pg_stat_activity"))

        onlooker = threading.Thread(target=look)
        onlooker.start()
        said: list[Any] = []
        try:
            said += [world.provision(), world.drift(), world.handle({"action": "rotate", "role": MASTER})]
            said += [world.handle({"action": "rotate", "role": role}) for role in ("application", "marketing")]
            said.append(_refusal(world))
        finally:
            stop.set()
            onlooker.join()
        with world.as_superuser() as admin:
            seen += [str(row) for row in admin.rows("SELECT query FROM platform.pg_stat_statements")]
            ((verifier,),) = admin.rows("SELECT rolpassword FROM pg_authid WHERE rolname = 'application_b'")
        everything = {
            "server log": world.main.logged() + world.replica.logged(),
            "function log": caplog.text,
            "output": "".join(capfd.readouterr()),
            "answers": str(said),
            "pg_stat_activity": "\n".join(seen),
        }
        # A look that sees nothing proves nothing: what should be seen is there.
        assert "set_verifier" in everything["server log"]
        assert "set_verifier" in everything["pg_stat_activity"]
        assert "rotated application" in everything["function log"]
        assert len(world.passwords) >= 10
        found = {
            (where, password[:6]) for where, text in everything.items() for password in world.passwords
            if password in text
        }  # fmt: skip
        assert found == set()
        # While it debugs itself, the server shows what it is in the midst of: then, and only then, a verifier too.
        shown = [where for where, text in everything.items() if str(verifier) in text]
        assert shown == ([] if level == "info" else ["server log"])
        assert [where for where, text in everything.items() if BOOTSTRAP_PASSWORD in text] == []


def _refusal(world: World) -> str:
    """What is said when the server refuses to set a password, which is when it would quote the statement."""
    with world.as_superuser() as admin:
        admin.rows("ALTER ROLE storefront_master NOCREATEROLE")
    try:
        with pytest.raises(AccessError) as refused:
            world.handle({"action": "rotate", "role": "application"})
    finally:
        with world.as_superuser() as admin:
            admin.rows("ALTER ROLE storefront_master CREATEROLE")
    return str(refused.value)


def _told(world: World, event: dict[str, Any]) -> str:
    with pytest.raises(AccessError) as told:
        world.handle(event)
    assert world.lets_in(world.login("application")), "nobody may be locked out by an error"
    return str(told.value)


ROTATE = {"action": "rotate", "role": "application"}


def test_an_unreachable_server_is_told_and_changes_nothing(provisioned: World) -> None:
    document = provisioned.document(MASTER)
    version = provisioned.stages(MASTER)[CURRENT]
    away = {**document, "port": 1}
    provisioned.client.put_secret_value(SecretId=provisioned.arns[MASTER], SecretString=json.dumps(away))
    try:
        assert "localhost:1: cannot be reached (ConnectionRefusedError); see that" in _told(provisioned, ROTATE)
    finally:
        provisioned.client.update_secret_version_stage(
            SecretId=provisioned.arns[MASTER], VersionStage=CURRENT, MoveToVersionId=version,
            RemoveFromVersionId=provisioned.stages(MASTER)[CURRENT],
        )  # fmt: skip
    provisioned.handle(ROTATE)


def test_a_server_of_another_authority_gets_no_password(provisioned: World) -> None:
    own = provisioned.authority.certificate
    provisioned.parameters.put_parameter(
        Name=provisioned.ca_bundle_parameter, Value=Authority("another").certificate, Type="String", Overwrite=True
    )
    try:
        told = _told(provisioned, ROTATE)
    finally:
        provisioned.parameters.put_parameter(
            Name=provisioned.ca_bundle_parameter, Value=own, Type="String", Overwrite=True
        )
    assert "the server's certificate is not to be trusted" in told
    assert "storefront database ca-bundle" in told


def test_an_expired_version_is_told(provisioned: World) -> None:
    event = {"SecretId": provisioned.arns["application"], "ClientRequestToken": str(uuid.uuid4())}
    for step in ("setSecret", "testSecret", "finishSecret"):
        told = _told(provisioned, {"Step": step, **event})
        assert "has no value: it has expired, or createSecret has not run; run `storefront database rotate`" in told


def test_a_pending_version_of_the_login_in_use_is_not_set(provisioned: World) -> None:
    """It would change the very password that clients use at this moment."""
    version = str(uuid.uuid4())
    document = {**provisioned.document("application"), "password": "Another-password-of-the-login-in-use"}
    provisioned.client.put_secret_value(
        SecretId=provisioned.arns["application"], ClientRequestToken=version,
        SecretString=json.dumps(document), VersionStages=[PENDING],
    )  # fmt: skip
    event = {"SecretId": provisioned.arns["application"], "ClientRequestToken": version}
    assert "which clients use at this moment; cancel the rotation" in _told(
        provisioned, {"Step": "setSecret", **event}
    )
    provisioned.handle(ROTATE)
    assert provisioned.lets_in(provisioned.login("application"))


def test_a_role_dropped_by_hand_is_told(provisioned: World) -> None:
    login = next(login for login in LOGINS["application"] if login != provisioned.login("application").username)
    with provisioned.as_role(MASTER) as admin:
        admin.rows(f"REVOKE CONNECT ON DATABASE {DATABASE} FROM {login}")
        admin.rows(f"DROP ROLE {login}")
    told = _told(provisioned, ROTATE)
    assert told == f"the role {login} is not on the server; run `storefront database provision`"
    provisioned.provision()
    assert provisioned.login("application").username == login


def test_a_secret_that_may_not_be_read_is_told(provisioned: World) -> None:
    class Denied:
        def __getattr__(self, name: str) -> Any:
            if name != "get_secret_value":
                return getattr(provisioned.client, name)
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetSecretValue")

    with pytest.raises(
        AccessError, match=r"get_secret_value failed \(AccessDeniedException\); give the function's role"
    ):
        provisioned.rotation("application", Denied()).rotate()


def test_a_foreign_secret_is_refused(provisioned: World) -> None:
    made = provisioned.client.create_secret(Name=f"foreign-{uuid.uuid4()}", SecretString="{}")
    event = {"Step": "createSecret", "SecretId": made["ARN"], "ClientRequestToken": str(uuid.uuid4())}
    assert "this secret is none of the database's" in _told(provisioned, event)


def test_unknown_steps_and_actions_are_refused(provisioned: World) -> None:
    step = {"Step": "burnSecret", "SecretId": provisioned.arns["application"], "ClientRequestToken": "x"}
    assert "expected one of createSecret, setSecret, testSecret, finishSecret" in _told(provisioned, step)
    assert "expected one of provision, drift, rotate" in _told(provisioned, {"action": "burn"})
    assert "got the role 'nobody'" in _told(provisioned, {"action": "rotate", "role": "nobody"})


def test_masters_new_password_is_taken_back_when_it_lets_nobody_in(
    provisioned: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = provisioned.rotation(MASTER).master()
    proofs = iter([None, AccessError("away", "wait")])

    def failing(*_: Any) -> None:
        problem = next(proofs, None)
        if problem:
            raise problem

    rotation: Rotation = provisioned.rotation(MASTER)
    with monkeypatch.context() as patched:
        patched.setattr(rotation_module, "prove", failing)
        with pytest.raises(AccessError, match="away"):
            rotation.rotate()
    assert provisioned.lets_in(before)
    provisioned.handle({"action": "rotate", "role": MASTER})
    assert not provisioned.lets_in(before)
