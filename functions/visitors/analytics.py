"""The Data API over HTTP: one report, retried where that can help, refusals in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import urllib3
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.urllib3 import AuthorizedHttp
from urllib3.exceptions import HTTPError

from functions.visitors.errors import FeedError, RefusedError
from functions.visitors.report import Report, missing_rows, read, request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.auth.credentials import Credentials

ENDPOINT = "https://analyticsdata.googleapis.com"
_RETRIED = (500, 502, 503, 504)
_OK, _EXHAUSTED = 200, 429
_REMEDIES = {
    400: "see whether the Data API has changed (functions/visitors/report.py)",
    401: "see that the identity is one that Google knows (`visitors.identity`)",
    403: "let the service account read the property in Google Analytics, and enable the Data API in its project",
    404: "correct `visitors.property`",
}
# Seconds: twice, with the pause between, within the time that the function has.
_TIMEOUT = urllib3.Timeout(connect=3, read=8)
BACKOFF_SECONDS = 1.0


class Analytics:
    """The realtime report of one property."""

    def __init__(self, credentials: Credentials, property_id: str) -> None:
        # google-auth's transport carries no types.
        self._http: Any = cast("Any", AuthorizedHttp)(credentials, urllib3.PoolManager(timeout=_TIMEOUT))
        self._path = f"/v1beta/properties/{property_id}:runRealtimeReport"

    def report(self, *, retry: bool) -> Report:
        """Read the report; `retry` repeats a call once that Google's servers failed.

        Raises:
            RefusedError: a quota is used up, or Google does not answer; a later minute may have better luck.
            FeedError: it will not come by itself.
        """
        answer = self._ask(request(), retry=retry)
        if missing_rows(answer):
            answer = self._ask(request(int(answer["rowCount"])), retry=retry)
        if missing_rows(answer):
            raise FeedError(
                f"Google gave {len(answer.get('rows', ()))} of {answer['rowCount']} rows",
                "see whether the Data API has changed (functions/visitors/report.py)",
            )
        return read(answer)

    def _ask(self, body: Mapping[str, Any], *, retry: bool) -> Mapping[str, Any]:
        try:
            response = self._http.urlopen(
                "POST",
                f"{ENDPOINT}{self._path}",
                body=json.dumps(body).encode(),
                headers={"content-type": "application/json"},
                retries=_retries(retry=retry),
            )
        except (HTTPError, TransportError) as error:
            raise RefusedError(
                f"Google does not answer ({type(error).__name__})", "the next minutes try again"
            ) from None
        except GoogleAuthError as error:
            # The first argument is Google's error code and description; the rest repeats the whole answer.
            raise FeedError(
                f"Google does not take the identity: {error.args[0] if error.args else type(error).__name__}",
                "compare `visitors.identity` with the workload identity pool, and its condition with this role",
            ) from None
        return _answer(int(response.status), bytes(response.data))


def _retries(*, retry: bool) -> urllib3.Retry:
    return urllib3.Retry(
        total=1 if retry else 0,
        backoff_factor=BACKOFF_SECONDS,
        backoff_jitter=BACKOFF_SECONDS,
        status_forcelist=_RETRIED,
        allowed_methods=None,  # POST too: a report changes nothing
        raise_on_status=False,
        # A wait that Google asks for may be longer than the function lives: the next minutes are the retry.
        respect_retry_after_header=False,
    )


def _answer(status: int, data: bytes) -> Mapping[str, Any]:
    try:
        found: Any = json.loads(data)
    except ValueError:
        found = None
    if status == _OK and isinstance(found, dict):
        return cast("Mapping[str, Any]", found)
    said = _words(found)
    if status == _EXHAUSTED or status in _RETRIED:
        raise RefusedError(f"Google refuses for now ({status}{said})", "the next minutes try again, less often")
    raise FeedError(f"Google refuses ({status}{said})", _REMEDIES.get(status, "run it again, or ask Google"))


def _words(found: Any) -> str:
    error: Any = cast("dict[str, Any]", found).get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return ""
    told = cast("dict[str, Any]", error)
    return f" {told.get('status', '')}: {str(told.get('message', ''))[:200]}"
