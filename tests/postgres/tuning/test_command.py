"""`storefront database tune` from end to end: manifest, secret, TLS, a real PostgreSQL and the embedded AWS, twice.

What it finds on a sick database is in `test_problems`; here: that the second run compares with the first, and its refusals.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from components.functions.package import PACKAGES
from manifest.path import path
from operations.aws import AwsClient, AwsRegion
from operations.errors import BAD_INPUT, FAILED
from rehearsal.mocks.manifest import sections
from tests.functions.tuning.aws import REGION, instance, put, sample
from tests.postgres.world import World

STACK = "tuned"
READING = PACKAGES["database-reading"]
PLACE = "s3://tuning-reports/tuning"


@pytest.fixture(scope="module")
def manifest(furnished: World) -> AwsRegion:
    aws = AwsClient().region(REGION)
    resource = instance(aws, "database-a")
    put(os.environ["AWS_ENDPOINT_URL"], resource, [sample(hour, 0.5 * 8) for hour in range(1, 160)])
    _deploy(aws, STACK, _reader(furnished), resource)
    aws.call("s3", "CreateBucket", Bucket="tuning-reports")
    with furnished.as_role("application") as store:
        for number in range(5):
            store.rows("SELECT name FROM products WHERE id = :product", product=number)
    return aws


def _deploy(aws: AwsRegion, stack: str, reader: str, resource: str) -> None:
    """Put a stack's manifest where it is read."""
    whole = sections(stack)
    whole["index"] |= {"serving": REGION}
    whole["database"]["instances"]["primary"] |= {"resource_id": resource}
    whole["access"] |= {"tuning": {"reader": reader, "reports": PLACE}}
    for name in ("index", "database", "access"):
        text = json.dumps(whole[name])
        aws.call("ssm", "PutParameter", Name=path(stack, name), Value=text, Type="String")


def _reader(world: World) -> str:
    """The function as it is deployed: its own archive, run by the embedded AWS."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        for inside, path in READING.files().items():
            archive.write(path, inside)
    environment = {
        "STACK": STACK,
        "SECRET": world.arns["monitoring"],
        "CA_BUNDLE_PARAMETER": world.ca_bundle_parameter,
        "REPLICA": json.dumps({"address": "localhost", "port": world.replica.port}),
    }
    role = f"arn:aws:iam::123456789012:role/{world.function.rpartition(':')[2]}"
    AwsClient().region(REGION).call(
        "lambda", "CreateFunction", FunctionName="database-reading", Role=role, Runtime="python3.13",
        Handler=READING.handler, Code={"ZipFile": code.getvalue()}, Timeout=900,
        Environment={"Variables": environment},
    )  # fmt: skip
    return "database-reading"


def _tune(*options: str, stack: str = STACK) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["database", "tune", stack, *options])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.slow
def test_two_runs_and_the_second_compares(manifest: AwsRegion, furnished: World) -> None:
    status, said, notes = _tune("--ops-items")
    assert (status, "Without Performance Insights" in notes) == (0, False), notes
    files = [line.rpartition("/")[2] for line in said.splitlines() if line.startswith("s3://")]
    assert files == ["load.svg", "statements.svg", "report.md", "report.html", "report.json"]
    status, _, _ = _tune()
    assert status == 0
    keys = [one["Key"] for one in manifest.whole("s3", "ListObjectsV2", Bucket="tuning-reports")["Contents"]]
    pages = sorted(key for key in keys if key.endswith("report.md"))
    texts = [
        manifest.call("s3", "GetObject", Bucket="tuning-reports", Key=key)["Body"].read().decode() for key in pages
    ]
    assert ["There is no earlier report" in text for text in texts] == [True, False]
    assert "Compared with the report of" in texts[1]
    furnished.note_passwords()
    everything = said + notes + "".join(texts)
    assert [word for word in furnished.passwords if word in everything] == []


def test_without_insights_the_report_says_so(manifest: AwsRegion, tmp_path: Path) -> None:
    dark = instance(manifest, "database-dark", insights=False)
    _deploy(manifest, "dark", "database-reading", dark)
    status, _, notes = _tune("--reports", str(tmp_path), stack="dark")
    assert status == 0
    assert "Without Performance Insights" in notes
    assert "pi:GetResourceMetrics" in notes


@pytest.mark.parametrize(
    ("stack", "reports", "status", "said"),
    [
        ("nowhere", PLACE, BAD_INPUT, "that nowhere was deployed"),
        (STACK, "s3://no-such-bucket", FAILED, "see that the bucket is there"),
    ],
)
@pytest.mark.usefixtures("manifest")
def test_refusals_say_what_to_do(stack: str, reports: str, status: int, said: str) -> None:
    ended, out, err = _tune("--reports", reports, stack=stack)
    assert (ended, out) == (status, "")
    assert said in " ".join(err.split())
    assert "Traceback" not in err
