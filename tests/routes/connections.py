"""What servers connect to: one row for each program, host and port, with its reason and its source.

What functions connect to is not here: their calls are recorded (`tests/access/calls/functions.py`). `{r}` is the region.
Time and names come from the VPC itself (169.254.169.123 and the resolver), which no group guards.
"""

from dataclasses import dataclass

from components.network.ports import HTTPS
from components.network.security_groups import Group

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
_BRIDGE = "https://help.tableau.com/current/online/en-us/to_bridge_requirements.htm"
_CLI = "https://docs.aws.amazon.com/general/latest/gr/rande.html"

SERVERS = (Group.APPLICATION, Group.ANALYTICS, Group.OPERATIONS)
INSTALLED = (Group.ANALYTICS, Group.OPERATIONS, Group.IMAGES)
"""Where packages are installed: servers of the fleet have theirs from the image."""


@dataclass(frozen=True)
class Connection:
    """Who connects to which host on which port, why, and where that is known from."""

    group: Group
    host: str
    why: str
    source: str
    port: int = HTTPS


def _each(groups: tuple[Group, ...], host: str, why: str, source: str) -> tuple[Connection, ...]:
    return tuple(Connection(group, host, why, source) for group in groups)


CONNECTIONS = (
    *_each((*SERVERS, Group.IMAGES), "ssm.{r}.amazonaws.com", "the SSM agent registers and asks for work", _SSM),
    *_each((*SERVERS, Group.IMAGES), "ssmmessages.{r}.amazonaws.com", "commands and sessions", _SSM),
    *_each((*SERVERS, Group.IMAGES), "s3.{r}.amazonaws.com", "deliveries, and reports of commands", _SSM),
    *_each(
        (*SERVERS, Group.IMAGES), "amazon-ssm-{r}.s3.{r}.amazonaws.com", "versions of the SSM agent", _SSM_BUCKETS
    ),
    *_each(SERVERS, "aws-patch-manager-{r}-a1b2c3d4e.s3.{r}.amazonaws.com", "the tool that patches", _SSM_BUCKETS),
    *_each(
        SERVERS, "patch-baseline-snapshot-{r}.s3.{r}.amazonaws.com", "what a patch baseline allows", _SSM_BUCKETS
    ),
    *_each(SERVERS, "kms.{r}.amazonaws.com", "sessions are encrypted under a key of ours", _SESSIONS),
    *_each(SERVERS, "logs.{r}.amazonaws.com", "logs of servers and sessions", _AGENT),
    *_each(SERVERS, "monitoring.{r}.amazonaws.com", "metrics of servers and of the store", _AGENT),
    *_each(SERVERS, "secretsmanager.{r}.amazonaws.com", "the role `credential` fetches each server's secret", _CLI),
    *_each(
        (*SERVERS, Group.IMAGES),
        "amazoncloudwatch-agent-{r}.s3.{r}.amazonaws.com",
        "the CloudWatch agent's package",
        _AGENT_PACKAGE,
    ),
    *_each(INSTALLED, "archive.ubuntu.com", "packages, for x86", _MIRRORS),
    *_each(INSTALLED, "ports.ubuntu.com", "packages, for Graviton", _MIRRORS),
    *_each(INSTALLED, "security.ubuntu.com", "security updates", _MIRRORS),
    *_each(INSTALLED, "pypi.org", "Ansible, with hashes", _PIP),
    *_each(INSTALLED, "files.pythonhosted.org", "Ansible's files", _PIP),
    Connection(Group.IMAGES, "imagebuilder.{r}.amazonaws.com", "a build asks for its component", _TOE),
    Connection(Group.IMAGES, "ec2imagebuilder-toe-{r}-prod.s3.{r}.amazonaws.com", "the tool that builds", _TOE),
    Connection(Group.IMAGES, "ec2imagebuilder-managed-resources-{r}-prod.s3.{r}.amazonaws.com", "its parts", _TOE),
    Connection(
        Group.ANALYTICS, "prod-useast-a.online.tableau.com", "Tableau Cloud, which asks for reports", _BRIDGE
    ),
    *(
        Connection(Group.OPERATIONS, host, "what procedures call, here and in the other region", _CLI)
        for host in (
            "autoscaling.{r}.amazonaws.com",
            "backup.{r}.amazonaws.com",
            "dynamodb.{r}.amazonaws.com",
            "ec2.{r}.amazonaws.com",
            "elasticloadbalancing.{r}.amazonaws.com",
            "iam.amazonaws.com",
            "rds.{r}.amazonaws.com",
            "route53.amazonaws.com",
            "sns.{r}.amazonaws.com",
            "sts.{r}.amazonaws.com",
            "rds.eu-central-1.amazonaws.com",
        )
    ),
)
