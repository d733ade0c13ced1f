"""Proves when a secret's rotation is scheduled anew, by days and by a window of some hours.

That it is scheduled with the first password is shown by tests/postgres/test_provision.py.
"""

from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from functions.shared.secrets import Secrets

SECRET, FUNCTION = "arn:secret", "arn:aws:lambda:us-east-1:111122223333:function:access"
DAYS = {"AutomaticallyAfterDays": 30}
WINDOW = {"ScheduleExpression": "cron(0 11 ? * MON *)", "Duration": "4h"}
# What Secrets Manager makes of an expression, it tells in days too.
TOLD = {**WINDOW, "AutomaticallyAfterDays": 7}


@pytest.mark.parametrize(
    ("found", "wanted", "again"),
    [
        (DAYS, DAYS, False),
        ({"AutomaticallyAfterDays": 7}, DAYS, True),
        (TOLD, WINDOW, False),
        ({**TOLD, "Duration": "2h"}, WINDOW, True),
        ({"AutomaticallyAfterDays": 7}, WINDOW, True),
        (DAYS, WINDOW, True),
    ],
)
def test_a_rotation_is_scheduled_where_its_rules_are_others(
    found: dict[str, Any], wanted: dict[str, Any], *, again: bool
) -> None:
    make = cast("Any", boto3).client
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    client = make("secretsmanager", region_name="us-east-1", **keys)
    described = {"ARN": SECRET * 3, "RotationEnabled": True, "RotationLambdaARN": FUNCTION, "RotationRules": found}
    stub: Any = Stubber(client)
    with stub:
        stub.add_response("describe_secret", described, {"SecretId": SECRET})
        if again:
            expected = {
                "SecretId": SECRET,
                "RotationLambdaARN": FUNCTION,
                "RotationRules": wanted,
                "RotateImmediately": False,
            }
            stub.add_response("rotate_secret", {}, expected)
        assert Secrets(client, None).schedule(SECRET, FUNCTION, wanted) is again
        stub.assert_no_pending_responses()
