"""Which roles a pattern of a policy covers: by their ARN, or by the name alone before they are made."""

import pytest

from policies.frame import tokens
from policies.frame.guardrail import resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value
from policies.rights.escalation import roles_meant

ARN = "arn:aws:iam::111122223333:role/people/storefront-admin"


@pytest.mark.parametrize(
    ("arn", "name", "pattern", "meant"),
    [
        (ARN, UNKNOWN, ARN, True),
        (ARN, UNKNOWN, "*", True),
        (ARN, UNKNOWN, "arn:aws:iam::*:role/people/*", True),
        (ARN, UNKNOWN, "arn:aws:iam::111122223333:role/storefront-admin", False),
        # Where the ARN is known, it says more than the name.
        (ARN, "storefront-admin", "arn:aws:iam::444455556666:role/people/storefront-admin", False),
        (ARN, "storefront-admin", "arn:aws:iam::111122223333:role/People/storefront-admin", False),
        (UNKNOWN, "storefront-admin", ARN, True),
        (UNKNOWN, "storefront-admin", "arn:aws:iam::*:role/storefront-*", True),
        (UNKNOWN, "storefront-admin", "*", True),
        (UNKNOWN, "storefront-admin", "arn:aws:iam::111122223333:role/people/storefront-Admin", False),
        (UNKNOWN, "people", ARN, False),
        (UNKNOWN, "storefront-admin", "storefront-admin", False),
        (UNKNOWN, "storefront-admin", "arn:aws:iam::111122223333:user/storefront-admin", False),
        (UNKNOWN, UNKNOWN, ARN, False),
        (UNKNOWN, None, ARN, False),
    ],
)
def test_a_pattern_covers_a_role(arn: Value, name: Value, pattern: str, meant: bool) -> None:  # noqa: FBT001 - a column
    role = resource(tokens.ROLE, {"arn": arn, "name": name}, "admin")
    assert roles_meant(Stack([role]), (pattern,)) == ([role] if meant else [])


def test_each_role_that_any_of_several_patterns_covers_is_there_once() -> None:
    first, second, other = (resource(tokens.ROLE, {"arn": f"arn:aws:iam::1:role/{name}"}, name) for name in "abc")
    group = resource(tokens.POLICY, {"arn": "arn:aws:iam::1:role/a"}, "no-role")
    found = roles_meant(Stack([first, group, second, other]), ("arn:aws:iam::1:role/a", "*/a", "*/b"))
    assert found == [first, second]
