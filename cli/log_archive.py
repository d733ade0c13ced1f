"""`storefront organization log-archive`: what the owner of a log archive account deploys there."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from cli.config import settings_file
from operations.arguments import directory
from operations.command_line import Stack, write
from operations.errors import BadInputError
from operations.layout import command_lines
from operations.project import project_root

if TYPE_CHECKING:
    from components.settings import Settings


def _address(given: str) -> str:
    from components.settings.sections.notifications import Email  # noqa: PLC0415 - pydantic builds models

    try:
        return TypeAdapter[str](Email).validate_python(given)
    except ValidationError:
        raise typer.BadParameter(
            f"got {given!r}, expected an e-mail address, such as security@example.com"
        ) from None


def write_log_archive(
    context: typer.Context,
    stack: Stack,
    into: Annotated[
        Path, typer.Option(metavar="DIRECTORY", parser=directory, help="Where the files go; it is made.")
    ],
    notify: Annotated[
        list[str],
        typer.Option(
            metavar="ADDRESS", parser=_address, help="Who is told there, by e-mail; may be given several times."
        ),
    ],
    account: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The account, until storefront:audit.logArchive names it."),
    ] = None,
) -> None:
    """Write CloudFormation templates that keep a stack's record in another account, and how to deploy them."""
    from components.audit.log_archive import template  # noqa: PLC0415 - loads Pulumi's SDK

    _, settings = settings_file(stack, project_root(Path.cwd()))
    archived = _archived(settings, account, context)
    into.mkdir(parents=True, exist_ok=True)
    for region, place in archived.log_archive.items():
        file = into / f"log-archive-{region}.json"
        file.write_text(template(archived, place, notify), encoding="utf-8")
        for line in _deployment(archived, region, file):
            write(f"{line}\n")
    for line in _named(archived):
        write(f"{line}\n")


def _archived(settings: "Settings", account: str | None, context: typer.Context) -> "Settings":
    """Return the settings with an archive in them: what is deployed there needs no key's id yet."""
    from components.settings import LogArchiveSettings  # noqa: PLC0415 - pydantic builds models

    named = settings.audit.log_archive
    if named is not None and account in {None, named.account}:
        return settings
    if named is not None:
        raise BadInputError(
            f"--account: got {account!r}, but storefront:audit.logArchive.account is {named.account!r}: leave the "
            "option out, or change the settings"
        )
    if account is None or not account.isascii() or not account.isdecimal() or len(account) != 12:  # noqa: PLR2004
        given = f"got {account!r}" if account is not None else "got nothing"
        expected = "expected the 12 digits of an account of its own: the settings name none"
        raise typer.BadParameter(f"{given}, {expected}", ctx=context, param_hint="--account")
    if account == settings.account:
        raise BadInputError(f"--account: got {account!r}, which is the store's own, expected another account")
    archive = LogArchiveSettings(account=account, keys={})
    return settings.model_copy(update={"audit": settings.audit.model_copy(update={"log_archive": archive})})


def _deployment(settings: "Settings", region: str, file: Path) -> Iterator[str]:
    from components.baseline.tags import default_tags  # noqa: PLC0415 - loads Pulumi's SDK
    from components.shared.log_archive import stack_name  # noqa: PLC0415 - as its package

    name = stack_name(settings.environment)
    tags = " ".join(shlex.quote(f"{key}={value}") for key, value in default_tags(settings).items())
    yield f"For {region}, in account {settings.log_archive[region].account}, as its administrator:"
    deploy = f"aws cloudformation deploy --region {region} --stack-name {name} --template-file {file} --tags {tags}"
    yield command_lines(deploy, indent="  ")
    if region in settings.sites:
        answer = (
            f"aws cloudformation describe-stacks --region {region} --stack-name {name} "
            "--query Stacks[0].Outputs[0].OutputValue --output text"
        )
        yield command_lines(answer, indent="  ")


def _named(settings: "Settings") -> Iterator[str]:
    """Yield what the settings then say, with what the second commands answer."""
    archive = settings.audit.log_archive
    if archive is None or archive.keys:
        return
    yield "Then, in the settings of the environment, with what the second commands answer:"
    yield "  storefront:audit:"
    yield "    logArchive:"
    yield f'      account: "{archive.account}"'
    yield "      keys:"
    for region in settings.sites:
        yield f"        {region}: <the ARN of the key there>"
