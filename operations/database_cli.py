"""`storefront database`: the sub-commands, from plan over confirmation to what was done."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - typer reads the types
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from operations.database import Access

FAILED, BAD_INPUT = 1, 2
SHOWN = 12
T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="The database's roles, rights and passwords.")

Stack = Annotated[str, typer.Argument(metavar="STACK", help="prod or staging.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def provision(stack: Stack, *, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Rotate the birth password away, make roles and rights, and prove that every secret lets its login in."""
    access = _access(stack)
    found = _run(access, "drift")
    _show(found)
    refused = list(found["refused"])
    typer.echo(f"passwords to make: {', '.join(refused) or 'none'}")
    if dry_run or not _confirmed(f"Provision the database of {stack} with {access.function}?", yes=yes):
        return
    done = _run(access, "provision")
    told = {heading: ", ".join(done[heading]) or "none" for heading in ("rotated", "scheduled")}
    typer.echo(f"{len(done['changes'])} changes; rotated: {told['rotated']}; scheduled: {told['scheduled']}")
    typer.echo(f"verified by logging in: {', '.join(done['verified'])}")


@app.command()
def drift(stack: Stack) -> None:
    """Tell how the database differs from what is declared; exit status 1 if it does."""
    found = _run(_access(stack), "drift")
    _show(found)
    for problem in found["refused"].values():
        typer.echo(problem)
    if found["changes"] or found["for_people"] or found["refused"]:
        raise typer.Exit(FAILED)


@app.command()
def rotate(
    stack: Stack,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="Whose password.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Give a role its next password, or finish a rotation that was cut off; no client loses its login."""
    access = _access(stack)
    if role not in access.roles:
        typer.echo(f"got the role {role!r}, expected one of {', '.join(access.roles)}", err=True)
        raise typer.Exit(BAD_INPUT)
    typer.echo(f"{access.function} would make, set, prove and publish a new password of {role}")
    if not dry_run and _confirmed(f"Rotate the password of {role} in {stack}?", yes=yes):
        _run(access, "rotate", role=role)
        typer.echo(f"{role}: rotated, and verified by logging in")


@app.command()
def trust(
    stack: Stack,
    *,
    bundle: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="RDS's bundle, if at hand.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Write the certificate of RDS's authority for the function, as RDS's own API names it."""
    access = _access(stack)
    if _confirmed(f"Trust {access.manifest['ca_certificate']} for the database of {stack}?", yes=yes):
        for line in _attempt(lambda: access.trust(bundle)):
            typer.echo(line)


def _access(stack: str) -> Access:
    from operations.database import Access  # noqa: PLC0415 - loads boto3

    return _attempt(lambda: Access.of(stack))


def _run(access: Access, action: str, **more: str) -> dict[str, Any]:
    return _attempt(lambda: access.run(action, **more))


def _attempt(attempt: Callable[[], T]) -> T:
    from operations.database import DatabaseError  # noqa: PLC0415 - loads boto3

    try:
        return attempt()
    except DatabaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None


def _confirmed(question: str, *, yes: bool) -> bool:
    return yes or typer.confirm(question)


def _show(found: dict[str, Any]) -> None:
    headings = {"changes": "differs", "for_people": "for a person to decide", "awaited": "awaited"}
    for key, heading in headings.items():
        lines: list[str] = found[key]
        typer.echo(f"{heading}: {len(lines) or 'nothing'}")
        for line in lines[:SHOWN]:
            typer.echo(f"  {line}")
        if len(lines) > SHOWN:
            typer.echo(f"  and {len(lines) - SHOWN} more")
