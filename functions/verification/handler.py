"""The function's entry point: it logs in to the instance it is told, by a token, and proves it.

It stands inside the VPC and asks no service of AWS for anything: a token is made of its role's own credentials
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html), and the event has
the CA bundle. So it runs where there is no egress from the VPC.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import boto3

from functions.shared.errors import AccessError
from functions.shared.logs import function_log
from functions.shared.postgresql import Login, session
from functions.verification.proof import prove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.verification.proof import Proof

USER = "verification"
_NEEDED = ("host", "port", "dbname", "ca_bundle", "moment", "allowed_seconds")

log = function_log("verification")


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Prove an instance; the answer is `Proof.document`.

    Args:
        event: `host`, `port`, `dbname`; `ca_bundle`, the authorities' certificates (PEM); `moment`, until when it
            should have everything (ISO 8601 with its zone); `allowed_seconds`, how much older its heartbeat may be.

    Raises:
        AccessError: it cannot be looked at; the text says why and what to do next.
    """
    try:
        proof = _proof(event)
    except AccessError as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback would show the token
        raise
    log.info("%s: %s", event["host"], "; ".join(proof.problems) or "proven")
    return proof.document()


def _proof(event: Mapping[str, Any]) -> Proof:
    lacking = [name for name in _NEEDED if event.get(name) in (None, "")]
    if lacking:
        raise AccessError(f"the event lacks {', '.join(lacking)}", "give all that the handler's text names")
    with session(_login(event), str(event["ca_bundle"])) as copy:
        moment = datetime.fromisoformat(str(event["moment"]))
        return prove(copy, moment, float(event["allowed_seconds"]))


def _login(event: Mapping[str, Any]) -> Login:
    host, port = str(event["host"]), int(event["port"])
    token = cast("Any", boto3).client("rds").generate_db_auth_token(DBHostname=host, Port=port, DBUsername=USER)
    return Login(host=host, port=port, dbname=str(event["dbname"]), username=USER, password=token)
