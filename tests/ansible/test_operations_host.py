"""Proves that the playbook makes an operations host with its tools and no way in.

The AWS CLI and the `storefront` command are substitutes that only tell their names; their installation is the real one.
"""

import pytest

from tests.ansible.life import Life

pytestmark = pytest.mark.slow


def test_the_second_run_changes_nothing(operations_host: Life) -> None:
    assert operations_host.runs["image"].changed > 30
    for run in ("image again", "server"):
        operations_host.runs[run].assert_unchanged()


def test_the_tools_are_on_the_path(operations_host: Life) -> None:
    run = operations_host.server.machine.run
    assert run("aws", "--version").assert_ok().stdout == "aws-cli/2.31.0\n"
    assert run("storefront").assert_ok().stdout == "storefront of a test\n"
    assert run("psql", "--version").assert_ok().stdout.startswith("psql (PostgreSQL) ")


def test_database_sessions_verify_the_server_and_keep_no_history(operations_host: Life) -> None:
    told = operations_host.server.machine.run("bash", "--login", "-c", "env").assert_ok().stdout.splitlines()
    assert {row for row in told if row.startswith(("PG", "PSQL"))} == {
        "PGSSLMODE=verify-full", "PGSSLROOTCERT=/etc/storefront/rds-ca.pem", "PSQL_HISTORY=/dev/null",
    }  # fmt: skip


def test_what_is_run_as_root_is_recorded(operations_host: Life) -> None:
    operations_host.server.machine.run("visudo", "--check").assert_ok()
    operations_host.server.machine.sh("sudo -n /bin/echo recorded").assert_ok()
    assert "COMMAND=/bin/echo recorded" in operations_host.server.machine.run("cat", "/var/log/sudo.log").stdout
    mode = operations_host.server.machine.run("stat", "--format=%a %U %G", "/var/log/sudo.log").assert_ok().stdout
    assert mode == "600 root root\n"
