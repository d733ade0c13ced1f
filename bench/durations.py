"""How long AWS typically takes to create a resource of each type: a table, each row with where it comes from.

A type that has no row is an API call that answers at once; `QUICK_SECONDS` stands for it.
"""

from dataclasses import dataclass

QUICK_SECONDS = 5.0
"""A create call with the provider's read afterwards, and some patience for what IAM spreads."""


@dataclass(frozen=True)
class Duration:
    """Typical seconds, and the source."""

    seconds: float
    source: str


_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_PROVIDER = "wait of the provider, terraform-provider-aws: "

DURATIONS = {
    "aws:rds/instance:Instance": Duration(
        900, f"{_RDS}CHAP_GettingStarted.CreatingConnecting.PostgreSQL.html: up to 20 minutes; 15 for Multi-AZ"
    ),
    "aws:rds/instance:Instance replica": Duration(
        1200, f"{_RDS}USER_ReadRepl.Create.html: 30 minutes or less, most of it the snapshot of the source"
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Duration(
        600, _PROVIDER + "until the first copy is in the other region; its time-out is 75 minutes"
    ),
    "aws:ec2/natGateway:NatGateway": Duration(120, _PROVIDER + "until available; its time-out is 10 minutes"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Duration(
        90, _PROVIDER + "until an interface endpoint is available; its time-out is 10 minutes"
    ),
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": Duration(
        300, "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html: minutes until it is in force"
    ),
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": Duration(
        300, "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html: minutes until it is in force"
    ),
    "aws:lb/loadBalancer:LoadBalancer": Duration(180, _PROVIDER + "until active; its time-out is 10 minutes"),
    "aws:acm/certificateValidation:CertificateValidation": Duration(
        300,
        "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html: minutes once the record is there",
    ),
    "aws:cloudfront/distribution:Distribution": Duration(
        300,
        "https://aws.amazon.com/blogs/networking-and-content-delivery/slashing-cloudfront-change-propagation-times/",
    ),
    "aws:rds/eventSubscription:EventSubscription": Duration(60, _PROVIDER + "until active"),
    "aws:rds/parameterGroup:ParameterGroup": Duration(20, _PROVIDER + "20 parameters a call"),
    "aws:kms/key:Key": Duration(20, _PROVIDER + "until policy, tags and rotation are seen"),
    "aws:iam/role:Role": Duration(15, _PROVIDER + "IAM is eventually consistent"),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": Duration(15, _PROVIDER + "IAM is eventually consistent"),
    "aws:ec2/vpc:Vpc": Duration(15, _PROVIDER + "until available, then its attributes one by one"),
    "aws:ec2/internetGateway:InternetGateway": Duration(15, _PROVIDER + "until attached"),
    "aws:autoscaling/group:Group": Duration(10, "waitForCapacityTimeout is 0: nothing is waited for"),
}
REPLICA = "aws:rds/instance:Instance replica"


def duration_of(token: str, *, replica: bool = False) -> Duration:
    """Return the typical duration of creating a resource of this type."""
    return DURATIONS.get(REPLICA if replica else token, Duration(QUICK_SECONDS, "an API call that answers at once"))
