"""`storefront database` against an embedded AWS: what it refuses, what it asks, and whom it comes to trust.

That provisioning works through it, function, secrets and all, is shown by the rehearsal; what the function does, in
`tests/postgres`.
"""

import hashlib
import json
import ssl
from collections.abc import Iterator
from typing import Any, cast

import boto3
import pytest
from typer.testing import CliRunner

from cli.commands import app
from manifest.path import path
from operations.database.access import DatabaseError, with_thumbprint
from rehearsal.database.authority import Authority
from rehearsal.emulator import start
from rehearsal.mocks.manifest import sections


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with start() as emulator:
        yield emulator.endpoint


@pytest.fixture(autouse=True)
def environment(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def deployed() -> None:
    """Staging's manifest; its function is not there."""
    parameters = cast("Any", boto3).client("ssm")
    for section, content in sections("staging").items():
        parameters.put_parameter(
            Name=path("staging", section), Value=json.dumps(content), Type="String", Overwrite=True
        )


def _run(*arguments: str, answer: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["database", *arguments], input=answer)
    return done.exit_code, " ".join(done.output.split())


def test_an_environment_that_is_not_deployed_is_told() -> None:
    status, said = _run("drift", "prod")
    assert status == 2
    assert said.startswith("us-east-1 holds no manifest of prod (parameter /storefront/prod/manifest/index); ")


@pytest.mark.usefixtures("deployed")
def test_a_role_without_a_secret_is_refused() -> None:
    status, said = _run("rotate", "staging", "nobody")
    assert (status, said.partition(" Usage")[0]) == (2, "ROLE: got 'nobody', expected application or master")


@pytest.mark.usefixtures("deployed")
def test_nothing_is_run_without_a_yes() -> None:
    """The function is not there: had it been run, that would be the answer."""
    for arguments, answer in ((("--dry-run",), None), ((), "n\n")):
        status, said = _run("rotate", "staging", "application", *arguments, answer=answer)
        assert (status, "would create, set, verify and publish" in said) == (0, True)
        assert "refused" not in said


@pytest.mark.usefixtures("deployed")
def test_the_certificate_is_not_stored_in_a_dry_run() -> None:
    status, said = _run("ca-bundle", "staging", "--dry-run")
    assert status == 0
    assert said.startswith("rds-ca-")
    assert "would be written to /storefront/staging/database/ca-bundle in us-east-1" in said
    assert "Trust" not in said


@pytest.mark.usefixtures("deployed")
def test_a_function_that_cannot_be_run_is_told() -> None:
    status, said = _run("provision", "staging", "--yes")
    assert status == 1
    assert said.startswith("waiting for storefront-staging-us-east-1-database-access in the VPC: drift ")
    assert "in us-east-1: refused: ResourceNotFound" in said


def test_only_the_certificate_that_rds_names_is_trusted() -> None:
    certificates = [Authority(name).certificate for name in ("one", "another", "a third")]
    digest = hashlib.sha1(ssl.PEM_cert_to_DER_cert(certificates[1]), usedforsecurity=False).hexdigest()
    assert with_thumbprint("\n".join(certificates), digest.upper()) == certificates[1]
    with pytest.raises(DatabaseError, match="none of the bundle's 2 certificates has the thumbprint"):
        with_thumbprint(certificates[0] + certificates[2], digest)
