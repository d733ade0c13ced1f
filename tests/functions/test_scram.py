"""The SCRAM verifier against the example of RFC 7677, and the form that PostgreSQL stores.

That a real server lets the password in by it is shown in `tests/postgres`.
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode

from functions.database_access.scram import verifier

# RFC 7677, section 3: user, pencil, and a salt.
SALT = b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")


def test_the_keys_are_those_of_the_rfcs_own_exchange() -> None:
    """StoredKey and ServerKey are proven by the signatures that the RFC prints."""
    found = verifier("pencil", SALT)
    _, counted, keys = found.split("$")
    stored_key, server_key = (b64decode(key) for key in keys.split(":"))
    assert counted == f"4096:{b64encode(SALT).decode()}"
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    without_proof = f"c=biws,r={nonce}"
    message = (
        f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s={b64encode(SALT).decode()},i=4096,{without_proof}".encode()
    )
    signature = hmac.digest(server_key, message, "sha256")
    assert b64encode(signature) == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    proof = b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    client_signature = hmac.digest(stored_key, message, "sha256")
    client_key = bytes(one ^ other for one, other in zip(proof, client_signature, strict=True))
    assert hashlib.sha256(client_key).digest() == stored_key


def test_it_has_postgresqls_form_and_a_salt_of_its_own() -> None:
    first, second = verifier("a" * 48), verifier("a" * 48)
    assert first != second
    form = r"SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{43}=\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}="
    assert re.fullmatch(form, first), first


def test_a_password_is_prepared_as_saslprep_says() -> None:
    """RFC 4013's own examples: a soft hyphen goes, a Roman numeral becomes letters."""
    assert verifier("I\u00adX", SALT) == verifier("IX", SALT) == verifier("\u2168", SALT)
