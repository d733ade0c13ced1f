"""The process of the embedded AWS: `python -m rehearsal.emulator.server PORT [DESCRIPTOR]`.

With a descriptor it leaves as soon as the other end of that pipe is closed.
"""

import logging
import os
import signal
import sys
import threading

from werkzeug.serving import make_server

from rehearsal.emulator.answers import Answering, create_app
from rehearsal.emulator.dispatch import Dispatcher
from rehearsal.emulator.extensions import install
from rehearsal.emulator.handler import KeepingHandler
from rehearsal.emulator.process import HOST


def serve(port: int, lifeline: int | None) -> None:
    """Serve until told to end (SIGTERM), or until the lifeline is cut."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: os._exit(0))
    if lifeline is not None:
        threading.Thread(target=_leave_with, args=(lifeline,), daemon=True).start()
    # A line per request would fill the pipe to the parent, which reads it only when the start fails.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    install()
    server = make_server(
        HOST,
        port,
        Answering(Dispatcher(create_app)),
        threaded=True,
        request_handler=KeepingHandler,
    )
    # Nobody reads what is said from here on, and a kept emulator outlives whoever could.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno())
    server.serve_forever()


def _leave_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)  # noqa: PLR2004 - the optional argument
