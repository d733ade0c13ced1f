"""The roles of people and pipelines: which there are, who takes each, for how long, and under which boundary.

What each can do, and cannot, is shown by an evaluator of IAM's rules in `tests/access`.
"""

import pytest

from rehearsal.mocks.recorder import Registered
from tests.components.identity.alone import identity
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, statements

ROLE, RIGHTS = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT, POLICY = "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/policy:Policy"
PEOPLE = ("analyst", "auditor", "database-administrator", "developer", "operator")
PIPELINES = {"deployment": 14400, "preview": 3600}
BREAK_GLASS = [f"arn:aws:iam::222233334444:user/break-glass-{number}" for number in (1, 2)]
ISSUER = "token.actions.githubusercontent.com"
PAGES = [f"https://{host}signin.aws.amazon.com/saml" for host in ("", f"{SERVING}.", f"{STANDBY}.")]
FACTOR = {
    "Bool": {"aws:MultiFactorAuthPresent": "true"},
    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    "StringLike": {"sts:SourceIdentity": "?*"},
}

every_stack = pytest.mark.parametrize("stack", STACKS)


def _of_account(stack: str, token: str) -> dict[str, Registered]:
    found = [r for r in identity(stack).of_type(token) if r.name.startswith("account-")]
    return {r.name.removeprefix("account-"): r for r in found}


@every_stack
def test_these_roles_there_are_and_no_others(stack: str) -> None:
    roles = _of_account(stack, ROLE)
    assert roles.keys() == {*PEOPLE, "break-glass", *PIPELINES}
    assert {what: role.inputs["name"] for what, role in roles.items()} == {
        what: f"storefront-{stack}-{what}" for what in roles
    }
    assert all(role.inputs["description"] for role in roles.values())


@every_stack
def test_sessions_are_short(stack: str) -> None:
    seconds = {what: role.inputs["maxSessionDuration"] for what, role in _of_account(stack, ROLE).items()}
    assert seconds == {**dict.fromkeys((*PEOPLE, "break-glass"), 3600), **PIPELINES}


@every_stack
def test_each_role_is_under_the_boundary_of_its_kind(stack: str) -> None:
    arn = f"arn:aws:iam::{ACCOUNTS[stack]}:policy/boundary/storefront-{stack}-"
    bounds = {what: role.inputs["permissionsBoundary"] for what, role in _of_account(stack, ROLE).items()}
    assert bounds == {
        **dict.fromkeys(PEOPLE, f"{arn}people"),
        **dict.fromkeys(PIPELINES, f"{arn}pipelines"),
        "break-glass": f"{arn}break-glass",
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_people_come_with_mfa_and_under_their_name(who: str) -> None:
    assert statements(_of_account("prod", ROLE)[who], "assumeRolePolicy") == [
        {
            "Sid": "PeopleWithSecondFactor",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::222233334444:root"]},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": FACTOR,
        }
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_or_from_an_identity_provider_that_asserts_both(who: str) -> None:
    assert statements(_of_account("staging", ROLE)[who], "assumeRolePolicy") == [
        {
            "Sid": "PeopleOfTheIdentityProvider",
            "Effect": "Allow",
            "Principal": {"Federated": ["arn:aws:iam::444455556666:saml-provider/identity"]},
            "Action": ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity", "sts:TagSession"],
            "Condition": {
                "StringEquals": {"SAML:aud": PAGES, "aws:RequestTag/mfa": "true"},
                "StringLike": {"sts:SourceIdentity": "?*"},
            },
        }
    ]


@every_stack
def test_the_break_glass_role_is_for_named_users_where_the_alarm_listens(stack: str) -> None:
    role = _of_account(stack, ROLE)["break-glass"]
    assert statements(role, "assumeRolePolicy") == [
        {
            "Sid": "PeopleWithSecondFactor",
            "Effect": "Allow",
            "Principal": {"AWS": BREAK_GLASS},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {**FACTOR, "StringEquals": {"aws:RequestedRegion": [SERVING, STANDBY]}},
        }
    ]


@every_stack
def test_jobs_come_from_one_repository_and_one_environment(stack: str) -> None:
    issuer = _of_account(stack, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")["pipelines"]
    assert issuer.inputs == {"url": f"https://{ISSUER}", "clientIdLists": ["sts.amazonaws.com"]}
    trusts = {what: statements(_of_account(stack, ROLE)[what], "assumeRolePolicy") for what in PIPELINES}

    def jobs(context: str) -> dict[str, object]:
        claims = {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": f"repo:example@123456/storefront@456789:{context}",
        }
        return {
            "Sid": "JobsOfTheRepository",
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{ACCOUNTS[stack]}:oidc-provider/{ISSUER}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": claims},
        }

    assert trusts["deployment"] == [jobs(f"environment:{stack}")]
    itself = {
        "Sid": "Itself",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNTS[stack]}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNTS[stack]}:role/storefront-{stack}-preview"}
        },
    }
    assert trusts["preview"] == [jobs("pull_request"), itself]


@every_stack
def test_only_two_roles_have_a_policy_of_aws(stack: str) -> None:
    attached = {what: r.inputs["policyArn"] for what, r in _of_account(stack, ATTACHMENT).items()}
    assert {what: arn for what, arn in attached.items() if not what.endswith("-view")} == {
        "auditor": "arn:aws:iam::aws:policy/SecurityAudit",
        "break-glass": "arn:aws:iam::aws:policy/AdministratorAccess",
    }


@every_stack
def test_three_roles_look_at_how_everything_is_by_one_policy(stack: str) -> None:
    view = _of_account(stack, POLICY)["view"]
    attached = {r.inputs["role"]: r.inputs["policyArn"] for r in _of_account(stack, ATTACHMENT).values()}
    viewers = {role for role, arn in attached.items() if arn == view.outputs["arn"]}
    assert viewers == {f"storefront-{stack}-{one}" for one in ("developer", "database-administrator", "operator")}


@every_stack
def test_analysts_log_in_to_the_replica_alone(stack: str) -> None:
    instances = {r.name: r.outputs["resourceId"] for r in identity(stack).of_type("aws:rds/instance:Instance")}
    login = f"arn:aws:rds-db:{SERVING}:{ACCOUNTS[stack]}:dbuser:{instances[f'{SERVING}-database-b']}/analyst"
    connects = [
        (what, resource)
        for what, rights in _of_account(stack, RIGHTS).items()
        for statement in statements(rights)
        if "rds-db:connect" in statement["Action"]
        for resource in statement["Resource"]
        if resource.endswith("/analyst")
    ]
    assert connects == [("analyst", login)]
