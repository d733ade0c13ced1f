"""Proves that the recorder sees what the engine would be told, and that no program error passes it.

That the real engine names and orders resources the same way is shown in tests/engine.
"""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from rehearsal.mocks.recorder import Record, Registered, run_component

KEY = "aws:kms/key:Key"
DATABASE = "aws:rds/instance:Instance"
SITE = "storefront:site:Site"
KEYS = "storefront:encryption:Keys"


class _Keys(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__(KEYS, name, None, opts)
        protected = pulumi.ResourceOptions(
            parent=self, protect=True, aliases=[pulumi.Alias(name="old")], ignore_changes=["description"]
        )
        self.key = aws.kms.Key("key", description="the key", opts=protected)
        self.register_outputs({"arn": self.key.arn})


class _Site(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__(SITE, name, None, opts)
        keys = _Keys("keys", pulumi.ResourceOptions(parent=self))
        password = random.RandomPassword("password", length=20, opts=pulumi.ResourceOptions(parent=self))
        database = aws.rds.Instance(
            "database",
            identifier="db",
            instance_class="db.t4g.medium",
            kms_key_id=keys.key.arn,
            password=password.result,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[password]),
        )
        pulumi.export("endpoint", database.endpoint)


def _two_sites() -> None:
    provider = aws.Provider("west", region="us-west-2", allowed_account_ids=["111122223333"])
    _Site("west", pulumi.ResourceOptions(providers=[provider]))


@pytest.fixture(scope="module")
def record() -> Record:
    return run_component(_two_sites)


def _key(record: Record) -> Registered:
    return record.one(KEY, "key")


def test_every_registration_is_recorded_once(record: Record) -> None:
    assert sorted((r.type, r.name) for r in record.resources) == [
        (KEY, "key"),
        (DATABASE, "database"),
        ("pulumi:providers:aws", "west"),
        ("random:index/randomPassword:RandomPassword", "password"),
        (KEYS, "keys"),
        (SITE, "west"),
    ]


def test_urns_hold_the_whole_chain_of_parents(record: Record) -> None:
    assert _key(record).urn == f"urn:pulumi:prod::storefront::{SITE}${KEYS}${KEY}::key"
    assert record.by_urn(_key(record).parent).name == "keys"
    assert [r.type for r in record.ancestors(_key(record))] == [KEYS, SITE]


def test_relations_can_be_walked_downwards(record: Record) -> None:
    site = record.one(SITE)
    assert {r.name for r in record.children_of(site)} == {"keys", "password", "database"}
    assert {r.name for r in record.under(site)} == {"keys", "password", "database", "key"}


def test_options_that_mocks_hide_are_seen(record: Record) -> None:
    key = _key(record)
    assert (key.protect, key.aliases, key.ignore_changes) == (True, ("old",), ("description",))
    assert record.one(DATABASE).protect is False


def test_region_and_account_come_from_the_provider(record: Record) -> None:
    key = _key(record)
    assert key.region == "us-west-2"
    assert key.outputs["arn"] == f"arn:aws:kms:us-west-2:111122223333:key/{key.id}"
    assert record.of_type(KEY, region="us-east-1") == ()


def test_dependencies_are_seen_per_property(record: Record) -> None:
    database, password = record.one(DATABASE), record.one("random:index/randomPassword:RandomPassword")
    assert database.property_dependencies["kmsKeyId"] == {_key(record).urn}
    assert database.dependencies == {_key(record).urn, password.urn}


def test_secrets_are_known_as_such_and_readable(record: Record) -> None:
    database = record.one(DATABASE)
    assert database.secret_inputs == {"password"}
    assert len(database.inputs["password"]) == 20


def test_outputs_of_components_and_of_the_stack_are_awaited(record: Record) -> None:
    assert record.one(KEYS).outputs["arn"] == _key(record).outputs["arn"]
    assert record.exports == {"endpoint": record.one(DATABASE).outputs["endpoint"]}


def test_asking_for_one_of_none_says_what_there_is(record: Record) -> None:
    with pytest.raises(LookupError, match=r"'other'.*got 0 of \['key'\]"):
        record.one(KEY, "other")


def _fails_late() -> None:
    key = aws.kms.Key("key")
    key.arn.apply(lambda _: 1 / 0)


def _same_name_twice() -> None:
    aws.kms.Key("key")
    aws.kms.Key("key")


def _reads_the_cloud() -> None:
    aws.get_caller_identity()


@pytest.mark.parametrize(
    ("program", "error", "message"),
    [
        (lambda: 1 / 0, ZeroDivisionError, "division"),
        (_fails_late, ZeroDivisionError, "division"),
        (_same_name_twice, LookupError, "two resources have the URN .*::key"),
        (_reads_the_cloud, LookupError, "getCallerIdentity"),
        (lambda: pulumi.CustomResource("aws:iot/dream:Dream", "dream", {}), LookupError, "aws:iot/dream:Dream"),
    ],
)
def test_errors_surface(program: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        run_component(program)


def test_each_run_starts_afresh_even_after_a_failed_one() -> None:
    with pytest.raises(ZeroDivisionError):
        run_component(_fails_late)
    assert [r.name for r in run_component(lambda: aws.kms.Key("key")).resources] == ["key"]
    assert run_component(lambda: None).resources == ()
