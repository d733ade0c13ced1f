"""How each handler of ours is run so that it calls all that it ever calls: what must stand, and which events it is given.

A handler without a run is an error that says so: a function in no table is never taken for one that calls nothing.
"""

from __future__ import annotations

import io
import json
import os
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

import boto3

from functions.database_access import handler as database_access
from functions.database_access import rotation
from functions.database_access.roles import MASTER_USER
from functions.database_access.roles_on_server import Outcome
from functions.database_reading import handler as database_reading
from functions.database_tuning import handler as database_tuning
from functions.heartbeat import handler as heartbeat
from functions.heartbeat.beat import Heartbeat
from functions.restore_validation import handler as restore_validation
from functions.tuning.document import plain
from functions.verification import handler as verification
from functions.verification.proof import Proof
from functions.visitors import analytics
from functions.visitors import handler as visitors
from functions.visitors.identity import FEDERATION
from tests.access.calls.call import UnknownCallError
from tests.functions.tuning.aws import put, sample
from tests.functions.tuning.samples import server, snapshot
from tests.functions.visitors.google import PROPERTY, ROLE_KEY, serving

if TYPE_CHECKING:
    from tests.access.calls.heard import Answer
    from tests.access.principals import Stack

_WHERE: Mapping[str, Any] = {"engine": "postgres", "host": "primary.example", "port": 5432, "dbname": "storefront"}
_EMPTY = b"PK\x05\x06" + bytes(18)
"""An archive of nothing."""
_COPY = "awsbackup-restore-test-1"
_BEAT = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    """How one handler is run.

    `prepare` makes what it needs in a region, and returns what is called otherwise there, by the name in the stack;
    `answers` are for calls that the embedded AWS has no answer to.
    """

    handle: Callable[[], None]
    prepare: Callable[[Stack, str], Mapping[str, str]]
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict[tuple[str, str], "Answer"])


def run_of(handler: str) -> Run:
    """Return how a handler is run; raises UnknownCallError for one that no table knows."""
    if handler not in RUNS:
        raise UnknownCallError(
            f"nothing says how {handler} is run, so that nobody knows what it calls; "
            "add it to RUNS in tests/access/calls/runs.py"
        )
    return RUNS[handler]


def _client(service: str, region: str) -> Any:
    return cast("Any", boto3).client(service, region_name=region)


class _Session:
    """A session on the database that answers every statement alike, but for the question whether it is a replica."""

    def rows(self, sql: str, **_values: object) -> list[tuple[Any, ...]]:
        """What a statement gives."""
        if "heartbeat" in sql:
            return [(_BEAT, "digest")]
        return [("pg_is_in_recovery" not in sql,)]

    @contextmanager
    def transaction(self, _how: str = "") -> Generator[None]:
        """Nothing is begun, nor committed."""
        yield


@contextmanager
def _session(*_login: object) -> Generator[_Session]:
    yield _Session()


def _instead(answer: object) -> Callable[..., object]:
    return lambda *_given: answer


def _ca_bundle(stack: Stack, region: str) -> None:
    name = f"/storefront/{stack.environment}/database/ca-bundle"
    _client("ssm", region).put_parameter(Name=name, Value="PEM", Type="String", Overwrite=True)


def _database(stack: Stack, region: str) -> Mapping[str, str]:
    """Make the CA bundle and the secrets, empty and with their copies; the bootstrap's alone has a value."""
    _ca_bundle(stack, region)
    made: dict[str, str] = {}
    for one in stack.of_type("aws:secretsmanager/secret:Secret"):
        name, arn = str(one["inputs"]["name"]), str(one["outputs"]["arn"])
        if not name.startswith(f"storefront/{stack.environment}/") or "/database" not in name:
            continue
        home = arn.split(":")[3]
        there = _secret(name, home, [copy["region"] for copy in one["inputs"].get("replicas") or ()])
        # A function knows the copies of another region's secrets by their names.
        made[arn.replace(home, region)] = there if home == region else name
    return made


def _secret(name: str, region: str, copies: list[str]) -> str:
    client = _client("secretsmanager", region)
    found = [one for one in client.list_secrets()["SecretList"] if one["Name"] == name]
    if found:
        return str(found[0]["ARN"])
    more: dict[str, Any] = {"AddReplicaRegions": [{"Region": copy} for copy in copies]} if copies else {}
    if "/bootstrap/" in name:
        more["SecretString"] = json.dumps({**_WHERE, "username": MASTER_USER, "password": "born"})
    return str(client.create_secret(Name=name, **more)["ARN"])


def _access(stack: Stack, region: str) -> Mapping[str, str]:
    """Besides the secrets the function itself: it must be there to be scheduled."""
    name = f"{stack.prefix}{region}-database-access"
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = _client("iam", region).create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    _client("lambda", region).create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="handler.handle", Code={"ZipFile": _EMPTY}
    )
    return _database(stack, region)


def _handle_access() -> None:
    """Every action, and every step of a rotation: on empty secrets, or on copies of another region's, at first."""
    with ExitStack() as patched:
        for module, name, instead in _WITHOUT_DATABASE:
            patched.enter_context(patch.object(module, name, instead))
        at_home = database_access.BOOTSTRAP_SECRET in os.environ
        # Copies cannot be written: another region's become this one's own by a recovery, which points them.
        order = ("provision", "point") if at_home else ("point", "provision")
        for action in (*order, "addresses", "drift", "rotate"):
            database_access.handle({"action": action, **_EVENTS.get(action, {})}, None)
        secret = json.loads(os.environ[database_access.SECRETS])["application"]
        arn = _client("secretsmanager", os.environ["AWS_REGION"]).describe_secret(SecretId=secret)["ARN"]
        token = str(uuid.uuid4())
        for step in rotation.STEPS:
            database_access.handle({"Step": step, "SecretId": arn, "ClientRequestToken": token}, None)


_MOVED: Mapping[str, Any] = {"host": "writer.example", "port": 5432}
_EVENTS: Mapping[str, Mapping[str, Any]] = {
    "point": {"writer": _MOVED, "reader": _MOVED},
    "rotate": {"role": "application"},
}
_WITHOUT_DATABASE: tuple[tuple[Any, str, Any], ...] = (
    (database_access, "session", _session),
    (database_access, "advisory_lock", _session),
    (database_access, "apply", _instead(Outcome((), (), ()))),
    (database_access, "compare", _instead(Outcome((), (), ()))),
    (rotation, "session", _session),
)


def _handle_heartbeat() -> None:
    with patch.object(heartbeat, "session", _session):
        heartbeat.handle({}, None)


def _handle_reading() -> None:
    with patch.object(database_reading, "collect", _instead(snapshot())):
        database_reading.handle({}, None)


def _with_login(stack: Stack, region: str) -> Mapping[str, str]:
    """As `_database`, each secret with a login in it, as provisioning leaves it."""
    made = _database(stack, region)
    client = _client("secretsmanager", region)
    for there in made.values():
        login = json.dumps({**_WHERE, "username": "somebody", "password": "known"})
        client.put_secret_value(SecretId=there, SecretString=login)
    return made


def _tuning(stack: Stack, region: str) -> Mapping[str, str]:
    """Make the reports' bucket, and an instance whose load Performance Insights know."""
    _client("s3", region).create_bucket(Bucket=f"{stack.prefix}{region}-tuning-reports-{stack.account}")
    made = _instance(region, f"{stack.prefix}{region}-database-a", EnablePerformanceInsights=True)
    put(os.environ["AWS_ENDPOINT_URL"], made, [sample(5, 1.0)])
    real = stack.output("aws:rds/instance:Instance", f"{region}-database-a", "resourceId")
    return {real: made}


def _instance(region: str, name: str, **more: Any) -> str:
    made = _client("rds", region).create_db_instance(
        DBInstanceIdentifier=name, Engine="postgres", DBInstanceClass="db.r8g.large", AllocatedStorage=20,
        DBName="storefront", MasterUsername="master", MasterUserPassword="long-enough-for-RDS", **more,
    )  # fmt: skip
    return str(made["DBInstance"]["DbiResourceId"])


def _handle_tuning() -> None:
    """Twice: the second time there is a report to compare with."""
    for _ in range(2):
        database_tuning.handle({}, None)


def _validation(stack: Stack, region: str) -> Mapping[str, str]:
    _ca_bundle(stack, region)
    _instance(region, _COPY, EnableIAMDatabaseAuthentication=True)
    _client("sns", region).create_topic(Name=f"{stack.prefix}{region}-operations")
    return {}


def _handle_validation() -> None:
    """A copy that is not the database: then somebody is told as well."""
    arn = f"arn:aws:rds:{os.environ['AWS_REGION']}:111122223333:db:{_COPY}"
    restore_validation.handle({"detail": {"restoreJobId": "job-1", "createdResourceArn": arn}}, None)


def _handle_verification() -> None:
    proof = Proof(
        heartbeat=Heartbeat(beat_at=_BEAT, schema_digest="digest"),
        loss_seconds=0.0,
        allowed_seconds=900.0,
        schema_digest="digest",
        tables=(),
    )
    event = {**_WHERE, "ca_bundle": "PEM", "moment": _BEAT.isoformat(), "allowed_seconds": 900}
    with patch.object(verification, "session", _session), patch.object(verification, "prove", _instead(proof)):
        verification.handle(event, None)


def _handle_visitors() -> None:
    """Google asks AWS who signed, which needs no right: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""
    keys = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), ROLE_KEY, strict=True))
    with serving() as google:
        environment = {**keys, FEDERATION: google.federation(), "PROPERTY": PROPERTY}
        with patch.object(analytics, "ENDPOINT", google.endpoint), patch.dict(os.environ, environment):
            visitors.feed.cache_clear()
            visitors.handle({}, None)
    visitors.feed.cache_clear()


def _nothing(_stack: Stack, _region: str) -> Mapping[str, str]:
    return {}


def _payload(document: object) -> dict[str, Any]:
    return {"Payload": io.BytesIO(json.dumps(document).encode())}


def _read(_params: Mapping[str, Any]) -> dict[str, Any]:
    """What the function that reads the database hands out, of a database that needs a person."""
    found = snapshot(environment=os.environ[database_tuning.STACK], server=server(**DANGER))
    return _payload(plain(found))


DANGER = {"transaction_age": 1_200_000_000, "connections": 190}
RUNS: Mapping[str, Run] = {
    "functions.database_access.handler.handle": Run(_handle_access, _access),
    "functions.database_reading.handler.handle": Run(_handle_reading, _with_login),
    "functions.database_tuning.handler.handle": Run(
        _handle_tuning,
        _tuning,
        {("lambda", "Invoke"): _read},
    ),
    "functions.heartbeat.handler.handle": Run(_handle_heartbeat, _with_login),
    "functions.restore_validation.handler.handle": Run(
        _handle_validation,
        _validation,
        {
            ("backup", "DescribeRestoreJob"): lambda _: {"RecoveryPointCreationDate": _BEAT},
            ("backup", "PutRestoreValidationResult"): lambda _: {},
            ("lambda", "Invoke"): lambda _: _payload({"problems": ["no table"], "tables": []}),
        },
    ),
    "functions.verification.handler.handle": Run(_handle_verification, _nothing),
    "functions.visitors.handler.handle": Run(_handle_visitors, _nothing),
}
