"""Proves on a machine with a real systemd that the playbook makes an application server that serves.

The application is a small program of the test, AWS the embedded one; what all kinds have in common is in test_base.
"""

from __future__ import annotations

import json
import threading
import time

import pytest

from tests.ansible.life import Life
from tests.ansible.machine import Done
from tests.ansible.servers import CONNECTION_SECRET, PRIMARY, database_secret

pytestmark = pytest.mark.slow

UNITS = (
    "amazon-cloudwatch-agent.service", "nginx.service", "storefront-application.service",
    "storefront-secret-connection.socket", "storefront-certificate.service",
)  # fmt: skip
GET = """
import ssl, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], context=ssl._create_unverified_context(), timeout=20) as answer:
    print(answer.status, answer.read().decode())
"""
PUT = """
import boto3, sys
client = boto3.client("secretsmanager", region_name="us-east-1")
client.put_secret_value(SecretId=sys.argv[1], SecretString=sys.argv[2])
"""


def _get(life: Life, path: str) -> Done:
    return life.server.machine.run("python3", "-c", GET, f"https://127.0.0.1{path}")


def _await_health(life: Life, seconds: float = 60) -> dict[str, object]:
    deadline = time.monotonic() + seconds
    while (answer := _get(life, "/health")).status and time.monotonic() < deadline:
        time.sleep(0.5)
    status, body = answer.assert_ok().stdout.split(" ", 1)
    assert status == "200"
    return json.loads(body)


def _put_secret(life: Life, text: str) -> None:
    life.server.machine.run(
        "python3", "-c", PUT, CONNECTION_SECRET, text, variables=life.server.environment
    ).assert_ok()


def test_the_first_run_changes_and_the_second_changes_nothing(application: Life) -> None:
    assert application.runs["image"].changed > 40
    application.runs["server"].assert_unchanged()


def test_the_image_starts_nothing_and_holds_no_key(application: Life) -> None:
    assert application.started_in_image == set()
    assert application.files_of_image == {"etc/storefront/rds-ca.pem"}


def test_everything_runs_after_a_boot_from_the_image(application: Life) -> None:
    states = application.server.machine.run("systemctl", "is-active", *UNITS).stdout.split()
    assert states == ["active"] * len(UNITS)


def test_the_application_answers_through_nginx_with_a_verified_connection(application: Life) -> None:
    assert _await_health(application) == {
        "host": PRIMARY, "user": "application", "sslmode": "verify-full", "password_length": len(application.password),
    }  # fmt: skip


def test_nginx_accepts_its_configuration(application: Life) -> None:
    assert "test is successful" in application.server.machine.run("nginx", "-t").assert_ok().text


def test_old_tls_is_refused(application: Life) -> None:
    tls = "openssl s_client -connect 127.0.0.1:443 {} < /dev/null"
    application.server.machine.sh(tls.format("-tls1_2")).assert_ok()
    # At security level 0 the client itself offers TLS 1.1, so that it is the server who refuses.
    refused = application.server.machine.sh(tls.format("-tls1_1 -cipher DEFAULT@SECLEVEL=0"))
    assert refused.status != 0
    assert "alert protocol version" in refused.text


def test_the_password_is_on_no_disk_and_in_no_environment_or_command(application: Life) -> None:
    _await_health(application)
    # The search itself is shown to find what it looks for: in the one file, in memory, that has it.
    credential = "/run/credentials/storefront-application.service/pg_service.conf"
    found = application.server.machine.run("grep", "-c", application.password, credential)
    assert found.assert_ok().stdout == "1\n"
    assert application.files_with_the_password() == []
    processes = application.environments_and_commands()
    assert "PGSERVICEFILE=/run/credentials/storefront-application.service/pg_service.conf" in processes
    assert application.password not in processes


def test_another_user_cannot_read_the_credential_nor_ask_for_it(application: Life) -> None:
    for path in (
        "/run/credentials/storefront-application.service/pg_service.conf",
        "/run/storefront/connection.sock",
    ):
        argv = ["setpriv", "--reuid=www-data", "--regid=www-data", "--clear-groups"]
        probe = f"import socket,sys; open('{path}').read() if 'conf' in '{path}' else socket.socket(socket.AF_UNIX).connect('{path}')"
        refused = application.server.machine.run(*argv, "python3", "-c", probe)
        assert "Permission denied" in refused.stderr, path


def test_a_restart_follows_the_secret_to_another_writer(application: Life) -> None:
    _put_secret(application, database_secret("database-b.example.com", application.password))
    application.server.machine.run("systemctl", "restart", "storefront-application").assert_ok()
    assert _await_health(application)["host"] == "database-b.example.com"
    _put_secret(application, database_secret(PRIMARY, application.password))
    application.server.machine.run("systemctl", "restart", "storefront-application").assert_ok()
    assert _await_health(application)["host"] == PRIMARY


def test_without_a_readable_secret_the_application_waits_and_says_why(application: Life) -> None:
    run = application.server.machine.run
    _put_secret(application, json.dumps({"host": PRIMARY, "password": application.password}))
    try:
        run("systemctl", "restart", "storefront-application")
        assert application.says(
            "the secret lacks port, dbname, username; expected host, port, dbname, username, password"
        )
        assert application.says(
            "the credential pg_service.conf is empty: journalctl -u 'storefront-secret-*' says why"
        )
        listening, health = run("ss", "-Htln").assert_ok().stdout, _get(application, "/health").stderr
    finally:
        _put_secret(application, database_secret(PRIMARY, application.password))
    assert "127.0.0.1:8080" not in listening
    assert "502" in health
    assert application.password not in run("journalctl", "--no-pager").stdout
    assert _await_health(application)["host"] == PRIMARY


def test_a_server_that_leaves_finishes_what_it_has_begun(application: Life) -> None:
    _await_health(application)
    answers: list[Done] = []
    customer = threading.Thread(target=lambda: answers.append(_get(application, "/slow")))
    customer.start()
    assert application.says("a slow answer begins")
    try:
        application.server.machine.run("systemctl", "stop", "nginx", "storefront-application").assert_ok()
        customer.join()
        gone = _get(application, "/health")
    finally:
        application.server.machine.run("systemctl", "start", "nginx", "storefront-application").assert_ok()
    [answer] = answers
    assert answer.stdout.startswith("200 "), answer.text
    assert "Connection refused" in gone.stderr
    _await_health(application)


def test_a_crash_is_mended_by_systemd(application: Life) -> None:
    _await_health(application)
    # Its main process alone: systemd's own message for the others fails where one has just gone.
    kill = ("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "storefront-application")
    application.server.machine.run(*kill).assert_ok()
    _await_health(application)


def test_the_application_cannot_change_its_own_files(application: Life) -> None:
    leader = application.server.machine.run(
        "systemctl", "show", "-P", "MainPID", "storefront-application"
    ).stdout.strip()
    argv = [
        "nsenter",
        f"--target={leader}",
        "--mount",
        "setpriv",
        "--reuid=storefront",
        "--regid=storefront",
        "--clear-groups",
    ]
    for path in ("/opt/storefront/application/current/bin/new", "/etc/new", "/usr/new"):
        refused = application.server.machine.run(*argv, "touch", path)
        assert refused.status != 0, path
        assert "Read-only file system" in refused.stderr or "Permission denied" in refused.stderr, refused.text
    application.server.machine.run(*argv, "touch", "/var/lib/storefront-application/new").assert_ok()
