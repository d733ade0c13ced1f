"""Proves that the pipelines may do what Pulumi calls: a preview reads what stands, and a deployment does the rest.

What is called for each type of resource is in `provider/calls.json`, read in the provider's source. What the boundary
withholds from a deployment is in `provider/withheld.py`, and nothing else is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fnmatch import fnmatchcase

import pytest

from operations.recovery.rehoming.removals import backup_plan
from rehearsal.mocks.recorder import ROOT
from tests.access.calls.converse import rights
from tests.access.calls.judged import Judged, judge_requests, refused
from tests.access.evaluator import missing
from tests.access.matrix import DEPLOYMENT, role_of
from tests.access.principals import Principal, Stack
from tests.access.provider.asked import asked, readable
from tests.access.provider.bounded import judge_bounded
from tests.access.provider.commands import COMMANDS, PREVIEW, left
from tests.access.provider.table import Phase, table
from tests.access.provider.withheld import decided, found
from tests.access.rows.row import SERVING, STANDBY
from tests.components.stacks import record

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


def _preview(stack: Stack) -> Principal:
    return stack.principals[f"{stack.prefix}preview"]


def _deployment(stack: Stack) -> Principal:
    return role_of(stack, DEPLOYMENT)


@evaluated
def test_a_preview_may_read_all_that_a_refresh_reads(previewed: Sequence[Judged]) -> None:
    assert refused(previewed) == []
    assert len(previewed) > 1000


def test_what_a_preview_leaves_out_is_the_values_of_secrets_alone(stack: Stack) -> None:
    kept = {id(one) for one in left(stack.resources, PREVIEW.excluded)}
    out = {str(one["type"]) for one in stack.resources if id(one) not in kept}
    assert out == {_VERSION}


def test_the_readme_has_the_previews_command() -> None:
    assert PREVIEW.command("prod") in (ROOT / "README.md").read_text()


@evaluated
def test_a_preview_reads_no_value_of_a_secret(prod: Stack) -> None:
    values = asked(prod, prod.of_type(_VERSION), Phase.READ)
    own = [one for one in values if one.action == "secretsmanager:GetSecretValue"]
    assert len(own) == 3
    assert len(refused(judge_requests(prod, _preview(prod), own))) == len(own)


def test_a_preview_may_read_nothing_that_no_refresh_reads(prod: Stack) -> None:
    by_hand = ("FindState", "State", "StateKey", "TakeItself")
    own = {one for one in rights(prod) if one.role == "preview" and one.sid not in by_hand}
    assert len(own) > 150
    reads = readable()
    assert sorted(str(one) for one in own if not any(fnmatchcase(read, one.action) for read in reads)) == []


def test_a_preview_may_read_every_type_that_some_stack_has(prod: Stack) -> None:
    """By its actions alone: a type that the rehearsed stacks have none of is not put to IAM."""
    own = {one.action for one in rights(prod) if one.role == "preview"}
    reads = {one for row in table().values() if row.token != _VERSION for one in row.actions(Phase.READ)}
    assert sorted(reads - own) == []


@evaluated
@pytest.mark.parametrize("sid", ["FindBuckets", "ReadBundles", "ReadEnvironments", "ReadFunctions", "ReadManifest"])
def test_a_statement_that_goes_missing_is_missed(sid: str, prod: Stack) -> None:
    preview = _preview(prod)
    (lost,) = [row for one in preview.policies.values() for row in one["Statement"] if row["Sid"] == sid]
    reads = [one for one in asked(prod, prod.resources, Phase.READ) if one.action in lost["Action"]]
    assert refused(judge_requests(prod, preview.without(sid), reads))


def test_the_deployments_role_has_an_administrators_rights_and_a_boundary(stack: Stack) -> None:
    """So that what no denial is about need not be asked (`provider/bounded.py`)."""
    deployment = _deployment(stack)
    assert list(deployment.policies) == ["AdministratorAccess"]
    assert deployment.boundary is not None


@evaluated
@pytest.mark.parametrize("phase", [phase for phase in Phase if phase in COMMANDS["pulumi up --refresh"]])
def test_a_deployment_is_refused_what_is_decided_and_nothing_else(phase: Phase, stack: Stack) -> None:
    judged = judge_bounded(stack, _deployment(stack), asked(stack, stack.resources, phase))
    assert set(found(judged)) == decided(phase)


@evaluated
@pytest.mark.parametrize("command", ["pulumi import", "pulumi refresh"])
def test_a_deployment_may_read_and_import_everything(command: str, prod: Stack) -> None:
    """Re-homing imports under the boundary: who has the deployment role does it (docs/runbooks/rehoming.md)."""
    requests = asked(prod, prod.resources, *COMMANDS[command])
    assert refused(judge_bounded(prod, _deployment(prod), requests)) == []


@evaluated
def test_a_rehoming_to_the_other_region_deletes_nothing_that_a_pipeline_may_not_but_the_backup_plan(
    prod: Stack,
) -> None:
    """The program, with the other region in service, has none of these; the plan is deleted by hand before."""
    after = {one.urn for one in record("prod", STANDBY).resources}
    gone = [one for one in prod.resources if one["urn"] not in after]
    assert len(gone) > 100
    by_hand = backup_plan(SERVING)
    kept = [one for one in gone if all(left([one], pattern) for pattern in by_hand)]
    assert len(gone) - len(kept) == len(by_hand)
    assert set(found(judge_bounded(prod, _deployment(prod), asked(prod, kept, Phase.DELETE)))) == set()
    plan = asked(prod, [one for one in gone if one not in kept], Phase.DELETE)
    assert set(found(judge_bounded(prod, _deployment(prod), plan))) == {
        ("BackupsAreKept", "backup:DeleteBackupPlan")
    }


@evaluated
def test_a_denial_that_nobody_decided_is_told(prod: Stack) -> None:
    deployment = _deployment(prod)
    assert deployment.boundary is not None
    denial = {"Sid": "New", "Effect": "Deny", "Action": "rds:ModifyDBInstance", "Resource": "*"}
    boundary = {**deployment.boundary, "Statement": [*deployment.boundary["Statement"], denial]}
    changed = dataclasses.replace(deployment, boundary=boundary)
    judged = judge_bounded(prod, changed, asked(prod, prod.of_type("aws:rds/instance:Instance"), Phase.UPDATE))
    assert set(found(judged)) == {("New", "rds:ModifyDBInstance")}
