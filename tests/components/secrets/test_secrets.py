"""The secrets: one a role, under the site's key, copied, closed to all but their own, and without a password.

What the function makes of them is shown in `tests/postgres`; its own rights in `test_access`.
"""

import json

import pytest

from components.database.database import MASTER_USER
from components.encryption.keys import Purpose
from components.secrets import secrets as component
from functions.database_access import roles as function
from rehearsal.mocks.recorder import Registered
from tests.components.secrets.alone import secrets
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, by_name, statements
from tests.support.alone import key_arn

SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PASSWORD = "random:index/randomPassword:RandomPassword"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROLES = ("master", "application", "migration", "marketing", "management", "heartbeat", "monitoring")

every_stack = pytest.mark.parametrize("stack", STACKS)


def _of_database(stack: str, token: str, region: str) -> dict[str, Registered]:
    found = by_name(secrets(stack), token, region)
    return {what: resource for what, resource in found.items() if what.startswith("database-")}


@every_stack
def test_each_role_has_one_with_a_copy_in_the_other_region(stack: str) -> None:
    found = _of_database(stack, SECRET, SERVING)
    assert all(secret.protect for secret in found.values())
    # The bootstrap secret has no copy: what it says is of no use elsewhere.
    assert "replicas" not in found.pop("database-bootstrap").inputs
    assert {what: secret.inputs for what, secret in found.items()} == {
        f"database-{role}": {
            "name": f"storefront/{stack}/database/{role}",
            "description": f"where the database is, and the login of {role}",
            "kmsKeyId": key_arn(stack, SERVING, Purpose.SECRETS),
            "recoveryWindowInDays": 30,
            "replicas": [{"region": STANDBY, "kmsKeyId": key_arn(stack, STANDBY, Purpose.SECRETS)}],
            "forceOverwriteReplicaSecret": True,
        }
        for role in ROLES
    }
    assert _of_database(stack, SECRET, STANDBY) == {}


@every_stack
def test_no_password_of_theirs_is_declared(stack: str) -> None:
    """Not even an empty first version: the provider reads what it declares back, which the pipeline must not."""
    assert _of_database(stack, VERSION, SERVING).keys() == {"database-bootstrap"}


@every_stack
def test_its_own_servers_read_it_and_the_function_writes_it_or_the_break_glass_role(stack: str) -> None:
    account = f"arn:aws:iam::{ACCOUNTS[stack]}:role"
    readers = {
        "master": [], "application": ["application"], "migration": ["migration"], "marketing": ["tableau-bridge"],
        "management": [], "heartbeat": ["heartbeat"], "monitoring": ["database-reading"],
    }  # fmt: skip
    found = _of_database(stack, POLICY, SERVING)
    assert found.keys() == {"database-bootstrap", *(f"database-{role}" for role in ROLES)}
    # In a standby at level `backups` no function can be run.
    regions = [SERVING, STANDBY] if stack == "prod" else [SERVING]
    functions = [f"{region}-database-access" for region in regions]
    writers = [f"{account}/storefront-{stack}-{kind}" for kind in (*functions, "break-glass")]
    for role in ROLES:
        allowed = [f"{account}/storefront-{stack}-*-{kind}" for kind in readers[role]]
        _assert_closed(found[f"database-{role}"], readers=[*allowed, *writers], writers=writers)


@every_stack
def test_the_bootstrap_is_read_by_the_function_and_written_by_the_pipeline(stack: str) -> None:
    account = f"arn:aws:iam::{ACCOUNTS[stack]}:role"
    pipeline, function = (
        f"{account}/{role}" for role in ("storefront-deployment", f"storefront-{stack}-{SERVING}-database-access")
    )
    _assert_closed(
        _of_database(stack, POLICY, SERVING)["database-bootstrap"], readers=[pipeline, function], writers=[pipeline]
    )
    instances = by_name(secrets(stack), "aws:rds/instance:Instance", SERVING)
    main, replica = (instances[f"database-{letter}"].outputs["address"] for letter in "ab")
    version = _of_database(stack, VERSION, SERVING)["database-bootstrap"]
    assert json.loads(version.inputs["secretString"]) == {
        "engine": "postgres",
        "host": main,
        "port": 5432,
        "replica": {"host": replica, "port": 5432},
        "dbname": "storefront",
        "username": "storefront_master",
        "password": secrets(stack).one(PASSWORD, f"{SERVING}-database-bootstrap-password").outputs["result"],
    }
    assert "secretString" in version.secret_inputs


def _assert_closed(policy: Registered, *, readers: list[str], writers: list[str]) -> None:
    assert policy.inputs["blockPublicPolicy"] is True
    assert statements(policy) == [
        {
            "Sid": "ReadByItsOwn",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": readers}},
        },
        {
            "Sid": "WrittenByItsOwn",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": writers}},
        },
    ]


def test_program_and_function_speak_of_the_same() -> None:
    """The function imports nothing of the program: what both must know is held together here."""
    assert component.MASTER == function.MASTER
    assert MASTER_USER == function.MASTER_USER
    assert tuple(component.READERS) == (function.MASTER, *function.MACHINES)
    assert sorted(component.ON_REPLICA) == sorted(function.ON_REPLICA)
