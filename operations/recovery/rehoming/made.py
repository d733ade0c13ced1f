"""What a recovery made, and the program is to take over."""

from collections.abc import Iterator

from manifest.site import Site
from operations.aws import AwsClient
from operations.recovery.instances import Instance
from operations.recovery.kinds.create_endpoints import standing
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.names import (
    ENDPOINT,
    INSTANCE,
    LOG_GROUP,
    REPLICATED,
    SECRET,
    backups,
    endpoints_of,
    ground,
    logical,
)
from operations.recovery.rehoming.now import Now
from operations.recovery.rehoming.steps import Made

# The level of a standby that runs servers.
_WARM = "warm"


def instance(now: Now, one: Instance) -> Made:
    """Return an instance of the database."""
    region = now.site.region
    name, parent = logical(region, one.identifier), f"Database::{region}-database"
    return Made(type=INSTANCE, name=name, id=one.identifier, parent=parent, region=region)


def logs(cloud: AwsClient, now: Now) -> Iterator[Made]:
    """Yield the log groups that RDS made for instances which the program had none for."""
    region = now.site.region
    for one in now.names:
        if one in now.site.database_names:
            continue
        prefix = f"/aws/rds/instance/{one}/"
        for group in cloud.list_all(region, "logs", "DescribeLogGroups", logGroupNamePrefix=prefix):
            name = str(group["logGroupName"])
            yield Made(
                type=LOG_GROUP,
                name=f"{logical(region, one)}-{name.removeprefix(prefix)}",
                id=name,
                parent=ground(region),
                region=region,
                under=f"Site::{region}-site",
            )


def endpoints(cloud: AwsClient, site: Site) -> Iterator[Made]:
    """Yield the endpoints that the recovery made; those of a site that runs servers are the program's already."""
    if site.endpoints is None or site.level == _WARM:
        return
    for service, one in standing(cloud, site.region, site.vpc, site.endpoints.names).items():
        yield Made(
            type=ENDPOINT,
            name=f"{site.region}-{service.rpartition('.')[2]}-endpoint",
            id=str(one["VpcEndpointId"]),
            parent=endpoints_of(site.region),
            region=site.region,
            under=f"Site::{site.region}-site",
        )


def secrets(cloud: AwsClient, manifest: Manifest, site: Site) -> Iterator[Made]:
    """Yield the secrets of the database in a site that had their copies."""
    for role in sorted(manifest.access.secrets) if manifest.access else ():
        described = cloud.call(site.region, "secretsmanager", "DescribeSecret", SecretId=manifest.secret_name(role))
        yield Made(
            type=SECRET,
            name=f"{site.region}-database-{role}",
            id=str(described["ARN"]),
            parent=f"DatabaseSecrets::{site.region}-database-secrets",
            region=site.region,
        )


def replicated(cloud: AwsClient, to: Site, writer: Instance) -> list[Made]:
    """Return the new writer's backups in the other region, if the recovery has them replicated already."""
    return [
        Made(
            type=REPLICATED,
            name=f"{to.region}-{backups(writer.identifier)}",
            id=str(one["DBInstanceAutomatedBackupsArn"]),
            parent=f"Replication::{to.region}-replication",
            region=to.region,
        )
        for one in cloud.list_all(to.region, "rds", "DescribeDBInstanceAutomatedBackups")
        if one["DBInstanceArn"] == writer.arn and one["DBInstanceAutomatedBackupsArn"].split(":")[3] == to.region
    ]
