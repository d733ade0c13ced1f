"""What the program calls its resources, spelt here once more since procedures read no component code.

An engine test holds them against the program.
"""

PROJECT = "storefront"
COMPONENT = "storefront:site:"
INSTANCE, LOG_GROUP = "aws:rds/instance:Instance", "aws:cloudwatch/logGroup:LogGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token


def urn(stack: str, *components: str, of: str = "", name: str) -> str:
    """Return the URN of a component, or of a resource of type `of` in it; components from the outermost on."""
    types = "$".join([*(f"{COMPONENT}{component}" for component in components), *([of] if of else [])])
    return f"urn:pulumi:{stack}::{PROJECT}::{types}::{name}"


def ground(region: str) -> str:
    """Return the component with what the instances of a site stand on, as `Type::name`."""
    return f"DatabaseFoundation::{region}-database-foundation"


def backups(identifier: str) -> str:
    """Return what the backups of an instance are called in the program."""
    return "replicated-backups" if identifier[-1] == "a" else f"replicated-backups-{identifier[-1]}"


def logical(region: str, identifier: str) -> str:
    """Return an instance's name in the program: `us-east-1-database-c`."""
    return f"{region}-database-{identifier[-1]}"


def endpoints_of(region: str) -> str:
    """Return the component with a site's endpoints, as `Type::name`."""
    return f"Endpoints::{region}-endpoints"
