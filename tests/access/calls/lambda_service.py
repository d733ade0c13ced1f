"""What Lambda itself does with a function's role: as AWS's own policies for such roles have it, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tests.access.calls.call import Request
from tests.access.calls.functions import Function
from tests.access.calls.judged import Judged, judge_requests
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
_OUTSIDE, _IN_VPC = "AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole"

WITHHELD: Mapping[str, str] = {
    "logs:CreateLogGroup": "the group stands before the function, under our key and with our retention",
}
"""What AWS's policies grant and no role of ours has, with the reason."""


def done_by_lambda(stack: Stack, role: Principal, function: Function) -> list[Judged]:
    """Return IAM's answer to each action of AWS's policy for the function's role, on what is the function's own."""
    granted = aws_policy(f"{AWS_OWN}service-role/{_IN_VPC if function.in_vpc else _OUTSIDE}")
    actions = {
        action
        for statement in cast("list[dict[str, list[str]]]", granted["Statement"])
        for action in statement["Action"]
    }
    group = f"arn:aws:logs:{function.region}:{stack.account}:log-group:/aws/lambda/{function.name}"
    asked = [
        Request(action, f"{group}:log-stream:x" if action.startswith("logs:") else "*", function.region, {},
                f"Lambda runs {function.name}")
        for action in sorted(actions)
    ]  # fmt: skip
    return judge_requests(stack, role, asked)
