"""Lambda's runtime, as far as the emulator needs it: `python runtime.py FOLDER HANDLER`, the event on stdin.

It takes the module from the unpacked archive, answers on standard output, and ends with status 1 and the error's
type and words if the handler raised. A name in the hosts file leads to the address and port beside it, as the VPC's
own resolver leads to an instance.
"""

import importlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

HOSTS = "REHEARSAL_HOSTS"
"""The variable that names the file, a JSON object of `[address, port]` by name."""


def run(folder: str, handler: str) -> int:
    """Handle one event."""
    sys.path.insert(0, folder)
    module, _, function = handler.rpartition(".")
    # What the code prints is its log, not its answer.
    answer, sys.stdout = sys.stdout, sys.stderr
    try:
        result: Any = getattr(importlib.import_module(module), function)(json.load(sys.stdin), None)
    except Exception as error:  # noqa: BLE001 - whatever a function raises is its caller's to read
        json.dump({"errorType": type(error).__name__, "errorMessage": str(error)}, answer)
        return 1
    json.dump(result, answer)
    return 0


def resolve() -> None:
    """Let the names of the hosts file lead to this machine."""
    file = Path(os.environ.get(HOSTS, os.devnull))
    known: dict[str, tuple[str, int]] = (
        json.loads(file.read_text(encoding="utf-8") or "{}") if file.is_file() else {}
    )
    ask = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        return ask(*known.get(host, (host, port)), *rest, **more)

    socket.getaddrinfo = getaddrinfo


if __name__ == "__main__":
    resolve()
    sys.exit(run(sys.argv[1], sys.argv[2]))
