"""The secrets: one a role, under the site's key, copied, closed to all but their own, and without a password.

What the function makes of them is shown in `tests/postgres`; its own rights in `test_access`.
"""

import json

import pytest

from components.database.database import MASTER_USER
from components.secrets import secrets as component
from functions.database_access import roles as function
from functions.database_access import secrets as labels
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, by_name, record, statements
from tests.support.recorder import Registered

SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PASSWORD = "random:index/randomPassword:RandomPassword"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROLES = ("master", "application", "migration", "marketing", "management", "monitoring")

every_stack = pytest.mark.parametrize("stack", STACKS)


def _of_database(stack: str, token: str, region: str) -> dict[str, Registered]:
    found = by_name(record(stack), token, region)
    return {what: resource for what, resource in found.items() if what.startswith("database-")}


def _key(stack: str, region: str) -> str:
    return by_name(record(stack), "aws:kms/key:Key", region)["secrets-key"].outputs["arn"]


@every_stack
def test_each_role_has_one_with_a_copy_in_the_other_region(stack: str) -> None:
    found = _of_database(stack, SECRET, SERVING)
    assert {what: secret.inputs for what, secret in found.items()} == {
        f"database-{role}": {
            "name": f"storefront/{stack}/database/{role}",
            "description": f"where the database is, and the login of {role}",
            "kmsKeyId": _key(stack, SERVING),
            "recoveryWindowInDays": 30,
            "replicas": [{"region": STANDBY, "kmsKeyId": _key(stack, STANDBY)}],
            "forceOverwriteReplicaSecret": False,
        }
        for role in ROLES
    }
    assert all(secret.protect for secret in found.values())
    assert _of_database(stack, SECRET, STANDBY) == {}


@every_stack
def test_what_the_program_writes_holds_no_password_but_that_of_the_birth(stack: str) -> None:
    instances = by_name(record(stack), "aws:rds/instance:Instance", SERVING)
    main, replica = (instances[f"database-{letter}"].outputs["address"] for letter in "ab")
    birth = record(stack).one(PASSWORD, f"{SERVING}-database-birth-password").outputs["result"]
    for what, version in _of_database(stack, VERSION, SERVING).items():
        role = what.removeprefix("database-")
        on_replica = role in ("marketing", "management")
        document = {
            "engine": "postgres",
            "host": replica if on_replica else main,
            "port": 5432,
            "dbname": "storefront",
        }
        if role == "master":
            document |= {"username": "storefront_master", "password": birth}
        assert json.loads(version.inputs["secretString"]) == document
        assert "secretString" in version.secret_inputs
        assert version.inputs["versionStages"] == ["BIRTH"]
        assert version.ignore_changes == ("versionStages",)
    assert _of_database(stack, VERSION, SERVING).keys() == {f"database-{role}" for role in ROLES}


@every_stack
def test_only_its_own_servers_read_it_and_only_the_function_writes_it(stack: str) -> None:
    account = f"arn:aws:iam::{ACCOUNTS[stack]}:role"
    writers = [
        f"{account}/storefront-{stack}-{SERVING}-database-access",
        f"{account}/storefront-deployment",
    ]
    readers = {
        "master": [], "application": ["application"], "migration": ["migration"], "marketing": ["analytics"],
        "management": ["analytics"], "monitoring": ["monitoring"],
    }  # fmt: skip
    found = by_name(record(stack), POLICY, SERVING)
    assert found.keys() == {f"database-{role}" for role in ROLES}
    for role in ROLES:
        policy = found[f"database-{role}"]
        assert policy.inputs["blockPublicPolicy"] is True
        allowed = [f"{account}/storefront-{stack}-*-{kind}" for kind in readers[role]]
        assert statements(policy) == [
            {
                "Sid": "ReadByItsOwnServers",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": [*allowed, *writers]}},
            },
            {
                "Sid": "WrittenByItsFunction",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
                "Resource": "*",
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": writers}},
            },
        ]


def test_program_and_function_speak_of_the_same() -> None:
    """The function imports nothing of the program: what both must know is held together here."""
    assert (component.MASTER, component.BIRTH) == (function.MASTER, labels.BIRTH)
    assert MASTER_USER == function.MASTER_USER
    assert tuple(component.READERS) == (function.MASTER, *function.MACHINES)
    assert sorted(component.ON_REPLICA) == sorted(function.ON_REPLICA)
