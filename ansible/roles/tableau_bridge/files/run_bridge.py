#!/usr/bin/python3
"""Becomes the container of Tableau Bridge.

The token reaches the container as a file in memory, mounted read-only; its value is in no argument and no variable.
Options of the bridge: https://help.tableau.com/current/online/en-us/to_bridge_linux_install.htm
What it keeps between two starts: https://github.com/tableau/bridgectl (bridge_repo_path, for the user root).
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import cast

TOKEN = "/run/token.json"  # noqa: S105 - a path
BRIDGE = "/opt/tableau/tableau_bridge/bin"
# The service is set before the bridge starts; both are the vendor's own programs in the image.
START = (
    f'{BRIDGE}/TabBridgeClientCmd setServiceConnection --service="$1" && shift && exec {BRIDGE}/run-bridge.sh "$@"'
)


def container(given: argparse.Namespace, credential: Path) -> list[str]:
    """The command that runs the bridge's container, in which the credential is mounted."""
    [name] = cast("dict[str, str]", json.loads(credential.read_text()))
    options = [
        "-e",
        f"--client={given.client}",
        f"--site={given.site}",
        f"--userEmail={given.user_email}",
        f"--patTokenId={name}",
        f"--patTokenFile={TOKEN}",
        *([f"--poolId={given.pool_id}"] if given.pool_id else []),
    ]
    return [
        "docker", "run", "--rm", "--init", "--name=tableau-bridge", "--pull=never",
        "--cap-drop=ALL", "--security-opt=no-new-privileges", "--pids-limit=2048",
        f"--mount=type=bind,src={credential},dst={TOKEN},readonly",
        f"--mount=type=bind,src={given.state},dst=/root/Documents",
        "--mount=type=bind,src=/etc/storefront/rds-ca.pem,dst=/etc/storefront/rds-ca.pem,readonly",
        "--entrypoint=/bin/sh", given.image, "-c", START, "bridge", given.service_url, *options,
    ]  # fmt: skip


def main() -> None:
    """Read the arguments and become `docker run`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("image", "state", "client", "site", "user-email", "service-url"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pool-id", default="")
    given = parser.parse_args()
    argv = container(given, Path(os.environ["CREDENTIALS_DIRECTORY"], "token.json"))
    os.execvp(argv[0], argv)  # noqa: S606 - becoming the program is the point


if __name__ == "__main__":
    main()
