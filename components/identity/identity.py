"""The roles of people and pipelines, each under its boundary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_aws as aws

from components.database.database import Database
from components.identity.arns import DatabaseIds, EnvironmentArns
from components.identity.boundaries import Boundaries
from components.identity.names import PermissionsBoundary, Person, Pipeline, role_arn
from components.identity.people import PEOPLE
from components.identity.pipelines import PIPELINES
from components.identity.trust import (
    SESSION_SECONDS,
    audience,
    break_glass_trust,
    own_trust,
    people_trust,
    pipeline_trust,
)
from components.identity.view_only import view_only
from components.settings import AccountWide, Settings
from components.shared.policy_documents import Statement, document


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """The settings: who is let in; what bounds them, and the database."""

    settings: Settings
    boundaries: Boundaries
    database: Database


class Identity(pulumi.ComponentResource):
    """Roles for people and for the CI provider's jobs; `arns` holds them by name."""

    arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, *, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:identity:Identity", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        settings, self._account = args.settings, args.settings.whole_account
        self._reach = EnvironmentArns(
            account=self._account,
            regions=list(settings.sites),
            serving=settings.serving,
            operations_host=settings.servers.operations_host is not None,
            replica=settings.database.replica is not None,
        )
        self._ids = pulumi.Output.all(*(instance.resource_id for instance in args.database.instances))
        self._view = self._view_policy()
        people = {str(person): self._person(person) for person in Person}
        provider = self._issuer()
        pipelines = {str(pipeline): self._pipeline(pipeline, provider) for pipeline in Pipeline}
        self.arns = {**people, **pipelines}
        self.register_outputs(self.arns)

    def _person(self, person: Person) -> pulumi.Output[str]:
        args, row = self._args, PEOPLE[person]
        identity = args.settings.identity
        trust = (
            break_glass_trust(identity.break_glass, args.settings.regions)
            if person is Person.BREAK_GLASS
            else people_trust(identity.people, args.settings.regions)
        )
        role = self._role(person, row.why, trust, SESSION_SECONDS, row.bound)
        for policy_arn in row.managed:
            aws.iam.RolePolicyAttachment(
                self._account.logical(person), role=role.name, policy_arn=policy_arn, opts=self._child
            )
        if row.views:
            aws.iam.RolePolicyAttachment(
                self._account.logical(f"{person}-view"),
                role=role.name,
                policy_arn=self._view.arn,
                opts=self._child,
            )
        if row.statements is not None:
            self._rights(person, role, self._ids.apply(partial(_rights_document, row.statements, self._reach)))
        return role.arn

    def _view_policy(self) -> aws.iam.Policy:
        """Return what several roles have in common, apart: all that stands in a role has 10,240 characters.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        """
        return aws.iam.Policy(
            self._account.logical("view"),
            name=self._account.name("view"),
            path="/",
            description="How everything is, and nothing of what is in it",
            policy=document(view_only(self._reach)),
            opts=self._child,
        )

    def _pipeline(self, pipeline: Pipeline, issuer: pulumi.Input[str]) -> pulumi.Output[str]:
        args, job = self._args, PIPELINES[pipeline]
        pipelines, context = args.settings.identity.pipelines, job.context(self._account.environment)
        itself: list[Statement] = []
        if pipeline is Pipeline.PREVIEW:
            itself.append(own_trust(self._account, role_arn(self._account, pipeline)))
        trust = pulumi.Output.from_input(issuer).apply(
            lambda arn: document([pipeline_trust(arn, pipelines, context), *itself])
        )
        role = self._role(pipeline, job.why, trust, job.session_seconds, PermissionsBoundary.PIPELINES)
        self._rights(
            pipeline, role, document(job.statements(self._reach, pipelines, args.settings.deployment_role))
        )
        return role.arn

    def _issuer(self) -> pulumi.Input[str]:
        """Return the ARN of the provider of the pipelines' issuer, which an account has once for each."""
        settings = self._args.settings
        if not settings.keeps(AccountWide.OIDC_PROVIDER):
            return self._account.arn("iam", f"oidc-provider/{settings.identity.pipelines.issuer}")
        # Without thumbprints: IAM trusts the issuer's certificate as it trusts any on the web.
        provider = aws.iam.OpenIdConnectProvider(
            self._account.logical("pipelines"),
            url=f"https://{settings.identity.pipelines.issuer}",
            client_id_lists=audience(),
            opts=self._child,
        )
        return provider.arn

    def _role(
        self, what: Person | Pipeline, why: str, trust: pulumi.Input[str], seconds: int, bound: PermissionsBoundary
    ) -> aws.iam.Role:
        return aws.iam.Role(
            self._account.logical(what),
            name=self._account.name(what),
            description=why,
            assume_role_policy=trust,
            max_session_duration=seconds,
            permissions_boundary=self._args.boundaries.arn(bound),
            opts=self._child,
        )

    def _rights(self, what: Person | Pipeline, role: aws.iam.Role, policy: pulumi.Input[str]) -> None:
        aws.iam.RolePolicy(self._account.logical(what), name=what, role=role.name, policy=policy, opts=self._child)


def _rights_document(
    statements: Callable[[EnvironmentArns, DatabaseIds], Sequence[Statement]],
    arns: EnvironmentArns,
    ids: Sequence[str],
) -> str:
    primary, *replicas = ids
    return document(statements(arns, DatabaseIds(primary=primary, replicas=tuple(replicas))))
