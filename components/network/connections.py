"""Whom the platform's programs call: a row for each program, host and port, with its reason and its source.

What the store itself calls is in the settings (`egress`). Security groups open the ports, DNS Firewall the names,
and `tests/routes` puts every row to the network. In a host `{r}` is the site's region, `{each}` every region of the
stack, `{s3}` the name that older SDKs have for S3, `{deliveries}` and `{reports}` are our buckets, and `*` is any
text within a label. Time, metadata and names come from the VPC itself (169.254.169.123, 169.254.169.254
and 169.254.169.253), which no group guards.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from components.network.endpoints import GATEWAYS, INTERFACES
from components.network.ports import HTTPS
from components.network.security_groups import Group
from components.settings import wildcards_above
from components.shared.naming import Place

_SSM = "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html"
_SSM_BUCKETS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html"
_TOE = "https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html"
_SESSIONS = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html"
)
_AGENT = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Agent-on-EC2-Instance.html"
)
_AGENT_PACKAGE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-cloudwatch-agent-commandline.html"
)
_MIRRORS = "https://wiki.ubuntu.com/Mirrors"
_PIP = "https://packaging.python.org/en/latest/guides/index-mirrors-and-caches/"
# It names port 80 as well, by which certificates are looked up in lists of revoked ones. That port stays closed.
_BRIDGE = "https://help.tableau.com/current/online/en-us/to_bridge_install.htm"
_HOSTS = "https://docs.aws.amazon.com/general/latest/gr/rande.html"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ConnectToPostgreSQLInstance.html"
_EC2_NAMES = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html#vpc-dns-hostnames"
_SSM_S3 = "https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/s3util/crossregion.go"
_PATCHES = "https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-aws-runpatchbaseline.html"
# Go's SDK of the agents, and boto3, ask S3 in us-east-1 by its name without a region unless told otherwise
# (botocore's endpoint-rule-set-1.json of S3, UseGlobalEndpoint). By that name buckets of every region are found,
# past S3's gateway, so that it is listed with our own buckets alone.
_S3_WITHOUT_REGION = "us-east-1"
_OWN_BUCKETS = {"deliveries": "deliveries", "reports": "server-reports"}

SERVERS = (Group.APPLICATION, Group.ANALYTICS, Group.OPERATIONS)
BUILT = (*SERVERS, Group.IMAGES)
INSTALLED = (Group.ANALYTICS, Group.OPERATIONS, Group.IMAGES)
"""Where packages are installed: servers of the fleet have theirs from the image."""


@dataclass(frozen=True)
class Connection:
    """Which program of which group connects to which host on which port, why, and where that is known from."""

    group: Group
    program: str
    host: str
    why: str
    source: str
    port: int = HTTPS

    def hosts(self, place: Place, regions: Iterable[str]) -> tuple[str, ...]:
        """Return the hosts that it means at a place of a stack with these regions."""
        return tuple(dict.fromkeys(_filled(self.host, place, each) for each in regions))


def _each(
    groups: tuple[Group, ...], program: str, host: str, why: str, source: str, port: int = HTTPS
) -> tuple[Connection, ...]:
    return tuple(Connection(group, program, host, why, source, port) for group in groups)


# What `operations` and the role of operators call, in either site.
OPERATED = (
    "autoscaling",
    "backup",
    "cloudtrail",
    "dynamodb",
    "ec2",
    "elasticloadbalancing",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "pi",
    "rds",
    "secretsmanager",
    "sns",
    "ssm",
    "sts",
)
OPERATED_WITHOUT_REGION = ("cloudfront.amazonaws.com", "iam.amazonaws.com", "route53.amazonaws.com")

CONNECTIONS = (
    *_each(BUILT, "SSM agent", "ssm.{r}.amazonaws.com", "it registers and asks for work", _SSM),
    *_each(BUILT, "SSM agent", "ssmmessages.{r}.amazonaws.com", "commands and sessions", _SSM),
    *_each(BUILT, "SSM agent", "s3.{r}.amazonaws.com", "deliveries, and reports of commands", _SSM),
    *(
        one
        for bucket in _OWN_BUCKETS
        for one in _each(BUILT, "SSM agent", f"{{{bucket}}}.{{s3}}", "the same, by bucket", _SSM_S3)
    ),
    *_each(BUILT, "SSM agent", "amazon-ssm-{r}.s3.{r}.amazonaws.com", "its own versions", _SSM_BUCKETS),
    *_each(BUILT, "SSM agent", "aws-ssm-{r}.s3.{r}.amazonaws.com", "parts of AWS's documents", _SSM_BUCKETS),
    *_each(
        BUILT,
        "SSM agent",
        "aws-ssm-document-attachments-{r}.s3.{r}.amazonaws.com",
        "what documents carry with them",
        _SSM_BUCKETS,
    ),
    *_each(SERVERS, "SSM agent", "kms.{r}.amazonaws.com", "sessions are encrypted under a key of ours", _SESSIONS),
    *_each(SERVERS, "SSM agent", "logs.{r}.amazonaws.com", "logs of sessions", _SESSIONS),
    *_each(
        SERVERS,
        "Patch Manager",
        "aws-patch-manager-{r}-*.s3.{r}.amazonaws.com",
        "the tool that patches",
        _SSM_BUCKETS,
    ),
    *_each(
        SERVERS,
        "Patch Manager",
        "patch-baseline-snapshot-{r}*.s3.{r}.amazonaws.com",
        "what a patch baseline allows",
        _SSM_BUCKETS,
    ),
    *_each(SERVERS, "Patch Manager", "s3.dualstack.{r}.amazonaws.com", "the tool's parts", _PATCHES),
    *_each(SERVERS, "CloudWatch agent", "logs.{r}.amazonaws.com", "logs of servers", _AGENT),
    *_each(SERVERS, "CloudWatch agent", "monitoring.{r}.amazonaws.com", "metrics of servers", _AGENT),
    *_each(
        BUILT,
        "CloudWatch agent",
        "amazoncloudwatch-agent-{r}.s3.{r}.amazonaws.com",
        "its package",
        _AGENT_PACKAGE,
    ),
    *_each(BUILT, "role `artifact`", "{deliveries}.{s3}", "what playbooks install", _HOSTS),
    *_each(
        SERVERS, "role `credential`", "secretsmanager.{r}.amazonaws.com", "each server fetches its secret", _HOSTS
    ),
    Connection(
        Group.APPLICATION, "store", "monitoring.{r}.amazonaws.com", "checkouts (docs/store-metrics.md)", _HOSTS
    ),
    *_each(INSTALLED, "apt", "archive.ubuntu.com", "packages, for x86", _MIRRORS),
    *_each(INSTALLED, "apt", "ports.ubuntu.com", "packages, for arm64", _MIRRORS),
    *_each(INSTALLED, "apt", "security.ubuntu.com", "security updates", _MIRRORS),
    *_each(INSTALLED, "pip", "pypi.org", "Ansible, with hashes", _PIP),
    *_each(INSTALLED, "pip", "files.pythonhosted.org", "Ansible's files", _PIP),
    Connection(Group.IMAGES, "AWSTOE", "imagebuilder.{r}.amazonaws.com", "a build asks for its component", _TOE),
    Connection(
        Group.IMAGES, "AWSTOE", "ec2imagebuilder-toe-{r}-prod.s3.{r}.amazonaws.com", "the tool that builds", _TOE
    ),
    Connection(
        Group.IMAGES,
        "AWSTOE",
        "ec2imagebuilder-managed-resources-{r}-prod.s3.{r}.amazonaws.com",
        "its parts",
        _TOE,
    ),
    Connection(
        Group.ANALYTICS, "Tableau Bridge", "*.online.tableau.com", "Tableau Cloud, which asks for reports", _BRIDGE
    ),
    *(
        Connection(Group.OPERATIONS, "storefront and the AWS CLI", host, "what procedures call", _HOSTS)
        for host in (*(f"{service}.{{each}}.amazonaws.com" for service in OPERATED), *OPERATED_WITHOUT_REGION)
    ),
)

# Who asks for these goes to a neighbour in the VPC, by the rows of `security_groups`, or asks for its own name.
_NEIGHBOURS = (
    ("*.{r}.rds.amazonaws.com", _RDS),
    ("*.{r}.compute.internal", _EC2_NAMES),
    ("*.ec2.internal", _EC2_NAMES),
)
DATABASE_HOST = _NEIGHBOURS[0][0]


def platform_names(place: Place, regions: Collection[str], left_out: Collection[Group]) -> tuple[str, ...]:
    """Return the names that anything in a site asks for, the store apart, as DNS Firewall takes them, sorted.

    `regions` are the stack's; groups that are `left_out` have no members here.
    """
    services = {f"{service}.{place.region}.amazonaws.com" for service in (*INTERFACES, *GATEWAYS)}
    rows = (row for row in CONNECTIONS if row.group not in left_out)
    hosts = {host for row in rows for host in row.hosts(place, regions)}
    neighbours = {_filled(host, place, place.region) for host, _source in _NEIGHBOURS}
    listed = {_as_listed(host) for host in services | hosts | neighbours}
    return tuple(sorted(name for name in listed if listed.isdisjoint(wildcards_above(name))))


def _filled(host: str, place: Place, each: str) -> str:
    region = place.region
    s3 = "s3.amazonaws.com" if region == _S3_WITHOUT_REGION else f"s3.{region}.amazonaws.com"
    # As `components.storage.bucket` names them, which stands beside this package.
    buckets = {key: place.name(f"{what}-{place.account}") for key, what in _OWN_BUCKETS.items()}
    return host.format(r=region, s3=s3, each=each, **buckets)


def _as_listed(host: str) -> str:
    """The host as a list takes it: a wildcard stands alone, in the first label."""
    first, _, rest = host.partition(".")
    return f"*.{rest}" if "*" in first else host
