"""Collects the manifest that the stack left in the embedded AWS: one JSON document out of its sections."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from rehearsal.host.providers import Provider, is_provider
from rehearsal.host.values import reveal
from rehearsal.record import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from operations.aws import AwsRegion
    from rehearsal.record import Record

PARAMETER = "aws:ssm/parameter:Parameter"
SECTION = re.compile(r"(?P<folder>/[^/]+/[^/]+/manifest)/[^/]+")


class ManifestError(Exception):
    """The stack left no manifest."""


def write_manifest(record: Record, clouds: Callable[[str, str], AwsRegion], path: Path) -> None:
    """Write the manifest, sections by name, as it is stored in the first region that has one.

    Args:
        record: where the manifest was declared.
        clouds: the embedded AWS by region and account.
        path: the file to write.

    Raises:
        ManifestError: no parameter under .../manifest/ was created.
    """
    providers = {one.urn: one for one in record.resources if is_provider(one.type)}
    for resource in record.resources:
        if resource.type == PARAMETER and resource.state is State.CREATED:
            match = SECTION.fullmatch(str(reveal(resource.inputs.get("name"))))
            if match:
                account = Provider.of(providers[resource.provider]).account
                sections = _stored(clouds(resource.region, account), match["folder"])
                path.write_text(json.dumps(sections, indent=2, sort_keys=True) + "\n", encoding="utf-8")
                return
    message = "the stack left no manifest: no parameter /<project>/<environment>/manifest/<section> was created"
    raise ManifestError(message)


def _stored(cloud: AwsRegion, folder: str) -> dict[str, Any]:
    sections: dict[str, Any] = {}
    page: dict[str, Any] = {}
    while True:
        more = {"NextToken": page["NextToken"]} if page.get("NextToken") else {}
        page = cloud.call("ssm", "GetParametersByPath", Path=folder, Recursive=True, WithDecryption=True, **more)
        for parameter in cast("list[dict[str, Any]]", page["Parameters"]):
            name = str(parameter["Name"]).removeprefix(f"{folder}/")
            sections[name] = json.loads(str(parameter["Value"]))
        if not page.get("NextToken"):
            return sections
