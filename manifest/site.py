"""What stands in one region, and the servers there."""

from manifest.part import Part


class DatabaseZones(Part):
    """The zones of a site in which the pair and the replica stand."""

    primary: tuple[str, ...]
    replica: str | None = None
    """None: the database has no replica."""


class SubnetGroups(Part):
    """The subnet groups of a site's database, by what is put there."""

    primary: str
    replica: str


class Endpoints(Part):
    """The interface endpoints that a site needs before anything can run there."""

    names: dict[str, str]
    """What each is called, by the full name of its service."""
    policy: str
    """The policy of each, a JSON document."""


class Site(Part):
    """What stands in one region; ids where nothing else is said."""

    region: str
    level: str
    """`serving`, or what the standby is ready for: `backups`, `pilot-light` or `warm`."""
    vpc: str
    subnets: dict[str, dict[str, str]]
    """By tier and zone."""
    security_groups: dict[str, str]
    """By the name of the group."""
    closed_group: str
    """The security group that lets nothing in or out."""
    keys: dict[str, str]
    """The ARNs of the KMS keys, by purpose."""
    subnet_groups: SubnetGroups
    database_names: tuple[str, ...]
    """What the site's instances are called, the primary first."""
    database_zones: DatabaseZones
    parameter_group: str
    """The database's, by name."""
    monitoring_role: str
    """The ARN of the role by which RDS publishes Enhanced Monitoring."""
    vault: str
    """The backup vault's name."""
    topic: str
    """The ARN of the topic that operators are subscribed to."""
    journal: str
    """The table of recoveries, by name."""
    verification: str
    """The function that proves a database of this site."""
    running_zone: str | None = None
    """The only zone in which anything runs; None: servers run in every zone."""
    origin_secret: str | None = None
    """The secret by which load balancers know CloudFront, by name; None where there is no CloudFront."""
    endpoints: Endpoints | None = None
    """None where customers could not be let in: nothing runs there before a deployment."""

    @property
    def zones(self) -> tuple[str, ...]:
        """Every zone of the site, by name."""
        return tuple(sorted({zone for by_zone in self.subnets.values() for zone in by_zone}))

    @property
    def running_subnets(self) -> list[str]:
        """The application tier's subnets in the zones in which anything runs."""
        return sorted(
            subnet for zone, subnet in self.subnets["application"].items() if self.running_zone in {None, zone}
        )

    @property
    def copy_group(self) -> str:
        """The security group of a restored database that does not serve: only verification reaches it."""
        return self.security_groups["restored-copy"]


class Capacity(Part):
    """How many servers a fleet has when it serves, and when its site is a warm standby."""

    min_size: int
    max_size: int
    warm_size: int


class InstancesDistribution(Part):
    """How a fleet's servers are bought, as Auto Scaling's `InstancesDistribution` has it."""

    on_demand_strategy: str
    on_demand_base: int
    """So many are On-Demand first."""
    on_demand_percent: int
    """So many in a hundred of the others."""
    spot_strategy: str


class Release(Part):
    """What the program declares of a fleet's servers; `storefront release` puts it into service."""

    version: str
    """The number of the launch template's version."""
    instance_types: tuple[str, ...]
    """In the order in which On-Demand Instances are taken."""
    distribution: InstancesDistribution
    alarms: tuple[str, ...]
    """The names of those that take a release back."""
    watch_seconds: int
    """How long they are watched, once with the first servers and once with all."""


class Fleet(Part):
    """The application servers of a site."""

    group: str
    """The Auto Scaling group, by name."""
    reserve: str | None = None
    """The group of the on-demand servers that stand in for lost spot servers; None where there is no spot."""
    launch_template: str
    """Its id."""
    image: str
    """The AMI's id."""
    release: Release
    capacity: Capacity
    target_group: str
    """The ARN of the target group in which the servers are."""


class Servers(Part):
    """The servers of the business."""

    region: str
    groups: dict[str, str]
    """The Auto Scaling group of each, by the kind of server."""
