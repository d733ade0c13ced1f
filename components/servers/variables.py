"""The variables with which each playbook is run; which there are is said by the roles (ansible/README.md)."""

from dataclasses import dataclass
from typing import TypeVar

import pulumi

from components.servers.names import (
    APPLICATION_CONNECTION,
    DELIVERIES,
    REPLICA_CONNECTION,
    TABLEAU_TOKEN,
    group_name,
    server_secret,
)
from components.settings import Architecture, ServerSettings
from components.shared.naming import Place
from components.storage.bucket import bucket_name

# The second volume of a bridge, as Nitro shows it: https://docs.aws.amazon.com/ebs/latest/userguide/nvme-ebs-volumes.html
DATA_DEVICE = "/dev/nvme1n1"
Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class PlaybookContext:
    """Where playbooks are run, with which artefacts, and under which prefix they log."""

    place: Place
    servers: ServerSettings
    logs_prefix: str


def every(
    context: PlaybookContext, kind: str, architecture: Architecture, *, phase: str = "server"
) -> dict[str, str]:
    """Return the variables of every kind of server; in the phase `image` nothing is started."""
    artifacts, place = context.servers.artifacts, context.place
    agent = artifacts.cloudwatch_agent
    return {
        "storefront_environment": place.environment,
        "storefront_region": place.region,
        "storefront_server_kind": kind,
        "storefront_server_group": group_name(place, kind),
        "storefront_phase": phase,
        "storefront_artifact_bucket": bucket_name(place, DELIVERIES),
        "storefront_log_group_prefix": context.logs_prefix,
        "storefront_cloudwatch_agent_version": agent.version,
        "storefront_cloudwatch_agent_sha256": _required(agent.sha256(architecture)),
        "storefront_rds_ca_version": artifacts.rds_ca.version,
        "storefront_rds_ca_sha256": artifacts.rds_ca.sha256,
    }


def application(context: PlaybookContext, architecture: Architecture, *, phase: str = "server") -> dict[str, str]:
    """Return all variables of a server of the fleet."""
    artifact = context.servers.artifacts.application
    return {
        **every(context, "application", architecture, phase=phase),
        "storefront_connection_secret": server_secret(context.place, APPLICATION_CONNECTION),
        "storefront_application_version": artifact.version,
        "storefront_application_sha256": artifact.sha256,
    }


def operations_host(context: PlaybookContext) -> dict[str, str]:
    """Return the own variables of the operations host."""
    artifacts = context.servers.artifacts
    aws_cli, own = _required(artifacts.aws_cli), _required(artifacts.storefront_cli)
    return {
        "storefront_aws_cli_version": aws_cli.version,
        "storefront_aws_cli_sha256": aws_cli.sha256,
        "storefront_cli_version": own.version,
        "storefront_cli_sha256": own.sha256,
    }


def tableau_bridge(context: PlaybookContext, primary_host: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """Return the own variables of the bridge, which is told the primary's address in order to refuse it."""
    artifact, place = _required(context.servers.artifacts.tableau_bridge), context.place
    tableau = _required(context.servers.tableau_bridge).tableau
    return {
        "storefront_primary_host": primary_host,
        "storefront_replica_secret": server_secret(place, REPLICA_CONNECTION),
        "storefront_tableau_token_secret": server_secret(place, TABLEAU_TOKEN),
        "storefront_tableau_site": tableau.site,
        "storefront_tableau_user_email": tableau.user_email,
        "storefront_tableau_service_url": tableau.service_url,
        "storefront_tableau_bridge_version": artifact.version,
        "storefront_tableau_bridge_sha256": artifact.sha256,
        "storefront_data_device": DATA_DEVICE,
    }


def _required(setting: Part | None) -> Part:
    """Return what the settings' rules require of whoever has such a server."""
    if setting is None:
        raise LookupError("got a server without what it installs, expected the settings' rules to refuse it")
    return setting
