"""The function inside a site's VPC that proves copies of the database, and reads the newest heartbeat of any."""

from dataclasses import dataclass

import pulumi

from components.baseline.baseline import Baseline
from components.functions.function import Code, Function
from components.network.security_groups import Group

WHAT = "verification"
# The database's role of the same name, which logs in by token.
USER = "verification"
# Lambda's longest: counting reads up to a GiB of each table, from S3 where the copy is new.
_TIMEOUT_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class VerificationArgs:
    """Where it stands."""

    baseline: Baseline


class Verification(pulumi.ComponentResource):
    """The function and its role, which may log in as one database user and do nothing else."""

    function: pulumi.Output[str]

    def __init__(self, name: str, *, args: VerificationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:recovery:Verification", name, None, opts)
        place = args.baseline.place
        # A copy has a resource id of its own, unknown before it stands: so the user is named, not the id.
        user = f"arn:aws:rds-db:{place.region}:{place.account}:dbuser:*/{USER}"
        code = Code(
            what=WHAT,
            description="proves copies of the database",
            statements=[
                {"Sid": "LogInToCopies", "Effect": "Allow", "Action": "rds-db:connect", "Resource": user},
            ],
            environment={},
            timeout_seconds=_TIMEOUT_SECONDS,
        )
        self.function = Function(self, args.baseline, code, group=Group.VERIFICATION).name
        self.register_outputs({"function": self.function})
