"""Proves that the table of the provider's calls is whole: every type that the program makes, and no other.

Its operations are botocore's, its actions the service authorization reference's, and what it reads is what
CloudFormation's handlers read, or `handlers.py` says why not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import botocore.loaders
import pytest

from tests.access.principals import Stack
from tests.access.provider.handlers import DIFFERENCES, explained, unread
from tests.access.provider.program import asked, in_file, made
from tests.access.provider.table import Phase, UnknownTypeError, row_of, table

_OWN_PROVIDERS = ("pulumi:", "storefront:", "random:")


def test_every_type_that_the_program_can_make_has_a_row_and_no_row_is_for_another() -> None:
    for token in made():
        row_of(token)
    assert sorted(table().keys() - made().keys()) == []


def test_every_type_of_a_rehearsed_stack_has_a_row(stack: Stack) -> None:
    tokens = {str(one["type"]) for one in stack.resources}
    for token in sorted(one for one in tokens if not one.startswith(_OWN_PROVIDERS)):
        row_of(token)


def test_a_type_without_a_row_is_an_error_that_says_what_to_add_where() -> None:
    with pytest.raises(
        UnknownTypeError,
        match=r"aws:sqs/queue:Queue: add its row to tests/access/provider/calls\.json.*hashicorp/terraform-provider-aws",
    ):
        row_of("aws:sqs/queue:Queue")


@pytest.mark.parametrize(
    "code",
    [
        "import pulumi_aws as aws\naws.sqs.Queue('one')",
        "import pulumi_aws\npulumi_aws.sqs.Queue('one')",
        "from pulumi_aws import sqs\nsqs.Queue('one')",
        "from pulumi_aws.sqs import Queue as Line\nLine('one')",
    ],
)
def test_a_type_is_found_by_whichever_import(code: str, tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(code)
    assert "aws:sqs/queue:Queue" in {getattr(one, "pulumi_type", "") for one in in_file(file)}


def test_the_program_asks_aws_for_nothing_while_it_runs() -> None:
    """So a preview without --refresh calls no more than STS; a data source here needs rows, and rights of `preview`."""
    assert asked() == {}


def test_every_operation_is_one_of_its_service_and_has_an_action() -> None:
    loader = cast("Any", botocore.loaders).create_loader()
    for row in table().values():
        for service, operation in row.operations(*Phase):
            assert operation in loader.load_service_model(service, "service-2")["operations"], (
                row.token,
                service,
                operation,
            )
        row.actions(*Phase)


def test_every_row_says_where_it_was_read() -> None:
    for row in table().values():
        assert row.calls[Phase.READ], row.token
        assert row.source, row.token
        assert all(one.startswith("internal/service/") and one.endswith(".go") for one in row.source), row.token


def test_what_handlers_read_the_provider_reads_or_a_row_says_why_not() -> None:
    assert [f"{name}: {action}" for name, action in unread()] == []


def test_no_difference_is_explained_that_is_none() -> None:
    assert set(DIFFERENCES) - set(explained()) == set()
