"""Keeps a connection open from one request to the next, which werkzeug's own handler does not.

It closes each, because it cannot tell where a request ends whose body its application did not read. Here the body
is read first. Otherwise each of thousands of requests costs both sides a connection, and this one a thread.
"""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class KeepingHandler(MotoRequestHandler):
    """Answers the requests of one connection, one after another."""

    protocol_version = "HTTP/1.1"
    # Head and body go out together and at once: sent apart, the second would wait for the first's acknowledgement.
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True
    # Seconds without a request after which a connection is closed: longer than a client is idle, for a request that
    # meets the closing is lost, and its sender cannot know whether it was heard.
    timeout = 600

    def run_wsgi(self) -> None:
        """Answer one request."""
        environ: dict[str, Any] = self.make_environ()
        length = self.headers.get("Content-Length")
        body = environ["wsgi.input"]
        # A body in chunks ends by itself.
        whole = body.read(int(length)) if length else body.read() if environ.get("wsgi.input_terminated") else b""
        environ["wsgi.input"] = io.BytesIO(whole)
        begun: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            begun[:] = [status, headers]
            return begun.append

        answer = self.server.app(environ, start_response)
        content = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        status, headers, *written = begun
        self._send(str(status), headers, b"".join([*written, content]))

    def _send(self, status: str, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        # The length of what HEAD leaves out is the application's to tell.
        head = self.command == "HEAD"
        for name, value in headers:
            if head or name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        if not head and int(code) not in _WITHOUT_BODY:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not head and int(code) not in _WITHOUT_BODY:
            self.wfile.write(content)
        self.wfile.flush()
