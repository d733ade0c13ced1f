"""What an explicit provider adds to the resources made through it: region, account and default tags."""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rehearsal.host.registry import PROVIDER_TYPE
from rehearsal.values import Secret, Unknown, has_unknown, reveal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.record import Resource

# moto's own, for a provider that allows any account.
ANY_ACCOUNT = "123456789012"


class ProviderError(Exception):
    """A provider that the rehearsal cannot work with."""


@dataclass(frozen=True)
class Provider:
    """An AWS provider of the program: the region and account it makes resources in."""

    region: str
    account: str
    default_tags: Mapping[str, str]

    @classmethod
    def of(cls, resource: Resource) -> Provider:
        """Read the inputs of a `pulumi:providers:aws` resource, whose structured values are JSON texts.

        Raises:
            ProviderError: it names no region, or something it needs does not stand.
        """
        if has_unknown(resource.inputs):
            message = f"provider {resource.name} depends on a value that nothing has decided"
            raise ProviderError(message)
        inputs = cast("dict[str, Any]", reveal(resource.inputs))
        region = inputs.get("region")
        if not region:
            message = f"provider {resource.name} names no region; give it one, for the rehearsal reads no profile"
            raise ProviderError(message)
        accounts = json.loads(inputs.get("allowedAccountIds") or "[]")
        given: Any = json.loads(inputs.get("defaultTags") or "{}").get("tags")
        tags = cast("dict[str, str]", given or {})
        return cls(region, accounts[0] if accounts else ANY_ACCOUNT, tags)


def is_provider(type_token: str) -> bool:
    """Whether the type is a provider."""
    return type_token.startswith(PROVIDER_TYPE)


def needs_aws(type_token: str) -> bool:
    """Whether resources of the type belong to an AWS provider."""
    return type_token.startswith("aws:")


@cache
def taggable(type_token: str) -> bool:
    """Whether the provider puts its default tags on resources of the type: the SDK's class then has `tags_all`.

    The class is read, not imported: the SDK's modules for a stack take seconds to load, and nothing else here needs
    them.
    """
    if not needs_aws(type_token):
        return False
    _, path, class_name = type_token.split(":")
    package, _, module = path.partition("/")
    service = f"{package}_" if keyword.iskeyword(package) else package
    file = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", module).lower()
    try:
        source = (_sdk() / service / f"{file}.py").read_text(encoding="utf-8")
        (_, body) = source.split(f"\nclass {class_name}(pulumi.CustomResource)")
    except (FileNotFoundError, ValueError) as error:
        message = f"type {type_token} is not in the installed pulumi_aws"
        raise ProviderError(message) from error
    return 'name="tagsAll"' in body


@cache
def _sdk() -> Path:
    spec = find_spec("pulumi_aws")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def with_default_tags(inputs: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """The inputs as the provider's check leaves them: its default tags under the resource's own.

    Guardrails see tags merged in this way under the engine too.
    """
    own = cast("dict[str, Any] | Secret | Unknown", inputs.get("tags") or {})
    if not isinstance(own, dict) or not (own or provider.default_tags):
        return dict(inputs)
    return {**inputs, "tags": {**provider.default_tags, **own}}
