"""Proves that two stores stand in one account and the same regions, and that they could not if both kept everything.

The settings' refusal of the second is left to tests/components/settings; that every name carries its environment to
tests/components/test_program.py.
"""

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest
from rich.console import Console

from cli.wishes.table import SECOND_STORE
from components.identity.pipelines import PIPELINES
from rehearsal.emulator import Emulator, start
from rehearsal.host.children import Children
from rehearsal.host.offline import offline
from rehearsal.host.pack import Pack
from rehearsal.host.settings import StackFile
from rehearsal.mocks.recorder import Record as Recorded
from rehearsal.mocks.recorder import Registered, laid_over
from rehearsal.progress import Progress
from rehearsal.provider import HANDLERS
from rehearsal.provider.embedded import clients
from rehearsal.record import Record
from rehearsal.run import Foundation, Rehearsal
from rehearsal.scrubber import SecretScrubber
from tests.components.settings.files import values_of, write
from tests.components.stacks import record
from tests.rehearsal.shapes.standing import link_project
from tests.support.programs import recorded

# AWS has each of these once, by a name that is not ours to choose.
GIVEN_NAMES = {"RDSOSMetrics", "SSM-SessionManagerRunShell"}


def _stand(root: Path, stack: str, emulator: Emulator) -> Record:
    """Rehearse a stack of the project on an embedded AWS that is there already."""
    children, scrubber, file = Children(), SecretScrubber(), StackFile.read(root, stack)
    try:
        with offline() as apart, clients(emulator.endpoint) as client_for:
            environment = {**apart, **file.environment()}
            foundation = Foundation(HANDLERS, client_for)
            pack = Pack(children, root / "policies", environment)
            progress = Progress(Console(file=StringIO()))
            return Rehearsal(file, foundation, pack, children, environment, progress, scrubber).run()
    finally:
        children.end()


@pytest.mark.slow
def test_two_stores_stand_in_one_account(tmp_path: Path) -> None:
    link_project(tmp_path)
    write(tmp_path, "staging", values_of("staging"))
    write(tmp_path, "boutique", laid_over(values_of("staging"), SECOND_STORE))
    with start(None) as emulator:
        for stack in ("staging", "boutique"):
            made = _stand(tmp_path, stack, emulator)
            assert made.passed, [*made.failed, *made.violations, *made.unfaithful]


def second() -> Recorded:
    """The program of the second store, under the first one's name: only so can the two be compared."""
    return recorded("staging", {**SECOND_STORE, "environment": "staging"})


def test_what_is_kept_elsewhere_is_left_out_and_nothing_else() -> None:
    """Of each there is one type, or the name that AWS gave it; whatever stands in them goes with them."""
    programs = (record("staging"), second())
    made, left = ({(one.type, _given(one)) for one in program.resources} for program in programs)
    gone = made - left - {(one.type, None) for one in record("staging").resources if "operations-host" in one.name}
    assert {(token.rpartition(":")[2], name) for token, name in gone} == {
        ("AccountPasswordPolicy", None), ("AccountPublicAccessBlock", None),
        ("Analyzer", None), ("AnomalyMonitor", None), ("AnomalySubscription", None), ("CostAnomalyDetection", None),
        ("DefaultKmsKey", None), ("DefaultPatchBaseline", None), ("Detector", None), ("DetectorFeature", None),
        ("Document", "SSM-SessionManagerRunShell"), ("EncryptionByDefault", None), ("ImageBlockPublicAccess", None),
        ("InstanceMetadataDefaults", None), ("LogGroup", "RDSOSMetrics"), ("OpenIdConnectProvider", None),
        ("PatchBaseline", None), ("RegionDefaults", None), ("ServiceSetting", None), ("Sessions", None),
        ("SnapshotBlockPublicAccess", None), ("VpcBlockPublicAccessOptions", None),
    }  # fmt: skip


# What AWS makes anew for whoever asks: two stores' are two, though nothing in them says whose they are.
MADE_ANEW = {aws.acm.Certificate, aws.ec2.Eip, aws.ec2.Vpc, aws.kms.Key}
# What an account, or each of its regions, has once, and which carries no store's name.
NOBODYS = {
    aws.ebs.EncryptionByDefault,
    aws.ebs.SnapshotBlockPublicAccess,
    aws.ec2.ImageBlockPublicAccess,
    aws.ec2.InstanceMetadataDefaults,
    aws.ec2.VpcBlockPublicAccessOptions,
    aws.guardduty.Detector,
    aws.iam.AccountPasswordPolicy,
    aws.iam.OpenIdConnectProvider,
    aws.s3.AccountPublicAccessBlock,
    aws.ssm.ServiceSetting,
}
# What else there is once, though a store's name may stand in it, or though nothing here makes it.
ONCE = {
    aws.accessanalyzer.Analyzer,
    aws.apigateway.Account,
    aws.backup.GlobalSettings,
    aws.backup.RegionSettings,
    aws.cfg.Recorder,
    aws.costexplorer.AnomalyMonitor,
    aws.ebs.DefaultKmsKey,
    aws.ec2.SerialConsoleAccess,
    aws.ecr.RegistryPolicy,
    aws.guardduty.DetectorFeature,
    aws.iam.AccountAlias,
    aws.inspector2.Enabler,
    aws.macie2.Account,
    aws.securityhub.Account,
    aws.sns.SmsPreferences,
    aws.ssm.DefaultPatchBaseline,
    aws.xray.EncryptionConfig,
}


def _nobodys(program: Recorded) -> set[str]:
    """The types of what carries neither the environment's name nor anything of another resource."""
    found = set[str]()
    for one in program.resources:
        inputs = {key: value for key, value in one.inputs.items() if key not in {"tags", "description"}}
        said = "staging" in json.dumps(inputs, default=str) or any(one.property_dependencies.values())
        if one.custom and one.type.startswith("aws:") and not said:
            found.add(one.type)
    return found


def _tokens(types: Iterable[type[pulumi.CustomResource]]) -> set[str]:
    return {str(cast("Any", one).pulumi_type) for one in types}


def test_what_carries_no_stores_name_is_made_by_one_store() -> None:
    """Whoever adds such a type says here that two may stand, or gives it a name in `keptElsewhere`."""
    assert _nobodys(record("staging")) <= _tokens(MADE_ANEW | NOBODYS)
    assert _nobodys(record("staging")) >= _tokens(NOBODYS)
    assert _nobodys(second()) <= _tokens(MADE_ANEW)


def test_the_second_store_makes_nothing_that_there_is_once() -> None:
    assert {one.type for one in second().resources}.isdisjoint(_tokens(NOBODYS | ONCE))


def _given(one: Registered) -> str | None:
    return next((name for name in GIVEN_NAMES if one.inputs.get("name") == name), None)


def test_pipelines_trust_the_provider_that_stands_already() -> None:
    trusts = [role.inputs["assumeRolePolicy"] for role in second().of_type("aws:iam/role:Role")]
    provider = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"
    assert sum(provider in str(trust) for trust in trusts) == len(PIPELINES)
