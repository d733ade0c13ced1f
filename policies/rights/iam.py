"""Guardrails for IAM documents: what roles may do, and who may take them."""

from collections.abc import Callable, Iterator

from policies.frame import tokens
from policies.frame.checks import must_be
from policies.frame.documents import Statement, parse, read
from policies.frame.guardrail import Case, Example, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import Resource
from policies.frame.samples import allow, policy, trust
from policies.frame.values import UNKNOWN, Value, at, has_unknown, listed

_USER_POLICY = "aws:iam/userPolicy:UserPolicy"
_GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy"
_USER_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
_GROUP_ATTACHMENT = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
_POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
_ACCESS_KEY = "aws:iam/accessKey:AccessKey"

IDENTITY_POLICIES = (
    tokens.ROLE_POLICY,
    tokens.POLICY,
    _USER_POLICY,
    _GROUP_POLICY,
    tokens.ROLE,
)
ATTACHMENTS = (
    tokens.ROLE_ATTACHMENT,
    _USER_ATTACHMENT,
    _GROUP_ATTACHMENT,
    _POLICY_ATTACHMENT,
    tokens.ROLE,
)
_READS = ("BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Search", "Select", "View")
_NARROWING = (
    "aws:RequestTag/",
    "aws:ResourceTag/",
    "aws:PrincipalAccount",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "cloudwatch:namespace",
)
_WITHOUT_RESOURCE = ("backup:PutRestoreValidationResult", "ssm:CreateOpsItem")
"""Writes that AWS knows no resource for, and no condition that tells one from another: a region must do.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""
ESCALATIONS = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "sts:AssumeRole",
)
"""Actions by which an identity gives itself, or takes on, rights that it was not given:
https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html and the methods of Rhino Security Labs."""
BROAD_POLICIES = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "ReadOnlyAccess")
_NO_SOURCE = ("ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "pods.eks.amazonaws.com")
"""Services that take a role only for a resource to which someone of this account passed it, and for which AWS
states no source condition."""
_TRUST_LIMITS = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "sts:ExternalId")


def _documents(resource: Resource) -> Iterator[tuple[Value, str]]:
    if resource.type != tokens.ROLE:
        yield resource.at("policy"), "policy"
        return
    inline = resource.at("inlinePolicies")
    if inline is UNKNOWN:
        yield UNKNOWN, "inlinePolicies"
        return
    for index, _ in enumerate(listed(inline)):
        yield at(inline, index, "policy"), f"inlinePolicies[{index}].policy"


BOUNDARY_PATH = "/boundary/"
"""The path of policies that bound roles and grant nothing; `boundary-never-attached` holds them to it."""


def is_boundary(resource: Resource) -> bool:
    """Whether a policy is a permissions boundary, whose allowing statements allow nothing by themselves."""
    return resource.type == tokens.POLICY and resource.at("path") == BOUNDARY_PATH


def allowing(resource: Resource) -> Iterator[Finding | Statement]:
    """Yield what an identity's documents allow, and what could not be read of them."""
    if is_boundary(resource):
        return
    for value, prop in _documents(resource):
        document = parse(value, prop)
        yield from document.problems
        yield from (statement for statement in document.statements if statement.allows)


def each_allow(evaluate: Callable[[Statement], str | None]) -> Callable[[Resource], Iterator[Finding]]:
    """Make a check out of a check of one statement that allows something."""

    def check(resource: Resource) -> Iterator[Finding]:
        for item in allowing(resource):
            if isinstance(item, Finding):
                yield item
            elif said := evaluate(item):
                yield fail(f"{item.label} {said}", "policy")

    return check


def _wildcard_action(statement: Statement) -> str | None:
    broad = [action for action in statement.actions if action == "*" or action.endswith(":*")]
    return f"allows {', '.join(broad)}" if broad else None


def _write_on_everything(statement: Statement) -> str | None:
    if not statement.on_everything or statement.conditioned_by(_NARROWING):
        return None
    writes = [action for action in statement.actions if not action.split(":")[-1].startswith(_READS)]
    if statement.conditioned_by(("aws:RequestedRegion",)):
        writes = [action for action in writes if action not in _WITHOUT_RESOURCE]
    return f"allows {', '.join(writes)} on every resource" if writes else None


def _inverse(statement: Statement) -> str | None:
    return f"allows by {', '.join(statement.inverses)}" if statement.inverses else None


def escalating(statement: Statement) -> str | None:
    """Say what lets a statement's holder gain rights, if anything does."""
    if not statement.on_everything and "*" not in _targets(statement):
        return None
    gains = list(statement.allows_action(*ESCALATIONS))
    if not gains or statement.conditioned_by(("iam:PassedToService", "iam:PermissionsBoundary", *_NARROWING)):
        return None
    return f"allows {', '.join(gains)} on any role or user"


def _targets(statement: Statement) -> Iterator[str]:
    """Yield the resources, with `role/*` and the like as the wildcard that they are."""
    for pattern in statement.resources:
        name = pattern.split(":")[-1]
        yield "*" if name in {"role/*", "user/*", "group/*", "policy/*"} else pattern


def _decrypts_everything(statement: Statement) -> str | None:
    on_all_keys = statement.on_everything or any(pattern.endswith(":key/*") for pattern in statement.resources)
    gains = list(statement.allows_action("kms:Decrypt", "kms:ReEncryptFrom"))
    limited = statement.conditioned_by(
        ("kms:ViaService", "kms:ResourceAliases", "kms:EncryptionContext:", *_NARROWING)
    )
    return f"allows {', '.join(gains)} with every key" if gains and on_all_keys and not limited else None


def _trust(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "assumeRolePolicy")
    yield from document.problems
    for statement in document.statements:
        if not statement.allows:
            continue
        services = [v for kind, v in statement.principals if kind == "Service" and v not in _NO_SOURCE]
        if statement.open_to_all or "NotPrincipal" in statement.inverses:
            yield fail(f"{statement.label} lets anyone take the role", "assumeRolePolicy")
        elif services and not statement.conditioned_by(_TRUST_LIMITS):
            yield fail(f"{statement.label} lets {', '.join(services)} act for any account", "assumeRolePolicy")


def _attachment(resource: Resource) -> Iterator[Finding]:
    props = ("managedPolicyArns",) if resource.type == tokens.ROLE else ("policyArn",)
    for prop in props:
        value = resource.at(prop)
        if has_unknown(value):
            yield undecided(prop)
        for arn in listed(value):
            if isinstance(arn, str) and arn.split("/")[-1] in BROAD_POLICIES:
                yield fail(f"{arn.split('/')[-1]} is attached", prop)


_POLICY = Case(tokens.ROLE_POLICY)
_ROLE = Case(tokens.ROLE)
_BUCKET = "arn:aws:s3:::storefront-prod-media/*"


_BOUNDARY = Case(tokens.POLICY, {"path": BOUNDARY_PATH}).good("a boundary", policy=policy(allow("*", "*")))
_FINE = _POLICY.good("named actions and resources", policy=policy(allow(["s3:GetObject"], _BUCKET)))
_WAITS = _POLICY.unknown("computed", policy=UNKNOWN)
_COMMON: tuple[Example, ...] = (
    _FINE,
    _BOUNDARY,
    _POLICY.bad("no JSON", policy="{'Statement': []}"),
    _POLICY.bad("no document", policy='["Allow"]'),
    _WAITS,
)

GUARDRAILS = (
    ResourceGuardrail(
        name="iam-actions-named",
        summary="A policy allows named actions, not whole services.",
        why="A service gains actions every month; a wildcard grants them all in advance.",
        mend="List the actions that are needed.",
        practice="SEC03-BP02",
        controls=("FSBP IAM.1", "FSBP IAM.21", "CIS 1.16", "NIST AC-6"),
        types=IDENTITY_POLICIES,
        check=each_allow(_wildcard_action),
        examples=(
            *_COMMON,
            _POLICY.bad("everything", policy=policy(allow("*", "*"))),
            _POLICY.bad("a whole service", policy=policy(allow("s3:*", _BUCKET))),
            _ROLE.bad("inline in the role", inlinePolicies=[{"policy": policy(allow("s3:*", _BUCKET))}]),
        ),
    ),
    ResourceGuardrail(
        name="iam-writes-bounded",
        summary="What writes is allowed on named resources, or under a condition that narrows it.",
        why="A stolen role must not reach what its work never touches.",
        mend="Name the resources; where AWS knows none for the action, add a condition such as aws:ResourceTag.",
        practice="SEC03-BP02",
        controls=("NIST AC-6(3)",),
        types=IDENTITY_POLICIES,
        check=each_allow(_write_on_everything),
        examples=(
            *_COMMON,
            _POLICY.good("reads on everything", policy=policy(allow(["rds:DescribeDBInstances"], "*"))),
            _POLICY.good(
                "metrics know no resource: the namespace narrows them",
                policy=policy(
                    allow(
                        "cloudwatch:PutMetricData",
                        "*",
                        {"StringEquals": {"cloudwatch:namespace": "Storefront/Servers"}},
                    )
                ),
            ),
            _POLICY.good(
                "what knows no resource, in a region",
                policy=policy(
                    allow("ssm:CreateOpsItem", "*", {"StringEquals": {"aws:RequestedRegion": "us-west-2"}})
                ),
            ),
            _POLICY.bad("what knows no resource, anywhere", policy=policy(allow("ssm:CreateOpsItem", "*"))),
            _POLICY.bad(
                "other writes in a region",
                policy=policy(allow("s3:PutObject", "*", {"StringEquals": {"aws:RequestedRegion": "us-west-2"}})),
            ),
            _POLICY.good(
                "what it makes must carry a tag",
                policy=policy(
                    allow("ssm:CreateOpsItem", "*", {"StringEquals": {"aws:RequestTag/environment": "prod"}})
                ),
            ),
            _POLICY.bad("writes on everything", policy=policy(allow(["s3:PutObject"], "*"))),
        ),
    ),
    ResourceGuardrail(
        name="iam-no-inverse",
        summary="No policy allows everything but something.",
        why="NotAction and NotResource grant what does not exist yet.",
        mend="List what is allowed.",
        practice="SEC03-BP02",
        controls=("NIST AC-6",),
        types=IDENTITY_POLICIES,
        check=each_allow(_inverse),
        examples=(
            *_COMMON,
            _POLICY.bad(
                "all but IAM", policy=policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": _BUCKET})
            ),
        ),
    ),
    ResourceGuardrail(
        name="iam-no-escalation",
        summary="No policy lets its holder give itself rights.",
        why="Such a right is worth as much as an administrator's.",
        mend="Name the role that may be passed or assumed, or bound it with iam:PassedToService.",
        practice="SEC03-BP05",
        controls=("NIST AC-6(5)",),
        types=IDENTITY_POLICIES,
        check=each_allow(escalating),
        examples=(
            *_COMMON,
            _POLICY.good(
                "one role", policy=policy(allow("iam:PassRole", "arn:aws:iam::111122223333:role/storefront-backup"))
            ),
            _POLICY.bad("any role", policy=policy(allow("iam:PassRole", "*"))),
            _POLICY.bad("any role, spelt", policy=policy(allow("iam:Pass*", "arn:aws:iam::111122223333:role/*"))),
        ),
    ),
    ResourceGuardrail(
        name="iam-decrypts-named-keys",
        summary="Decryption is allowed with named keys only.",
        why="A key per purpose divides nothing if one role may use them all.",
        mend="Name the key, or add a condition on kms:ViaService or kms:ResourceAliases.",
        practice="SEC08-BP01",
        controls=("FSBP KMS.1", "FSBP KMS.2", "NIST AC-6"),
        types=IDENTITY_POLICIES,
        check=each_allow(_decrypts_everything),
        examples=(
            *_COMMON,
            _POLICY.bad("all keys", policy=policy(allow(["kms:Decrypt"], "*"))),
            _POLICY.bad(
                "all keys, spelt", policy=policy(allow("kms:*", "arn:aws:kms:us-east-1:111122223333:key/*"))
            ),
        ),
    ),
    ResourceGuardrail(
        name="iam-trust-limited",
        summary="A role is taken by named principals; by a service only for this account.",
        why="A service acts for all its customers: a stranger could have it take our role (the confused deputy).",
        mend="Name the principal; for a service add a condition on aws:SourceAccount or aws:SourceArn.",
        practice="SEC03-BP09",
        controls=("NIST AC-3",),
        types=(tokens.ROLE,),
        check=_trust,
        examples=(
            _ROLE.good(
                "a service, for this account",
                assumeRolePolicy=trust(
                    {"Service": "backup.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": "111122223333"}}
                ),
            ),
            _ROLE.good("EC2 knows no source", assumeRolePolicy=trust({"Service": "ec2.amazonaws.com"})),
            _ROLE.bad("a service, for anyone", assumeRolePolicy=trust({"Service": "backup.amazonaws.com"})),
            _ROLE.bad("everyone", assumeRolePolicy=trust("*")),
            _ROLE.bad("no JSON", assumeRolePolicy="sts:AssumeRole"),
            _ROLE.unknown("computed", assumeRolePolicy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="iam-no-broad-managed-policy",
        summary="No administrator's policy of AWS is attached.",
        why="They are made for a first day, not for a platform.",
        mend="Attach a policy that lists what is needed.",
        practice="SEC03-BP02",
        controls=("FSBP IAM.1", "CIS 1.16", "NIST AC-6"),
        types=ATTACHMENTS,
        check=_attachment,
        examples=(
            Case(tokens.ROLE_ATTACHMENT).good(
                "a service's own",
                policyArn="arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            ),
            Case(tokens.ROLE_ATTACHMENT).bad("all", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
            _ROLE.bad("in the role", managedPolicyArns=["arn:aws:iam::aws:policy/PowerUserAccess"]),
            Case(tokens.ROLE_ATTACHMENT).unknown("computed", policyArn=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="iam-no-access-key",
        summary="The program creates no access key that is in use.",
        why="A long-lived key stands in Pulumi's state and works from anywhere.",
        mend="Use a role; people come through IAM Identity Center.",
        practice="SEC02-BP02",
        controls=("FSBP IAM.3", "NIST IA-5"),
        types=(_ACCESS_KEY,),
        check=must_be("status", "Inactive"),
        examples=(
            Case(_ACCESS_KEY).good("retired", user="old", status="Inactive"),
            Case(_ACCESS_KEY).bad("in use", user="deploy"),
            Case(_ACCESS_KEY).unknown("computed", user="deploy", status=UNKNOWN),
        ),
    ),
)
