#!/usr/bin/python3
"""Prints a secret of AWS Secrets Manager in the form that its reader takes.

Its standard output is a socket from which systemd reads a credential (systemd.exec(5), LoadCredential); the value
is in no argument, no variable, no file and no log. Whatever goes wrong is said on standard error without it, and
nothing is printed, so that the unit which waits for the credential does not start.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Protocol, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CA_FILE = "/etc/storefront/rds-ca.pem"
# The keys of a secret of RDS:
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
DATABASE_KEYS = ("host", "port", "dbname", "username", "password")
TOKEN_KEYS = ("name", "value")


class SecretError(Exception):
    """The secret cannot be handed on; the message says why and never holds a value of it."""


class _SecretsManager(Protocol):
    """The one call that is made of Secrets Manager."""

    def get_secret_value(self, *, SecretId: str) -> Mapping[str, object]: ...  # noqa: N803 - AWS's own name


def _secrets_manager(region: str) -> _SecretsManager:
    # The distributions' botocore is older than its own support of AWS_ENDPOINT_URL (1.31).
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "secretsmanager",
        region_name=region,
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL"),
        config=Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3}),
    )
    return cast("_SecretsManager", client)


def read(text: str, keys: tuple[str, ...]) -> dict[str, str]:
    """The values of these keys of a JSON object, as strings fit for one line each.

    Raises:
        SecretError: it is no JSON object, lacks a key, or a value does not fit on a line.
    """
    try:
        parsed: object = json.loads(text)
    except ValueError:
        message = f"the secret is not JSON; expected an object with {', '.join(keys)}"
        raise SecretError(message) from None
    if not isinstance(parsed, dict):
        message = f"the secret is not a JSON object; expected one with {', '.join(keys)}"
        raise SecretError(message)
    values = cast("dict[str, object]", parsed)
    missing = [key for key in keys if values.get(key) in (None, "")]
    if missing:
        message = f"the secret lacks {', '.join(missing)}; expected {', '.join(keys)}"
        raise SecretError(message)
    found = {key: str(values[key]) for key in keys}
    # libpq strips white space at the ends of a line of a service file: the password would be another one.
    unfit = [key for key, value in found.items() if value != value.strip() or not value.isprintable()]
    if unfit:
        message = f"{', '.join(unfit)} of the secret has a control character, or white space at an end"
        raise SecretError(message)
    return found


def pg_service(text: str) -> str:
    """A libpq service file: https://www.postgresql.org/docs/current/libpq-pgservice.html.

    The server's certificate is verified against its name whatever the application asks for.
    """
    secret = read(text, DATABASE_KEYS)
    lines = {
        "host": secret["host"],
        "port": secret["port"],
        "dbname": secret["dbname"],
        "user": secret["username"],
        "password": secret["password"],
        "sslmode": "verify-full",
        "sslrootcert": CA_FILE,
    }
    return "[storefront]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())


def host(text: str) -> str:
    """The host alone, which is no secret: what a check of the configuration may see."""
    return read(text, DATABASE_KEYS)["host"] + "\n"


def tableau_token(text: str) -> str:
    """What Tableau Bridge's `--patTokenFile` takes: a JSON object from the token's name to its value."""
    secret = read(text, TOKEN_KEYS)
    return json.dumps({secret["name"]: secret["value"]}) + "\n"


FORMS: Mapping[str, Callable[[str], str]] = {
    "host": host,
    "pg-service": pg_service,
    "tableau-token": tableau_token,
}


def fetch(region: str, secret: str) -> str:
    """The text of the secret's current version.

    Raises:
        SecretError: AWS refuses or does not answer, or the secret is binary.
    """
    try:
        answer = _secrets_manager(region).get_secret_value(SecretId=secret)
    except (BotoCoreError, ClientError) as error:
        message = f"cannot read the secret {secret} in {region}: {error}"
        raise SecretError(message) from None
    text = answer.get("SecretString")
    if not isinstance(text, str):
        message = f"the secret {secret} has no text; expected a JSON object"
        raise SecretError(message)
    return text


def main() -> int:
    """Fetch, render and print; exit status 1 if there is nothing to print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("secret", help="the secret's name or ARN")
    parser.add_argument("--region", required=True)
    parser.add_argument("--form", required=True, choices=FORMS)
    given = parser.parse_args()
    try:
        text = FORMS[given.form](fetch(given.region, given.secret))
    except SecretError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
