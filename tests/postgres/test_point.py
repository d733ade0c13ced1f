"""Clients are led to a new writer: a replica that was promoted, in this region or in the one with the copies.

What a recovery does around it is shown in `tests/operations/recovery`.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import boto3
import pytest

from functions.database_access.roles import LOGINS, MACHINES, MASTER
from functions.shared.errors import AccessError
from functions.shared.secrets import CURRENT, PENDING
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import HOST, Foundation
from tests.postgres.cuts import cut_at_write
from tests.postgres.world import World, caught_up, fresh_database

ELSEWHERE = "us-west-2"


@pytest.fixture
def promoted(place: Foundation) -> Iterator[World]:
    """A provisioned server whose replica has become a writer of its own."""
    with fresh_database(place) as world:
        world.provision()
        caught_up(world)
        with world.as_superuser(world.replica) as replica:
            replica.rows("SELECT pg_promote()")
        yield world


def _event(world: World, **more: Any) -> dict[str, Any]:
    return {"action": "point", "writer": {"host": HOST, "port": world.replica.port}, **more}


def _named(world: World) -> dict[str, int]:
    return {role: world.document(role)["port"] for role in LOGINS}


def _passwords(world: World) -> dict[str, tuple[str, str]]:
    return {role: (world.login(role).username, str(world.login(role).password)) for role in LOGINS}


def test_every_secret_names_the_new_writer_and_keeps_its_password(promoted: World) -> None:
    before = _passwords(promoted)
    done = promoted.handle(_event(promoted))
    # The reports' secrets named the replica before.
    assert done == {
        "pointed": [role for role in LOGINS if role not in ("marketing", "management")],
        "verified": [MASTER, *MACHINES],
    }
    assert _named(promoted) == dict.fromkeys(LOGINS, promoted.replica.port)
    assert _passwords(promoted) == before
    assert {role: promoted.lets_in(promoted.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)
    versions = {role: promoted.stages(role) for role in LOGINS}
    assert promoted.handle(_event(promoted))["pointed"] == []
    assert {role: promoted.stages(role) for role in LOGINS} == versions
    there = {"host": HOST, "port": promoted.replica.port}
    assert promoted.handle({"action": "addresses"}) == {"addresses": dict.fromkeys(LOGINS, there)}
    # The old writer is not asked for anything: rotation and provisioning go on at the new one.
    promoted.handle({"action": "rotate", "role": "application"})
    assert promoted.provision()["changes"] == []


def test_reports_have_a_reader_of_their_own(promoted: World) -> None:
    promoted.handle(_event(promoted, reader={"host": HOST, "port": promoted.main.port}))
    named = _named(promoted)
    assert {role for role, port in named.items() if port == promoted.main.port} == {"marketing", "management"}


@pytest.mark.slow
def test_a_cut_at_any_write_leaves_clients_a_login_and_the_retry_ends_it(
    promoted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Back and forth between two writers; a cut at a read leaves what the write before it left."""
    ports = (promoted.replica.port, promoted.main.port)
    turns = 0
    while True:
        event = {"action": "point", "writer": {"host": HOST, "port": ports[turns % 2]}}
        cut = cut_at_write(promoted, event, turns // 2, after=bool(turns % 2), monkeypatch=monkeypatch)
        assert {role: promoted.lets_in(promoted.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)
        promoted.run(event)
        assert _named(promoted) == dict.fromkeys(LOGINS, ports[turns % 2])
        if not cut:
            break
        turns += 1
    # Two fates for each of the three writes of each secret.
    assert turns >= 2 * 3 * len(LOGINS)


@pytest.mark.parametrize("role", [MASTER, "application"])
def test_what_a_rotation_left_half_done_does_not_name_the_old_writer_again(promoted: World, role: str) -> None:
    """The pending version has the old address; where its password is the one that works, it is kept."""
    rotation = promoted.rotation(role)
    version = "11111111-2222-3333-4444-555555555555"
    rotation.create(version)
    # The password is set at the new writer too, as it is where a promotion came a moment after.
    pending = promoted.document(role, PENDING)
    with promoted.as_superuser(promoted.replica) as server:
        if role == MASTER:
            server.rows(f"ALTER ROLE {pending['username']} PASSWORD '{pending['password']}'")
    promoted.handle(_event(promoted))
    assert PENDING not in promoted.stages(role)
    assert promoted.lets_in(promoted.login(role))
    assert (promoted.login(role).password == pending["password"]) is (role == MASTER)
    with pytest.raises(AccessError, match="is not the pending one: another rotation has begun since"):
        rotation.finish(version)
    promoted.handle({"action": "rotate", "role": role})
    assert _named(promoted)[role] == promoted.replica.port


def test_a_database_from_before_the_last_rotation_gets_the_password_from_before(promoted: World) -> None:
    """The old writer rotated after the other had gone its own way: that one is as if restored to a moment before."""
    before = _passwords(promoted)
    for role in (MASTER, "application"):
        promoted.handle({"action": "rotate", "role": role})
    assert _passwords(promoted) != before
    promoted.handle(_event(promoted))
    assert _passwords(promoted) == before
    assert {role: promoted.lets_in(promoted.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)


def test_copies_in_the_other_region_become_secrets_of_their_own(
    promoted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The function of the standby site does it; the region that is lost is not asked."""
    for arn in promoted.arns.values():
        promoted.client.replicate_secret_to_regions(SecretId=arn, AddReplicaRegions=[{"Region": ELSEWHERE}])
    monkeypatch.setenv("AWS_DEFAULT_REGION", ELSEWHERE)
    client = cast("Any", boto3).client
    parameters = client("ssm")
    parameters.put_parameter(
        Name=promoted.ca_bundle_parameter, Value=promoted.authority.certificate, Type="String", Overwrite=True
    )
    home = promoted.client.meta.region_name
    standby = replace(
        promoted,
        arns={role: arn.replace(home, ELSEWHERE) for role, arn in promoted.arns.items()},
        bootstrap="",
        client=client("secretsmanager"),
        parameters=parameters,
    )
    before = _passwords(promoted)
    done = standby.handle(_event(standby, reader={"host": HOST, "port": standby.main.port}))
    assert done["pointed"] == [MASTER, *MACHINES]
    assert _passwords(standby) == before
    assert {role: standby.lets_in(standby.login(role)) for role in LOGINS} == dict.fromkeys(LOGINS, True)
    # The originals are as they were, and have no copy any more.
    assert _named(promoted)["application"] == promoted.main.port
    assert standby.handle(_event(standby, reader={"host": HOST, "port": standby.main.port}))["pointed"] == []


@pytest.mark.parametrize(
    ("writer", "told"),
    [
        ({"host": HOST, "port": 1}, "localhost:1: cannot be reached"),
        ({"host": "127.0.0.1", "port": "main"}, "the server's certificate is not to be trusted"),
        ({"host": HOST, "port": "replica"}, "is a replica, which takes no writes; promote it"),
        ({"host": HOST}, "got the port None for writer; give"),
        ({"host": HOST, "port": 65_536}, "got the port 65536 for writer; give"),
        ({"host": "somewhere else", "port": 5432}, "got the host 'somewhere else' for writer; give"),
        ("localhost", "got 'localhost' for writer; give"),
    ],
)
def test_an_address_that_does_not_serve_changes_nothing(provisioned: World, writer: Any, told: str) -> None:
    ports = {"main": provisioned.main.port, "replica": provisioned.replica.port}
    if isinstance(writer, dict):
        found = cast("dict[str, Any]", writer)
        writer = {**found, "port": ports.get(str(found.get("port")), found.get("port"))}
    before = {role: provisioned.stages(role)[CURRENT] for role in LOGINS}
    with pytest.raises(AccessError) as refused:
        provisioned.handle({"action": "point", "writer": writer})
    assert told in str(refused.value)
    assert {role: provisioned.stages(role)[CURRENT] for role in LOGINS} == before


def test_a_server_of_another_authority_is_not_pointed_at(provisioned: World) -> None:
    own = provisioned.authority.certificate
    put = provisioned.parameters.put_parameter
    put(Name=provisioned.ca_bundle_parameter, Value=Authority("another").certificate, Type="String", Overwrite=True)
    try:
        with pytest.raises(AccessError, match="not to be trusted"):
            provisioned.handle({"action": "point", "writer": {"host": HOST, "port": provisioned.main.port}})
    finally:
        put(Name=provisioned.ca_bundle_parameter, Value=own, Type="String", Overwrite=True)


def test_nothing_secret_is_answered(promoted: World) -> None:
    said = json.dumps([promoted.handle(_event(promoted)), promoted.handle({"action": "addresses"})])
    assert [password for password in promoted.passwords if password in said] == []
    assert os.environ["SECRETS"] not in said
