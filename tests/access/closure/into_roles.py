"""The steps into a role that stands: taking it, having a service run something by it, and changing what runs by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from tests.access.closure.powers import handing_on
from tests.access.closure.rising import made_under
from tests.access.closure.step import Ask, Step
from tests.access.principals import ROLE as ROLE_TYPE
from tests.access.principals import Principal, Stack
from tests.access.rows.arns import DELIVERIES, SERVER
from tests.access.rows.row import Context

_SERVERS = ("application", "operations-host", "tableau-bridge")
# What is unpacked and run on a server: ansible/README.md, "What a delivery is"
_DELIVERED = ("bundles/x.tar.gz", "cloudwatch-agent/x", "rds-ca/x")
_DELIVERED_TO: Mapping[str, tuple[str, ...]] = {
    "application": ("application/x",),
    "image-build": ("application/x",),
    "operations-host": ("aws-cli/x", "storefront-cli/x"),
    "tableau-bridge": ("tableau-bridge/x",),
}
# By the service that a role trusts: by whose actions it is handed on so that the caller's own orders run by it. Other
# services do by a role what they do for everybody: `nowhere` says so of each.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
_RUN_ORDERS: Mapping[str, tuple[str, ...]] = {
    "ec2.amazonaws.com": ("autoscaling", "ec2", "imagebuilder"),
    "lambda.amazonaws.com": ("lambda",),
    "scheduler.amazonaws.com": ("scheduler",),
    "ssm.amazonaws.com": ("ssm",),
}
_LAUNCHES = ("ec2:createlaunchtemplateversion", "ec2:createlaunchtemplate", "ec2:createfleet")


def into_role(stack: Stack, role: Principal, name: str) -> Iterator[Step]:
    """Yield the steps into a role of a stack."""
    federated = (Ask("sts:AssumeRoleWithSAML", role.arn), Ask("sts:AssumeRoleWithWebIdentity", role.arn))
    yield Step(name, "takes it", (Ask("sts:AssumeRole", role.arn),), federated if _federated(role) else ())
    opened = Ask("iam:UpdateAssumeRolePolicy", role.arn)
    yield Step(name, "lets a stranger take it", (opened, Ask("sts:AssumeRole", role.arn, stranger=True)))
    passed = Ask("iam:PassRole", role.arn, {"iam:PassedToService": "lambda.amazonaws.com"})
    code = Ask("lambda:CreateFunction", "arn:aws:lambda:{r}:{a}:function:{p}x")
    yield Step(name, "lets a function of its own take it", (opened, passed, code))
    for service in sorted(_trusted(role) & _RUN_ORDERS.keys()):
        yield _handed_on(role, name, service)
    if role.name in {str(one["inputs"]["name"]) for one in stack.of_type("aws:lambda/function:Function")}:
        function = f"arn:aws:lambda:{{r}}:{{a}}:function:{role.name}"
        changed = ("lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration")
        yield Step(name, "changes its code, or what it loads", (), tuple(Ask(one, function) for one in changed))
    if name in (*_SERVERS, "image-build"):
        yield from _onto_server(name)
    if bound := _boundary(stack, role):
        yield from _more_rights(role, name, bound, made_under(bound.rpartition("/")[2].removeprefix(stack.prefix)))


def _boundary(stack: Stack, role: Principal) -> str:
    """Return the ARN of the boundary under which a role stands; empty of one that stands before the stack."""
    declared = [one["inputs"] for one in stack.of_type(ROLE_TYPE) if one["inputs"]["name"] == role.name]
    return str(declared[0].get("permissionsBoundary", "")) if declared else ""


def _more_rights(role: Principal, name: str, bound: str, end: str) -> Iterator[Step]:
    """Yield the steps to all that a role's boundary leaves: by rights that it, or who takes it, gives to it."""
    given = tuple(
        Ask(one, role.arn, {"iam:PermissionsBoundary": bound})
        for one in ("iam:AttachRolePolicy", "iam:PutRolePolicy")
    )
    yield Step(end, f"takes {name}, and gives it more rights", (Ask("sts:AssumeRole", role.arn),), given)
    yield Step(end, f"gives itself, {name}, more rights", (), given, itself=name)


def _federated(role: Principal) -> bool:
    return any("Federated" in one for one in _principals(role))


def _trusted(role: Principal) -> set[str]:
    return {str(one["Service"]) for one in _principals(role) if "Service" in one}


def _principals(role: Principal) -> list[Mapping[str, Any]]:
    statements = cast("list[Mapping[str, Any]]", role.trust.get("Statement", []))
    return [cast("Mapping[str, Any]", one["Principal"]) for one in statements]


def _handed_on(role: Principal, name: str, service: str) -> Step:
    passed = Ask("iam:PassRole", role.arn, {"iam:PassedToService": service})
    actions = [f"{prefix}:{one}" for prefix in _RUN_ORDERS[service] for one in sorted(handing_on(prefix))]
    more = _LAUNCHES if service == "ec2.amazonaws.com" else ()
    return Step(name, f"has {service.partition('.')[0]} run its own by it", (passed,),
                tuple(Ask(one, "*") for one in dict.fromkeys((*actions, *more))))  # fmt: skip


def _onto_server(name: str) -> Iterator[Step]:
    tagged: Context = {"ssm:resourceTag/Server": name, "ssm:SessionDocumentAccessCheck": "true"}
    document = "arn:aws:ssm:{r}:{a}:document/{p}{r}-deliver"
    template = "arn:aws:ec2:{r}:{a}:launch-template/lt-1"
    image = ("component/{p}x/1.0.0/1", "image-recipe/{p}x/1.0.0", "image-pipeline/{p}x")
    yield Step(name, "opens a session on a server", (), (
        Ask("ssm:StartSession", SERVER, tagged),
        Ask("ec2-instance-connect:SendSSHPublicKey", SERVER),
        Ask("ec2-instance-connect:SendSerialConsoleSSHPublicKey", SERVER),
    ))  # fmt: skip
    yield Step(name, "sends a command to a server", (), (
        Ask("ssm:SendCommand", SERVER, tagged),
        Ask("ssm:StartAutomationExecution", "*"),
        Ask("ssm:StartChangeRequestExecution", "*"),
    ))  # fmt: skip
    # Which servers operators may enter, a tag says.
    yield Step(name, "tags a server as one that is entered", (Ask("ec2:CreateTags", SERVER),))
    documents = ("ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion")
    yield Step(name, "changes the document of deliveries", tuple(Ask(one, document) for one in documents))
    associations = ("CreateAssociation", "CreateAssociationBatch", "UpdateAssociation")
    yield Step(name, "changes an association", (), tuple(Ask(f"ssm:{one}", document) for one in associations))
    delivered = (*_DELIVERED, *_DELIVERED_TO[name])
    yield Step(
        name,
        "puts something into deliveries",
        (),
        tuple(Ask("s3:PutObject", DELIVERIES + one) for one in delivered),
    )
    yield Step(name, "changes user data", (), tuple(Ask(one, SERVER) for one in (
        "ec2:ModifyInstanceAttribute", "ec2:AttachVolume", "ec2:CreateReplaceRootVolumeTask",
    )))  # fmt: skip
    yield Step(name, "changes a launch template", (Ask("ec2:CreateLaunchTemplateVersion", template),))
    yield Step(name, "changes what images are made of", (), tuple(
        Ask(f"imagebuilder:{verb}", f"arn:aws:imagebuilder:{{r}}:{{a}}:{made}")
        for verb, made in zip(("CreateComponent", "CreateImageRecipe", "UpdateImagePipeline"), image, strict=True)
    ))  # fmt: skip
