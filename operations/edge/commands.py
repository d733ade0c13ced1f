"""`storefront edge`: the procedures of CloudFront and the load balancers."""

from typing import TYPE_CHECKING

import typer

from operations.command_line import DryRun, Region, Stack, Yes, confirmed, required_region, tell

if TYPE_CHECKING:
    from operations.edge.renewal import Renewal

edge = typer.Typer(no_args_is_help=True, help="CloudFront and the load balancers behind it.")


@edge.callback()
def top() -> None:
    """CloudFront and the load balancers behind it."""


@edge.command("renew-secret")
def renew_secret(stack: Stack, *, dry_run: DryRun = False, yes: Yes = False, region: Region = None) -> None:
    """Renew the secret by which the load balancers know CloudFront, while the store serves."""
    renewal = _renewal(stack, region)
    typer.echo(renewal.plan())
    if dry_run or not confirmed("Carry this out?", yes=yes):
        return
    renewal.run()
    typer.echo("renewed: the load balancers refuse the old value")


def _renewal(stack: str, region: str | None) -> "Renewal":
    from operations.aws import AwsClient  # noqa: PLC0415 - loads botocore
    from operations.edge.manifest import EdgeSections, edge_resources  # noqa: PLC0415 - loads pydantic
    from operations.edge.renewal import Renewal  # noqa: PLC0415
    from operations.manifest import read_manifest  # noqa: PLC0415
    from operations.recovery.clock import SYSTEM  # noqa: PLC0415

    here = AwsClient(SYSTEM.sleep).region(required_region(region))
    return Renewal(edge_resources(read_manifest(here, stack, EdgeSections)), tell=tell)
