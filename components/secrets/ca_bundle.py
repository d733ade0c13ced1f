"""The parameter with RDS's CA bundle, by which functions verify the database's server."""

from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement


def ca_bundle_parameter(environment: str) -> str:
    """Return the parameter with the CA certificates that may have signed the database's.

    `storefront database ca-bundle` writes it: its content is public, and too large for a function's environment.
    """
    return f"/{PROJECT}/{environment}/database/ca-bundle"


def read_ca_bundle(place: Place) -> Statement:
    """Let a function read the CA bundle, by which it verifies the database's server."""
    return {
        "Sid": "ReadCaBundle",
        "Effect": "Allow",
        "Action": "ssm:GetParameter",
        "Resource": place.arn("ssm", f"parameter{ca_bundle_parameter(place.environment)}"),
    }
