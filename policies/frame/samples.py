"""What the examples of many guardrails are written with: a key, and IAM documents."""

from policies.frame.values import Value

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def allow(action: Value, resources: Value, condition: Value = None, sid: str = "Does") -> dict[str, Value]:
    """Return a statement of the examples."""
    statement: dict[str, Value] = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resources}
    return statement if condition is None else {**statement, "Condition": condition}


def policy(*statements: Value) -> Value:
    """Return a document of the examples."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(principal: Value, condition: Value = None) -> Value:
    """Return a trust policy of the examples."""
    statement: dict[str, Value] = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return policy(statement if condition is None else {**statement, "Condition": condition})
