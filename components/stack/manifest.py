"""The manifest's parameters: what stands where, in sections, written to both regions.

The procedures read it and nothing else, so that a failover needs neither Pulumi's state nor the failed region.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.shared.filling import Filled
from components.shared.outputs import output_of
from manifest.document import Document, divided
from manifest.path import path
from manifest.writing import render


@dataclass(frozen=True, kw_only=True)
class ManifestArgs:
    """The environment, the document, and a provider per region that holds a copy."""

    environment: str
    document: Filled[Document]
    providers: Mapping[str, pulumi.ProviderResource]


class Manifest(pulumi.ComponentResource):
    """A parameter per section and region, and the whole as `document`."""

    document: pulumi.Output[dict[str, Any]]

    def __init__(self, name: str, *, args: ManifestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:stack:Manifest", name, None, opts)
        known = {section: output_of(content) for section, content in divided(args.document.values).items()}
        rendered = {section: _rendered(section, content) for section, content in known.items()}
        for region, provider in args.providers.items():
            for section, value in rendered.items():
                aws.ssm.Parameter(
                    f"{region}-manifest-{section}",
                    name=path(args.environment, section),
                    description=f"What stands where, in sections: {section}",
                    type="String",
                    tier="Standard",
                    insecure_value=value,
                    opts=pulumi.ResourceOptions(parent=self, provider=provider),
                )
        # From the texts: of a section's values as they are the SDK would make an output each.
        self.document = output_of(rendered).apply(_document)
        self.register_outputs({})


def _rendered(section: str, content: pulumi.Output[dict[str, Any]]) -> pulumi.Output[str]:
    return content.apply(lambda known: render(section, known))


def _document(rendered: Mapping[str, str]) -> dict[str, Any]:
    return {section: json.loads(text) for section, text in rendered.items()}
