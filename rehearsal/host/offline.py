"""The environment in which nothing reaches beyond this machine and nobody's AWS account is known."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

# Whatever the user's shell says about accounts, back ends and proxies is not the rehearsal's.
FOREIGN = ("AWS_", "PULUMI_", "MOTO_", "OTEL_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")

OFFLINE = {
    "AWS_ACCESS_KEY_ID": "rehearsal",
    "AWS_SECRET_ACCESS_KEY": "rehearsal",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    "NO_PROXY": "127.0.0.1,localhost",
}


def offline_environment() -> dict[str, str]:
    """This process's environment without accounts and proxies, for it and for its children."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FOREIGN) and name.lower() not in PROXIES
    }
    return kept | OFFLINE


@contextmanager
def offline() -> Generator[dict[str, str]]:
    """Put this process offline while the body runs."""
    before = dict(os.environ)
    environment = offline_environment()
    try:
        _replace(environment)
        yield environment
    finally:
        _replace(before)


def _replace(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
