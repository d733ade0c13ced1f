"""What enters servers, or has them and functions run code of one's own."""

from components.identity.denials.denial import Denial
from components.servers.kinds import KIND_TAG, ServerKind
from components.shared.naming import PROJECT, Account

SHELLS = Denial(
    sid="NoWayIntoServers",
    why="a shell or a command on a server has the server's rights, its passwords among them",
    actions=("ssm:StartSession", "ssm:SendCommand", "ec2-instance-connect:*", "ec2:GetPasswordData"),
)
# What people may not even where one kind of server is open to operators: see docs/decisions/0010.
COMMANDS = Denial(
    sid="NoCommandsToServers",
    why="a command on a server has the server's rights, its passwords among them",
    actions=("ssm:SendCommand", "ec2-instance-connect:*", "ec2:GetPasswordData"),
)
OTHER_SERVERS = Denial(
    sid="NoWayIntoOtherServers",
    why="a shell on a server has the server's rights; only the operations host has none to customers' data",
    actions=("ssm:StartSession",),
    resources=("arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:managed-instance/*"),
    condition={"StringNotEquals": {f"ssm:resourceTag/{KIND_TAG}": str(ServerKind.OPERATIONS_HOST)}},
)
CODE = Denial(
    sid="NoCodeOfOnesOwn",
    why="whoever changes a server, a function or its disk acts with its role",
    actions=(
        "ssm:CreateAssociation",
        "ssm:UpdateAssociation",
        "ssm:StartAutomationExecution",
        "ec2:AttachVolume",
        "ec2:ModifyInstanceAttribute",
        "ec2:AssociateIamInstanceProfile",
        "ec2:ReplaceIamInstanceProfileAssociation",
        "ec2:RunInstances",
        "ec2:CreateLaunchTemplate*",
        "lambda:UpdateFunction*",
        "lambda:CreateFunction",
        "lambda:AddPermission",
    ),
)
# AWS's own policies for AWS Backup have some, for servers that are backed up and restored, of which there are none.
NEW_SERVERS = Denial(
    sid="NoServersOfOnesOwn",
    why="a server that a machine starts has whatever role it may hand on; which ones operators enter, a tag says",
    actions=("ec2:CreateTags", "ec2:RunInstances", "ssm:StartSession", "ec2-instance-connect:*"),
)


def commands_by(account: Account, role: str) -> Denial:
    """Refuse commands on servers to all but the roles of that name, one in each region."""
    return Denial(
        sid="CommandsArePatches",
        why="a command on a server has the server's rights, its passwords among them",
        actions=("ssm:SendCommand",),
        condition={
            "ArnNotLike": {"aws:PrincipalArn": account.arn("iam", f"role/{PROJECT}-{account.environment}-*-{role}")}
        },
    )
