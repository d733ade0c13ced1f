"""The embedded AWS that stands behind a machine's gateway: `python -m tests.ansible.embedded_aws PORT SEED`.

SEED is a JSON file: `bucket`, `objects` (key to path) and `secrets` (id to text). It says "ready" when all of it is
there, and leaves when its standard input is closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from rehearsal.emulator import start
from tests.ansible.gateway.ways import REGION
from tests.ansible.machine import REPOSITORY


@dataclass(frozen=True)
class Seed:
    """What a server finds in AWS."""

    bucket: str
    objects: Mapping[str, Path]
    secrets: Mapping[str, str] = field(repr=False)

    def write(self, path: Path) -> Path:
        """Write it for the process that serves it."""
        objects = {key: str(file) for key, file in self.objects.items()}
        path.write_text(json.dumps({"bucket": self.bucket, "objects": objects, "secrets": dict(self.secrets)}))
        return path


def free_port() -> int:
    """A port of the loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# A role's credentials come from the instance's metadata, which no machine here has; everything else is asked for by
# its real name.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextlib.contextmanager
def serving(port: int, seed: Path) -> Generator[None]:
    """Serve the seed on this port of the loopback."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ansible.embedded_aws", str(port), str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        env=os.environ | CREDENTIALS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", "the embedded AWS did not come up"
        yield


def _client(service: str) -> Any:
    boto: Any = boto3
    return boto.client(service, region_name=REGION)


def _serve(port: int, seed: Path) -> None:
    plan = json.loads(seed.read_text())
    with start(port):
        s3, secrets = _client("s3"), _client("secretsmanager")
        s3.create_bucket(Bucket=plan["bucket"])
        for key, path in plan["objects"].items():
            s3.upload_file(path, plan["bucket"], key)
        for name, text in plan["secrets"].items():
            secrets.create_secret(Name=name, SecretString=text)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]))
