"""AWS Backup: what is backed up, when and for how long, its copy in the other region, and restores that prove it.

The vaults are shown in `test_vault`; that the settings' days fit the lock is a rule of the settings.
"""

import json

import pytest

from tests.components.backups.alone import backups
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, by_name, name, settings, statements

ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
PLAN, SELECTION = "aws:backup/plan:Plan", "aws:backup/selection:Selection"
TEST_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TEST_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
MANAGED = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"

pytestmark = pytest.mark.parametrize("stack", STACKS)


def _vault_arn(stack: str, region: str) -> str:
    return by_name(backups(stack), "aws:backup/vault:Vault", region)["backup-vault"].outputs["arn"]


def test_the_plan_backs_up_here_and_copies_there(stack: str) -> None:
    given = settings(stack)["backups"]
    plan = backups(stack).one(PLAN)
    assert (plan.name, plan.region) == (f"{SERVING}-backups", SERVING)
    assert plan.inputs["name"] == name(stack, SERVING, "backups")
    (rule,) = plan.inputs["rules"]
    assert {key: value for key, value in rule.items() if key != "ruleName"} == {
        "targetVaultName": name(stack, SERVING, "backup-vault"),
        "schedule": given["schedule"],
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindow": 60,
        "completionWindow": 360,
        "enableContinuousBackup": False,
        "lifecycle": {"deleteAfter": given["deleteAfterDays"]},
        "copyActions": [
            {
                "destinationVaultArn": _vault_arn(stack, STANDBY),
                "lifecycle": {"deleteAfter": given["copyDeleteAfterDays"]},
            }
        ],
    }


def test_the_primary_is_what_is_backed_up(stack: str) -> None:
    primary = by_name(backups(stack), "aws:rds/instance:Instance", SERVING)["database-a"]
    selection = backups(stack).one(SELECTION)
    assert selection.inputs == {
        "name": name(stack, SERVING, "backups"),
        "planId": backups(stack).one(PLAN).id,
        "iamRoleArn": by_name(backups(stack), ROLE, SERVING)["backup"].outputs["arn"],
        "resources": [primary.outputs["arn"]],
    }


def test_copies_are_restored_on_a_schedule(stack: str) -> None:
    """Each time it is the latest copy that the standby's vault holds."""
    given = settings(stack)["backups"]
    plan = backups(stack).one(TEST_PLAN)
    assert (plan.name, plan.region) == (f"{STANDBY}-restore-test", STANDBY)
    assert plan.inputs == {
        "name": f"storefront_{stack}_us_west_2_restore_test",
        "scheduleExpression": given["restoreTest"]["schedule"],
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindowHours": given["restoreTest"]["startWindowHours"],
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": [_vault_arn(stack, STANDBY)],
            "recoveryPointTypes": ["SNAPSHOT"],
            "selectionWindowDays": given["copyDeleteAfterDays"],
        },
    }


def test_restores_land_on_the_standbys_foundation_out_of_the_internets_reach(stack: str) -> None:
    selection = backups(stack).one(TEST_SELECTION)
    inputs = dict(selection.inputs)
    overrides = inputs.pop("restoreMetadataOverrides")
    assert selection.region == STANDBY
    assert inputs == {
        "name": "database",
        "restoreTestingPlanName": backups(stack).one(TEST_PLAN).inputs["name"],
        "iamRoleArn": by_name(backups(stack), ROLE, STANDBY)["restore-test"].outputs["arn"],
        "protectedResourceType": "RDS",
        "protectedResourceArns": ["*"],
        "validationWindowHours": settings(stack)["backups"]["restoreTest"]["validationWindowHours"],
    }
    assert json.loads(overrides.pop("vpcSecurityGroupIds")) == ["sg-restored-copy"]
    assert overrides == {
        "dbSubnetGroupName": name(stack, STANDBY, "database"),
        "dbParameterGroupName": name(stack, STANDBY, "postgres17"),
        "publiclyAccessible": "false",
        "enableIamDatabaseAuthentication": "true",
    }


@pytest.mark.parametrize(
    ("region", "role", "rights", "user"),
    [(SERVING, "backup", "Backup", SELECTION), (STANDBY, "restore-test", "Restores", TEST_SELECTION)],
)
def test_each_job_has_a_role_with_its_own_rights_alone(
    stack: str, region: str, role: str, rights: str, user: str
) -> None:
    made = by_name(backups(stack), ROLE, region)[role]
    attachments = [a for a in backups(stack).of_type(ATTACHMENT) if a.inputs["role"] == made.inputs["name"]]
    assert statements(made, "assumeRolePolicy") == [
        {
            "Sid": "AssumedByService",
            "Effect": "Allow",
            "Principal": {"Service": "backup.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]}},
        }
    ]
    assert [a.inputs["policyArn"] for a in attachments] == [f"{MANAGED}{rights}"]
    # A job that starts before its rights are there fails.
    assert attachments[0].urn in backups(stack).one(user).dependencies
