"""`storefront health`: how the store is.

Exit status: 0 nothing that wakes somebody is on, 1 something is or it failed, 2 it was asked for wrongly.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from operations.health.alarms import AlarmState

FAILED, BAD_INPUT = 1, 2
_DEFAULT = "show"
T = TypeVar("T")


class _ShowsByDefault(TyperGroup):
    """Takes `health prod` for `health show prod`: it is what one types most."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = [_DEFAULT, *args]
        return super().resolve_command(ctx, args)


health = typer.Typer(cls=_ShowsByDefault, no_args_is_help=True, help="How the store is, and what is being done.")

Stack = Annotated[str, typer.Argument(metavar="STACK", help="prod or staging.")]
Region = Annotated[
    str | None,
    typer.Option(envvar=["AWS_REGION", "AWS_DEFAULT_REGION"], help="The region to read the manifest in."),
]


@health.command(_DEFAULT)
def show(stack: Stack, *, region: Region = None) -> None:
    """Show the alarms that are on in both regions; fail where one of them wakes somebody."""
    from rich.console import Console  # noqa: PLC0415

    from operations.health.screen import screen, utc_now  # noqa: PLC0415

    alarms = _or_exit(lambda: _alarms(stack, region))
    Console().print(screen(alarms, utc_now()))
    if any(one.pages and one.state == "ALARM" for one in alarms):
        raise typer.Exit(FAILED)


def _alarms(stack: str, region: str | None) -> "list[AlarmState]":
    from operations.health.alarms import states  # noqa: PLC0415
    from operations.health.manifest import health_section  # noqa: PLC0415
    from operations.recovery.clock import SYSTEM  # noqa: PLC0415
    from operations.recovery.cloud import Cloud, CloudError  # noqa: PLC0415 - loads botocore
    from operations.recovery.errors import RequestError  # noqa: PLC0415

    if region is None:
        raise RequestError("no region to read the manifest in; name one that answers with --region or AWS_REGION")
    cloud = Cloud(SYSTEM.sleep)
    found: list[AlarmState] = []
    for where, prefix in health_section(cloud, region, stack).alarm_prefixes.items():
        try:
            found += states(cloud, where, prefix)
        except CloudError as error:
            # The other region is worth seeing, most of all then.
            typer.echo(f"{where} is not shown: {error}", err=True)
    return found


def _or_exit(attempt: Callable[[], T]) -> T:
    """Do it; say what went wrong, and end with the status that goes with it."""
    from operations.recovery.cloud import CloudError  # noqa: PLC0415 - loads botocore
    from operations.recovery.errors import RequestError  # noqa: PLC0415

    try:
        return attempt()
    except RequestError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    except CloudError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None
