"""A store without the Tableau Bridge, without the operations host, or without both: what it then lacks, and what stays.

What the settings refuse is shown in `tests/components/settings`; that guardrails hold without every optional part in
`tests/policies/test_program.py`.
"""

import json
from collections.abc import Iterator
from functools import cache

import pytest

from components.servers.kinds import ServerKind
from rehearsal.mocks.recorder import Record, Registered
from tests.components.parts import NO_BRIDGE, NO_HOST, NO_STANDALONE_SERVERS, Overrides
from tests.components.servers.alone import servers_with
from tests.components.stacks import SERVING, STANDBY, by_name, record, statements
from tests.support.archives import comparable
from tests.support.programs import recorded

BRIDGE, HOST = str(ServerKind.TABLEAU_BRIDGE), str(ServerKind.OPERATIONS_HOST)
# The kinds that a store lacks, and how it says so.
STORES: dict[tuple[str, ...], Overrides] = {
    (BRIDGE,): NO_BRIDGE,
    (HOST,): NO_HOST,
    (BRIDGE, HOST): NO_STANDALONE_SERVERS,
}
# What the text of a resource names that belongs to one kind of server.
WORDS = {
    BRIDGE: ("tableau-bridge", "tableau-token", "-analytics"),
    HOST: ("operations-host", "aws-cli", "storefront-cli"),
}

POLICY = "aws:iam/rolePolicy:RolePolicy"

every_store = pytest.mark.parametrize("absent", STORES, ids="+".join)


@cache
def _alone(absent: tuple[str, ...]) -> Record:
    return servers_with("prod", STORES[absent])


def _texts(made: Record) -> Iterator[tuple[str, str]]:
    for one in made.resources:
        yield one.name, f"{one.urn} {json.dumps(comparable(one.inputs), default=str)}"


@every_store
def test_nothing_of_the_servers_is_about_a_kind_that_is_absent(absent: tuple[str, ...]) -> None:
    present = {BRIDGE, HOST} - {*absent}
    found = {kind: [name for name, text in _texts(_alone(absent)) if WORDS[kind][0] in text] for kind in WORDS}
    assert {kind for kind, names in found.items() if names} == present


@every_store
def test_what_is_patched_is_what_is_there(absent: tuple[str, ...]) -> None:
    present = sorted({BRIDGE, HOST} - {*absent})
    window = "aws:ssm/maintenanceWindow"
    targets = [one.inputs["targets"] for one in _alone(absent).of_type(f"{window}Target:MaintenanceWindowTarget")]
    assert targets == ([[{"key": "tag:Server", "values": present}]] if present else [])
    for token in (
        f"{window}:MaintenanceWindow",
        f"{window}Task:MaintenanceWindowTask",
        "aws:ssm/patchBaseline:PatchBaseline",
    ):
        assert len(_alone(absent).of_type(token)) == bool(present)
    rights = by_name(_alone(absent), POLICY, SERVING)
    tags = [
        one["Condition"]["StringEquals"]["aws:ResourceTag/Server"]
        for one in (statements(rights["patches"]) if "patches" in rights else [])
        if one["Sid"] == "ToTheseServers"
    ]
    assert tags == ([present] if present else [])


@every_store
def test_every_association_is_of_a_kind_that_the_document_takes(absent: tuple[str, ...]) -> None:
    document = by_name(_alone(absent), "aws:ssm/document:Document", SERVING)["deliver"]
    allowed = json.loads(document.inputs["content"])["parameters"]["Kind"]["allowedValues"]
    associations = _alone(absent).of_type("aws:ssm/association:Association")
    assert {one.inputs["parameters"]["Kind"] for one in associations} == {*allowed}
    assert {*allowed} == {*map(str, ServerKind)} - {*absent}


def _by_urn(made: Record) -> dict[str, Registered]:
    return {one.urn: one for one in made.resources}


@pytest.fixture(scope="module")
def without() -> Record:
    """The whole program without both."""
    return recorded("prod", NO_STANDALONE_SERVERS)


def test_their_alarms_groups_rules_and_logs_go_with_them(without: Record) -> None:
    before, after = _by_urn(record("prod")), _by_urn(without)
    assert after.keys() <= before.keys()
    gone = {before[urn].name for urn in before.keys() - after.keys()}
    in_serving = {
        *(f"{kind}-server" for kind in (BRIDGE, HOST)),
        *(f"{kind}-delivery" for kind in (BRIDGE, HOST)),
        *(f"{what}-{kind}" for what in ("server-missing", "server-busy") for kind in (BRIDGE, HOST)),
    }
    in_both = {
        "tableau-token", "patching", "patches", "ubuntu",
        *(BRIDGE, HOST),
        *(f"{kind}-{what}" for kind in (BRIDGE, HOST) for what in ("identity", "audit", "services")),
        "analytics", "operations", "analytics-to-replica-5432",
        *(f"{group}-to-{what}" for group in ("analytics", "operations") for what in ("endpoints-443", "s3", "internet")),
    }  # fmt: skip
    assert gone == {
        *(f"{SERVING}-{what}" for what in in_serving),
        *(f"{region}-{what}" for region in (SERVING, STANDBY) for what in in_both),
    }


def _named(made: Record) -> set[tuple[str, str]]:
    """The words of the kinds, each with where it is found."""
    words = [word for some in WORDS.values() for word in some]
    return {(name, word) for name, text in _texts(made) for word in words if word in text}


def test_nothing_of_the_whole_program_names_them(without: Record) -> None:
    assert {word for _, word in _named(record("prod"))} == {word for some in WORDS.values() for word in some}
    assert _named(without) == set()


def test_of_the_rest_only_what_named_them_changes(without: Record) -> None:
    before, after = _by_urn(record("prod")), _by_urn(without)
    changed = {urn for urn in after if comparable(before[urn].inputs) != comparable(after[urn].inputs)}
    assert {after[urn].name for urn in changed} == {
        "account-dashboard-on-call",
        "account-operator",
        "account-people-boundary",
        f"{SERVING}-database-marketing",
        *(
            f"{region}-{what}"
            for region in (SERVING, STANDBY)
            for what in ("deliver", "dns-platform", "manifest-servers")
        ),
        *(f"{region}-manifest-site-{site}" for region in (SERVING, STANDBY) for site in (SERVING, STANDBY)),
    }


def test_nobody_enters_a_server_where_there_is_no_host_for_people(without: Record) -> None:
    """By their policies, and whatever these say."""
    (rights,) = (one for one in without.of_type(POLICY) if one.name == "account-operator")
    assert [one["Sid"] for one in statements(rights) if "ssm:StartSession" in one["Action"]] == []
    (boundary,) = (one for one in without.resources if one.name == "account-people-boundary")
    (denied,) = (one for one in statements(boundary) if "ssm:StartSession" in one["Action"])
    assert (denied["Effect"], denied["Resource"], denied.get("Condition")) == ("Deny", "*", None)
