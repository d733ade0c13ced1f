"""What a function, its role and its schedule are called, for documents that are written before they stand."""

from components.shared.naming import Place


def function_name(place: Place, what: str) -> str:
    """Return a function's name, which its role and its schedule have too."""
    return place.name(what, limit=64)


def function_arn(place: Place, what: str) -> str:
    """Return a function's ARN, by its name."""
    return place.arn("lambda", f"function:{function_name(place, what)}")


def role_arn(place: Place, what: str) -> str:
    """Return the ARN of a function's role, by its name."""
    return f"arn:aws:iam::{place.account}:role/{function_name(place, what)}"
