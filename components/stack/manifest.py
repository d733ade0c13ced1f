"""The manifest: one JSON document of what stands where, in sections, written to both regions.

The procedures read it and nothing else, so that a failover needs neither Pulumi's state nor the failed region.
It holds names and addresses, no secrets.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.shared.naming import PROJECT
from components.shared.outputs import together

# A standard parameter's value: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
SECTION_LIMIT_BYTES = 4096
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class ManifestArgs:
    """The environment, the document by section, and a provider per region that holds a copy."""

    environment: str
    sections: Mapping[str, Mapping[str, Any]]
    providers: Mapping[str, pulumi.ProviderResource]


class Manifest(pulumi.ComponentResource):
    """A parameter per section and region, and the whole as `document`."""

    document: pulumi.Output[dict[str, Any]]

    def __init__(self, name: str, *, args: ManifestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Manifest", name, None, opts)
        plain = {section: together(dict(content)) for section, content in args.sections.items()}
        rendered = {section: _rendered(section, content) for section, content in plain.items()}
        for region, provider in args.providers.items():
            for section, value in rendered.items():
                aws.ssm.Parameter(
                    f"{region}-manifest-{section}",
                    name=parameter_name(args.environment, section),
                    description=f"What stands where, in sections: {section}",
                    type="String",
                    tier="Standard",
                    insecure_value=value,
                    opts=pulumi.ResourceOptions(parent=self, provider=provider),
                )
        self.document = pulumi.Output.from_input(plain)
        self.register_outputs({})


def parameter_name(environment: str, section: str) -> str:
    """Return the name under which `section` is found in Parameter Store."""
    return f"/{PROJECT}/{environment}/manifest/{section}"


def _rendered(section: str, content: pulumi.Output[dict[str, Any]]) -> pulumi.Output[str]:
    return content.apply(lambda plain: render(section, plain))


def render(section: str, content: Mapping[str, Any]) -> str:
    """Return a section as JSON; raise ValueError where it does not fit a parameter."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    size = len(text.encode())
    if size > SECTION_LIMIT_BYTES:
        raise ValueError(
            f"manifest section {section!r}: got {size} bytes, a standard parameter holds {SECTION_LIMIT_BYTES}; "
            "divide the section"
        )
    return text
