"""Google on this machine: token exchange, impersonation, service accounts, and the Data API's realtime report.

As documented: https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token,
https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken,
https://developers.google.com/identity/protocols/oauth2/service-account#httprest and
https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/runRealtimeReport.
Whatever a caller gets wrong is refused in Google's own form; failures and quotas are what a test sets.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

PROPERTY, ACCOUNT, ROLE_KEY = (
    "123456789",
    "visitors@store.iam.gserviceaccount.com",
    ("ASIAROLE", "role-secret", "role-session"),
)
AUDIENCE = "//iam.googleapis.com/projects/987654321/locations/global/workloadIdentityPools/aws/providers/storefront"
SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
_FIELDS = {
    "dimensions",
    "metrics",
    "dimensionFilter",
    "metricFilter",
    "limit",
    "metricAggregations",
    "orderBys",
    "returnPropertyQuota",
    "minuteRanges",
}
_DIMENSIONS = {
    "appVersion",
    "city",
    "cityId",
    "country",
    "countryId",
    "deviceCategory",
    "eventName",
    "minutesAgo",
    "platform",
    "streamId",
    "unifiedScreenName",
}
_METRICS = {"activeUsers", "eventCount", "keyEvents", "screenPageViews"}
_CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class RefusalError(Exception):
    """An error in the form of Google's APIs."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def body(self) -> dict[str, Any]:
        """What Google's APIs answer."""
        return {"error": {"code": self.status, "message": str(self), "status": _CODES[self.status]}}


class TokenRefusedError(Exception):
    """An error in the form of OAuth's token endpoints."""


@dataclass
class Google:
    """What the server knows, and what it was asked."""

    endpoint: str = ""
    visitors: dict[str, int] = field(default_factory=dict[str, int])
    rows_a_page: int | None = None
    quota: dict[str, int] = field(
        default_factory=lambda: {
            "tokensPerDay": 200_000,
            "tokensPerHour": 40_000,
            "tokensPerProjectPerHour": 14_000,
        }
    )
    cost: int = 4
    failures: deque[tuple[int, str]] = field(default_factory=deque[tuple[int, str]])
    answer: Any = None
    asked: list[str] = field(default_factory=list[str])
    reports: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    tokens: set[str] = field(default_factory=set[str])

    def federation(self, **changed: Any) -> str:
        """The credential configuration, as Google's own tool writes it for AWS."""
        return json.dumps({
            "universe_domain": "googleapis.com",
            "type": "external_account",
            "audience": AUDIENCE,
            "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
            "token_url": f"{self.endpoint}/v1/token",
            "service_account_impersonation_url": f"{self.endpoint}/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken",
            "credential_source": {
                "environment_id": "aws1",
                "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
            },
            **changed,
        })  # fmt: skip

    def service_account(self) -> str:
        """The key file of the service account."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps({
            "type": "service_account",
            "project_id": "store",
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": ACCOUNT,
            "client_id": "1",
            "token_uri": f"{self.endpoint}/token",
        })  # fmt: skip

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        """Answer one call."""
        self.asked.append(path)
        if path in {"/v1/token", "/token"}:
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return self._exchange(form) if path == "/v1/token" else self._assertion(form)
        if self.failures:
            raise RefusalError(*self.failures.popleft())
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in self.tokens:
            raise RefusalError(401, "Request had invalid authentication credentials.")
        if path.endswith(":generateAccessToken"):
            return self._impersonate(path, json.loads(body))
        return self.answer or self._report(path, json.loads(body))

    def _issue(self, kind: str) -> str:
        token = f"{kind}-{len(self.tokens)}"
        self.tokens.add(token)
        return token

    def _exchange(self, form: Mapping[str, str]) -> Any:
        wanted = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "audience": AUDIENCE,
            "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        }
        for name, value in wanted.items():
            if form.get(name) != value:
                raise TokenRefusedError(f"{name} is {form.get(name)}")
        _check_caller(json.loads(unquote(form["subject_token"])))
        return {
            "access_token": self._issue("federated"),
            "issued_token_type": wanted["requested_token_type"],
            "token_type": "Bearer",
            "expires_in": 3600,
        }

    def _assertion(self, form: Mapping[str, str]) -> Any:
        signed, _, signature = form["assertion"].rpartition(".")
        try:
            self.key.public_key().verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise TokenRefusedError("Invalid JWT Signature.") from None
        claims = json.loads(_decoded(signed.partition(".")[2]))
        if (claims["iss"], claims["aud"], claims["scope"]) != (
            ACCOUNT,
            "https://oauth2.googleapis.com/token",
            SCOPE,
        ):
            raise TokenRefusedError(f"claims are {claims}")
        return {"access_token": self._issue("account"), "token_type": "Bearer", "expires_in": 3600}

    def _impersonate(self, path: str, body: Mapping[str, Any]) -> Any:
        if path != f"/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken":
            raise RefusalError(404, "Not found; Gaia id not found for email")
        if body["scope"] != [SCOPE]:
            raise RefusalError(403, f"scope {body['scope']}")
        return {"accessToken": self._issue("account"), "expireTime": "2999-01-01T00:00:00Z"}

    def _report(self, path: str, body: dict[str, Any]) -> Any:
        self.reports.append(body)
        if path != f"/v1beta/properties/{PROPERTY}:runRealtimeReport":
            raise RefusalError(403, "User does not have sufficient permissions for this property.")
        _check_report(body)
        for name, left in self.quota.items():
            if left < self.cost:
                raise RefusalError(429, f"Exhausted property tokens: {name}")
            self.quota[name] = left - self.cost
        limit = min(int(body.get("limit", 10_000)), self.rows_a_page or 250_000)
        rows = [
            {"dimensionValues": [{"value": country}], "metricValues": [{"value": str(count)}]}
            for country, count in sorted(self.visitors.items(), key=lambda one: -one[1])
        ]
        answer: dict[str, Any] = {
            "dimensionHeaders": [{"name": "countryId"}],
            "metricHeaders": [{"name": "activeUsers", "type": "TYPE_INTEGER"}],
            "kind": "analyticsData#runRealtimeReport",
        }
        if rows:  # what is empty or zero is left out
            answer |= {"rows": rows[:limit], "rowCount": len(rows)}
        if body.get("returnPropertyQuota"):
            answer["propertyQuota"] = {
                name: {"consumed": self.cost, "remaining": left} for name, left in self.quota.items()
            }
            answer["propertyQuota"] |= {
                "concurrentRequests": {"remaining": 10},
                "serverErrorsPerProjectPerHour": {"remaining": 10},
            }
        return answer


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _check_caller(call: Mapping[str, Any]) -> None:
    """See that AWS would take the signed call, by signing it again with botocore's own code."""
    sent = {one["key"].lower(): one["value"] for one in call["headers"]}
    host = urlsplit(str(call["url"])).hostname or ""
    if not re.fullmatch(r"sts\.[a-z0-9-]+\.amazonaws\.com", host) or "Action=GetCallerIdentity" not in call["url"]:
        raise TokenRefusedError(f"the subject token asks {call['url']}")
    if sent.get("x-goog-cloud-target-resource") != AUDIENCE:
        raise TokenRefusedError("the subject token is for another audience")
    signed = re.search(r"SignedHeaders=([^,]+)", sent["authorization"])
    assert signed
    kept = {name: sent[name] for name in signed[1].split(";") if name != "x-amz-security-token"}
    again: Any = AWSRequest(method=call["method"], url=call["url"], headers=kept)
    again.context["timestamp"] = sent["x-amz-date"]
    # botocore carries no types.
    auth: Any = SigV4Auth(Credentials(*ROLE_KEY), "sts", host.split(".")[1])
    again.headers["X-Amz-Security-Token"] = ROLE_KEY[2]
    signature = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
    if sent["authorization"].rpartition("Signature=")[2] != signature:
        raise TokenRefusedError("AWS STS: SignatureDoesNotMatch")


def _check_report(body: Mapping[str, Any]) -> None:
    for name in body.keys() - _FIELDS:
        raise RefusalError(400, f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')
    for kind, known in (("dimensions", _DIMENSIONS), ("metrics", _METRICS)):
        for one in body.get(kind, ()):
            if one["name"] not in known:
                raise RefusalError(400, f"Field {one['name']} is not a valid {kind[:-1]}.")
    if int(body.get("limit", 1)) < 1:
        raise RefusalError(400, "limit must be positive")
    for one in body.get("minuteRanges", ()):
        if not 0 <= one["endMinutesAgo"] <= one["startMinutesAgo"] <= 29:
            raise RefusalError(400, "minute ranges must be within the last 29 minutes")


@contextmanager
def serving() -> Generator[Google]:
    """Run the server on a free port of 127.0.0.1."""
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                status, answer = 200, google.post(self.path, headers, body)
            except TokenRefusedError as refusal:
                status, answer = 400, {"error": "invalid_grant", "error_description": str(refusal)}
            except RefusalError as refusal:
                status, answer = refusal.status, refusal.body()
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json; charset=UTF-8")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Keep still."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    google.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
