"""Whom a function trusts when it verifies the database's server."""

from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement


def trust_parameter(environment: str) -> str:
    """Return the parameter with the authorities that may sign the database's certificate.

    `storefront database trust` writes it: what it holds is public, and too large for the environment of a function.
    """
    return f"/{PROJECT}/{environment}/database/trust"


def read_authorities(place: Place) -> Statement:
    """Let a function read whom to trust, so that it verifies the database's server."""
    return {
        "Sid": "WhomToTrust",
        "Effect": "Allow",
        "Action": "ssm:GetParameter",
        "Resource": place.arn("ssm", f"parameter{trust_parameter(place.environment)}"),
    }
