"""What an organization's administrator attaches to the account: limits that hold its owner and root too.

A boundary holds who is under it. A service control policy holds every principal of the account, and a resource
control policy everybody who reaches for what is in it, strangers too. Neither grants anything, nor holds roles that
are linked to services, or the organization's management account:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html and
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html

No declarative policy is among them: one that sets what `components.baseline.region_defaults` sets would refuse the
program's own call.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from components.identity.boundaries import READ_VALUES, writing_roles
from components.identity.denials import (
    account_wide,
    backups,
    bounding,
    bulk_data,
    keys_and_secrets,
    record,
    rights,
    signing_in,
)
from components.identity.denials.denial import Condition, Denial, excusing
from components.identity.names import PermissionsBoundary, Person, Pipeline, boundary_arn, role_arn
from components.settings import Settings, SignIn
from components.shared.naming import PROJECT, account_of
from components.shared.policy_documents import Statement

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html: of either kind
CHARACTERS = 5120
# Services of ours whose resources such a policy holds; of roles it says more.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
_HELD = tuple(
    f"{prefix}:*"
    for prefix in (
        "autoscaling", "cloudfront", "dynamodb", "events", "kms", "logs", "rolesanywhere", "s3",
        "secretsmanager", "wafv2",
    )
)  # fmt: skip


class PolicyType(StrEnum):
    """The kinds, as AWS Organizations calls them."""

    SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
    RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY"


@dataclass(frozen=True, kw_only=True)
class OrganizationPolicy:
    """One policy: its kind, what it is called in files and lists, why it is there, and its statements."""

    kind: PolicyType
    what: str
    why: str
    statements: Sequence[Statement]

    @property
    def content(self) -> str:
        """What is attached: a statement a line, without spaces, which AWS counts."""
        lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in self.statements)
        return f'{{"Version":"2012-10-17","Statement":[\n{lines}\n]}}\n'


def organization_policies(stores: Sequence[Settings], administrators: Sequence[str]) -> list[OrganizationPolicy]:
    """Return the policies of an account.

    Args:
        stores: the settings of all stores in it.
        administrators: ARNs (with `*` in them or not) of principals whom service control policies do not hold: who
            makes the first deployment, and changes the record and the boundaries later.
    """
    return [
        OrganizationPolicy(
            kind=PolicyType.SERVICE_CONTROL,
            what=what,
            why=why,
            statements=[excusing(row, administrators).statement() for row in rows],
        )
        for what, why, rows in (
            ("record", "Nobody stops the record, the alarms, the backups or the keys", _record(stores)),
            ("rights", "Nobody makes users, other sign-ins, or roles past the boundaries", _rights(stores)),
            ("data", "Nobody shares or exports data, writes state or works in other regions", _data(stores)),
        )
    ] + [
        OrganizationPolicy(
            kind=PolicyType.RESOURCE_CONTROL,
            what="perimeter",
            why="No stranger reaches keys, buckets, secrets, tables, logs and roles, whatever their policies say",
            statements=_perimeter(stores),
        )
    ]


def _record(stores: Sequence[Settings]) -> list[Denial]:
    deploying = list(dict.fromkeys(store.deployment_role for store in stores))
    return [
        record.AUDIT_LOSS,
        backups.BACKUP_LOSS,
        keys_and_secrets.KEY_LOSS,
        account_wide.ACCOUNT_LOSS,
        # Who is told changes by settings.
        excusing(record.SUBSCRIPTIONS, deploying),
        _merged([record.record_stays(store.whole_account) for store in stores]),
        *(
            replace(record.records_keys_stay(store.whole_account), sid=f"RecordsKeysStay{number}")
            for number, store in enumerate(stores)
        ),
        account_wide.ROOT,
    ]


def _rights(stores: Sequence[Settings]) -> list[Denial]:
    bounds = [boundary_arn(store.whole_account, bound) for store in stores for bound in PermissionsBoundary]
    issuers = [
        store.whole_account.arn("iam", f"oidc-provider/{store.identity.pipelines.issuer}") for store in stores
    ]
    return [
        bounding.only_bounded(bounds),
        bounding.boundaries_stay(stores[0].whole_account),
        bounding.NO_UNBOUNDING,
        signing_in.USERS,
        *_highest(stores),
        *(_job_stays(store, number) for number, store in enumerate(stores)),
        replace(signing_in.other_issuers(issuers[0]), except_on=tuple(dict.fromkeys(issuers))),
    ]


def _highest(stores: Sequence[Settings]) -> list[Denial]:
    """Return what keeps the highest roles, which who has the account would open first."""
    highest = [role_arn(store.whole_account, Person.BREAK_GLASS) for store in stores]
    bounds = [boundary_arn(store.whole_account, PermissionsBoundary.BREAK_GLASS) for store in stores]
    writing = [role for store in stores for role in writing_roles(store.whole_account)]
    above = list(dict.fromkeys([*highest, *(store.deployment_role for store in stores), *writing]))
    only = {"StringEquals": {"iam:PermissionsBoundary": bounds}}
    return [
        replace(bounding.highest_boundary_stays(bounds[0], highest[0]), except_on=tuple(highest), condition=only),
        rights.roles_stay("RolesAboveStay", "who takes them deploys, or may do everything", above),
    ]


def _job(store: Settings) -> str:
    return role_arn(store.whole_account, Pipeline.DEPLOYMENT)


def _job_stays(store: Settings, number: int) -> Denial:
    """Return what keeps the job that deploys a store to the role that makes it."""
    return excusing(
        rights.roles_stay(f"JobsStay{number}", "who takes it deploys", [_job(store)]), [store.deployment_role]
    )


def _state_stays(store: Settings, number: int) -> Denial:
    """Return what keeps a store's state to the job that deploys it."""
    state = account_wide.state_stays(store.identity.pipelines.state_bucket)
    return excusing(replace(state, sid=f"StateStays{number}"), [_job(store)])


def _data(stores: Sequence[Settings]) -> list[Denial]:
    regions = {region for store in stores for region in store.regions}
    return [
        account_wide.elsewhere(sorted(regions)),
        bulk_data.SHARING,
        bulk_data.EXPORTS,
        bulk_data.DOWNLOADS,
        *(_values_unread(store, number) for number, store in enumerate(stores)),
        *(_state_stays(store, number) for number, store in enumerate(stores)),
    ]


def _values_unread(store: Settings, number: int) -> Denial:
    """Return what keeps a store's customers' data to those who read logs of it."""
    row = replace(bulk_data.values_unread(store.whole_account), sid=f"NoLogsOfValues{number}")
    return excusing(row, [role_arn(store.whole_account, one) for one in READ_VALUES])


def _merged(rows: Sequence[Denial]) -> Denial:
    """Return one row of rows that differ in their resources alone."""
    return replace(rows[0], resources=tuple(dict.fromkeys(one for row in rows for one in row.resources)))


def _perimeter(stores: Sequence[Settings]) -> list[Statement]:
    """Return the statements of the resource control policy.

    A service of AWS comes as itself, for an account that it names; what it calls in somebody's name comes as they:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
    """
    own = stores[0].account
    not_a_service = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    for_others = {
        "StringNotEqualsIfExists": {"aws:SourceAccount": own},
        # Not every service names one.
        "Null": {"aws:SourceAccount": "false"},
        "Bool": {"aws:PrincipalIsAWSService": "true"},
    }
    return [
        _refusal(
            "OursAlone",
            _HELD,
            {"StringNotEqualsIfExists": {"aws:PrincipalAccount": own}, **not_a_service},
        ),
        _refusal("ServicesForUsAlone", _HELD, for_others),
        _refusal("Encrypted", _HELD, {"Bool": {"aws:SecureTransport": "false"}}),
        _refusal(
            "RolesForOurs",
            ("sts:AssumeRole",),
            {"StringNotEqualsIfExists": {"aws:PrincipalAccount": _who_enters(stores)}, **not_a_service},
        ),
        *_by_token(stores),
    ]


def _who_enters(stores: Sequence[Settings]) -> list[str]:
    """Return the accounts from which people come, and this one."""
    trusted = [arn for store in stores for arn in (*store.identity.people.trusted, *store.identity.break_glass)]
    return sorted({stores[0].account, *(account_of(arn) for arn in trusted)})


def _by_token(stores: Sequence[Settings]) -> list[Statement]:
    """Refuse tokens of other repositories; and assertions, where nobody signs in by one."""
    by_issuer: dict[str, list[str]] = {}
    for pipelines in (store.identity.pipelines for store in stores):
        by_issuer.setdefault(f"{pipelines.issuer}:sub", []).append(f"repo:{pipelines.repository}:*")
    subjects: dict[str, Any] = {issuer: sorted(set(patterns)) for issuer, patterns in by_issuer.items()}
    found = [_refusal("JobsOfOurs", ("sts:AssumeRoleWithWebIdentity",), {"StringNotLikeIfExists": subjects})]
    if not any(store.identity.people.sign_in is SignIn.SAML for store in stores):
        found.append(_refusal("NoAssertions", ("sts:AssumeRoleWithSAML",), {}))
    return found


def _refusal(sid: str, actions: Sequence[str], condition: Condition) -> Statement:
    row = Denial(sid=sid, why="", actions=actions, condition=condition).statement()
    return {**row, "Principal": "*"}


def policy_name(account: str, policy: OrganizationPolicy) -> str:
    """Return what a policy is called in the organization."""
    return f"{PROJECT}-{account}-{policy.what}"
