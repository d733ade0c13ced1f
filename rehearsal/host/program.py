"""Runs the real program with the real Pulumi SDK, in a process of its own.

What `pulumi-language-python-exec` does under the CLI (pulumi/pulumi: sdk/python/cmd), without the CLI: the SDK is
told where monitor and engine are, the settings come in by PULUMI_CONFIG, and the program runs inside a stack
resource.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import grpc
import pulumi
import pulumi.runtime
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from rehearsal.host.settings import ORGANIZATION

# Exit statuses, as the command gives them on.
CRASHED = 1
REFUSED_SETTINGS = 2
# Registrations in flight at once. More would only queue up before the emulator, which is one process.
PARALLEL = 16


class _QuietEngine:
    """Keeps the SDK's debugging messages here.

    It sends several for each resource, each a round trip during which the program stands still: together they take
    longer than everything else the program does.
    """

    def __init__(self, address: str) -> None:
        self._stub: Any = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def Log(self, request: engine_pb2.LogRequest) -> object:  # noqa: N802 - the protocol's name
        """Send a message on unless it is for debugging."""
        return None if request.severity == engine_pb2.DEBUG else self._stub.Log(request)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stub, name)


def main() -> int:
    """Run the program named on the command line; returns the exit status."""
    arguments = _arguments()
    root = Path(arguments.root)
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            project=arguments.project,
            stack=arguments.stack,
            monitor=arguments.monitor,
            engine=_QuietEngine(arguments.monitor),
            parallel=PARALLEL,
            dry_run=False,
            organization=ORGANIZATION,
            root_directory=arguments.root,
        )
    )
    # The SDK leaves futures unobserved when a program fails; asyncio's complaints say nothing about the program.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    sys.argv = [str(root)]
    sys.path.insert(0, str(root))
    return _run(root)


def _run(root: Path) -> int:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(PARALLEL))
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _program(root)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return REFUSED_SETTINGS
    except Exception as error:  # noqa: BLE001 - the program may raise anything, and all of it is reported
        pulumi.log.error(account(error, root))
        return CRASHED
    return 0


def _program(root: Path) -> None:
    runpy.run_path(str(root / "__main__.py"), run_name="__main__")


def account(error: BaseException, root: Path) -> str:
    """What went wrong and where in our own code, without the frames of the SDK and of installed libraries."""
    summary = traceback.TracebackException.from_exception(error)
    words = "".join(summary.format_exception_only()).strip()
    places = [
        f"  at {Path(frame.filename).relative_to(root)}:{frame.lineno} in {frame.name}"
        for frame in summary.stack
        if Path(frame.filename).is_relative_to(root)
        and ".venv" not in Path(frame.filename).parts
        and frame.filename != __file__
    ]
    return "\n".join([words, *places[-5:]])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("root", "project", "stack", "monitor"):
        parser.add_argument(f"--{name}", required=True)
    return parser.parse_args(cast("list[Any]", sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
