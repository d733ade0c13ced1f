"""`storefront environment`: a further environment of the store, from the settings of one that is there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import BadInputError
from operations.project import project_root

if TYPE_CHECKING:
    from components.settings.sections.account_wide import AccountWide

EVERYTHING = "all"

environment = typer.Typer(no_args_is_help=True, help="The environments of the store, each with a settings file.")


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
        typer.Option(metavar="KIND", help="production, test or disposable; if left out, as the other."),
    ] = None,
    kept_elsewhere: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="What the account has once and another stack of it keeps, as storefront:keptElsewhere names it, "
            "with commas between; all: everything, for a second store in one account.",
        ),
    ] = "",
) -> None:
    """Write the settings file of a new environment: valid, and with networks that overlap no other's."""
    from components.settings import Kind, SettingsError  # noqa: PLC0415 - pydantic builds models
    from components.settings.beginning import NewEnvironment  # noqa: PLC0415 - as above
    from components.settings.new_environment import make_environment  # noqa: PLC0415 - as above

    if kind is not None and kind not in {*Kind}:
        raise BadInputError(f"--kind: got {kind!r}, expected {', '.join(Kind)}")
    wanted = NewEnvironment(
        name=name,
        like=like,
        account=account,
        zone=zone,
        kind=None if kind is None else Kind(kind),
        kept_elsewhere=_kept_elsewhere(kept_elsewhere),
    )
    try:
        file, changes = make_environment(project_root(Path.cwd()), wanted)
    except SettingsError as error:
        raise BadInputError(str(error)) from None
    typer.echo(f"{file.name} written: as {like}, but for\n")
    for change in changes:
        typer.echo(f"  {change}")
    typer.echo(
        f"\nRead it through: everything else is as in {like}, such as sizes, people and addresses. Then\n\n"
        f"  storefront config check {name}\n  storefront rehearse {name}"
    )


def _kept_elsewhere(names: str) -> "list[AccountWide]":
    from components.settings.sections.account_wide import AccountWide  # noqa: PLC0415 - pydantic builds models

    if names == EVERYTHING:
        return [*AccountWide]
    given = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in given if name not in {*AccountWide}]:
        expected = f"{EVERYTHING}, or some of {', '.join(AccountWide)}"
        raise BadInputError(f"--kept-elsewhere: got {', '.join(unknown)}, expected {expected}")
    return [AccountWide(name) for name in given]
