"""Sessions at a terminal in which every command of `storefront` is typed, each as whoever its runbook says."""

from __future__ import annotations

import hashlib
import io
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from functions.tuning.document import plain
from operations.drill.copy import TAG
from operations.health import rendering
from rehearsal.database.authority import Authority
from rehearsal.drills.small_stack import SERVING
from tests.access.calls.call import Call
from tests.access.calls.judged import Judged, judge
from tests.access.calls.runs import DANGER
from tests.access.calls.terminal import WAITS, Answers, Small, Terminal, at_rehearsed, at_small
from tests.access.matrix import DEPLOYMENT
from tests.access.principals import Stack
from tests.functions.tuning.aws import put, sample
from tests.functions.tuning.samples import server, snapshot
from tests.operations.drill.test_copy import PROVEN
from tests.operations.recovery.world import moment

AT = f"{moment() - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"


def _payload(document: object) -> dict[str, Any]:
    return {"Payload": io.BytesIO(json.dumps(document).encode())}


def region_outage(at: Small) -> None:
    """A region is lost; when it answers again, what is owed is done, and the program follows."""
    with at.darkness():
        at.type("failover plan prod region-outage")
        at.type("failover run prod region-outage --yes")
        at.type("failover status prod")
    at.type("failover reconcile prod --yes")
    with TemporaryDirectory() as folder:
        at.type(f"failover rehome prod --yes --imports {folder}/imports.json")


def data_corruption(at: Small) -> None:
    """Data are wrong: a copy is judged, taken back, made again, confirmed, and undone after all."""
    at.type(f"failover run prod data-corruption --at {AT} --yes", ends=WAITS)
    at.type("failover resume prod --yes", ends=WAITS)
    at.type("failover abort prod --yes")
    at.type(f"failover run prod data-corruption --at {AT} --yes", ends=WAITS)
    at.type("failover confirm prod --yes")
    at.type("failover undo prod --yes")
    at.type("guidelines prod")


def looking(at: Terminal) -> None:
    """Whoever is on call looks, answers a page, and draws the dashboards."""
    _alarm(at, "ALARM")
    at.type("health show prod", ends=1)
    at.type("health acknowledge prod")
    _alarm(at, "OK")
    # What is drawn calls nobody, and takes its time.
    with TemporaryDirectory() as folder, patch.object(rendering, "draw"):
        at.type(f"dashboards render prod --out {folder}")


def _alarm(at: Terminal, state: str) -> None:
    """Let one of the alarms be on, or off again, over which somebody is paged."""
    (page,) = at.aws.whole(SERVING, "cloudwatch", "DescribeAlarms", AlarmNames=[f"{at.stack.prefix}{SERVING}-page-platform"],
                           AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]  # fmt: skip
    name = re.findall(r'ALARM\("([^"]+)"\)', page["AlarmRule"])[0]
    at.aws.call(SERVING, "cloudwatch", "SetAlarmState", AlarmName=name, StateValue=state, StateReason="a trial")


def deciding(at: Terminal) -> None:
    """Before anything is done: what is promised, what was done, and what would be."""
    at.type("guidelines prod")
    at.type("failover status prod")
    at.type("failover plan prod zone-outage")
    at.type("release status prod")


def edge(at: Terminal) -> None:
    """The pipeline rotates the secret between CloudFront and the load balancers."""
    at.type("edge rotate-secret prod --yes", role=DEPLOYMENT)


def database(at: Terminal) -> None:
    """Roles and passwords, which the function makes; the certificate is the deployment's to trust."""
    nothing: dict[str, Any] = {
        "changes": [],
        "for_people": [],
        "awaited": [],
        "refused": {},
        "rotated": [],
        "scheduled": [],
        "verified": [],
    }
    answers: Answers = {("lambda", "Invoke"): lambda _: _payload(nothing)}
    at.type("database drift prod", answers=answers)
    at.type("database provision prod --yes", answers=answers)
    at.type("database rotate prod application --yes", answers=answers)
    certificate = Authority().certificate
    digest = hashlib.sha1(ssl.PEM_cert_to_DER_cert(certificate), usedforsecurity=False).hexdigest()
    with TemporaryDirectory() as folder:
        bundle = Path(folder, "bundle.pem")
        bundle.write_text(certificate)
        at.type(
            f"database ca-bundle prod --bundle {bundle} --yes",
            role=DEPLOYMENT,
            answers={("rds", "DescribeCertificates"): lambda _: {"Certificates": [{"Thumbprint": digest}]}},
        )


def tuning(at: Terminal) -> None:
    """The database is examined twice, so that there is a report to compare with, and somebody is told."""
    put(
        at.exports["AWS_ENDPOINT_URL"],
        at.stack.output("aws:rds/instance:Instance", f"{SERVING}-database-a", "resourceId"),
        [sample(5, 1.0)],
    )
    read = snapshot(environment=at.stack.environment, server=server(**DANGER))
    for _ in range(2):
        at.type(
            "database tune prod --ops-items",
            role="database-administrator",
            answers={("lambda", "Invoke"): lambda _: _payload(plain(read))},
        )


def copies(at: Terminal) -> None:
    """Drills on copies of the database, beside it and elsewhere; one that was cut off is put away."""
    proven: Answers = {("lambda", "Invoke"): lambda _: _payload(PROVEN)}
    for scenario in ("data-corruption", "region-outage"):
        with TemporaryDirectory() as folder:
            at.type(f"drill run prod {scenario} --target copy --yes --evidence {folder}", answers=proven)
    at.aws.call(
        SERVING, "rds", "RestoreDBInstanceToPointInTime", UseLatestRestorableTime=True,
        SourceDBInstanceIdentifier=f"{at.stack.prefix}{SERVING}-database-a", DBInstanceClass="db.r8g.large",
        TargetDBInstanceIdentifier=f"drill-{at.stack.prefix}left", Tags=[{"Key": TAG, "Value": at.stack.environment}],
    )  # fmt: skip
    at.type("drill clean prod --yes")


LOOKERS: Sequence[str] = ("developer", "database-administrator")
"""Who is on call beside the operator, and types what the operator does in `looking`."""
_LOOKS = ("health show", "health acknowledge", "dashboards render")
ON_SMALL: tuple[Callable[[Small], None], ...] = (region_outage, data_corruption)
ON_REHEARSED: tuple[Callable[[Terminal], None], ...] = (looking, deciding, edge, database, tuning, copies)


@dataclass(frozen=True)
class Typed:
    """What came of all sessions: what each command called, what each role did and was answered, and what went wrong."""

    commands: Mapping[str, Sequence[Call]]
    roles: Mapping[str, Sequence[Call]]
    judged: Mapping[str, Sequence[Judged]]
    wrong: Sequence[str]


def type_all(stack: Stack, exports: Mapping[str, str], manifest: Mapping[str, Any]) -> Typed:
    """Type every command on a rehearsed prod whose emulator runs, or with its names."""
    commands: dict[str, list[Call]] = {}
    roles: dict[str, list[Call]] = {}
    judged: dict[str, list[Judged]] = {}
    wrong: list[str] = []
    for terminal in _terminals(stack, exports, manifest):
        wrong += terminal.wrong
        for command, calls in terminal.typed.items():
            commands.setdefault(command, []).extend(calls)
        for role, rights in terminal.rights.items():
            roles.setdefault(role, []).extend(rights.calls)
            judged.setdefault(role, []).extend(rights.judged)
    looks = [call for command in _LOOKS for call in commands[command]]
    for role in LOOKERS:
        answers = judge(stack, stack.principals[stack.prefix + role], looks)
        roles.setdefault(role, []).extend(looks)
        judged.setdefault(role, []).extend(answers)
        wrong += [f"storefront health as {role}: {one.remedy(role)}" for one in answers if not one.verdict.allowed]
    return Typed(commands, roles, judged, wrong)


def _terminals(stack: Stack, exports: Mapping[str, str], manifest: Mapping[str, Any]) -> Iterator[Terminal]:
    for disaster in ON_SMALL:
        with at_small(stack, manifest) as small:
            disaster(small)
            yield small.terminal
    with at_rehearsed(stack, exports) as terminal:
        for session in ON_REHEARSED:
            session(terminal)
        yield terminal
