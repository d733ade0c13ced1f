"""An address of the database, as an event names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from functions.shared.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PORTS = range(1, 65_536)
_EXPECTED = 'give {"host": <the endpoint\'s name>, "port": <number>}'


@dataclass(frozen=True)
class Address:
    """A host's name, which its certificate has to carry, and a port."""

    host: str
    port: int

    @classmethod
    def of(cls, event: Mapping[str, Any], part: str) -> Address:
        """Read a part of an event.

        Raises:
            AccessError: it is missing, or no address.
        """
        given: Any = event.get(part)
        if not isinstance(given, dict):
            raise AccessError(f"got {given!r} for {part}", _EXPECTED)
        found = cast("dict[str, Any]", given)
        host, port = found.get("host"), found.get("port")
        if not isinstance(host, str) or not _NAME.fullmatch(host):
            raise AccessError(f"got the host {host!r} for {part}", _EXPECTED)
        if not isinstance(port, int) or port not in _PORTS:
            raise AccessError(f"got the port {port!r} for {part}", _EXPECTED)
        return cls(host, port)

    def document(self) -> dict[str, Any]:
        """Return it as a secret holds it."""
        return {"host": self.host, "port": self.port}
