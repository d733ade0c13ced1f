"""`storefront database`: the sub-commands, from plan over confirmation to what was done."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from functions.database_access.roles import MACHINES
from operations.arguments import existing_file, unexpected
from operations.command_line import DryRun, ManifestFile, Region, Stack, Yes, confirmed, say, tell
from operations.errors import FAILED

if TYPE_CHECKING:
    from operations.database.access import Access

SHOWN = 12

app = typer.Typer(
    no_args_is_help=True, help="The database's roles, rights and passwords, its certificates and its tuning."
)


@app.command()
def provision(
    stack: Stack, *, dry_run: DryRun = False, yes: Yes = False, region: Region = None, manifest: ManifestFile = None
) -> None:
    """Replace the bootstrap password, create roles and rights, and verify every secret by logging in with it."""
    access = _access(stack, region, manifest)
    found = _run(access, "drift")
    _show(found)
    refused = list(found["refused"])
    say(f"passwords to set: {', '.join(refused) or 'none'}")
    if dry_run or not confirmed(f"Provision the database of {stack} with {access.function}?", yes=yes):
        return
    done = _run(access, "provision")
    told = {heading: ", ".join(done[heading]) or "none" for heading in ("rotated", "scheduled")}
    say(f"{len(done['changes'])} changes; rotated: {told['rotated']}; scheduled: {told['scheduled']}")
    say(f"verified by logging in: {', '.join(done['verified'])}")


@app.command()
def drift(stack: Stack, *, region: Region = None, manifest: ManifestFile = None) -> None:
    """Show how the database differs from what is declared; exit status 1 if it does."""
    found = _run(_access(stack, region, manifest), "drift")
    _show(found)
    for problem in found["refused"].values():
        say(problem)
    if found["changes"] or found["for_people"] or found["refused"]:
        raise typer.Exit(FAILED)


@app.command()
def rotate(
    context: typer.Context,
    stack: Stack,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=f"Whose password: {', '.join(MACHINES)}.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Give a role its next password, or finish a rotation that was interrupted; clients keep their logins."""
    access = _access(stack, region, manifest)
    if role not in access.roles:
        raise typer.BadParameter(unexpected(role, access.roles), ctx=context, param_hint="ROLE")
    say(f"{access.function} would create, set, verify and publish a new password of {role}")
    if not dry_run and confirmed(f"Rotate the password of {role} in {stack}?", yes=yes):
        _run(access, "rotate", role=role)
        say(f"{role}: rotated, and verified by logging in")


@app.command()
def ca_bundle(
    stack: Stack,
    *,
    bundle: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", parser=existing_file, help="RDS's certificate bundle, where it cannot be downloaded."
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Store the certificate of RDS's certificate authority, by which the functions verify the server."""
    access = _access(stack, region, manifest)
    authority, regions = access.manifest.ca_certificate, [one.region for one in (access.aws, *access.elsewhere)]
    say(f"{authority} would be written to {access.manifest.ca_bundle_parameter} in {' and '.join(regions)}")
    if not dry_run and confirmed(f"Trust {authority} for the database of {stack}?", yes=yes):
        for line in access.write_ca_bundle(bundle):
            say(line)


def _access(stack: str, region: str | None, manifest: Path | None) -> "Access":
    from operations.database.access import Access  # noqa: PLC0415 - loads boto3

    return Access.of(stack, region, manifest)


def _run(access: "Access", action: str, **more: str) -> dict[str, Any]:
    tell(f"waiting for {access.function} in the VPC: {action}")
    return access.run(action, **more)


def _show(found: dict[str, Any]) -> None:
    headings = {"changes": "differs", "for_people": "for a person to decide", "awaited": "awaited"}
    for key, heading in headings.items():
        lines: list[str] = found[key]
        say(f"{heading}: {len(lines) or 'nothing'}")
        for line in lines[:SHOWN]:
            say(f"  {line}")
        if len(lines) > SHOWN:
            say(f"  and {len(lines) - SHOWN} more")
