"""What every function's role has in common."""

from components.documents import Statement, document
from components.keys import Purpose
from components.naming import Place

RUNTIME = "python3.13"
# AWS's own policy for functions in a VPC, and the calls in it:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
INTERFACES_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
_INTERFACE_CALLS = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


def function_name(place: Place, what: str) -> str:
    """Return a function's name, which its role and its schedule have too."""
    return place.name(what, limit=64)


def log_group(place: Place, what: str) -> str:
    """Return the name of a function's log group, which Lambda looks for."""
    return f"/aws/lambda/{function_name(place, what)}"


def assumed_by_functions() -> str:
    """Let Lambda take the role for functions of this account, to which alone it can be passed."""
    return document(
        [
            {
                "Sid": "AssumedByFunction",
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ]
    )


def own_log(place: Place, what: str) -> Statement:
    """Let it write its own log."""
    return {
        "Sid": "OwnLog",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{place.arn('logs', f'log-group:{log_group(place, what)}')}:log-stream:*",
    }


def no_interfaces(place: Place, what: str) -> Statement:
    """Deny the code what its role may do for Lambda: the interfaces are Lambda's to make."""
    function = place.arn("lambda", f"function:{function_name(place, what)}")
    return {
        "Sid": "NoInterfacesByTheCodeItself",
        "Effect": "Deny",
        "Action": list(_INTERFACE_CALLS),
        "Resource": "*",
        "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": function}},
    }


def through_secrets_manager(place: Place, *actions: str) -> Statement:
    """Let it use the site's key for secrets on Secrets Manager's way; a key goes by its alias."""
    return {
        "Sid": "TheirKey",
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": place.arn("kms", "key/*"),
        "Condition": {
            "StringEquals": {"kms:ViaService": f"secretsmanager.{place.region}.amazonaws.com"},
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{place.name(Purpose.SECRETS)}"},
        },
    }
