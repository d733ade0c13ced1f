"""The log archive's part of a stack, made in that account of the embedded AWS before the program runs.

The command of the archive's owner writes the templates, as for real, and CloudFormation makes what they hold. Types
that the emulator's CloudFormation lacks (policies of buckets, topics and buses) are told. The id that a key gets
here is not the one that the settings name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rehearsal.record import Procedure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion
    from rehearsal.host.settings import StackFile

NAME = "log archive"
_SECONDS = 300
_TOLD = "log-archive@example.com"
_STANDS = "CREATE_COMPLETE"


def make_log_archive(
    stack: StackFile, client_for: Callable[[str, str], AwsRegion], environment: Mapping[str, str]
) -> list[Procedure]:
    """Make it, and tell what stands; nothing where the stack's settings name none."""
    account = _account(stack)
    if account is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        said = _write(stack, Path(folder), environment)
        if said:
            return [Procedure(NAME, passed=False, told=said)]
        files = sorted(Path(folder).iterdir())
        told = [_deploy(stack.stack, file, account, client_for) for file in files]
    return [Procedure(NAME, passed=all(stands for stands, _ in told), told="; ".join(line for _, line in told))]


def _account(stack: StackFile) -> str | None:
    try:
        audit = _mapping(json.loads(stack.config.get(f"{stack.project}:audit", "{}")))
    except ValueError:
        return None  # a text where a section belongs, which the program refuses
    account = _mapping(audit.get("logArchive")).get("account")
    return None if account is None else str(account)


def _mapping(value: object) -> Mapping[str, object]:
    """What a file says that the program has yet to check."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _write(stack: StackFile, folder: Path, environment: Mapping[str, str]) -> str:
    """Run the owner's command; return what it says where it fails."""
    command = [str(Path(sys.executable).with_name("storefront")), "organization", "log-archive", stack.stack]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--into", str(folder), "--notify", _TOLD],
        cwd=stack.root,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    return (done.stderr or done.stdout or f"exit status {done.returncode}") if done.returncode else ""


def _deploy(stack: str, file: Path, account: str, client_for: Callable[[str, str], AwsRegion]) -> tuple[bool, str]:
    region = file.stem.removeprefix("log-archive-")
    aws, name, body = (
        client_for(region, account),
        f"storefront-{stack}-log-archive",
        file.read_text(encoding="utf-8"),
    )
    aws.call("cloudformation", "CreateStack", StackName=name, TemplateBody=body)
    stands = [one["StackStatus"] for one in aws.list_all("cloudformation", "DescribeStacks", StackName=name)] == [
        _STANDS
    ]
    declared = json.loads(body)["Resources"]
    listed = aws.list_all("cloudformation", "ListStackResources", StackName=name)
    # The emulator lists what it lacks too, without a name.
    made = {one["LogicalResourceId"] for one in listed} & declared.keys()
    missing = sorted({declared[one]["Type"] for one in declared.keys() - made})
    lacking = f", recorded, not emulated: {', '.join(missing)}" if missing else ""
    return stands, f"{region}: {len(made)} of {len(declared)} parts stand in account {account}{lacking}"
