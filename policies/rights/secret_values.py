"""Guardrails over the whole stack: which secrets' values the program must not declare."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.guardrail import Finding, StackGuardrail, fail, fails, passes, resource, undecided, waits
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN

_PASSWORDS = re.compile(r"(^|:)storefront/[^/]+/database/")
"""How the secrets with logins of the database are called, in a name or at the end of an ARN."""


def _undeclared(stack: Stack) -> Iterator[Finding]:
    for version in stack.of(tokens.SECRET_VERSION):
        secrets = stack.referred(version, "secretId", tokens.SECRET)
        for name in [secret.at("name") for secret in secrets] or [version.at("secretId")]:
            if name is UNKNOWN:
                yield undecided("secretId", version.urn)
            elif _PASSWORDS.search(str(name)):
                yield fail(f"declares a value of {name}", "secretId", urn=version.urn)


_SECRET = resource(tokens.SECRET, {"name": "storefront/prod/database/application"}, "application")
_BOOTSTRAP = resource(tokens.SECRET, {"name": "storefront/prod/bootstrap/database"}, "bootstrap")
_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:storefront/prod/database/application-AbCdEf"
_OF_SECRET = resource(tokens.SECRET_VERSION, {"secretId": UNKNOWN}, made_from={"secretId": [_SECRET]})

GUARDRAILS = (
    StackGuardrail(
        name="database-passwords-undeclared",
        summary="No login of the database has its value declared by the program.",
        why="What is declared stands in the state, and is read back by a pipeline at every refresh.",
        mend="Leave the value to the function that makes passwords (`storefront database provision`).",
        practice="SEC02-BP03",
        controls=("NIST IA-5(7)", "NIST AC-6"),
        types=(tokens.SECRET, tokens.SECRET_VERSION),
        check=_undeclared,
        examples=(
            passes("empty", _SECRET),
            passes(
                "of the bootstrap, which opens nothing",
                _BOOTSTRAP,
                resource(tokens.SECRET_VERSION, {"secretId": UNKNOWN}, made_from={"secretId": [_BOOTSTRAP]}),
            ),
            fails("declared", _SECRET, _OF_SECRET),
            fails("declared, by ARN", resource(tokens.SECRET_VERSION, {"secretId": _ARN})),
            waits("nobody knows whose", resource(tokens.SECRET_VERSION, {"secretId": UNKNOWN})),
        ),
    ),
)
