"""Proves what every server has: no SSH, hardening, time, updates, audit and logs, each by the tool that reads it.

Shown on each kind of server. What a kernel of its own would show (audit rules loaded, settings in force) is checked
by name and form only: the machine shares the kernel of the one that runs it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from tests.ansible.life import Life
from tests.ansible.machine import BUNDLE

pytestmark = pytest.mark.slow

BASE = yaml.safe_load((BUNDLE / "roles/base/vars/main.yml").read_text())

MODES = {
    "/etc/apt/preferences.d/no-ssh-server": "644 root root",
    "/etc/audit/rules.d/50-storefront.rules": "640 root root",
    "/etc/cron.allow": "640 root root",
    "/etc/cron.d": "700 root root",
    "/etc/crontab": "600 root root",
    "/etc/storefront": "755 root root",
    "/etc/storefront/rds-ca.pem": "644 root root",
    "/etc/sysctl.d/90-storefront.conf": "644 root root",
    "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json": "644 root root",
    "/usr/libexec/storefront": "755 root root",
    "/var/cache/storefront": "755 root root",
    "/var/log/audit": "750 root adm",
    "/var/log/storefront": "2750 root adm",
}
MODES_OF_KIND = {
    "application": {
        "/etc/storefront/tls": "700 root root",
        "/etc/storefront/tls/certificate.pem": "600 root root",
        "/etc/storefront/tls/key.pem": "600 root root",
        "/opt/storefront/application/current/bin/storefront-application": "755 root root",
        "/run/credentials/storefront-application.service/pg_service.conf": "400 storefront root",
        "/run/storefront/connection.sock": "600 root root",
        "/usr/libexec/storefront/fetch-secret": "755 root root",
        "/var/cache/storefront/application-1.4.2.tar.gz": "600 root root",
    },
    "operations-host": {
        "/etc/sudoers.d/storefront": "440 root root",
        "/opt/storefront/aws-cli": "755 root root",
        "/usr/local/bin/storefront": "755 root root",
        "/var/cache/storefront/cli-0.1.0": "700 root root",
    },
    "tableau-bridge": {
        "/etc/docker/daemon.json": "644 root root",
        "/run/credentials/storefront-tableau-bridge.service/token.json": "400 root root",
        "/run/docker.sock": "660 root docker",
        "/run/storefront/replica.sock": "600 root root",
        "/run/storefront/tableau-token.sock": "600 root root",
        "/usr/libexec/storefront/run-bridge": "755 root root",
        "/var/cache/storefront/tableau-bridge-2026.3.tar.gz": "600 root root",
        "/var/lib/tableau_bridge": "700 root root",
    },
}
# What is reached from outside, and how exposed each unit of ours is, from 0 (closed) to 100 (open), at the most:
# https://www.freedesktop.org/software/systemd/man/latest/systemd-analyze.html
LISTENING = {"application": {"0.0.0.0:443"}, "operations-host": set[str](), "tableau-bridge": set[str]()}
EXPOSURES = {
    "application": {"storefront-application.service": 15, "storefront-secret-connection@.service": 20},
    "operations-host": dict[str, int](),
    "tableau-bridge": {
        "storefront-secret-replica@.service": 20,
        "storefront-secret-tableau-token@.service": 20,
        "storefront-tableau-bridge.service": 20,
    },
}
# The kernel that the machine shares may be built without these; those of the cloud images have them.
OPTIONS_OF_THE_KERNEL = {"kernel.sysrq", "kernel.yama.ptrace_scope"}


@pytest.fixture(params=["application", "operations_host", "tableau_bridge"])
def life(request: pytest.FixtureRequest) -> Life:
    """Each kind."""
    return request.getfixturevalue(request.param)


def test_files_have_their_modes_and_owners(life: Life) -> None:
    expected = MODES | MODES_OF_KIND[life.server.kind]
    rows = life.server.machine.run("stat", "--dereference", "--format=%n=%a %U %G", *expected).assert_ok().stdout
    assert dict(row.split("=", 1) for row in rows.splitlines()) == expected


def test_exactly_what_is_meant_to_be_is_reached_from_outside(life: Life) -> None:
    rows = life.server.machine.run("ss", "-Htuln").assert_ok().stdout.splitlines()
    outside = {row.split()[4] for row in rows if not row.split()[4].startswith(("127.0.0.1:", "[::1]:"))}
    assert outside == LISTENING[life.server.kind]


def test_it_asked_for_nothing_that_no_row_opens(life: Life) -> None:
    assert life.missing_rows() == ""


def test_there_is_no_ssh_server_and_none_can_come(life: Life) -> None:
    run = life.server.machine.run
    assert life.server.machine.sh("command -v sshd").stdout == ""
    assert run("dpkg-query", "--show", "--showformat=${db:Status-Status}", "openssh-server").stdout != "installed"
    assert run("systemctl", "is-enabled", "ssh.service", "ssh.socket").stdout.split() == ["masked", "masked"]
    assert "Candidate: (none)" in run("apt-cache", "policy", "openssh-server").assert_ok().stdout
    listening = {row.split()[4].rsplit(":", 1)[1] for row in run("ss", "-Htln").assert_ok().stdout.splitlines()}
    assert "22" not in listening


def test_every_kernel_setting_is_one_that_the_kernel_knows(life: Life) -> None:
    text = life.server.machine.run("cat", "/etc/sysctl.d/90-storefront.conf").stdout
    written = dict(re.findall(r"^([a-z0-9_.]+) = (.+)$", text, re.MULTILINE))
    assert written == {row["key"]: str(row["value"]) for row in BASE["base_sysctl"]}
    # The kernel is this machine's own; some of its settings are hidden from a network namespace.
    unknown = {key for key in written if not Path("/proc/sys", *key.split(".")).exists()}
    assert unknown <= OPTIONS_OF_THE_KERNEL


def test_modules_that_no_server_needs_cannot_be_loaded(life: Life) -> None:
    told = life.server.machine.run("modprobe", "--showconfig").assert_ok().stdout.splitlines()
    for row in BASE["base_modules_absent"]:
        name = row["name"].replace("-", "_")
        assert f"install {name} /bin/false" in told
        assert f"blacklist {name}" in told
    assert not [line for line in told if line.startswith("install squashfs")]


def test_the_time_comes_from_amazon_alone(life: Life) -> None:
    config = life.server.machine.run("chronyd", "-p", "-f", "/etc/chrony/chrony.conf").assert_ok().stdout
    sources = [row for row in config.splitlines() if row.startswith(("server", "pool", "peer", "sourcedir"))]
    assert sources == ["server 169.254.169.123 prefer iburst minpoll 4 maxpoll 4"]
    assert life.server.machine.run("date", "+%Z").stdout == "UTC\n"
    assert life.server.machine.run("systemctl", "is-enabled", "chrony").stdout == "enabled\n"


def test_only_security_updates_install_themselves(life: Life) -> None:
    told = life.server.machine.run("unattended-upgrade", "--dry-run", "--verbose").text
    allowed = re.findall(r"Allowed origins are: (.*)", told)
    assert allowed == ["origin=Debian,codename=bookworm-security,label=Debian-Security"], told
    config = life.server.machine.run("apt-config", "dump").assert_ok().stdout
    assert 'APT::Periodic::Unattended-Upgrade "1";' in config
    assert 'Unattended-Upgrade::Automatic-Reboot "false";' in config


def test_every_audit_rule_has_the_form_and_the_calls_that_audit_knows(life: Life) -> None:
    rules = life.server.machine.run("cat", "/etc/audit/rules.d/50-storefront.rules").assert_ok().stdout
    lines = [line for line in rules.splitlines() if line and not line.startswith("#")]
    watch = r"-w /\S+ -p wa -k [a-z-]+"
    call = r"-a always,exit -F arch=b(64|32)( -S [a-z0-9_]+)+( -F [a-z]+(=|!=|>=)[a-z0-9]+)* -k [a-z]+"
    assert [line for line in lines[1:] if not re.fullmatch(f"{watch}|{call}", line)] == []
    watches, calls = BASE["base_audit_watches"], BASE["base_audit_calls"]
    assert lines[0] == "-b 8192"
    assert len(lines) == 1 + len(watches) + len(calls) * rules.count("arch=b32") // len(calls) * 2
    for name in {name for row in calls for name in row["calls"]}:
        for architecture in ("x86_64", "aarch64"):
            number = life.server.machine.run("ausyscall", architecture, name, "--exact").assert_ok().stdout
            assert number.strip().isdigit(), (architecture, name)


def test_logs_are_written_rotated_and_bounded(life: Life) -> None:
    run = life.server.machine.run
    assert "syntax error" not in run("rsyslogd", "-N1").assert_ok().text
    run("logrotate", "--debug", "/etc/logrotate.d/storefront").assert_ok()
    journal = run("systemd-analyze", "cat-config", "systemd/journald.conf").assert_ok().stdout
    assert "\nSystemMaxUse=500M\n" in journal
    run("logger", "--tag", "storefront-test", "a line of a service").assert_ok()
    life.server.machine.sh(
        "for i in 1 2 3 4 5 6; do grep -q 'a line of a service' /var/log/storefront/services.log && exit; sleep 1; done; exit 1"
    ).assert_ok()


def test_sessions_leave_no_core_and_no_open_files(life: Life) -> None:
    shell = life.server.machine.run("bash", "--login", "-c", "umask; echo $TMOUT").assert_ok().stdout.split()
    assert shell == ["0027", "900"]
    assert life.server.machine.run("systemctl", "show", "-P", "LimitCORE", "cron").stdout == "0\n"
    assert life.server.machine.run("passwd", "--status", "root").stdout.split()[1] == "L"


def test_units_are_verified_and_sandboxed(life: Life) -> None:
    machine, exposures = life.server.machine, EXPOSURES[life.server.kind]
    units = machine.sh("cd /etc/systemd/system && ls -d storefront-*.s* var-lib-*.mount 2>/dev/null").stdout.split()
    assert set(exposures) <= set(units)
    instances = [unit.replace("@.service", "@1.service") for unit in units]
    # The target leads to everything that is enabled, nginx with its drop-in among it.
    verified = machine.run("systemd-analyze", "verify", "multi-user.target", *instances)
    assert [line for line in verified.text.splitlines() if "storefront" in line] == []
    for unit, maximum in exposures.items():
        analysis = ["systemd-analyze", "security", "--offline=true", f"/etc/systemd/system/{unit}"]
        machine.run(*analysis, f"--threshold={maximum}").assert_ok()
        assert machine.run(*analysis, "--threshold=1").status != 0


class _Strict(BaseModel):
    """Exactly the documented keys that are used."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Agent(_Strict):
    metrics_collection_interval: int
    region: str
    run_as_user: str
    omit_hostname: bool


class _Measured(_Strict):
    measurement: list[str]
    append_dimensions: dict[Literal["AutoScalingGroupName"], Literal["storefront-test-servers"]]
    resources: list[str] | None = None
    drop_device: bool | None = None


class _MetricsCollected(_Strict):
    mem: _Measured
    swap: _Measured
    disk: _Measured
    processes: _Measured


class _Metrics(_Strict):
    namespace: str
    metrics_collected: _MetricsCollected


class _File(_Strict):
    file_path: str
    log_group_name: str
    log_stream_name: Literal["{instance_id}"]
    timezone: Literal["UTC", "Local"]


class _Files(_Strict):
    collect_list: list[_File]


class _LogsCollected(_Strict):
    files: _Files


class _Logs(_Strict):
    logs_collected: _LogsCollected


class _Configuration(_Strict):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html."""

    agent: _Agent
    metrics: _Metrics
    logs: _Logs


STREAMS = {
    "application": ["audit", "services", "nginx-access", "nginx-error"],
    "operations-host": ["audit", "services"],
    "tableau-bridge": ["audit", "services"],
}
DISKS = {"application": ["/"], "operations-host": ["/"], "tableau-bridge": ["/", "/var/lib/tableau_bridge"]}


def test_the_agent_reads_a_configuration_of_its_documented_form(life: Life) -> None:
    path = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json"
    read = _Configuration.model_validate(json.loads(life.server.machine.run("cat", path).assert_ok().stdout))
    kind = life.server.kind
    groups = [file.log_group_name for file in read.logs.logs_collected.files.collect_list]
    assert groups == [f"/storefront/test/{kind}/{stream}" for stream in STREAMS[kind]]
    assert read.metrics.metrics_collected.disk.resources == DISKS[kind]


def test_the_agent_may_read_every_log_that_it_collects(application: Life) -> None:
    for path in (
        "/var/log/nginx/access.log",
        "/var/log/nginx/error.log",
        "/var/log/storefront/services.log",
        "/var/log/audit",
    ):
        argv = ["setpriv", "--reuid=cwagent", "--regid=cwagent", "--init-groups", "test", "-r", path]
        application.server.machine.run(*argv).assert_ok()
