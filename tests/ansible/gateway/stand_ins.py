"""What answers by TLS under each row's name, and what stands behind it: an archive, an index, the embedded AWS."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.ansible.gateway.authority import Authority
from tests.ansible.gateway.namespace import Namespace
from tests.ansible.gateway.ways import Ways

_OF_ONE_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}
_SECONDS = 300


@dataclass(frozen=True)
class Request:
    """What a client asked under which name."""

    method: str
    name: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What it is answered."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


Behind = Callable[[Request], Response]


def embedded_aws(port: int) -> Behind:
    """Return what hands requests on to the embedded AWS on this port of the loopback, under the name they came by."""

    def answer(request: Request) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        connection.request(request.method, request.path, request.body or None, dict(request.headers))
        got = connection.getresponse()
        body = got.read()
        connection.close()
        return Response(got.status, body, tuple(got.getheaders()))

    return answer


class StandIns:
    """Servers on every port of the rows, on all addresses of a namespace, until its `with` block is left."""

    def __init__(self, namespace: Namespace, ways: Ways, authority: Authority, behind: Behind) -> None:
        self._context = authority.server_context(ways.holds)
        handler = type("Handler", (_Handler,), {"behind": staticmethod(behind)})
        self._servers = [self._server(namespace, port, handler) for port in sorted(ways.listening)]

    def _server(self, namespace: Namespace, port: int, handler: type[_Handler]) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("", 0), handler, bind_and_activate=False)
        server.socket.close()
        plain = namespace.call(lambda: socket.create_server(("", port), backlog=64))
        # The handshake is made by the thread of its connection, not by the one that accepts.
        server.socket = self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        return server

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS
    behind: Behind

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = str(self.headers.get("Host", "")).partition(":")[0]
        response = self.behind(Request(self.command, name, self.path, dict(self.headers.items()), body))
        self.send_response_only(response.status)
        for key, value in response.headers:
            if key.lower() not in _OF_ONE_HOP:
                self.send_header(key, value)
        length = _told_length(response) if self.command == "HEAD" else str(len(response.body))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_GET = do_HEAD = do_POST = _answer  # noqa: N815 - names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - a parameter of http.server
        """Say nothing: what was refused is in the gateway's own record."""


def _told_length(response: Response) -> str:
    return next((value for key, value in response.headers if key.lower() == "content-length"), "0")
