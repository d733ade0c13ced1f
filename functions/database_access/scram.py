"""The SCRAM verifier of a password, which the server gets instead of it.

RFC 5802 and RFC 7677; SASLprep and key derivation are scramp's, the driver's own SCRAM library. The form is
PostgreSQL's: https://www.postgresql.org/docs/17/catalog-pg-authid.html
"""

from base64 import b64encode
from typing import Any

import scramp

MECHANISM = "SCRAM-SHA-256"
# RFC 7677, section 4: at least 4096; the passwords are random and long, so that more would only slow logins down.
ITERATIONS = 4096


def verifier(password: str, salt: bytes | None = None) -> str:
    """Return `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`; a fresh salt if none is given."""
    mechanism: Any = scramp.ScramMechanism(MECHANISM)
    used_salt, stored_key, server_key, iterations = mechanism.make_auth_info(password, ITERATIONS, salt)
    return f"{MECHANISM}${iterations}:{_text(used_salt)}${_text(stored_key)}:{_text(server_key)}"


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")
