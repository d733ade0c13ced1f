"""`storefront edge`: the procedures of CloudFront and the load balancers."""

from typing import TYPE_CHECKING

import typer

from operations.command_line import DryRun, ManifestFile, Region, Stack, Yes, confirmed, say, tell

if TYPE_CHECKING:
    from pathlib import Path

    from operations.edge.rotation import Rotation

edge = typer.Typer(no_args_is_help=True, help="CloudFront and the load balancers behind it.")


@edge.callback()
def top() -> None:
    """CloudFront and the load balancers behind it."""


@edge.command("rotate-secret")
def rotate_secret(
    stack: Stack, *, dry_run: DryRun = False, yes: Yes = False, region: Region = None, manifest: ManifestFile = None
) -> None:
    """Rotate the secret by which the load balancers know CloudFront, while the store serves."""
    rotation = _rotation(stack, region, manifest)
    say(rotation.plan())
    if dry_run or not confirmed("Carry this out?", yes=yes):
        return
    rotation.run()
    say("rotated: the load balancers refuse the old value")


def _rotation(stack: str, region: str | None, manifest: "Path | None") -> "Rotation":
    from operations.edge.manifest import EdgeSections, edge_resources  # noqa: PLC0415 - loads pydantic
    from operations.edge.rotation import Rotation  # noqa: PLC0415
    from operations.manifest import manifest_source, read_manifest  # noqa: PLC0415

    return Rotation(
        edge_resources(read_manifest(manifest_source(region, manifest), stack, EdgeSections)), tell=tell
    )
