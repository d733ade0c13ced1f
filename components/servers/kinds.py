"""The kinds of servers, each declared once: what one has of its own is here, in the settings and its playbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import pulumi

from components.network.security_groups import Group
from components.servers import variables
from components.servers.names import APPLICATION_CONNECTION, REPLICA_CONNECTION, TABLEAU_TOKEN
from components.servers.variables import PlaybookContext
from components.settings import ServerSettings
from components.shared.naming import Place
from components.shared.policy_documents import Statement, publish_metrics
from functions.shared.metrics import Namespace
from manifest.path import path

KIND_TAG = "Server"
"""The tag by which a server is found; its value is the kind."""


@dataclass(frozen=True, kw_only=True)
class Standalone:
    """A group of one, patched in place, with a section of its kind's name in the settings.

    `variables` makes its playbook's own variables, from the context and the address of the primary.
    """

    group: Group
    variables: Callable[[PlaybookContext, pulumi.Input[str]], Mapping[str, pulumi.Input[str]]]


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a kind has beside what every server has, and how it stands apart from the fleet.

    `artifacts` are the folders of the deliveries' bucket that its roles take from; `secrets` go by what follows the
    environment in their names; `log_streams` are those of ansible/roles/cloudwatch_agent; `statements` are rights.
    """

    artifacts: tuple[str, ...]
    secrets: tuple[str, ...] = ()
    log_streams: tuple[str, ...] = ()
    statements: tuple[Callable[[Place], Statement], ...] = ()
    standalone: Standalone | None = None


def _publish_store_metrics(_: Place) -> Statement:
    return publish_metrics("PublishStoreMetrics", Namespace.STORE)


def _read_manifest(place: Place) -> Statement:
    return {
        "Sid": "ReadManifest",
        "Effect": "Allow",
        "Action": ["ssm:GetParameter", "ssm:GetParameters"],
        "Resource": place.arn("ssm", f"parameter{path(place.environment, '*')}"),
    }


class ServerKind(StrEnum):
    """What a server is for; each has a playbook of the same name."""

    declared: Declaration

    def __new__(cls, value: str, declared: Declaration) -> Self:
        """Make a kind that equals its name."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.declared = declared
        return kind

    APPLICATION = (
        "application",
        Declaration(
            artifacts=("application",),
            secrets=(APPLICATION_CONNECTION,),
            log_streams=("nginx-access", "nginx-error"),
            statements=(_publish_store_metrics,),
        ),
    )
    TABLEAU_BRIDGE = (
        "tableau-bridge",
        Declaration(
            artifacts=("tableau-bridge",),
            secrets=(REPLICA_CONNECTION, TABLEAU_TOKEN),
            standalone=Standalone(group=Group.ANALYTICS, variables=variables.tableau_bridge),
        ),
    )
    OPERATIONS_HOST = (
        "operations-host",
        Declaration(
            artifacts=("aws-cli", "storefront-cli"),
            statements=(_read_manifest,),
            standalone=Standalone(
                group=Group.OPERATIONS, variables=lambda context, _: variables.operations_host(context)
            ),
        ),
    )


STANDALONE: Mapping[ServerKind, Standalone] = {
    one: one.declared.standalone for one in ServerKind if one.declared.standalone
}
"""The kinds of standalone servers."""


def kinds_of(servers: ServerSettings) -> tuple[ServerKind, ...]:
    """Return the kinds that a store has: the fleet's, and the standalone ones in its settings."""
    return tuple(kind for kind in ServerKind if kind not in STANDALONE or kind in servers.standalone())


def groups_left_out(servers: ServerSettings) -> frozenset[Group]:
    """Return the security groups of kinds that a store does not have."""
    return frozenset(one.group for kind, one in STANDALONE.items() if kind not in servers.standalone())
