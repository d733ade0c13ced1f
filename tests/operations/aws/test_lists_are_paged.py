"""Proves that no code reads a list by one call alone: the client refuses to, and no source asks boto3 itself to.

Which operations answer in pages is botocore's to say, in its paginators and in its models, so that an operation which
nobody here has thought of is found as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import botocore
import pytest

from operations.aws import AwsClient, UnpagedListError
from operations.aws.paging import rule_of
from operations.aws.settings import Settings

ROOT = Path(__file__).parents[3]
# Everything that calls AWS: the folders of the code, and Ansible's modules on the servers.
CODE = ("ansible", "bench", "cli", "components", "functions", "operations", "rehearsal")
EMULATOR = ROOT / "rehearsal" / "emulator"
CALLS = {"call", "call_again"}
CONNECTION = AwsClient(settings=Settings(isolated=True)).connection
SERVICES = frozenset(CONNECTION.services())


def sources() -> Iterator[Path]:
    for folder in CODE:
        # The emulator's own methods have the names of what it answers.
        yield from (path for path in (ROOT / folder).rglob("*.py") if EMULATOR not in path.parents)


def paged(service: str, operation: str) -> bool:
    known = operation in CONNECTION.operations(service)
    return known and rule_of(CONNECTION, service, operation) is not None


def texts(call: ast.Call) -> list[str]:
    return [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def asked_once(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lists that a source asks the client for by `call`, where it names service and operation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            named = texts(node)
            for service, operation in pairwise(named):
                if service in SERVICES and paged(service, operation):
                    yield node.lineno, f"{service}.{operation}"


METHODS = {
    str(cast("Any", botocore).xform_name(operation))
    for service in (
        "autoscaling", "backup", "cloudwatch", "dynamodb", "ec2", "elbv2", "iam", "lambda", "logs", "rds", "s3",
        "secretsmanager", "ssm",
    )
    for operation in CONNECTION.operations(service)
    if paged(service, operation)
}  # fmt: skip
"""boto3's own names of the lists of the services that we use."""


def asked_of_boto3(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lists that a source asks one of boto3's clients for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            # DynamoDB's are short words that others have too; with a table they are its own.
            if node.func.attr in {"query", "scan"} and not any(one.arg == "TableName" for one in node.keywords):
                continue
            yield node.lineno, node.func.attr


def test_no_source_asks_for_a_list_by_one_call() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in sources()
        for search in (asked_once, asked_of_boto3)
        for line, what in search(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found


def test_the_search_finds_what_it_is_for() -> None:
    bad = 'aws.call(region, "rds", "DescribeDBInstanceAutomatedBackups")\nregion.call("pi", "GetResourceMetrics")'
    assert [what for _, what in asked_once(ast.parse(bad))] == [
        "rds.DescribeDBInstanceAutomatedBackups",
        "pi.GetResourceMetrics",
    ]
    good = 'aws.call(region, "rds", "DeleteDBInstance")\ncloud.list_all(region, "rds", "DescribeDBInstances")'
    assert not list(asked_once(ast.parse(good)))
    assert list(asked_of_boto3(ast.parse("rds.describe_db_instances(DBInstanceIdentifier=name)")))


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("rds", "DescribeDBInstanceAutomatedBackups"),
        ("logs", "DescribeLogGroups"),
        ("ec2", "DescribeVpcEndpoints"),
        ("dynamodb", "Query"),
        # botocore has no paginator for these: their models say it.
        ("pi", "GetResourceMetrics"),
        ("wafv2", "ListWebACLs"),
        ("cloudfront", "ListCachePolicies"),
    ],
)
def test_the_client_refuses_what_no_search_sees(service: str, operation: str) -> None:
    client = AwsClient(settings=Settings(isolated=True, endpoint="http://127.0.0.1:9", access_key=("id", "secret")))
    for call in (client.call, client.call_again):
        with pytest.raises(UnpagedListError, match=rf"{service}\.{operation} answers in pages.*list_all\(\)"):
            call("us-east-1", service, operation)


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("rds", "DeleteDBInstance"),
        ("secretsmanager", "DescribeSecret"),
        ("wafv2", "UpdateWebACL"),  # a lock's token is none of a page
        ("ec2", "CreateVpcEndpoint"),  # nor is a client's token
        ("kms", "CreateGrant"),
    ],
)
def test_what_is_no_list_is_called(service: str, operation: str) -> None:
    assert not paged(service, operation)
