"""`storefront rehearse`: the command around a rehearsal, its exit status and its words for what goes wrong.

Any number of rehearsals may run at once: each emulator takes a free port of its own, nothing is shared on
disk, and so no lock is needed. Only a port asked for by number can be taken, and that is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from operations.command_line import say, tell
from operations.errors import BAD_INPUT, FAILED
from operations.terminal import Terminal
from rehearsal.emulator import EmulatorError, start
from rehearsal.host.children import Children, InterruptedRehearsalError
from rehearsal.host.offline import offline
from rehearsal.host.pack import Pack, PackError
from rehearsal.host.settings import StackFile, StackFileError
from rehearsal.keeping import how_to_use
from rehearsal.log_archive import make_log_archive
from rehearsal.progress import Progress
from rehearsal.provider import HANDLERS
from rehearsal.provider.embedded import clients
from rehearsal.provisioning import provision
from rehearsal.results import RequestError, Results
from rehearsal.run import Foundation, ProgramError, Rehearsal
from rehearsal.scrubber import SecretScrubber
from rehearsal.summary import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider import Handler
    from rehearsal.record import Record

ROOT = Path(__file__).resolve().parent.parent
PACK = "policies"

PASSED = 0


def rehearse(
    stack: str,
    *,
    keep: bool = False,
    manifest: Path | None = None,
    json_file: Path | None = None,
    picture: Path | None = None,
    port: int | None = None,
    root: Path = ROOT,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> int:
    """Stand a stack up on an embedded AWS; returns the exit status.

    Args:
        stack: the stack's name, as in Pulumi.<stack>.yaml.
        keep: leave the emulator running, and say how to use and to stop it.
        manifest: where to write the stack's manifest.
        json_file: where to write the whole record.
        picture: where to write the summary as an SVG picture.
        port: the emulator's port on 127.0.0.1; a free one if none is given.
        root: the project, with Pulumi.yaml, __main__.py and the policy pack in `policies`.
        handlers: how to create each type of resource.

    Returns:
        0 if the stack stands, guarded and as declared; 1 if it does not, or program or pack crashed; 2 for
        settings or options that cannot be used; 128 and the signal's number if it was interrupted.
    """
    results = Results(manifest=manifest, record=json_file, picture=picture)
    request = Request(stack, keep, results, port, root, handlers)
    children = Children()
    try:
        with offline() as environment, children.heed_signals():
            record, problems = request.carry_out(children, environment)
    except (StackFileError, RequestError, EmulatorError) as error:
        return _failed(str(error), BAD_INPUT)
    except ProgramError as error:
        return _failed(str(error), error.status)
    except BrokenPipeError:
        raise  # who read the output has gone: the command line knows how to end then
    except (PackError, OSError) as error:
        return _failed(str(error), FAILED)
    except InterruptedRehearsalError as error:
        return _failed(f"{error}: nothing was left running", error.status)
    if problems:
        return _failed("\n".join(problems), FAILED)
    return PASSED if record.passed else FAILED


def _failed(message: str, status: int) -> int:
    tell(message)
    return status


@dataclass(frozen=True)
class Request:
    """What the command was asked for."""

    stack: str
    keep: bool
    results: Results
    port: int | None
    root: Path
    handlers: Mapping[str, Handler]

    def carry_out(self, children: Children, environment: Mapping[str, str]) -> tuple[Record, list[str]]:
        """Rehearse, print the summary, write what was asked for; return what could not be written, line by line.

        See `rehearse` for what is raised.
        """
        stack = StackFile.read(self.root, self.stack)
        self.results.check()
        environment = {**environment, **stack.environment()}
        console = Terminal()
        progress = Progress(console)
        scrubber = SecretScrubber()
        progress.phase("starting the policy pack and the embedded AWS")
        pack = Pack(children, self.root / PACK, environment)
        with start(self.port, keep=self.keep) as emulator, clients(emulator.endpoint) as client_for:
            children.check()
            foundation = Foundation(self.handlers, client_for)
            archived = make_log_archive(stack, client_for, environment)

            def provisioned(record: Record) -> None:
                progress.phase("provisioning the database, and reading everything back meanwhile")
                record.procedures += archived + provision(record, emulator, client_for, self.root)

            with progress.live():
                rehearsal = Rehearsal(stack, foundation, pack, children, environment, progress, scrubber)
                record = rehearsal.run(meanwhile=provisioned)
            show(record, console, scrubber.scrub)
            problems = self.results.write(record, scrubber, client_for)
            children.check()
            if self.keep:
                say(how_to_use(record, emulator, client_for))
        return record, problems
