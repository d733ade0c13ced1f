"""What a recovery made, and the program is to take over."""

from collections.abc import Iterator

from manifest.program import Program
from manifest.site import Site
from operations.aws import AwsClient
from operations.recovery.instances import Instance
from operations.recovery.kinds.create_endpoints import standing
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming import urns
from operations.recovery.rehoming.current_database import CurrentDatabase
from operations.recovery.rehoming.steps import Import

# The level of a standby that runs servers.
_WARM = "warm"


def instance(program: Program, now: CurrentDatabase, one: Instance) -> Import:
    """Return an instance of the database."""
    region = now.site.region
    return Import(
        urn=urns.instance(program, region, one.identifier),
        id=one.identifier,
        parent=program.database.urn.format(region=region),
        region=region,
    )


def logs(aws: AwsClient, program: Program, now: CurrentDatabase) -> Iterator[Import]:
    """Yield the log groups that RDS made for instances which the program had none for."""
    region = now.site.region
    for one in now.names:
        if one in now.site.database_names:
            continue
        prefix = f"/aws/rds/instance/{one}/"
        for group in aws.list_all(region, "logs", "DescribeLogGroups", logGroupNamePrefix=prefix):
            name = str(group["logGroupName"])
            yield Import(
                urn=urns.log(program, region, one, name.removeprefix(prefix)),
                id=name,
                parent=program.database_foundation.urn.format(region=region),
                region=region,
            )


def endpoints(aws: AwsClient, program: Program, site: Site) -> Iterator[Import]:
    """Yield the endpoints that the recovery made; those of a site that runs servers are the program's already."""
    if site.endpoints is None or site.level == _WARM:
        return
    for service, one in standing(aws, site.region, site.vpc, site.endpoints.names).items():
        yield Import(
            urn=program.endpoints.endpoint.format(region=site.region, service=service.rpartition(".")[2]),
            id=str(one["VpcEndpointId"]),
            parent=program.endpoints.urn.format(region=site.region),
            region=site.region,
        )


def secrets(aws: AwsClient, manifest: Manifest, site: Site) -> Iterator[Import]:
    """Yield the secrets of the database in a site that had their copies."""
    declared = manifest.program.database_secrets
    for role in sorted(manifest.access.secrets) if manifest.access else ():
        described = aws.call(site.region, "secretsmanager", "DescribeSecret", SecretId=manifest.secret_name(role))
        yield Import(
            urn=declared.secret.format(region=site.region, role=role),
            id=str(described["ARN"]),
            parent=declared.urn.format(region=site.region),
            region=site.region,
        )


def replicated(aws: AwsClient, program: Program, to: Site, writer: Instance) -> list[Import]:
    """Return the new writer's backups in the other region, if the recovery has them replicated already."""
    return [
        Import(
            urn=urn,
            id=str(one["DBInstanceAutomatedBackupsArn"]),
            parent=parent,
            region=to.region,
        )
        for urn, parent in zip(
            urns.backups(program, to.region, writer.identifier), urns.replications(program, to.region), strict=True
        )
        for one in aws.list_all(to.region, "rds", "DescribeDBInstanceAutomatedBackups")
        if one["DBInstanceArn"] == writer.arn and one["DBInstanceAutomatedBackupsArn"].split(":")[3] == to.region
    ]
