"""The artefacts that a deployment puts into the bucket, built here.

The application is a real program that keeps the platform's contract. Substitutes, because their originals are not to
be had from a package registry: the CloudWatch agent's package (same files, unit and user; its program only reads its
configuration), the bundle of RDS's authorities (one authority of our own), the Tableau Bridge image and the AWS CLI.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
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
        return {
            f"storefront_{self.name}_version": self.version,
            f"storefront_{self.name}_sha256": sha256(self.path),
        }


def all_of(folder: Path, root: Path) -> tuple[Artefact, ...]:
    """Every artefact, built into `folder`; those of kind None are for every kind of server.

    Args:
        folder: where they are built.
        root: an installed Debian, whose shell the container image has.
    """
    cpu = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return (
        Artefact("application", "1.4.2", f"application/1.4.2/{cpu}.tar.gz", application(folder), "application"),
        Artefact("cloudwatch_agent", "1.300", f"cloudwatch-agent/1.300/{cpu}.deb", cloudwatch_agent(folder), None),
        Artefact("rds_ca", "2026-11", "rds-ca/2026-11/global-bundle.pem", authorities(folder), None),
        Artefact(
            "tableau_bridge", "2026.3", "tableau-bridge/2026.3/image.tar.gz", image(folder, root), "tableau-bridge"
        ),
        Artefact("aws_cli", "2.31.0", f"aws-cli/2.31.0/{cpu}.zip", aws_cli(folder), "operations-host"),
        Artefact("cli", "0.1.0", f"storefront-cli/0.1.0/{cpu}.tar.gz", storefront_cli(folder), "operations-host"),
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
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", str(tree), str(made)], check=True, capture_output=True
    )
    return made


def authorities(folder: Path) -> Path:
    """A bundle with one authority, whose key lies beside it."""
    made = folder / "global-bundle.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=authority of a test", "-keyout", str(folder / "authority.key"), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


def _add(archive: tarfile.TarFile, path: str, content: bytes) -> None:
    info = tarfile.TarInfo(path)
    info.size, info.mode = len(content), 0o755
    archive.addfile(info, io.BytesIO(content))


def aws_cli(folder: Path) -> Path:
    """An archive with the installer's options and folders; the program that it installs only tells its version."""
    made = folder / "aws-cli.zip"
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("aws/install")
        info.external_attr = 0o755 << 16
        archive.writestr(info, (PROGRAMS / "aws_install.sh").read_text())
    return made


def storefront_cli(folder: Path) -> Path:
    """An archive of wheels: one, with the command that the platform's own distribution has."""
    files = {
        "storefront_tiny.py": 'def main():\n    print("storefront of a test")\n',
        "storefront-0.1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: storefront\nVersion: 0.1.0\n",
        "storefront-0.1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "storefront-0.1.0.dist-info/entry_points.txt": "[console_scripts]\nstorefront = storefront_tiny:main\n",
    }
    record = "storefront-0.1.0.dist-info/RECORD"
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(record, "".join(f"{name},,\n" for name in [*files, record]))
    made = folder / "storefront-cli.tar.gz"
    with tarfile.open(made, "w:gz") as archive:
        _add(archive, "wheels/storefront-0.1.0-py3-none-any.whl", wheel.getvalue())
    return made


def image(folder: Path, root: Path) -> Path:
    """What `docker save` writes of an image with a shell and programs of the vendor's names.

    Format: https://github.com/opencontainers/image-spec and https://github.com/moby/docker-image-spec.
    """
    layer = io.BytesIO()
    bridge = "opt/tableau/tableau_bridge/bin"
    with tarfile.open(fileobj=layer, mode="w") as archive:
        for path in ("bin/sh", "bin/cat", "bin/sleep"):
            _add(archive, path, (root / path).resolve().read_bytes())
        for library in ("lib/x86_64-linux-gnu/libc.so.6", "lib64/ld-linux-x86-64.so.2"):
            if (root / library).exists():
                _add(archive, library, (root / library).resolve().read_bytes())
        _add(archive, f"{bridge}/TabBridgeClientCmd", b'#!/bin/sh\necho "command $*"\n')
        _add(archive, f"{bridge}/run-bridge.sh", (PROGRAMS / "run_bridge.sh").read_bytes())
    blob = layer.getvalue()
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(blob).hexdigest()}"]},
    }
    manifest = [
        {"Config": "config.json", "RepoTags": ["storefront/tableau-bridge:2026.3"], "Layers": ["layer.tar"]}
    ]
    made = folder / "bridge.tar.gz"
    with tarfile.open(made, "w:gz") as archive:
        _add(archive, "manifest.json", json.dumps(manifest).encode())
        _add(archive, "config.json", json.dumps(config).encode())
        _add(archive, "layer.tar", blob)
    return made
