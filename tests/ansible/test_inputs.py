"""Proves that a play with wrong variables ends before its first change, with a message that says how to mend it."""

from __future__ import annotations

import pytest

from tests.ansible.life import Life
from tests.ansible.servers import BUCKET

pytestmark = pytest.mark.slow

SHA = "0" * 64
CASES = {
    "unknown kind": (
        {"storefront_server_kind": "database"},
        "value of storefront_server_kind must be one of: application, tableau-bridge, operations-host, got: database",
    ),
    "another kind": (
        {"storefront_server_kind": "operations-host"},
        "storefront_server_kind is operations-host: run playbooks/operations-host.yml, or mend the variable.",
    ),
    "missing": ({"storefront_connection_secret": None}, "missing required arguments: storefront_connection_secret"),
    "misspelt": ({"storefront_regoin": "us-east-1"}, "No role takes storefront_regoin. Known: storefront_application_sha256, "),
    "phase": ({"storefront_phase": "both"}, "value of storefront_phase must be one of: image, server, got: both"),
    "malformed": (
        {"storefront_region": "Miami", "storefront_application_sha256": "abc"},
        'storefront_application_sha256: got \\"abc\\", expected something like the 64 hexadecimal digits that sha256sum prints; storefront_region: got \\"Miami\\", expected something like us-east-1',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_wrong_variables_end_the_play_before_its_first_change(untouched: Life, case: str) -> None:
    changed, message = CASES[case]
    given = {"storefront_phase": "server"} | changed
    applied = untouched.server.apply(given.pop("storefront_phase") or "", **given)
    assert applied.done.status == 2
    assert message in applied.done.stdout, applied.done.text
    assert " changed=0 " in applied.recap
    assert "Traceback" not in applied.done.text


def test_a_playbook_of_an_unknown_kind_is_not_found(untouched: Life) -> None:
    applied = untouched.server.apply("server", playbook="database")
    assert applied.done.status == 1
    assert "the playbook: playbooks/database.yml could not be found" in applied.done.text


def test_an_exchanged_artefact_is_refused_and_not_put_in_place(application: Life) -> None:
    applied = application.server.apply("server", storefront_rds_ca_sha256=SHA)
    assert applied.done.status == 2
    assert f"s3://{BUCKET}/rds-ca/2026-11/global-bundle.pem has SHA-256" in applied.done.stdout
    assert f"expected {SHA}" in applied.done.stdout
    kept = application.server.machine.run("sha256sum", "/etc/storefront/rds-ca.pem").assert_ok().stdout.split()[0]
    assert kept == application.server.variables["storefront_rds_ca_sha256"]
