"""How a client reaches AWS: the standard environment decides, unless the settings say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CheckParameters = Callable[[Any, Mapping[str, Any], str], None]
"""Gets botocore's `OperationModel`, the call's parameters and its region; raises what it has against them."""

ChangeRequest = Callable[[dict[str, Any]], None]
"""Gets botocore's request (`headers`, `url`, ...) before it is signed, and may change it."""

# Whoever runs a function waits for it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
_LONGEST_SECONDS: Mapping[str, float] = {"lambda": 910}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of one client."""

    endpoint: str | None = None
    """Where every service answers, if not where AWS's own endpoints are."""

    access_key: tuple[str, str] | None = field(default=None, repr=False)
    """The id and the secret of the key that signs, if not the environment's."""

    isolated: bool = False
    """Whether the user's profile and proxies are left alone."""

    account: str = ""
    """The account, where it is known beforehand; otherwise AWS is asked who calls."""

    attempts: int = 4
    """How often a call is made at most."""

    # A region that does not answer must not hold a recovery up: a handshake over a continent takes well under a
    # second.
    connect_seconds: float = 2
    read_seconds: float = 10

    connections: int = 10
    """Maximum of connections to one service of one region."""

    check_parameters: CheckParameters | None = None
    change_request: ChangeRequest | None = None

    def read_timeout(self, service: str) -> float:
        """Return how long an answer may take (seconds)."""
        return max(self.read_seconds, _LONGEST_SECONDS.get(service, 0))


ENVIRONMENT = Settings()
"""AWS as the standard environment (`AWS_PROFILE`, `AWS_ENDPOINT_URL`, ...) gives it."""
