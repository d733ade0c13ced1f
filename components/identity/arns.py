"""The ARNs that roles name: those of the environment, in its regions, by the names that the program gives."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.encryption.keys import Purpose
from components.identity.denials.denial import Condition
from components.shared.naming import PROJECT, Account
from components.shared.policy_documents import Statement


@dataclass(frozen=True, kw_only=True)
class DatabaseIds:
    """The resource ids of the instances (`db-...`), by which RDS names them to its log-in and its insights."""

    primary: str
    replicas: tuple[str, ...]
    """One, or none."""


@dataclass(frozen=True, kw_only=True)
class EnvironmentArns:
    """The account, the regions in which roles act, and the one in which the database serves.

    `operations_host`: whether there is a server into which operators may go. `replica`: whether the database
    has one.
    """

    account: Account
    regions: Sequence[str]
    serving: str
    operations_host: bool
    replica: bool

    @property
    def several_regions(self) -> bool:
        """Whether there is another region to recover in."""
        return len(self.regions) > 1

    @property
    def prefix(self) -> str:
        """What every name of the environment begins with."""
        return f"{PROJECT}-{self.account.environment}"

    def each(self, service: str, resource: str) -> list[str]:
        """Return the ARNs of a resource in each region; `{region}` in it is the region's name."""
        return [
            f"arn:aws:{service}:{region}:{self.account.account}:{resource.replace('{region}', region)}"
            for region in sorted(self.regions)
        ]

    def logs(self, *groups: str) -> list[str]:
        """Return the ARNs of log groups, and of the streams in them."""
        return [
            arn + tail for group in groups for arn in self.each("logs", f"log-group:{group}") for tail in ("", ":*")
        ]

    def logins(self, resource_ids: Sequence[str], user: str) -> list[str]:
        """Return the ARNs of a database user of instances, as RDS checks it when somebody logs in by IAM."""
        return [f"arn:aws:rds-db:{self.serving}:{self.account.account}:dbuser:{one}/{user}" for one in resource_ids]

    def anywhere(self, service: str, resource: str) -> list[str]:
        """Return a resource in every region in one ARN: its name says where, and the boundary where not.

        A role's policies have 10,240 characters, and an environment's name and its regions' may be long.
        """
        return [f"arn:aws:{service}:*:{self.account.account}:{resource}"]

    @property
    def keys(self) -> list[str]:
        """Return the account's keys: their aliases say which, and in which regions."""
        return self.anywhere("kms", "key/*")

    def through(self, *purposes: Purpose, via: Sequence[str]) -> Condition:
        """Return that a key is one of these purposes', and is used by one of these services alone."""
        regions = sorted(self.regions)
        aliases = [f"alias/{self.prefix}-{region}-{purpose}" for purpose in purposes for region in regions]
        return {
            "StringEquals": {
                "kms:ViaService": [f"{one}.{region}.amazonaws.com" for one in via for region in regions]
            },
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases},
        }

    def insights(self, database: DatabaseIds) -> list[str]:
        """Return the ARNs of the instances' metrics in Performance Insights."""
        return [
            f"arn:aws:pi:{self.serving}:{self.account.account}:metrics/rds/{one}"
            for one in (database.primary, *database.replicas)
        ]


def allow(
    sid: str, actions: Sequence[str], resources: Sequence[str] = ("*",), condition: Condition | None = None
) -> Statement:
    """Return a statement that allows the actions; on every resource only what AWS knows no resource for."""
    shown: Statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**shown, "Condition": condition} if condition else shown
