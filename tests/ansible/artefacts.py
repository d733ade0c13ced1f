"""The artefacts that a deployment puts into the bucket, built here.

The application is a real program that keeps the platform's contract. Substitutes, because their originals are not to
be had from a package registry: the CloudWatch agent's package (same files, unit and user; its program only reads its
configuration), the bundle of RDS's authorities (one authority of our own), the Tableau Bridge image and the AWS CLI.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
AGENT_UNIT = """\
[Unit]
Description=Amazon CloudWatch Agent
After=network.target

[Service]
Type=simple
ExecStart=/opt/aws/amazon-cloudwatch-agent/bin/start-amazon-cloudwatch-agent
KillMode=process
Restart=on-failure
RestartSec=60s

[Install]
WantedBy=multi-user.target
"""
AGENT = """\
#!/bin/sh
set -e
python3 -m json.tool /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json > /dev/null
exec sleep infinity
"""
AGENT_POSTINST = """\
#!/bin/sh
set -e
getent passwd cwagent > /dev/null || useradd --system --no-create-home --shell /usr/sbin/nologin cwagent
"""



@dataclass(frozen=True)
class Artefact:
    """One object of the bucket, and the name that its version and checksum have among the variables."""

    name: str
    version: str
    key: str
    path: Path
    kind: str | None

    def variables(self) -> dict[str, str]:
        """What a playbook is told of it."""
        return {f"storefront_{self.name}_version": self.version, f"storefront_{self.name}_sha256": sha256(self.path)}


def all_of(folder: Path) -> tuple[Artefact, ...]:
    """Every artefact, built into `folder`; those of kind None are for every kind of server."""
    cpu = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
    return (
        Artefact("application", "1.4.2", f"application/1.4.2/{cpu}.tar.gz", application(folder), "application"),
        Artefact("cloudwatch_agent", "1.300", f"cloudwatch-agent/1.300/{cpu}.deb", cloudwatch_agent(folder), None),
        Artefact("rds_ca", "2026-11", "rds-ca/2026-11/global-bundle.pem", authorities(folder), None),
    )


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def application(folder: Path) -> Path:
    """The test's own application, packed as a release."""
    made = folder / "application.tar.gz"
    with tarfile.open(made, "w:gz") as archive:
        archive.add(PROGRAMS / "application/bin", "bin")
    return made


def cloudwatch_agent(folder: Path) -> Path:
    """A package with the agent's paths, unit and user."""
    tree = folder / "agent"
    files = {
        "DEBIAN/control": "Package: amazon-cloudwatch-agent\nVersion: 1.300\nArchitecture: all\nDepends: passwd\n"
        "Maintainer: test <test@example.com>\nDescription: stands for the agent\n",
        "DEBIAN/postinst": AGENT_POSTINST,
        "etc/systemd/system/amazon-cloudwatch-agent.service": AGENT_UNIT,
        "opt/aws/amazon-cloudwatch-agent/bin/start-amazon-cloudwatch-agent": AGENT,
        "opt/aws/amazon-cloudwatch-agent/etc/common-config.toml": "",
    }
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        path.chmod(0o755 if content.startswith("#!") else 0o644)
    made = folder / "agent.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", str(tree), str(made)], check=True, capture_output=True)
    return made


def authorities(folder: Path) -> Path:
    """A bundle with one authority."""
    made = folder / "global-bundle.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=authority of a test", "-keyout", "/dev/null", "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


def packed(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """A tar.gz of these files."""
    made = folder / name
    with tarfile.open(made, "w:gz") as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(content), 0o755
            archive.addfile(info, io.BytesIO(content))
    return made
