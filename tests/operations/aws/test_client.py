"""Proves what each real failure of a call becomes, and which calls are tried again: botocore against a server here.

What a recovery makes of the failures is shown in `test_kill_anywhere`.
"""

import socket
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from operations.aws import (
    AwsClient,
    AwsError,
    PassingError,
    RefusedError,
    Settings,
    ThrottledError,
    UnknownOutcomeError,
    UnreachableError,
)

READ, WRITE = "DescribeTable", "DeleteTable"
ATTEMPTS = Settings().attempts
CANCELLED = "com.amazonaws.dynamodb#TransactionCanceledException"


class Server(ThreadingHTTPServer):
    """Answers every request with the next of its answers, the last one for ever; counts them."""

    def __init__(self, answers: list[tuple[int, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers, self.requests = answers, 0


class Answering(BaseHTTPRequestHandler):
    """Status 0 hangs up without a word."""

    def do_POST(self) -> None:
        """Give the next answer."""
        server: Any = self.server
        status, body = server.answers[min(server.requests, len(server.answers) - 1)]
        server.requests += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        if status == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Generator[Server]:
    running = Server([(200, "{}")])
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{running.server_address[1]}")
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def call(operation: str, settings: Settings = Settings()) -> dict[str, Any]:  # noqa: B008 - it is frozen
    return AwsClient(lambda _seconds: None, settings).call("us-west-2", "dynamodb", operation, TableName="journal")


def error(code: str, message: str = "told") -> str:
    return f'{{"__type": "{code}", "message": "{message}"}}'


FAILURES: list[tuple[tuple[int, str], type[AwsError], int, int]] = [
    # What the server does; what it becomes; how often a read and a write are tried.
    ((400, error("ThrottlingException")), ThrottledError, ATTEMPTS, ATTEMPTS),
    # A function that was long idle: whoever asks again in a while is answered.
    ((502, error("ResourceNotReadyException")), PassingError, 1, 1),
    ((400, error("ProvisionedThroughputExceededException")), ThrottledError, ATTEMPTS, ATTEMPTS),
    ((400, error(CANCELLED, "reasons [TransactionConflict]")), ThrottledError, ATTEMPTS, ATTEMPTS),
    ((400, error(CANCELLED, "reasons [ConditionalCheckFailed]")), RefusedError, 1, 1),
    ((400, error("AccessDeniedException")), RefusedError, 1, 1),
    ((500, error("InternalServerError")), UnknownOutcomeError, ATTEMPTS, 1),
    ((503, error("ServiceUnavailable")), UnknownOutcomeError, ATTEMPTS, 1),
    ((0, ""), UnknownOutcomeError, ATTEMPTS, 1),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "kind", "reads", "writes"), FAILURES)
def test_what_a_failure_becomes(
    server: Server, answer: tuple[int, str], kind: type[AwsError], reads: int, writes: int
) -> None:
    server.answers = [answer]
    for operation, times in ((READ, reads), (WRITE, writes)):
        server.requests = 0
        with pytest.raises(AwsError) as failure:
            call(operation)
        assert type(failure.value) is kind
        assert server.requests == times


def test_a_server_that_is_silent_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is taken by the kernel; nobody answers on it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(UnknownOutcomeError, match="Read timeout"):
            call(WRITE, Settings(read_seconds=0.1))


def test_nobody_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(UnreachableError):
        call(WRITE)


def test_what_comes_right_is_given(server: Server) -> None:
    server.answers = [(400, error("ThrottlingException")), (200, '{"Table": {"TableName": "journal"}}')]
    assert call(READ)["Table"] == {"TableName": "journal"}
    assert server.requests == 2


def test_bad_parameters_never_leave(server: Server) -> None:
    with pytest.raises(RefusedError, match="ParamValidationError"):
        AwsClient(lambda _seconds: None).call("us-west-2", "dynamodb", READ, Colour="red")
    assert server.requests == 0
