"""The stage on which procedures are rehearsed: it is where the database serves, whichever provider came first."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from manifest.path import path
from rehearsal import stage
from rehearsal.mocks.manifest import sections

if TYPE_CHECKING:
    from pathlib import Path


class _Region:
    """One region of an AWS that holds the manifest in both, and makes access keys."""

    def __init__(self, region: str) -> None:
        self.region = region

    def call(self, service: str, operation: str, **params: Any) -> dict[str, Any]:
        if (service, operation) == ("ssm", "GetParameters"):
            stored = {path("prod", name): json.dumps(content) for name, content in sections().items()}
            return {
                "Parameters": [{"Name": name, "Value": stored[name]} for name in params["Names"] if name in stored]
            }
        return {"AccessKey": {"AccessKeyId": "key", "SecretAccessKey": "secret"}}


def _aws(region: str, _account: str) -> Any:
    return _Region(region)


@pytest.mark.parametrize("first", ["us-east-1", "us-west-2"])
def test_it_is_where_the_database_serves(first: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def home(_record: object) -> tuple[str, str]:
        return first, "111122223333"

    monkeypatch.setattr(stage, "home", home)
    record, emulator = SimpleNamespace(stack="prod"), SimpleNamespace(endpoint="http://127.0.0.1:1")
    there = stage.set_stage(cast("Any", record), cast("Any", emulator), _aws, tmp_path)
    assert there.aws.region == "us-east-1"
    assert there.environment["AWS_REGION"] == "us-east-1"
