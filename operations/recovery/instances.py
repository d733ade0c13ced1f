"""Database instances as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations.aws import AwsClient, RefusedError

AVAILABLE, STOPPED, STOPPING = "available", "stopped", "stopping"
RUN_TAG = "storefront:recovery"
# RDS's states from which an instance does not come back by itself:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
BROKEN = frozenset({
    "failed", "inaccessible-encryption-credentials", "incompatible-network", "incompatible-parameters",
    "incompatible-restore", "insufficient-capacity", "restore-error", "storage-full",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Instance:
    """An instance, as far as a recovery looks at it."""

    identifier: str
    arn: str
    status: str
    zone: str
    standby_zone: str
    multi_az: bool
    address: str
    port: int
    source: str
    """The identifier or ARN of what it replicates; empty for a writer."""
    replicas: tuple[str, ...]
    groups: frozenset[str]
    subnet_group: str
    tags: Mapping[str, str]
    described: Mapping[str, Any]
    """RDS's own description."""

    @property
    def run(self) -> str:
        """The recovery that made it; empty for any other instance."""
        return self.tags.get(RUN_TAG, "")

    @property
    def endpoint(self) -> dict[str, Any]:
        """Where clients reach it, as secrets and functions have it."""
        return {"host": self.address, "port": self.port}

    @property
    def stopped(self) -> bool:
        """Whether somebody, or a schedule in off-hours, has it stopped: it is not lost."""
        return self.status in {STOPPED, STOPPING}

    def tag(self, aws: AwsClient, region: str, tags: Mapping[str, str]) -> None:
        """Add tags to it; raises AwsError."""
        added = [{"Key": key, "Value": value} for key, value in tags.items()]
        aws.call_again(region, "rds", "AddTagsToResource", ResourceName=self.arn, Tags=added)


def how_to_start(instance: Instance, region: str) -> str:
    """Say that a stopped instance is not lost, and what starts it."""
    return (
        f"{instance.identifier} is {instance.status}, not lost: somebody stopped it, or storefront:offHours did, "
        f"and starts it in the morning. To start it now: aws rds start-db-instance --region {region} "
        f"--db-instance-identifier {instance.identifier}"
    )


def find(aws: AwsClient, region: str, identifier: str) -> Instance | None:
    """Return an instance; None if there is none of that name."""
    try:
        (described,) = aws.list_all(region, "rds", "DescribeDBInstances", DBInstanceIdentifier=identifier)
    except RefusedError as error:
        if error.code in {"DBInstanceNotFound", "DBInstanceNotFoundFault"}:
            return None
        raise
    return read(described)


def all_in(aws: AwsClient, region: str) -> tuple[Instance, ...]:
    """Return every instance of a region."""
    return tuple(read(one) for one in aws.list_all(region, "rds", "DescribeDBInstances"))


def read(described: Mapping[str, Any]) -> Instance:
    """Read RDS's description."""
    endpoint: dict[str, Any] = described.get("Endpoint") or {}
    tag_list: list[dict[str, str]] = described.get("TagList") or []
    groups: list[dict[str, str]] = described.get("VpcSecurityGroups") or []
    subnets: dict[str, Any] = described.get("DBSubnetGroup") or {}
    tags = {tag["Key"]: tag["Value"] for tag in tag_list}
    return Instance(
        identifier=described["DBInstanceIdentifier"],
        arn=described["DBInstanceArn"],
        status=described["DBInstanceStatus"],
        zone=described.get("AvailabilityZone") or "",
        standby_zone=described.get("SecondaryAvailabilityZone") or "",
        multi_az=bool(described.get("MultiAZ")),
        address=endpoint.get("Address") or "",
        port=int(endpoint.get("Port") or 0),
        source=described.get("ReadReplicaSourceDBInstanceIdentifier") or "",
        replicas=tuple(described.get("ReadReplicaDBInstanceIdentifiers") or ()),
        groups=frozenset(group["VpcSecurityGroupId"] for group in groups),
        subnet_group=subnets.get("DBSubnetGroupName") or "",
        tags=tags,
        described=described,
    )
