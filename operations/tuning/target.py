"""Finds by the manifest what an examination of a stack's database works with."""

from functions.shared.aws import Services
from functions.tuning.target import Target
from operations.aws import AwsClient
from operations.errors import CommandError
from operations.manifest import section


def target(environment: str, region: str) -> Target:
    """Find the database, in the region that serves; the manifest is read in the region that is given.

    Raises:
        CommandError: the manifest is not within reach, or not whole.
    """
    client = AwsClient()
    try:
        serving = str(section(client.region(region), environment, "index")["serving"])
        tuning = section(client.region(serving), environment, "access")["tuning"]
        instances = section(client.region(serving), environment, "database")["instances"]
        return Target(
            services=Services(serving),
            environment=environment,
            reader=str(tuning["reader"]),
            resource_id=str(instances["primary"]["resource_id"]),
            reports=str(tuning["reports"]),
        )
    except KeyError as error:
        raise CommandError(f"the manifest of {environment} is not whole (no {error}); deploy it again") from None
