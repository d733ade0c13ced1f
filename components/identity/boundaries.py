"""The permission boundaries: one each for people, pipelines, machines and the break-glass role.

A role can do what both its policies and its boundary allow. So a policy that says too much, or a role that a stolen
pipeline makes, still cannot rise, export, leave the regions or stop the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.identity.denials import (
    account_wide,
    backups,
    bounding,
    bulk_data,
    keys_and_secrets,
    record,
    rights,
    servers,
    signing_in,
)
from components.identity.denials.denial import Denial, excusing
from components.identity.names import (
    ARCHIVING,
    BOUNDARY_PATH,
    PermissionsBoundary,
    Person,
    Pipeline,
    boundary_arn,
    role_arn,
)
from components.servers.names import PATCHES
from components.settings import Settings
from components.shared.log_archive import event_bus_arn
from components.shared.naming import PROJECT, Account
from components.shared.policy_documents import document

# What machines call, and what AWS Backup calls by its roles here. AWS's own policies for AWS Backup go on to
# services of which there is nothing; a role under this boundary could start clusters and stacks by them.
SERVICES_OF_MACHINES = (
    "backup", "cloudwatch", "ec2", "imagebuilder", "kms", "lambda", "logs", "pi", "rds", "rds-db", "s3",
    "secretsmanager", "sns", "ssm", "ssmmessages", "tag",
)  # fmt: skip
# The roles by which the record is written, and events go to the log archive, in each region.
WRITING_ROLES = ("flow-logs", "trail", ARCHIVING)
# Who may read logs that repeat customers' data: the database's own, and what visitors asked for.
READ_VALUES = (Person.ADMINISTRATOR, Person.OPERATOR)
_DESCRIPTIONS: Mapping[PermissionsBoundary, str] = {
    PermissionsBoundary.PEOPLE: (
        "No person exports, shares, reads secrets, enters servers with data or changes rights"
    ),
    PermissionsBoundary.PIPELINES: "No pipeline rises, exports, shares, reads database secrets or stops the record",
    PermissionsBoundary.MACHINES: "No machine changes rights, takes roles, exports, shares or stops the record",
    PermissionsBoundary.BREAK_GLASS: "All but the loss of the record, of backups, of keys and of boundaries",
}


@dataclass(frozen=True, kw_only=True)
class BoundariesArgs:
    """The settings: in which regions roles may act, and which role deploys."""

    settings: Settings


class Boundaries(pulumi.ComponentResource):
    """The four managed policies; `arn(bound)` is what roles take."""

    def __init__(self, name: str, *, args: BoundariesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:identity:Boundaries", name, None, opts)
        self._policies = {bound: self._policy(bound, args) for bound in PermissionsBoundary}
        self.register_outputs({str(bound): policy.arn for bound, policy in self._policies.items()})

    def arn(self, bound: PermissionsBoundary) -> pulumi.Output[str]:
        """Return the ARN of a boundary."""
        return self._policies[bound].arn

    def _policy(self, bound: PermissionsBoundary, args: BoundariesArgs) -> aws.iam.Policy:
        return aws.iam.Policy(
            args.settings.whole_account.logical(f"{bound}-boundary"),
            name=args.settings.whole_account.name(bound),
            path=BOUNDARY_PATH,
            description=_DESCRIPTIONS[bound],
            policy=boundary_document(
                rows(bound, args), _SERVICES.get(bound, ()), _sent(args) if bound in _SERVICES else ()
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def boundary_document(taken: Sequence[Denial], services: Sequence[str], buses: Sequence[str] = ()) -> str:
    """Return a boundary: everything, or all of these services and events to these buses, but for the rows."""
    actions = [f"{one}:*" for one in services] or "*"
    allowed = [{"Sid": "WhatPoliciesAllow", "Effect": "Allow", "Action": actions, "Resource": "*"}]
    if buses:
        allowed.append({"Sid": "Events", "Effect": "Allow", "Action": "events:PutEvents", "Resource": list(buses)})
    return document([*allowed, *(row.statement() for row in taken)])


def _sent(args: BoundariesArgs) -> Sequence[str]:
    """Return the buses of the log archive, to which tripwires send."""
    return [event_bus_arn(place) for place in args.settings.log_archive.values()]


def rows(bound: PermissionsBoundary, args: BoundariesArgs) -> tuple[Denial, ...]:
    """Return what a boundary takes away."""
    kept = (
        account_wide.elsewhere(args.settings.regions),
        record.AUDIT_LOSS,
        backups.BACKUP_LOSS,
        keys_and_secrets.KEY_LOSS,
        account_wide.ACCOUNT_LOSS,
        bulk_data.SHARING,
    )
    return (*kept, *_OWN[bound](args))


def _people(args: BoundariesArgs) -> tuple[Denial, ...]:
    account, one_door = args.settings.whole_account, (servers.COMMANDS, servers.OTHER_SERVERS)
    return (
        rights.IAM_WRITES,
        keys_and_secrets.KEY_POLICIES,
        keys_and_secrets.GRANTS,
        bulk_data.EXPORTS,
        bulk_data.DOWNLOADS,
        excusing(bulk_data.values_unread(account), [role_arn(account, one) for one in READ_VALUES]),
        excusing(keys_and_secrets.ORIGIN_SECRET, [role_arn(account, Person.OPERATOR)]),
        keys_and_secrets.SECRETS,
        keys_and_secrets.SECRET_POLICIES,
        *(one_door if args.settings.servers.operations_host else (servers.SHELLS,)),
        servers.CODE,
        record.record_stays(args.settings.whole_account),
        record.SUBSCRIPTIONS,
        account_wide.state_stays(args.settings.identity.pipelines.state_bucket),
    )


def _machines(args: BoundariesArgs) -> tuple[Denial, ...]:
    return (
        rights.IAM_WRITES,
        keys_and_secrets.KEY_POLICIES,
        bulk_data.EXPORTS,
        bulk_data.LOGS,
        bulk_data.requests_unread(args.settings.whole_account),
        servers.NEW_SERVERS,
        backups.DATABASE_CHANGES,
        account_wide.state_stays(args.settings.identity.pipelines.state_bucket),
        servers.commands_by(args.settings.whole_account, PATCHES),
        signing_in.not_taken(
            "NoOthersRole", "a machine is no person", [args.settings.whole_account.arn("iam", "role/*")]
        ),
        record.record_stays(args.settings.whole_account),
        record.SUBSCRIPTIONS,
    )


# Under which boundaries others make roles: the break-glass role's is its own alone.
_GIVEN = (PermissionsBoundary.PEOPLE, PermissionsBoundary.PIPELINES, PermissionsBoundary.MACHINES)


def _rising(args: BoundariesArgs) -> tuple[Denial, ...]:
    """Return what those who make roles must not: roles under other boundaries than these, or what outlives them.

    The break-glass role itself is left to rows that keep it from everybody under these boundaries.
    """
    account = args.settings.whole_account
    given = [boundary_arn(account, bound) for bound in _GIVEN]
    return (
        bounding.only_bounded(given, but=[role_arn(account, Person.BREAK_GLASS)]),
        bounding.boundaries_stay(account),
        bounding.NO_UNBOUNDING,
        signing_in.USERS,
        signing_in.other_issuers(account.arn("iam", f"oidc-provider/{args.settings.identity.pipelines.issuer}")),
    )


def _pipelines(args: BoundariesArgs) -> tuple[Denial, ...]:
    account = args.settings.whole_account
    break_glass = role_arn(account, Person.BREAK_GLASS)
    zones = [zone.role for zone in args.settings.edge.zones if zone.role]
    taken = [args.settings.deployment_role, role_arn(account, Pipeline.PREVIEW), *dict.fromkeys(zones)]
    # What the provider wrote it reads again, in each refresh; one of these the pipeline renews (decision 9).
    written = (
        f"arn:aws:secretsmanager:*:*:secret:{PROJECT}/{account.environment}/bootstrap/*",
        f"arn:aws:secretsmanager:*:*:secret:{PROJECT}-{account.environment}-*-origin-secret-*",
    )
    return (
        *_rising(args),
        bulk_data.EXPORTS,
        bulk_data.LOGS,
        bulk_data.requests_unread(account),
        servers.SHELLS,
        keys_and_secrets.GRANTS,
        keys_and_secrets.secrets_unread(written),
        record.record_stays(account),
        record.records_keys_stay(account),
        rights.roles_stay(
            "RolesAboveStay",
            "a pipeline that changes its own role, or one above it, rises",
            [break_glass, args.settings.deployment_role, *writing_roles(account)],
        ),
        signing_in.only_taken(
            "NoOthersRole", "a pipeline is no person, and no role that it could make itself", taken
        ),
    )


def _break_glass(args: BoundariesArgs) -> tuple[Denial, ...]:
    account = args.settings.whole_account
    # Those who deploy may change who is told. It may shut them out, but neither make, open nor lead one of them.
    deploying = [args.settings.deployment_role, *(role_arn(account, pipeline) for pipeline in Pipeline)]
    return (
        *_rising(args),
        bounding.boundary_not_given(boundary_arn(account, PermissionsBoundary.PIPELINES)),
        signing_in.trust_stays(deploying),
        signing_in.not_taken("NoPipelinesRole", "who deploys may change who is told", deploying),
        account_wide.state_stays(args.settings.identity.pipelines.state_bucket),
        record.record_stays(account),
        record.records_keys_stay(account),
        record.SUBSCRIPTIONS,
        rights.roles_stay(
            "ItselfStays",
            "a role that is opened once must not be left open",
            [role_arn(account, Person.BREAK_GLASS), *writing_roles(account)],
        ),
    )


def writing_roles(account: Account) -> list[str]:
    """Return the roles by which the record is written, in each region."""
    return [f"arn:aws:iam::*:role/{PROJECT}-{account.environment}-*-{one}" for one in WRITING_ROLES]


_SERVICES = {PermissionsBoundary.MACHINES: SERVICES_OF_MACHINES}
_OWN = {
    PermissionsBoundary.PEOPLE: _people,
    PermissionsBoundary.PIPELINES: _pipelines,
    PermissionsBoundary.MACHINES: _machines,
    PermissionsBoundary.BREAK_GLASS: _break_glass,
}
