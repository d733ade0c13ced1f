"""The function's entry point: Secrets Manager's rotation steps, and the deployment script's actions.

What comes in names a step or an action, never a statement; an address only to be proven. What goes out names roles
and rights, never a secret. Errors are logged and raised as texts of our own (`AccessError`), whose cause is left
behind.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import boto3

from functions.database_access.address import Address
from functions.database_access.advisory_lock import advisory_lock
from functions.database_access.roles import MACHINES, MASTER, ON_REPLICA
from functions.database_access.roles_on_server import apply, compare
from functions.database_access.rotation import STEPS, Rotation
from functions.shared.errors import AccessError
from functions.shared.logs import function_log
from functions.shared.postgresql import LoginRefusedError, session
from functions.shared.secrets import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from functions.shared.postgresql import Session

SECRETS, BOOTSTRAP_SECRET, CA_BUNDLE_PARAMETER, ROTATION = (
    "SECRETS",
    "BOOTSTRAP_SECRET",
    "CA_BUNDLE_PARAMETER",
    "ROTATION",
)
"""The environment: a JSON object of secrets by role (ARNs; names where they are copies of another region's); the
ARN of the bootstrap secret, where this region's database was made; a JSON object of this
function's own ARN and the days between rotations, or Secrets Manager's rules for them; the parameter with the CA
bundle."""

log = function_log("database_access")


@dataclass(frozen=True)
class Work:
    """What every step and action uses: the secrets, the CA bundle, the secrets' ARNs by role."""

    secrets: Secrets
    ca_bundle: str
    arns: Mapping[str, str]
    bootstrap: str

    def rotation(self, role: str) -> Rotation:
        """Return the rotation of one role's secret."""
        return Rotation(
            secrets=self.secrets, ca_bundle=self.ca_bundle, arns=self.arns, role=role, bootstrap=self.bootstrap
        )

    def locked(self, address: Address | None = None) -> AbstractContextManager[Session]:
        """Return the master's session that holds the lock: at an address, or where the secret says."""
        return advisory_lock(self.rotation(MASTER).master(address), self.ca_bundle)


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Do what the event asks for.

    Args:
        event: `Step`, `SecretId` and `ClientRequestToken` from Secrets Manager; or an `action` with what it takes.

    Raises:
        AccessError: it cannot be done; the text says why and what to do next.
    """
    try:
        if "Step" in event:
            return _step(event, _work())
        return _action(event)(_work(), event)
    except AccessError as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback would show local values of libraries
        raise


def _action(event: Mapping[str, Any]) -> Callable[[Work, Mapping[str, Any]], dict[str, Any]]:
    action = _ACTIONS.get(str(event.get("action")))
    if action is None:
        raise AccessError(f"got the action {event.get('action')!r}", f"expected one of {', '.join(_ACTIONS)}")
    return action


def _work() -> Work:
    client = cast("Any", boto3).client
    secrets = Secrets(client("secretsmanager"), client("ssm"))
    arns: dict[str, str] = json.loads(os.environ[SECRETS])
    return Work(
        secrets, secrets.parameter(os.environ[CA_BUNDLE_PARAMETER]), arns, os.environ.get(BOOTSTRAP_SECRET, "")
    )


def _step(event: Mapping[str, Any], work: Work) -> dict[str, Any]:
    step = STEPS.get(str(event["Step"]))
    if step is None:
        raise AccessError(f"got the step {event['Step']!r}", f"expected one of {', '.join(STEPS)}")
    # Secrets Manager gives the ARN; copies of another region's secrets are known here by their names.
    names = work.secrets.names(str(event["SecretId"]))
    role = next((role for role, known in work.arns.items() if known in names), None)
    if role is None:
        raise AccessError("this secret is none of the database's", f"rotate those of {', '.join(work.arns)}")
    with work.locked():
        step(work.rotation(role), str(event["ClientRequestToken"]))
    log.info("%s of %s done", event["Step"], role)
    return {"role": role, "step": event["Step"]}


def _provision(work: Work, _event: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the bootstrap password, create roles, rights and passwords, and see that every secret logs in.

    It takes nothing more, and answers `changes`, `awaited` and `for_people` (lines); `rotated`, `verified` and
    `scheduled` (roles).
    """
    with work.locked() as master:
        rotated = [MASTER] if _renew(work.rotation(MASTER), why="bootstrap") else []
        outcome = apply(master)
        rotated += [role for role in MACHINES if _renew(work.rotation(role), why="login")]
    # Secrets Manager tries the function as it takes a schedule, so that this run's turn must be over.
    scheduled = _schedule(work)
    log.info("provisioned: %d changes, rotated %s, scheduled %s", len(outcome.changes), rotated, scheduled)
    return {**outcome.document(), "rotated": rotated, "verified": [MASTER, *MACHINES], "scheduled": scheduled}


def _schedule(work: Work) -> list[str]:
    """Have Secrets Manager rotate what now has a password; return the roles whose schedule was another."""
    wanted: dict[str, Any] = json.loads(os.environ[ROTATION])
    rules = wanted.get("rules") or {"AutomaticallyAfterDays": int(wanted["days"])}
    return [role for role, arn in work.arns.items() if work.secrets.schedule(arn, str(wanted["function"]), rules)]


def _renew(rotation: Rotation, *, why: str) -> bool:
    """Rotate what has no working login of ours, or was left half done; return whether it did, and verify it."""
    rotation.plant()
    needed = rotation.is_half_done() or rotation.has_no_version()
    if not needed:
        try:
            rotation.verify()
        except LoginRefusedError:
            needed = True
    if needed:
        log.info("rotating %s (%s)", rotation.role, why)
        rotation.rotate()
        rotation.verify()
    return needed


def _drift(work: Work, _event: Mapping[str, Any]) -> dict[str, Any]:
    """Tell how the server differs from the tables, and which secrets do not let anybody in; change nothing.

    It takes nothing more, and answers `changes`, `awaited` and `for_people` (lines); `refused` (a line for each
    role whose secret lets nobody in).
    """
    with session(work.rotation(MASTER).master(), work.ca_bundle) as master:
        outcome = compare(master)
    refused = {role: problem for role in (MASTER, *MACHINES) if (problem := _problem(work.rotation(role)))}
    return {**outcome.document(), "refused": refused}


def _problem(rotation: Rotation) -> str | None:
    if rotation.is_half_done():
        return f"{rotation.role}: a rotation was begun and not finished; run `storefront database rotate`"
    try:
        rotation.verify()
    except AccessError as error:
        return str(error)
    return None


def _rotate(work: Work, event: Mapping[str, Any]) -> dict[str, Any]:
    """Give a role its next password, or end a rotation that was cut off.

    It takes a `role`, and answers `rotated` (the role).
    """
    role = str(event.get("role"))
    if role not in work.arns:
        raise AccessError(f"got the role {role!r}", f"expected one of {', '.join(work.arns)}")
    with work.locked():
        work.rotation(role).rotate()
        work.rotation(role).verify()
    log.info("rotated %s", role)
    return {"rotated": [role]}


def _point(work: Work, event: Mapping[str, Any]) -> dict[str, Any]:
    """Have every secret name the new writer, or reader, once that has let its login in.

    A copied secret becomes one of its own; passwords stay as they are; run again, it changes nothing. It takes
    `writer` ({"host", "port"}) and, where reports have a replica, `reader` likewise. It answers `pointed` (roles
    whose secrets changed) and `verified` (roles whose logins were proven).
    """
    writer = Address.of(event, "writer")
    reader = Address.of(event, "reader") if "reader" in event else writer
    with work.locked(writer) as master:
        if master.rows("SELECT pg_is_in_recovery()") != [(False,)]:
            raise AccessError(f"{writer.host} is a replica, which takes no writes", "promote it, then run it again")
        wanted = {role: reader if role in ON_REPLICA else writer for role in (MASTER, *MACHINES)}
        # Every login is proven before the first secret changes.
        proven = {role: work.rotation(role).working_at(address) for role, address in wanted.items()}
        pointed = [role for role, address in wanted.items() if work.rotation(role).point(proven[role], address)]
    log.info("pointed at %s: %s", writer.host, pointed)
    return {"pointed": pointed, "verified": [role for role, version in proven.items() if version]}


def _addresses(work: Work, _event: Mapping[str, Any]) -> dict[str, Any]:
    """Tell where each secret says that the database is.

    It takes nothing more, and answers `addresses` ({"host", "port"} by role; empty where the secret is).
    """
    return {"addresses": {role: work.rotation(role).address() for role in (MASTER, *MACHINES)}}


_ACTIONS: Mapping[str, Callable[[Work, Mapping[str, Any]], dict[str, Any]]] = {
    "provision": _provision,
    "drift": _drift,
    "rotate": _rotate,
    "point": _point,
    "addresses": _addresses,
}
