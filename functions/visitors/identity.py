"""Who asks: the function's own role, exchanged for a Google token, or a service account's key.

With workload identity federation nothing secret is kept anywhere: the function signs a request to AWS STS with its
role's credentials, Google sends it, sees which role it is, and gives a token for an hour:
https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from google.auth import aws
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import service_account

from functions.visitors.errors import FeedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from google.auth.credentials import Credentials

FEDERATION, KEY_SECRET = "GOOGLE_FEDERATION", "GOOGLE_KEY_SECRET"
"""The environment has one: a credential configuration (JSON, not secret), or the ARN of the key's secret."""

_SCOPES = ("https://www.googleapis.com/auth/analytics.readonly",)


def credentials(environment: Mapping[str, str], secret: Callable[[str], str]) -> Credentials:
    """Return the credentials; `secret` reads a secret's value by its ARN.

    Raises:
        FeedError: what is given is no identity.
    """
    where = FEDERATION if FEDERATION in environment else KEY_SECRET
    text = environment[where] if where == FEDERATION else secret(environment[where])
    # google-auth carries no types.
    make: Any = aws.Credentials if where == FEDERATION else service_account.Credentials
    read: Callable[..., Any] = make.from_info if where == FEDERATION else make.from_service_account_info
    try:
        return cast("Credentials", read(json.loads(text), scopes=list(_SCOPES)))
    except (AttributeError, GoogleAuthError, KeyError, TypeError, ValueError):
        # Without its cause: a parser repeats what it could not read.
        raise FeedError(f"{where} holds no identity that Google's library can read", _MENDS[where]) from None


_MENDS = {
    FEDERATION: "deploy again with `visitors.identity` as the workload identity pool has it",
    KEY_SECRET: "put the service account's JSON key into the secret",
}
