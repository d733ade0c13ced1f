"""Takes each role for real: the stack stands in the embedded AWS, enforcement is on, and sessions make calls.

A smoke test of the whole way from the program to a session. moto's enforcement is partial, as its own source says: it
knows no boundaries, reads few conditions, and compares the resources of most services with `*` alone, so that a call on
a named resource is refused whatever the policy says. So a call that must succeed is tried of the roles that may make
one on everything; the exact answers are `test_matrix`'s.
"""

import json
import re
import urllib.request
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import botocore.session
import pytest
from botocore.exceptions import ClientError

from components.servers.kinds import ServerKind
from tests.access.principals import Stack
from tests.support.rehearsals import rehearsed

REGION = "us-east-1"
# Per role a call that its policies allow on everything, where there is one, and one that they do not.
CALLS: dict[str, tuple[tuple[str, str] | None, tuple[str, str]]] = {
    "analyst": (None, ("rds", "DescribeEvents")),
    **{str(kind): (None, ("rds", "DescribeDBInstances")) for kind in ServerKind},
    "auditor": (("iam", "ListRoles"), ("s3", "CreateBucket")),
    "backup": (("rds", "DescribeDBSnapshots"), ("iam", "ListUsers")),
    "break-glass": (("iam", "ListUsers"), ("", "")),
    "database-access": (("secretsmanager", "GetRandomPassword"), ("iam", "ListUsers")),
    "database-reading": (None, ("rds", "DescribeDBInstances")),
    "database-tuning": (None, ("rds", "DescribeDBInstances")),
    "database-tuning-schedule": (None, ("rds", "DescribeDBInstances")),
    "drill-reminder": (None, ("rds", "DescribeDBInstances")),
    "heartbeat": (None, ("rds", "DescribeDBInstances")),
    "restore-validation": (None, ("iam", "ListUsers")),
    "verification": (None, ("rds", "DescribeDBInstances")),
    "visitors": (None, ("rds", "DescribeDBInstances")),
    "visitors-schedule": (None, ("rds", "DescribeDBInstances")),
    "database-administrator": (("rds", "DescribeDBInstances"), ("iam", "ListUsers")),
    "database-monitoring": (None, ("rds", "DescribeDBInstances")),
    "deployment": (None, ("rds", "DescribeDBInstances")),
    "developer": (("rds", "DescribeDBInstances"), ("iam", "ListUsers")),
    "flow-logs": (None, ("rds", "DescribeDBInstances")),
    "image-build": (None, ("rds", "DescribeDBInstances")),
    "operator": (("rds", "DescribeDBInstances"), ("iam", "ListUsers")),
    "patches": (("ssm", "ListCommands"), ("rds", "DescribeDBInstances")),
    "preview": (("ec2", "DescribeVpcs"), ("dynamodb", "ListTables")),
    "restore-test": (("rds", "DescribeDBSnapshots"), ("iam", "ListUsers")),
    "test-page": (None, ("rds", "DescribeDBInstances")),
    "trail": (None, ("rds", "DescribeDBInstances")),
}


@cache
def _session() -> Any:
    """One for all clients: each would read the services' models anew, which takes longer than the calls."""
    return cast("Any", botocore.session.Session())


@dataclass(frozen=True)
class Standing:
    """A stack that stands in an emulator with enforcement on, a user who may only take roles, sessions of all roles."""

    endpoint: str
    stack: Stack
    keys: dict[str, str]
    sessions: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def call(self, keys: dict[str, str], service: str, operation: str, **params: Any) -> dict[str, Any]:
        """Call as whoever has the keys."""
        client = _session().create_client(service, region_name=REGION, endpoint_url=self.endpoint, **keys)
        return client._make_api_call(operation, params)

    def session(self, arn: str) -> dict[str, str]:
        """The keys of a session of a role."""
        given = self.call(self.keys, "sts", "AssumeRole", RoleArn=arn, RoleSessionName="somebody")["Credentials"]
        return _keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def _keys(key: str, secret: str, token: str | None = None) -> dict[str, str]:
    more = {} if token is None else {"aws_session_token": token}
    return {"aws_access_key_id": key, "aws_secret_access_key": secret, **more}


@pytest.fixture(scope="module")
def standing(prod: Stack) -> Generator[Standing]:
    told = rehearsed("prod").exports
    there = Standing(
        told["AWS_ENDPOINT_URL"], prod, _keys(told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"])
    )
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    there.call(there.keys, "iam", "PutUserPolicy", UserName="rehearsal", PolicyName="take", PolicyDocument=document)
    # Before enforcement: nobody here is the service, the job or the person with MFA that a role is for.
    for principal in there.stack.principals.values():
        there.sessions[principal.arn] = there.session(principal.arn)
    _enforce(there.endpoint, after=0)
    yield there
    # Others call the same emulator, as nobody in particular.
    _enforce(there.endpoint, after=float("inf"))


def _enforce(endpoint: str, *, after: float) -> None:
    """Have calls authorised from now on, but for so many of them."""
    # Sent as a form, which is what urllib would call it, the number would not be read.
    headers = {"Content-Type": "text/plain"}
    request = urllib.request.Request(
        f"{endpoint}/moto-api/reset-auth", data=str(after).encode(), headers=headers, method="POST"
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.status == 200


def _refused(standing: Standing, keys: dict[str, str], service: str, operation: str) -> bool:
    params = {"Bucket": "another"} if operation == "CreateBucket" else {}
    try:
        standing.call(keys, service, operation, **params)
    except ClientError as error:
        # moto refuses in XML whatever the protocol, so that the status says it where the code cannot be read.
        if cast("Any", error).response["ResponseMetadata"]["HTTPStatusCode"] != 403:
            raise
        return True
    return False


def _roles(stack: Stack) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, principal in stack.principals.items():
        short = re.sub(r"^storefront-prod-(us-[a-z]+-\d-)?", "", name)
        found.setdefault(short, []).append(principal.arn)
    return found


def test_every_role_has_its_calls(standing: Standing) -> None:
    assert _roles(standing.stack).keys() == CALLS.keys()


def test_enforcement_is_on(standing: Standing) -> None:
    """Whoever has only the right to take roles can do nothing else; so that what follows proves something."""
    assert _refused(standing, standing.keys, "iam", "ListUsers")


@pytest.mark.parametrize("role", ["developer", "operator", "break-glass"])
def test_who_is_not_trusted_takes_no_role(standing: Standing, role: str) -> None:
    """Though the user's own policy allows it."""
    (arn,) = _roles(standing.stack)[role]
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        standing.session(arn)


@pytest.mark.parametrize("role", CALLS)
def test_a_session_of_each_role_obeys(standing: Standing, role: str) -> None:
    allowed, denied = CALLS[role]
    for arn in _roles(standing.stack)[role]:
        keys = standing.sessions[arn]
        identity = standing.call(keys, "sts", "GetCallerIdentity")
        assert identity["Arn"] == f"{arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/somebody"
        if allowed is not None:
            assert not _refused(standing, keys, *allowed), allowed
        if denied != ("", ""):  # nothing is refused to the break-glass role but by its boundary
            assert _refused(standing, keys, *denied), denied
