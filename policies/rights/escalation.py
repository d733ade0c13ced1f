"""Guardrails over the whole stack: keys of one purpose each, and roles that cannot rise."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from policies.frame import tokens
from policies.frame.documents import Statement
from policies.frame.guardrail import Finding, StackGuardrail, fail, fails, passes, resource, undecided, waits
from policies.frame.resources import Resource
from policies.frame.samples import allow, policy
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value
from policies.rights.iam import ATTACHMENTS, BOUNDARY_PATH, ESCALATIONS, allowing, escalating, is_boundary

PURPOSES = {
    (tokens.RDS_INSTANCE, "kmsKeyId"): "database",
    (tokens.RDS_INSTANCE, "performanceInsightsKmsKeyId"): "database",
    (tokens.RDS_CLUSTER, "kmsKeyId"): "database",
    (tokens.RDS_REPLICATED_BACKUPS, "kmsKeyId"): "database",
    (tokens.LOG_GROUP, "kmsKeyId"): "logs",
    (tokens.TOPIC, "kmsMasterKeyId"): "notifications",
    (tokens.SECRET, "kmsKeyId"): "secrets",
    (tokens.SECRET, "replicas"): "secrets",
    # The variables of a function name the secrets that it reads.
    (tokens.FUNCTION, "kmsKeyArn"): "secrets",
    (tokens.SSM_PARAMETER, "keyId"): "secrets",
    (tokens.VAULT, "kmsKeyArn"): "backups",
    (tokens.DYNAMODB_TABLE, "serverSideEncryption"): "recovery",
    # The key of its files, which are kept in a bucket under the same one.
    (tokens.TRAIL, "kmsKeyId"): "storage",
    (tokens.BUCKET_OBJECT, "kmsKeyId"): "storage",
    (tokens.VOLUMES_KEY, "keyArn"): "storage",
    (tokens.LAUNCH_TEMPLATE, "blockDeviceMappings"): "storage",
    (tokens.IMAGE_COMPONENT, "kmsKeyId"): "storage",
    (tokens.IMAGE_RECIPE, "blockDeviceMappings"): "storage",
    (tokens.IMAGE_DISTRIBUTION, "distributions"): "storage",
    **{(token, "rules"): "storage" for token in tokens.BUCKET_ENCRYPTION},
}
"""What a key protects, by the property that names it, at whatever depth."""

_SELF_SERVICE = tuple(action for action in ESCALATIONS if action not in ("iam:PassRole", "sts:AssumeRole"))
_HIRING = (
    "cloudformation:CreateStack",
    "codebuild:CreateProject",
    "ec2:RunInstances",
    "ecs:RunTask",
    "glue:CreateJob",
    "lambda:CreateFunction",
    "lambda:UpdateFunctionConfiguration",
    "ssm:StartAutomationExecution",
    "states:CreateStateMachine",
)
"""Actions that start something with a role that was passed to it: its starter commands that role."""


def _one_purpose(stack: Stack) -> Iterator[Finding]:
    uses: dict[str, dict[str, str]] = {}
    for (token, prop), purpose in PURPOSES.items():
        for user in stack.of(token):
            for key in stack.referred(user, prop, *tokens.KMS_KEYS):
                uses.setdefault(key.urn, {}).setdefault(purpose, user.name)
            if stack.unresolved(user, prop, *tokens.KMS_KEYS):
                yield undecided(prop, user.urn)
    for urn, purposes in uses.items():
        if len(purposes) > 1:
            said = ", ".join(f"{purpose} ({user})" for purpose, user in sorted(purposes.items()))
            yield fail(f"it serves {len(purposes)} purposes: {said}", urn=urn)


def _rights(stack: Stack, role: Resource) -> Iterator[Finding | Statement]:
    """Yield all that a role is allowed, whichever resource says so."""
    holders = [role, *stack.referring(role, "role", tokens.ROLE_POLICY)]
    for attachment in stack.referring(role, "role", tokens.ROLE_ATTACHMENT):
        holders += stack.referred(attachment, "policyArn", tokens.POLICY)
    for holder in holders:
        for item in allowing(holder):
            yield undecided(item.prop, holder.urn) if isinstance(item, Finding) else item


def roles_meant(stack: Stack, patterns: tuple[str, ...]) -> list[Resource]:
    """Return the stack's roles that resource patterns cover."""
    return [role for role in stack.of(tokens.ROLE) if any(_covers(pattern, role) for pattern in patterns)]


def _covers(pattern: str, role: Resource) -> bool:
    arn, name = role.at("arn"), role.at("name")
    if pattern == "*" or isinstance(arn, str):
        return fnmatchcase(str(arn), pattern)
    # Before it is made, a role has no more than its name: the last part of a pattern's path.
    _, of_role, path = pattern.partition(":role/")
    return bool(of_role) and isinstance(name, str) and fnmatchcase(name, path.rpartition("/")[2])


def _no_rise(stack: Stack) -> Iterator[Finding]:
    rights = {role.urn: list(_rights(stack, role)) for role in stack.of(tokens.ROLE)}
    powerful = {urn for urn, items in rights.items() if _is_powerful(stack, urn, items)}
    for role in stack.of(tokens.ROLE):
        statements = [item for item in rights[role.urn] if isinstance(item, Statement)]
        yield from (item for item in rights[role.urn] if isinstance(item, Finding))
        if role.urn in powerful:
            yield fail("it can change its own rights", urn=role.urn)
            continue
        for goal in _reachable(stack, role, statements):
            if goal.urn in powerful:
                yield fail(f"it can act as {goal.name}, which can change its own rights", urn=role.urn)


def _is_powerful(stack: Stack, urn: str, items: list[Finding | Statement]) -> bool:
    for item in items:
        if isinstance(item, Finding):
            continue
        rises = any(item.allows_action(*_SELF_SERVICE))
        if escalating(item) or (rises and any(role.urn == urn for role in roles_meant(stack, item.resources))):
            return True
    return False


def _reachable(stack: Stack, role: Resource, statements: list[Statement]) -> Iterator[Resource]:
    """Yield the roles that a role can act as: by taking them, or by starting something that has them."""
    hires = any(any(statement.allows_action(*_HIRING)) for statement in statements)
    for statement in statements:
        taken = any(statement.allows_action("sts:AssumeRole"))
        passed = hires and any(statement.allows_action("iam:PassRole"))
        if taken or passed:
            yield from (goal for goal in roles_meant(stack, statement.resources) if goal.urn != role.urn)


def _never_attached(stack: Stack) -> Iterator[Finding]:
    for attachment in stack.of(*ATTACHMENTS):
        prop = "managedPolicyArns" if attachment.type == tokens.ROLE else "policyArn"
        for granted in stack.referred(attachment, prop, tokens.POLICY):
            if is_boundary(granted):
                yield fail(
                    f"it attaches {granted.name}, which bounds roles and allows everything", prop, attachment.urn
                )
        if stack.unresolved(attachment, prop, tokens.POLICY):
            yield undecided(prop, attachment.urn)


_KEY = resource(tokens.KMS_KEY, {"arn": "arn:aws:kms:us-east-1:111122223333:key/1"}, "database-key")
_KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1"
_DATABASE = resource(
    tokens.RDS_INSTANCE, {"kmsKeyId": _KEY_ARN, "performanceInsightsKmsKeyId": _KEY_ARN}, "database"
)
_LOGS = resource(tokens.LOG_GROUP, {"kmsKeyId": _KEY_ARN}, "logs")
_ARN = "arn:aws:iam::111122223333:role/storefront-"


def _role(name: str) -> Resource:
    return resource(tokens.ROLE, {"name": f"storefront-{name}", "arn": f"{_ARN}{name}"}, name)


def _gives(role: Resource, *statements: Value) -> Resource:
    return resource(
        tokens.ROLE_POLICY, {"role": role.at("name"), "policy": policy(*statements)}, f"{role.name}-policy"
    )


_ADMIN, _DEPLOYER, _READER = _role("admin"), _role("deployer"), _role("reader")
_PEOPLE = resource(
    tokens.POLICY, {"path": BOUNDARY_PATH, "arn": "arn:aws:iam::111122223333:policy/boundary/people"}, "people"
)


def _attaches(arn: Value) -> Resource:
    return resource(tokens.ROLE_ATTACHMENT, {"role": "storefront-reader", "policyArn": arn}, "attachment")


_RAISES_ITSELF = _gives(_ADMIN, allow("iam:PutRolePolicy", f"{_ARN}admin"))
_STARTS = allow("lambda:CreateFunction", "arn:aws:lambda:us-east-1:111122223333:function:storefront-*")

GUARDRAILS = (
    StackGuardrail(
        name="key-serves-one-purpose",
        summary="A key protects one kind: database, logs, secrets, backups, recovery, notifications or storage.",
        why="With one key for two, whoever may read the logs may decrypt the database.",
        mend="Use the site's key for that purpose.",
        practice="SEC08-BP01",
        controls=("NIST SC-12", "NIST AC-6"),
        types=(*tokens.KMS_KEYS, *dict.fromkeys(token for token, _ in PURPOSES)),
        check=_one_purpose,
        examples=(
            passes("the database twice", _KEY, _DATABASE),
            fails("database and logs", _KEY, _DATABASE, _LOGS),
            fails(
                "known by dependency alone",
                _KEY,
                _DATABASE,
                resource(tokens.LOG_GROUP, {"kmsKeyId": UNKNOWN}, "logs", made_from={"kmsKeyId": [_KEY]}),
            ),
            waits("a key from elsewhere", resource(tokens.TOPIC, {"kmsMasterKeyId": UNKNOWN})),
        ),
    ),
    StackGuardrail(
        name="role-cannot-rise",
        summary="No role can change its own rights, nor act as one that can.",
        why="Rights divided over roles are worth nothing if one role leads to another.",
        mend="Take the right away, or bound it to roles that cannot rise.",
        practice="SEC03-BP05",
        controls=("NIST AC-6(5)",),
        types=(tokens.ROLE, tokens.ROLE_POLICY, tokens.ROLE_ATTACHMENT, tokens.POLICY),
        check=_no_rise,
        examples=(
            passes(
                "passes a harmless role",
                _DEPLOYER,
                _READER,
                _gives(_DEPLOYER, _STARTS, allow("iam:PassRole", f"{_ARN}reader")),
            ),
            fails("changes itself", _ADMIN, _RAISES_ITSELF),
            fails(
                "takes the one that can",
                _ADMIN,
                _RAISES_ITSELF,
                _READER,
                _gives(_READER, allow("sts:AssumeRole", f"{_ARN}admin")),
            ),
            fails(
                "starts a function with the one that can",
                _ADMIN,
                _RAISES_ITSELF,
                _DEPLOYER,
                _gives(_DEPLOYER, _STARTS, allow("iam:PassRole", f"{_ARN}admin")),
            ),
            waits(
                "its policy is computed",
                _READER,
                resource(tokens.ROLE_POLICY, {"role": "storefront-reader", "policy": UNKNOWN}, "reader-policy"),
            ),
        ),
    ),
    StackGuardrail(
        name="boundary-never-attached",
        summary=f"A policy under {BOUNDARY_PATH} bounds roles and is attached to none.",
        why="It allows everything but a few things: attached, it would grant what it is meant to bound.",
        mend="Set it as permissionsBoundary; attach a policy that lists what is needed.",
        practice="SEC03-BP05",
        controls=("NIST AC-6",),
        types=(tokens.POLICY, *ATTACHMENTS),
        check=_never_attached,
        examples=(
            passes("it bounds", _PEOPLE, _READER, _attaches("arn:aws:iam::aws:policy/SecurityAudit")),
            fails("it is attached", _PEOPLE, _attaches(_PEOPLE.at("arn"))),
            fails(
                "it is listed in the role",
                _PEOPLE,
                resource(tokens.ROLE, {"managedPolicyArns": [_PEOPLE.at("arn")]}, "role"),
            ),
            waits("one from elsewhere", _PEOPLE, _attaches(UNKNOWN)),
        ),
    ),
)
