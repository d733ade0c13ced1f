"""Proves that what IAM limits is not outgrown by an environment with a long name in regions with long names."""

import json

import pytest

from components.baseline.scaling_role import ScalingRole, ScalingRoleArgs
from components.identity.arns import DatabaseIds, EnvironmentArns
from components.identity.names import Person, Pipeline
from components.identity.people import PEOPLE
from components.identity.pipelines import PIPELINES
from components.settings import PipelineSettings
from components.settings.regions import REGIONS
from components.shared.naming import Account, Place
from components.shared.policy_documents import document
from rehearsal.mocks.recorder import run_component

LONGEST = "e" * 10
ROLES_POLICIES, ROLES_NAME = 10240, 64
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@pytest.mark.parametrize("person", [one for one in Person if PEOPLE[one].statements])
def test_what_a_role_may_do_fits(person: Person) -> None:
    regions = sorted(REGIONS, key=len)[-2:]
    account = Account(environment=LONGEST, account="111122223333")
    arns = EnvironmentArns(account=account, regions=regions, serving=regions[0], operations_host=True, replica=True)
    ids = DatabaseIds(primary="db-" + "A" * 26, replicas=("db-" + "B" * 26,))
    statements = PEOPLE[person].statements
    assert statements is not None
    assert len(json.dumps(json.loads(document(statements(arns, ids))), separators=(",", ":"))) <= ROLES_POLICIES


@pytest.mark.parametrize("pipeline", list(Pipeline))
def test_what_a_pipeline_may_do_fits(pipeline: Pipeline) -> None:
    regions = sorted(REGIONS, key=len)[-2:]
    account = Account(environment=LONGEST, account="111122223333")
    arns = EnvironmentArns(account=account, regions=regions, serving=regions[0], operations_host=True, replica=True)
    settings = PipelineSettings.model_validate(
        {
            "issuer": "token.actions.githubusercontent.com",
            "repository": "example/storefront",
            "stateBucket": "b" * 63,
            "stateKey": f"arn:aws:kms:{regions[0]}:111122223333:key/00000000-0000-0000-0000-000000000000",
        }
    )
    role = f"arn:aws:iam::111122223333:role/{'r' * ROLES_NAME}"
    assert len(document(PIPELINES[pipeline].statements(arns, settings, role))) <= ROLES_POLICIES


def test_the_role_that_launches_servers_has_a_name_that_fits() -> None:
    place = Place(environment=LONGEST, region=max(REGIONS, key=len), account="111122223333")

    def program() -> None:
        ScalingRole("scaling", args=ScalingRoleArgs(place=place))

    role = run_component(program, stack="prod").one("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    assert len(f"AWSServiceRoleForAutoScaling_{role.inputs['customSuffix']}") <= ROLES_NAME
