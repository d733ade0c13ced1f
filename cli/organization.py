"""`storefront organization`: what an organization's administrator attaches to the account of an environment.

What goes into an account of its own beside it is in `log_archive`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.config import settings_file
from cli.log_archive import write_log_archive
from operations.arguments import directory
from operations.command_line import Stack, say
from operations.errors import BadInputError
from operations.layout import command_lines
from operations.project import project_root

if TYPE_CHECKING:
    from components.identity.organization import OrganizationPolicy
    from components.settings import Settings

organization = typer.Typer(no_args_is_help=True, help="Policies for the organization that an account is in.")


def _arn(given: str) -> str:
    if not given.startswith("arn:aws:iam::") or given.endswith(":*"):
        raise typer.BadParameter(
            f"got {given!r}, expected the ARN of a role or user, such as "
            "arn:aws:iam::*:role/OrganizationAccountAccessRole"
        )
    return given


@organization.callback()
def policies_of_organization() -> None:
    """Policies for the organization that an account is in."""


organization.command("log-archive")(write_log_archive)


@organization.command("policies")
def write_policies(
    stack: Stack,
    into: Annotated[
        Path, typer.Option(metavar="DIRECTORY", parser=directory, help="Where the files go; it is made.")
    ],
    administrator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ARN",
            parser=_arn,
            help="Whom the service control policies do not hold: who makes the first deployment and changes the "
            "record; may have * in it, and be given several times. Without it the policies hold everybody.",
        ),
    ] = None,
) -> None:
    """Write the service and resource control policies of a stack's account, and the commands that attach them."""
    from components.identity.organization import organization_policies  # noqa: PLC0415 - loads Pulumi's SDK

    administrators = administrator or []
    stores = stores_of_account(stack, project_root(Path.cwd()))
    policies = organization_policies(stores, administrators)
    for policy in policies:
        _check_size(policy, len(stores))
    into.mkdir(parents=True, exist_ok=True)
    for policy in policies:
        file = into / f"{policy.what}.json"
        file.write_text(policy.content, encoding="utf-8")
        for line in _told(policy, file, stores[0].account):
            say(line)


def stores_of_account(stack: str, root: Path) -> "list[Settings]":
    """Return the settings of all stacks in the account of one, its own first.

    Raises:
        BadInputError: with every problem of a file.
    """
    from components.settings import stacks  # noqa: PLC0415 - pydantic builds models

    _, own = settings_file(stack, root)
    others = [settings_file(one, root)[1] for one in stacks(root) if one != stack]
    return [own, *(one for one in others if one.account == own.account)]


def _check_size(policy: "OrganizationPolicy", stores: int) -> None:
    from components.identity.organization import CHARACTERS  # noqa: PLC0415 - as above

    if len(policy.content) > CHARACTERS:
        raise BadInputError(
            f"the policy {policy.what} of {stores} stores has {len(policy.content)} characters, expected at most "
            f"{CHARACTERS}, as AWS Organizations takes no more: name fewer administrators, or give a store an "
            "account of its own"
        )


def _told(policy: "OrganizationPolicy", file: Path, account: str) -> Iterator[str]:
    from components.identity.organization import policy_name  # noqa: PLC0415 - as above

    name = policy_name(account, policy)
    yield f"{file}: {policy.why} ({policy.kind}, {len(policy.content)} characters). In the management account:"
    create = (
        f"aws organizations create-policy --type {policy.kind} --name {name} --description '{policy.why}' "
        f"--content file://{file}"
    )
    yield command_lines(create, indent="  ")
    attach = f"aws organizations attach-policy --policy-id <the id that it answers> --target-id {account}"
    yield command_lines(attach, indent="  ")
