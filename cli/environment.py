"""`storefront environment`: a further environment of the store, from the settings of one that is there."""

from pathlib import Path
from typing import Annotated

import typer

from operations.arguments import one_of
from operations.command_line import say
from operations.errors import BadInputError
from operations.project import project_root

EVERYTHING = "all"

environment = typer.Typer(no_args_is_help=True, help="The environments of the store, each with a settings file.")


def _kind(given: str) -> str:
    from components.settings import Kind  # noqa: PLC0415 - pydantic builds models

    return one_of(Kind)(given)


def _kept_elsewhere(given: str) -> str:
    from components.settings.sections.account_wide import AccountWide  # noqa: PLC0415 - pydantic builds models

    one = one_of([EVERYTHING, *AccountWide])
    names = [one(name.strip()) for name in given.split(",") if name.strip()]
    return ",".join(AccountWide if EVERYTHING in names else names)


@environment.callback()
def environments() -> None:
    """The environments of the store, each with a settings file."""


@environment.command("new")
def new_environment(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What it is called: its stack, and part of every name.")
    ],
    like: Annotated[str, typer.Option(metavar="STACK", help="The environment whose settings it begins with.")],
    account: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Its AWS account; one that another environment has takes --kept-elsewhere."
        ),
    ],
    zone: Annotated[
        str | None,
        typer.Option(metavar="DOMAIN", help="Its hosted zone; if left out, one below the other's."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", parser=_kind, help="production, test or disposable; if left out, as the other."
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="REGION", help="Where it serves; if left out, where the other does."),
    ] = None,
    standby: Annotated[
        str | None,
        typer.Option(
            metavar="REGION",
            help="Where it stands by; none: it has one site alone. If left out, where the other does, or in a "
            "region that exchanges backups with --region.",
        ),
    ] = None,
    kept_elsewhere: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            parser=_kept_elsewhere,
            help="What the account has once and another stack of it keeps, as storefront:keptElsewhere names it, "
            "with commas between; all: everything, for a second store in one account.",
        ),
    ] = "",
) -> None:
    """Write the settings file of a new environment: valid, and with networks that overlap no other's."""
    from components.settings import Kind, SettingsError  # noqa: PLC0415 - pydantic builds models
    from components.settings.beginning import NewEnvironment  # noqa: PLC0415 - as above
    from components.settings.new_environment import make_environment  # noqa: PLC0415 - as above
    from components.settings.sections.account_wide import AccountWide  # noqa: PLC0415 - as above

    wanted = NewEnvironment(
        name=name,
        like=like,
        account=account,
        zone=zone,
        kind=None if kind is None else Kind(kind),
        region=region,
        standby=standby,
        kept_elsewhere=[AccountWide(name) for name in kept_elsewhere.split(",") if name],
    )
    try:
        file, changes = make_environment(project_root(Path.cwd()), wanted)
    except SettingsError as error:
        raise BadInputError(str(error)) from None
    say(f"{file.name} written: as {like}, but for\n")
    for change in changes:
        say(f"  {change}")
    say(
        f"\nRead it through: everything else is as in {like}, such as sizes, people and addresses. Then\n\n"
        f"  storefront config check {name}\n  storefront rehearse {name}"
    )
