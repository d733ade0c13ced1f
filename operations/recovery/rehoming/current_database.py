"""Where the database is after a recovery."""

from dataclasses import dataclass

from manifest.site import Site
from operations.aws import AwsClient
from operations.recovery.errors import RequestError
from operations.recovery.instances import Instance, all_in, find
from operations.recovery.journal import Run
from operations.recovery.manifest import Manifest
from operations.recovery.step_kinds import kind_of


@dataclass(frozen=True, kw_only=True)
class CurrentDatabase:
    """Where the database is now, its writer, and its replica if the program has one."""

    site: Site
    writer: Instance
    replica: Instance | None

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The writer, and its replica if the program has one."""
        return (self.writer, self.replica) if self.replica else (self.writer,)

    @property
    def reader(self) -> Instance:
        """Whom reports' secrets name."""
        return self.replica or self.writer

    @property
    def names(self) -> tuple[str, ...]:
        """Their identifiers."""
        return tuple(one.identifier for one in self.instances)

    @property
    def restored(self) -> bool:
        """Whether the writer stands in the pair's subnets; one that was a replica stays in the replicas'."""
        return self.writer.subnet_group == self.site.subnet_groups.primary


def current_database(aws: AwsClient, manifest: Manifest, run: Run) -> CurrentDatabase:
    """Return where the database is after a run.

    Raises:
        RequestError: the writer that the run made does not exist, or lacks the replica that the program has.
    """
    pointed = next(step for step in reversed(run.plan.steps) if kind_of(step).points_clients)
    site = manifest.sites[pointed.region]
    writer = _standing(aws, site, pointed.params["instance"])
    if manifest.database.instances.replica is None:
        return CurrentDatabase(site=site, writer=writer, replica=None)
    for one in all_in(aws, site.region):
        if one.source in {writer.identifier, writer.arn}:
            return CurrentDatabase(site=site, writer=writer, replica=one)
    raise RequestError(
        f"{writer.identifier} has no replica, and the program needs one: create it in an available zone of "
        f"{site.region}, with the next suffix in its name, and run this again"
    )


def _standing(aws: AwsClient, site: Site, identifier: str) -> Instance:
    found = find(aws, site.region, identifier)
    if found is None:
        raise RequestError(f"{identifier} does not exist in {site.region}: see `storefront failover status`")
    return found
