"""What the commands share: their arguments and options, the question before they act, and what an error becomes.

Exit status: 0 done, 1 it failed, 2 it was asked for wrongly, 3 it waits for a person, 130 it was interrupted, 141
whoever read its output has gone.
"""

import errno
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from operations.errors import BAD_INPUT, FAILED, BadInputError, CommandError
from operations.layout import command_lines, fit, fitted
from operations.stack_regions import command_with
from operations.usage import explained, show_plainly

INTERRUPTED = 130
READER_GONE = 141
"""What a shell tells of a process that SIGPIPE ended. The signal itself stays off: it would end a procedure whose
connection to AWS is cut, too."""
# What a full disk or a file that was opened for reading alone answer to a print.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF})

Stack = Annotated[
    str, typer.Argument(metavar="STACK", help="An environment, by its settings file Pulumi.STACK.yaml.")
]
Region = Annotated[
    str | None,
    typer.Option(
        metavar="REGION",
        envvar=["AWS_REGION", "AWS_DEFAULT_REGION"],
        help="The region to read the manifest in: any of the stack's that answers.",
    ),
]
ManifestFile = Annotated[
    Path | None,
    typer.Option(
        "--manifest",
        metavar="FILE",
        help="Read the manifest from a file, as `rehearse` writes it.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]


class MissingRegionError(BadInputError):
    """Nothing says where to read the manifest."""


class Commands(TyperGroup):
    """The top of the command line: an expected error ends in its text and its status, never in a traceback."""

    def __init__(self, **settings: Any) -> None:
        """Take what typer gives to a group."""
        super().__init__(**settings)
        show_plainly(self)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the words before the command's name."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except TyperException as error:
            raise _refused(error) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except TyperException as error:
            raise _refused(error) from None
        except CommandError as error:
            tell(str(error))
            raise typer.Exit(error.exit_status) from None
        except KeyboardInterrupt:
            tell("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _forget_output()
            raise typer.Exit(READER_GONE) from None
        except OSError as error:
            tell(_file_error(error))
            raise typer.Exit(FAILED) from None


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask, unless `--yes` has answered."""
    return yes or typer.confirm(fit(question))


def say(text: str) -> None:
    """Print a result to standard output, in lines of 80 columns."""
    typer.echo(fitted(text))


def write(content: str) -> None:
    """Print to standard output what another program reads, to the letter."""
    typer.echo(content, nl=False)


def tell(text: str) -> None:
    """Print to standard error, in lines of 80 columns: progress, and what went wrong."""
    typer.echo(fitted(text), err=True)


def required_region(region: str | None) -> str:
    """Return the region to read the manifest in.

    Raises:
        MissingRegionError: neither the option, the environment nor the AWS profile names one.
    """
    if region:
        return region
    from operations.aws.connection import home_region  # noqa: PLC0415 - slow to load, and mostly not needed

    found = home_region()
    if not found:
        command = command_with("REGION")
        raise MissingRegionError(
            "no region to read the manifest in: got none from --region, AWS_REGION or the AWS profile; name one "
            f"of the stack's (`sites` in its settings file) that answers:\n{command_lines(command, indent='  ')}"
        )
    return found


def _refused(error: TyperException) -> Exception:
    """Return how a command ends whose words were wrong. Without any, typer has shown the help already."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error
    tell(explained(error))
    return typer.Exit(BAD_INPUT)


def _file_error(error: OSError) -> str:
    """Return what to say of a file, or of standard output.

    Raises:
        OSError: the error is of neither, and so a fault of this program.
    """
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}; name a path that can be used"
    if error.errno not in _UNWRITABLE:
        raise error
    _forget_output()
    return f"the output could not be written: {error.strerror}; free some space, or send it elsewhere"


def _forget_output() -> None:
    """What is left in the buffers would fail again as Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
