"""Brings rows and roles together: what each row asks of IAM, and what IAM answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.access.evaluator import Verdict, evaluate
from tests.access.principals import Principal, Resource, Stack, aws_policy
from tests.access.rows import ROWS
from tests.access.rows.row import REGIONS, SERVING, STANDBY, Context, Row
from tests.access.rows.takings import TAKINGS, Taking

DEPLOYMENT = "storefront-deployment"
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}
_PLACE = re.compile(r"\{([a-z-]+)\}")


@dataclass(frozen=True)
class Answer:
    """A row, the role that it was asked of, and the verdict."""

    row: Row | Taking
    role: str
    verdict: Verdict


def short_name(stack: Stack, role: str) -> tuple[str, str]:
    """A role's name without prefix and region, and its region: the one that serves where it has none."""
    rest = role.removeprefix(stack.prefix)
    for region in REGIONS:
        if rest.startswith(f"{region}-"):
            return rest.removeprefix(f"{region}-"), region
    return rest, SERVING


def principals(stack: Stack) -> list[Principal]:
    """The stack's roles, and the one that deploys it, which stands before the stack does."""
    boundary = next(
        one["inputs"]["policy"] for one in stack.resources if one["name"] == "account-pipelines-boundary"
    )
    arn = f"arn:aws:iam::{stack.account}:role/{DEPLOYMENT}"
    rights = {"AdministratorAccess": aws_policy("arn:aws:iam::aws:policy/AdministratorAccess")}
    return [*stack.principals.values(), Principal(DEPLOYMENT, arn, {}, rights, json.loads(boundary))]


def role_of(stack: Stack, name: str) -> Principal:
    """A role by its name, or by what follows the environment's prefix."""
    (found,) = [one for one in principals(stack) if one.name in {name, stack.prefix + name}]
    return found


def answers(stack: Stack) -> list[Answer]:
    """Ask every row of every role that it is for."""
    asked: list[tuple[Row, Principal, dict[str, Any]]] = []
    for principal in principals(stack):
        what, region = short_name(stack, principal.name)
        asked += [
            (row, principal, _request(stack, principal, row, region))
            for row in ROWS
            if row.role == what and row.region in {"", region}
        ]
    verdicts = evaluate([request for _, _, request in asked])
    return [Answer(row, who.name, verdict) for (row, who, _), verdict in zip(asked, verdicts, strict=True)]


def takings(stack: Stack) -> list[Answer]:
    """Ask who is let into each role."""
    rows = [row for row in TAKINGS if stack.environment == "prod"]
    verdicts = evaluate([_taking(stack, row) for row in rows])
    return [Answer(row, stack.prefix + row.role, verdict) for row, verdict in zip(rows, verdicts, strict=True)]


def _request(stack: Stack, principal: Principal, row: Row, region: str) -> dict[str, Any]:
    known = words(stack, region)
    return request(
        stack,
        principal,
        action=row.action,
        on=filled(row.on, known),
        region=region,
        context=filled_context(row.context, known),
    )


def request(
    stack: Stack, principal: Principal, *, action: str, on: str, region: str, context: Context
) -> dict[str, Any]:
    """Return what the evaluator is asked: a role's action on a resource, with every policy that decides."""
    own = stack.policy_on(_original(on))
    if own is None and ":kms:" in on:
        # The state's key stands before the stack, with the policy that KMS gives a key.
        own = _open_to_the_account(stack.account)
    if on.endswith(f":role/{DEPLOYMENT}") and action == "sts:AssumeRole":
        # It stands before the stack, and lets the pipeline in by name (decision 11).
        own = _lets_in(f"arn:aws:iam::{stack.account}:role/{stack.prefix}deployment")
    bound = [{"name": "boundary", "policy": principal.boundary}] if principal.boundary else None
    return {
        "request": {
            "principal": principal.arn,
            "action": action,
            "resource": {"resource": on, "accountId": stack.account},
            "contextVariables": {
                "aws:RequestedRegion": region,
                "aws:PrincipalAccount": stack.account,
                "aws:PrincipalArn": principal.arn,
                "aws:SecureTransport": "true",
                **({"kms:CallerAccount": stack.account} if action.startswith("kms:") else {}),
                **context,
            },
        },
        "identityPolicies": [{"name": name, "policy": policy} for name, policy in principal.policies.items()],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
        **({"permissionBoundaryPolicies": bound} if bound else {}),
        **(
            {"resourcePolicy": own}
            if own and (action.startswith(("kms:", "s3:", "secretsmanager:")) or "Assume" in action)
            else {}
        ),
    }


def _original(resource: str) -> str:
    """A secret's copy has the policy of the secret; another resource is itself."""
    return resource.replace(f":{STANDBY}:", f":{SERVING}:") if ":secret:storefront/" in resource else resource


def _lets_in(arn: str) -> dict[str, Any]:
    statement = {"Sid": "Pipeline", "Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _open_to_the_account(account: str) -> dict[str, Any]:
    statement = {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    return {"Version": "2012-10-17", "Statement": [{**statement, "Action": "kms:*", "Resource": "*"}]}


def _taking(stack: Stack, row: Taking) -> dict[str, Any]:
    known = words(stack, SERVING)
    role = stack.principals[stack.prefix + row.role]
    web = row.action == "sts:AssumeRoleWithWebIdentity"
    return {
        "request": {
            "principal": filled(row.who, known),
            "action": row.action,
            "resource": {"resource": role.arn, "accountId": stack.account},
            "contextVariables": {"aws:RequestedRegion": SERVING, **filled_context(row.context, known)},
        },
        "identityPolicies": [] if web else [{"name": "of its own account", "policy": _EVERYTHING}],
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
        "resourcePolicy": role.trust,
    }


def words(stack: Stack, region: str) -> dict[str, str]:
    """Return what the places in rows stand for in a region."""
    instance = "aws:rds/instance:Instance"
    keys = {
        f"key-{one['name'].removeprefix(f'{region}-').removesuffix('-key')}": str(one["outputs"]["arn"])
        for one in stack.of_type("aws:kms/key:Key")
        if one["name"].startswith(region)
    }
    secrets = {f"secret-{name}": _secret(found, region) for name, found in secrets_of(stack).items()}
    return {
        "p": stack.prefix,
        "e": stack.environment,
        "a": stack.account,
        "r": region,
        "primary": stack.output(instance, f"{SERVING}-database-a", "resourceId"),
        "replica": stack.output(instance, f"{SERVING}-database-b", "resourceId"),
        **keys,
        **secrets,
    }


def secrets_of(stack: Stack) -> dict[str, list[Resource]]:
    """Return the secrets that a stack declares, by what they are of: a role of the database, or what they open.

    One that stands in both regions by itself has two entries under its name.
    """
    found: dict[str, list[Resource]] = {}
    for one in stack.of_type("aws:secretsmanager/secret:Secret"):
        name = str(one["name"])
        for region in REGIONS:
            name = name.removeprefix(f"{region}-")
        found.setdefault(name.removeprefix("database-"), []).append(one)
    return found


def _secret(found: list[Resource], region: str) -> str:
    """Return a secret's ARN in a region: its own, that of its copy there, or the only one that there is."""
    arns = [str(one["outputs"]["arn"]) for one in found]
    here = [one for one in arns if f":{region}:" in one]
    copied = region if found[0]["inputs"].get("replicas") else SERVING
    return here[0] if here else arns[0].replace(f":{SERVING}:", f":{copied}:")


def filled(text: str, words: Mapping[str, str]) -> str:
    """A template with its words in place."""
    return _PLACE.sub(lambda found: words[found[1]], text)


def filled_context(context: Context, words: Mapping[str, str]) -> dict[str, str | list[str]]:
    """A context with its words in place."""
    return {
        key: [filled(one, words) for one in value] if isinstance(value, list) else filled(value, words)
        for key, value in context.items()
    }
