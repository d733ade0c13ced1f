"""The standalone servers: groups of one, what each kind may do, and that each kind is brought to its playbook.

How every server is launched is shown in `test_fleet`; the bundle in `test_bundle`.
"""

import base64
import json
import re
from typing import Any

import pytest
import yaml

from components.encryption.keys import Purpose
from components.servers.kinds import STANDALONE, ServerKind
from components.servers.patching import window_schedule
from components.settings import WeeklyWindow
from components.shared.address_plan import Tier
from rehearsal.mocks.recorder import ROOT
from tests.components.servers.alone import servers
from tests.components.stacks import SERVING, SITES, STACKS, by_name, listed, settings, statements
from tests.support.alone import key_arn, subnet_ids

GROUP, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
ASSOCIATION, POLICY = "aws:ssm/association:Association", "aws:iam/rolePolicy:RolePolicy"
KINDS = {str(kind) for kind in ServerKind}
# Canonical's words for what the processors understand that the settings' types have; every other family is x86_64.
GRAVITON = re.compile(r"[a-z]+[0-9]g[a-z]*\..*")
# The folders of artefacts that are called otherwise than the variables with their checksums.
FOLDERS = {"cli": "storefront-cli"}

every_stack = pytest.mark.parametrize("stack", STACKS)
every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_stack
@pytest.mark.parametrize("kind", STANDALONE)
def test_each_is_a_group_of_one_that_may_come_up_in_any_zone(stack: str, kind: str) -> None:
    group = by_name(servers(stack), GROUP, SERVING)[kind].inputs
    assert (group["minSize"], group["maxSize"]) == (1, 1)
    assert group["vpcZoneIdentifiers"] == subnet_ids(stack, SERVING, Tier.APPLICATION)
    assert group["instanceRefresh"]["preferences"]["minHealthyPercentage"] == 0


@every_stack
@pytest.mark.parametrize("kind", STANDALONE)
def test_each_has_the_type_of_its_settings_and_an_image_that_its_processor_runs(stack: str, kind: str) -> None:
    template = by_name(servers(stack), TEMPLATE, SERVING)[kind].inputs
    first, *rest = kind.split("-")
    expected = settings(stack)["servers"]["".join([first, *(word.title() for word in rest)])]
    assert template["instanceType"] == expected["instanceType"]
    architecture = "arm64" if GRAVITON.fullmatch(expected["instanceType"]) else "amd64"
    assert template["imageId"].startswith("resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/")
    assert f"/{architecture}/" in template["imageId"]
    devices = [one["deviceName"] for one in template["blockDeviceMappings"]]
    assert devices == (["/dev/sda1", "/dev/sdf"] if "dataGib" in expected else ["/dev/sda1"])


@every_stack
def test_patches_begin_in_a_window_until_an_hour_before_its_end(stack: str) -> None:
    """Systems Manager refuses a window whose last beginning lies before its first."""
    windows = servers(stack).of_type("aws:ssm/maintenanceWindow:MaintenanceWindow")
    assert windows
    assert all(window.inputs["cutoff"] == 1 < window.inputs["duration"] for window in windows)


@every_stack
def test_no_two_kinds_share_a_security_group(stack: str) -> None:
    """So that a rule for one opens nothing to another."""
    found = {
        kind: [group for interface in template.inputs["networkInterfaces"] for group in interface["securityGroups"]]
        for kind, template in by_name(servers(stack), TEMPLATE, SERVING).items()
    }
    standalone = {str(kind): [f"sg-{one.group}"] for kind, one in STANDALONE.items()}
    assert found == {"application": ["sg-application"], **standalone}
    assert len({group for some in found.values() for group in some}) == len(ServerKind)


@every_stack
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_is_brought_to_its_playbook_on_boot(stack: str, kind: str) -> None:
    association = by_name(servers(stack), ASSOCIATION, SERVING)[kind].inputs
    bundle = by_name(servers(stack), "aws:s3/bucketObjectv2:BucketObjectv2", SERVING)["bundle"].inputs
    assert association["targets"] == [{"key": "tag:Server", "values": [kind]}]
    assert association["applyOnlyAtCronInterval"] is False
    given = association["parameters"]
    assert (given["Kind"], given["Key"]) == (kind, bundle["key"])
    assert bundle["key"] == f"bundles/{given['Sha256']}.tar.gz"


def _variables(stack: str, kind: str) -> dict[str, str]:
    given = by_name(servers(stack), ASSOCIATION, SERVING)[kind].inputs["parameters"]["Variables"]
    return json.loads(base64.b64decode(given))


@every_stack
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_playbooks_get_exactly_the_variables_that_their_roles_declare(stack: str, kind: str) -> None:
    """Read from the roles themselves, so that a variable that is added there is missed here."""
    [play] = yaml.safe_load((ROOT / "ansible" / "playbooks" / f"{kind}.yml").read_text())
    wanted: set[str] = set()
    optional: set[str] = set()
    for role in play["roles"]:
        specification = yaml.safe_load((ROOT / "ansible/roles" / role / "meta/argument_specs.yml").read_text())
        for name, about in specification["argument_specs"]["main"]["options"].items():
            if name.startswith("storefront_"):
                (wanted if about.get("required") else optional).add(name)
    given = _variables(stack, kind).keys()
    assert wanted <= given <= wanted | optional


def test_the_bridge_is_told_the_primary_in_order_to_refuse_it() -> None:
    primary = by_name(servers("prod"), "aws:rds/instance:Instance", SERVING)["database-a"].outputs["address"]
    variables = _variables("prod", "tableau-bridge")
    assert variables["storefront_primary_host"] == primary
    assert "storefront_connection_secret" not in variables


def test_log_groups_are_those_that_the_agent_writes_to() -> None:
    rows = yaml.safe_load((ROOT / "ansible/roles/cloudwatch_agent/vars/main.yml").read_text())
    logs: list[dict[str, Any]] = rows["cloudwatch_agent_logs"]
    made = by_name(servers("prod"), "aws:cloudwatch/logGroup:LogGroup", SERVING).values()
    names = [re.fullmatch(r"/[a-z0-9-]+-servers/([a-z-]+)/([a-z-]+)", group.inputs["name"]) for group in made]
    declared = {name.groups() for name in names if name}
    assert {(kind, row["stream"]) for row in logs for kind in row.get("kinds", KINDS)} == declared


def _rights(stack: str, region: str, kind: str) -> list[dict[str, Any]]:
    return statements(by_name(servers(stack), POLICY, region)[kind])


def _allowed(stack: str, kind: str, action: str) -> set[str]:
    return {
        resource
        for one in _rights(stack, SERVING, kind)
        if action in listed(one["Action"])
        for resource in listed(one["Resource"])
    }


@every_stack
def test_each_kind_reads_the_secrets_that_its_playbook_is_told_and_no_other_kinds(stack: str) -> None:
    read: list[str] = []
    for kind in sorted(KINDS):
        told = {value for name, value in _variables(stack, kind).items() if name.endswith("_secret")}
        arns = _allowed(stack, kind, "secretsmanager:GetSecretValue")
        assert {arn.rpartition(":")[2].removesuffix("-??????") for arn in arns} == told
        read += told
    assert read
    assert len(set(read)) == len(read)


@every_stack
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_takes_the_artefacts_whose_checksums_its_playbook_is_told(stack: str, kind: str) -> None:
    told = [re.fullmatch(r"storefront_(\w+)_sha256", name) for name in _variables(stack, kind)]
    names = [found[1].replace("_", "-") for found in told if found]
    folders = {arn.split("/")[1] for arn in _allowed(stack, kind, "s3:GetObject")}
    assert folders == {"bundles", *(FOLDERS.get(name, name) for name in names)}


@every_site
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_both_sites_give_a_kind_the_same_rights(stack: str, region: str, kind: str) -> None:
    rights, there = json.dumps(_rights(stack, region, kind)), json.dumps(_rights(stack, SERVING, kind))
    keys = re.compile(r"key/[0-9a-f-]{36}")
    assert keys.sub("key", rights.replace(region, SERVING)) == keys.sub("key", there)


@every_site
def test_servers_write_no_delivery_and_no_parameter(stack: str, region: str) -> None:
    for kind in KINDS:
        for one in _rights(stack, region, kind):
            if "s3:PutObject" in listed(one["Action"]):
                assert not [arn for arn in listed(one["Resource"]) if "-server-reports-" not in arn]
            assert not [action for action in listed(one["Action"]) if action.startswith(("iam:", "ssm:Put"))
                        and action not in {"ssm:PutComplianceItems", "ssm:PutInventory"}]  # fmt: skip


@every_site
def test_sessions_are_encrypted_recorded_and_ended(stack: str, region: str) -> None:
    document = by_name(servers(stack), "aws:ssm/document:Document", region)["sessions"].inputs
    inputs = json.loads(document["content"])["inputs"]
    assert document["name"] == "SSM-SessionManagerRunShell"
    assert inputs["kmsKeyId"] == key_arn(stack, region, Purpose.SESSIONS)
    assert inputs["cloudWatchLogGroupName"] == f"/storefront-{stack}-{region}-sessions"
    assert (inputs["cloudWatchEncryptionEnabled"], inputs["idleSessionTimeout"]) == (True, "15")


def test_a_window_opens_when_the_settings_say() -> None:
    assert window_schedule(WeeklyWindow("wed:08:30-wed:10:30")) == "cron(30 8 ? * WED *)"
    assert window_schedule(WeeklyWindow("sun:23:05-mon:01:05")) == "cron(5 23 ? * SUN *)"
