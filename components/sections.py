"""The manifest's sections: plain data for the procedures, some of it known only when the resources stand."""

from collections.abc import Mapping
from typing import Any

from components.database.database import MASTER_USER, Database
from components.edge.traffic import Traffic
from components.manifest import VERSION
from components.secrets.access import DatabaseAccess, trust_parameter
from components.settings import Settings
from components.site import Site


def sections(
    settings: Settings,
    sites: Mapping[str, Site],
    database: Database,
    access: DatabaseAccess,
    traffic: Traffic,
) -> dict[str, dict[str, Any]]:
    """Return the document by section: index, guidelines, database, access to it, traffic, and one for each site."""
    return {
        "index": _index(settings),
        "guidelines": _guidelines(settings),
        "database": _database(settings, database),
        "access": _access(settings, access),
        "traffic": traffic.manifest(),
        **{f"site-{region}": site.manifest() for region, site in sites.items()},
    }


def _index(settings: Settings) -> dict[str, Any]:
    return {
        "version": VERSION,
        "environment": settings.environment,
        "account": settings.account,
        "serving": settings.serving,
        "standby": settings.standby,
    }


def _guidelines(settings: Settings) -> dict[str, Any]:
    return {
        str(scenario): {
            "rto_seconds": int(guideline.rto.total_seconds()),
            "rpo_seconds": int(guideline.rpo.total_seconds()),
        }
        for scenario, guideline in settings.guidelines.items()
    }


def _database(settings: Settings, database: Database) -> dict[str, Any]:
    instances = {"primary": database.primary, "replica": database.replica}
    return {
        "name": settings.database.name,
        "master_user": MASTER_USER,
        "engine_version": settings.database.engine_version,
        "instance_class": str(settings.database.instance_class),
        "multi_az": settings.database.multi_az,
        "instances": {
            part: {
                "identifier": instance.identifier,
                "arn": instance.arn,
                "resource_id": instance.resource_id,
                "address": instance.address,
                "port": instance.port,
            }
            for part, instance in instances.items()
        },
    }


def _access(settings: Settings, access: DatabaseAccess) -> dict[str, Any]:
    return {
        "function": access.function,
        "trust_parameter": trust_parameter(settings.environment),
        "ca_certificate": settings.database.ca_certificate,
        "secrets": access.secret_arns,
    }
