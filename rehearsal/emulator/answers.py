"""Answers what the emulator cannot do, or fails on, with an AWS error that says so.

Without this an operation that moto lacks ends in a page of HTML, which no AWS client can read.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from moto.moto_server.werkzeug_app import create_backend_app

from rehearsal.emulator.dispatch import OWN_SERVICES

if TYPE_CHECKING:
    from flask import Flask
    from moto.backends import SERVICE_NAMES

# moto looks through what it holds while it answers, which another request must not add to meanwhile. Who has a
# function run cannot hold everybody up: the function calls, too.
_turn = threading.Lock()
_RUNS_FUNCTION = re.compile(r"/invocations$|secretsmanager\.RotateSecret$")

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_app(service: SERVICE_NAMES) -> Flask:
    """moto's application for a service, or ours where moto has none, whose exceptions reach us."""
    own = OWN_SERVICES.get(service)
    app = own() if own else create_backend_app(service)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


class Answering:
    """The application, with an answer for every exception."""

    def __init__(self, application: _Wsgi) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        runs = any(_RUNS_FUNCTION.search(str(environ.get(part))) for part in ("PATH_INFO", "HTTP_X_AMZ_TARGET"))
        try:
            with nullcontext() if runs else _turn:
                return self._application(environ, start_response)
        except Exception as error:  # noqa: BLE001 - whatever a service's emulation raises is told to its caller
            content_type, body = answer(environ, error)
            start_response("500 Internal Server Error", [("Content-Type", content_type)])
            return [body]


def answer(environ: dict[str, Any], error: Exception) -> tuple[str, bytes]:
    """The content type and body of an error, in the request's protocol."""
    code = "NotImplemented" if isinstance(error, NotImplementedError) else "EmulatorFailure"
    words = f"the embedded AWS: {type(error).__name__}: {error}"
    sent = str(environ.get("CONTENT_TYPE") or "")
    if "urlencoded" in sent or "xml" in sent:
        inner = f"<Error><Code>{code}</Code><Message>{escape(words)}</Message></Error>"
        # The query protocol reads the error in the root, EC2's below `Errors`.
        return "text/xml", f"<ErrorResponse>{inner}<Errors>{inner}</Errors></ErrorResponse>".encode()
    return "application/json", json.dumps({"__type": code, "message": words}).encode()
