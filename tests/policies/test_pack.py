"""Proves that the pack starts as Pulumi's language host starts it, answers over gRPC, and ends when told to.

The real CLI with the pack is in tests/engine; what the guardrails say is in test_examples.py.
"""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from policies.catalogue import GUARDRAILS, RESOURCE_GUARDRAILS
from policies.engine.review import EXEMPTIONS
from policies.frame import tokens
from policies.frame.guardrail import resource
from tests.policies.protocol import one

PACK = Path("policies").resolve()


def _start(pack: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(pack)],
        cwd=pack,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def stub() -> Iterator[Any]:
    process = _start(PACK)
    assert process.stdout
    port = int(process.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield cast("Any", analyzer_pb2_grpc.AnalyzerStub(channel))
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


def test_it_lists_every_guardrail(stub: Any) -> None:
    info: analyzer_pb2.AnalyzerInfo = stub.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "storefront"
    # What it demands is in reviewed files alone.
    assert info.supportsConfig is False
    assert [policy.name for policy in info.policies] == [*(one.name for one in GUARDRAILS), EXEMPTIONS]


def test_no_module_declares_a_guardrail_that_the_pack_does_not_have() -> None:
    """Such as one outside its module's `GUARDRAILS`."""
    declared = [re.findall(r'Guardrail\(\s*name="([\w-]+)"', file.read_text()) for file in PACK.glob("*/*.py")]
    names = [name for some in declared for name in some]
    assert len(names) > len(GUARDRAILS) / 2
    assert set(names) <= {one.name for one in GUARDRAILS}


def test_a_violation_comes_back_under_its_guardrails_name(stub: Any) -> None:
    public = one(resource(tokens.RDS_INSTANCE, {"publiclyAccessible": True}))
    said: analyzer_pb2.AnalyzeResponse = stub.Analyze(public)
    found = [diagnostic for diagnostic in said.diagnostics if diagnostic.policyName == "database-not-public"]
    assert len(found) == 1
    assert "publiclyAccessible is true" in found[0].message
    assert found[0].enforcementLevel == analyzer_pb2.MANDATORY


def test_guardrails_about_other_types_do_not_count_as_passed(stub: Any) -> None:
    said: analyzer_pb2.AnalyzeResponse = stub.Analyze(one(resource(tokens.KMS_KEY, {})))
    left_out = {one.policy_name for one in said.not_applicable}
    assert left_out == {one.name for one in RESOURCE_GUARDRAILS if tokens.KMS_KEY not in one.types}


def test_a_wrong_exemptions_file_ends_it_with_the_reason_alone(tmp_path: Path) -> None:
    pack = tmp_path / "policies"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    (pack / "exemptions.yaml").write_text("exemptions:\n  - guardrail: nothing\n")
    process = _start(pack)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert output == ""
    assert "there is no guardrail 'nothing'" in errors
    assert "Traceback" not in errors
