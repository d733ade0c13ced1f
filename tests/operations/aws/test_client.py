"""Proves what each real failure of a call becomes, and which calls are tried again: botocore against a server here.

What a recovery makes of the failures is shown in `test_kill_anywhere`.
"""

import os
import socket
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from operations.aws import (
    AwsClient,
    AwsError,
    NoRegionError,
    PassingError,
    RefusedError,
    Settings,
    ThrottledError,
    UnknownOutcomeError,
    UnpagedListError,
    UnreachableError,
    WaitError,
)
from operations.aws.paging import merged
from operations.errors import BAD_INPUT, BadInputError, CommandError

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


def test_an_answer_that_nobody_can_read_is_no_answer(server: Server) -> None:
    server.answers = [(200, "<html><br>Sign in to the hotel's network</html>")]
    with pytest.raises(UnknownOutcomeError, match="the answer cannot be read"):
        AwsClient().call("us-west-2", "rds", "DeleteDBInstance", DBInstanceIdentifier="orders")
    assert server.requests == 1


def test_what_comes_right_is_given(server: Server) -> None:
    server.answers = [(400, error("ThrottlingException")), (200, '{"Table": {"TableName": "journal"}}')]
    assert call(READ)["Table"] == {"TableName": "journal"}
    assert server.requests == 2


def test_bad_parameters_never_leave(server: Server) -> None:
    with pytest.raises(RefusedError, match="ParamValidationError"):
        AwsClient(lambda _seconds: None).call("us-west-2", "dynamodb", READ, Colour="red")
    assert server.requests == 0


def test_an_error_says_operation_resource_region_reason_and_what_to_do(server: Server) -> None:
    server.answers = [(400, error("AccessDeniedException", "not yours"))]
    with pytest.raises(RefusedError) as failure:
        call(WRITE)
    assert str(failure.value) == (
        "dynamodb.DeleteTable of journal in us-west-2: refused: AccessDeniedException: not yours; "
        "use a role that may, by AWS_PROFILE (`aws sts get-caller-identity` shows who you are)"
    )
    assert (failure.value.code, failure.value.resource) == ("AccessDeniedException", "journal")
    assert isinstance(failure.value, CommandError), "a command prints it, and no traceback"


def test_without_credentials_it_says_how_to_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    with pytest.raises(RefusedError, match=r"NoCredentialsError.*set AWS_PROFILE"):
        call(READ)


SECRETS: list[tuple[str, str, dict[str, Any]]] = [
    ("secretsmanager", "PutSecretValue", {"SecretId": "login", "SecretString": "hunter-two"}),
    ("secretsmanager", "PutSecretValue", {"SecretId": "login", "SecretString": {"password": "hunter-two"}}),
    ("secretsmanager", "PutSecretValue", {"SecretId": "login", "SecretBinary": b"hunter-two"}),
    ("secretsmanager", "PutSecretValue", {"SecretId": "login", "Unheard": {"of": ["hunter-two"]}}),
    ("ssm", "PutParameter", {"Name": "token", "Value": "hunter-two", "Type": "SecureString"}),
    ("rds", "ModifyDBInstance", {"DBInstanceIdentifier": "orders", "MasterUserPassword": "hunter-two"}),
]


@pytest.mark.parametrize(("service", "operation", "params"), SECRETS)
def test_no_secret_is_told_whoever_quotes_it(
    server: Server, service: str, operation: str, params: dict[str, Any]
) -> None:
    """botocore quotes what it refuses; a service may quote what it was sent."""
    words = "Value hunter-two does not match"
    xml = f"<ErrorResponse><Error><Code>InvalidParameterValue</Code><Message>{words}</Message></Error></ErrorResponse>"
    server.answers = [(400, xml if service == "rds" else error("ValidationException", words))]
    for wrong in ({}, {next(iter(params)): 7}):
        with pytest.raises(AwsError) as failure:
            AwsClient(lambda _seconds: None).call("us-west-2", service, operation, **{**params, **wrong})
        assert "hunter-two" not in str(failure.value)
        assert failure.value.__cause__ is None, "a traceback would show botocore's own words"


PAGES = [
    (200, '{"TableNames": ["aaa", "bbb"], "LastEvaluatedTableName": "bbb"}'),
    (400, error("ThrottlingException")),
    (200, '{"LastEvaluatedTableName": "ccc"}'),
    (200, '{"TableNames": ["ddd"]}'),
]


def test_a_list_is_read_to_its_end_and_each_page_is_tried_again(server: Server) -> None:
    client = AwsClient(lambda _seconds: None)
    server.answers = PAGES
    assert client.list_all("us-west-2", "dynamodb", "ListTables") == ["aaa", "bbb", "ddd"]
    assert server.requests == 4
    server.requests = 0
    assert client.whole("us-west-2", "dynamodb", "ListTables")["TableNames"] == ["aaa", "bbb", "ddd"]
    server.requests = 0
    assert next(client.pages("us-west-2", "dynamodb", "ListTables"))["TableNames"] == ["aaa", "bbb"]
    assert server.requests == 1, "a page is read when it is wanted"


def test_what_comes_after_the_first_page_alone_is_part_of_the_whole() -> None:
    pages: list[dict[str, Any]] = [
        {"Marker": "1"},
        {"List": {"Items": [1]}},
        {"List": {"Items": [2]}, "Map": {"a": 1}},
    ]
    assert merged(iter(pages), ["List.Items", "Map"]) == {"Marker": "1", "List": {"Items": [1, 2]}, "Map": {"a": 1}}


def test_a_service_that_gives_one_token_for_ever_is_left(server: Server) -> None:
    server.answers = [PAGES[0]]
    with pytest.raises(UnknownOutcomeError, match="same next token"):
        AwsClient(lambda _seconds: None).list_all("us-west-2", "dynamodb", "ListTables")


def test_of_several_lists_one_is_named() -> None:
    client = AwsClient()
    with pytest.raises(UnpagedListError, match="MetricAlarms, CompositeAlarms"):
        client.list_all("us-west-2", "cloudwatch", "DescribeAlarms")
    with pytest.raises(UnpagedListError, match="Colours was chosen"):
        client.list_all("us-west-2", "cloudwatch", "DescribeAlarms", "Colours")
    with pytest.raises(UnpagedListError, match="does not answer in pages"):
        client.list_all("us-west-2", "dynamodb", READ)


def table(status: str) -> tuple[int, str]:
    return 200, f'{{"Table": {{"TableStatus": "{status}"}}}}'


def test_a_wait_looks_until_it_is_so_and_sleeps_as_it_is_told(server: Server) -> None:
    server.answers = [(400, error("ResourceNotFoundException")), table("CREATING"), table("ACTIVE")]
    slept: list[float] = []
    AwsClient(slept.append).wait(
        "us-west-2", "dynamodb", "TableExists", within_seconds=60, every_seconds=7, TableName="journal"
    )
    assert (server.requests, slept) == (3, [7, 7])


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (table("CREATING"), WaitError, r"dynamodb\.TableExists of journal in us-west-2: .*Max attempts"),
        ((400, error("AccessDeniedException")), RefusedError, "AccessDeniedException"),
    ],
)
def test_a_wait_ends(server: Server, answer: tuple[int, str], kind: type[AwsError], words: str) -> None:
    server.answers = [answer]
    with pytest.raises(kind, match=words):
        AwsClient(lambda _seconds: None).wait(
            "us-west-2", "dynamodb", "TableExists", within_seconds=30, every_seconds=10, TableName="journal"
        )
    assert server.requests <= 3


def test_threads_share_one_client_of_a_service(server: Server) -> None:
    assert server.requests == 0
    client = AwsClient()
    barrier, made = threading.Barrier(8), list[Any]()

    def make() -> None:
        barrier.wait()
        made.append(client.connection.service("us-west-2", "dynamodb"))
        client.call("us-west-2", "dynamodb", READ, TableName="journal")

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in made}) == 1
    assert server.requests == 8


def test_the_environment_names_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(NoRegionError, match="set AWS_REGION") as failure:
        AwsClient().region()
    assert failure.value.exit_status == BAD_INPUT
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    assert AwsClient().region().region == "us-east-2"
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    assert AwsClient().region().region == "us-west-2"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("AWS_PROFILE", "nobodys", r"profile \(nobodys\) could not be found; see .*AWS_PROFILE"),
        ("AWS_ENDPOINT_URL", "nowhere", "Invalid endpoint: nowhere; see .*AWS_ENDPOINT_URL"),
    ],
)
def test_an_environment_that_cannot_be_used_is_told_before_any_call(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInputError, match=told):
        AwsClient().call("us-west-2", "dynamodb", "DescribeTable", TableName="journal")


def test_an_isolated_client_leaves_the_users_environment_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = os.environ["AWS_ENDPOINT_URL"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    settings = Settings(endpoint=address, access_key=("id", "secret"), isolated=True, attempts=1)
    assert call(READ, settings) is not None
    server.answers = [(400, error("ThrottlingException"))]
    server.requests = 0
    with pytest.raises(ThrottledError):
        call(READ, settings)
    assert server.requests == 1
    assert "secret" not in repr(settings)


def test_a_function_may_take_lambdas_longest_time() -> None:
    assert (Settings().read_timeout("lambda"), Settings().read_timeout("rds")) == (910, 10)
