"""A whole manifest of a stack that stands nowhere: what the models ask for, to be filled with what a test has."""

from typing import Any, TypeVar

from manifest.document import Document, Sections, divided
from manifest.index import VERSION, Index
from manifest.reading import Origin, parse

ACCOUNT = "123456789012"
SERVING, STANDBY = "us-east-1", "us-west-2"
S = TypeVar("S", bound=Sections)


def sections(environment: str = "prod") -> dict[str, Any]:
    """The sections by name, as they are read."""
    prefix = f"storefront-{environment}"
    document = {
        "index": index(environment),
        "guidelines": {"region-outage": {"rto_seconds": 8 * 3600, "rpo_seconds": 13 * 3600}},
        "database": database(f"{prefix}-{SERVING}-database"),
        "access": access(environment),
        "backups": {
            "longest_gap_seconds": 43200,
            "lock_min_retention_days": 14,
            "restore_role": f"arn:aws:iam::{ACCOUNT}:role/restore",
        },
        "servers": {"region": SERVING, "groups": {"operations-host": "operations-host"}},
        "traffic": {
            "hosted_zone": "Z0123456789",
            "names": ["www.example.com"],
            "origin": "origin.www.example.com",
            "home": SERVING,
            "reachable_checks": {SERVING: "check"},
            "load_balancers": {SERVING: load_balancer(SERVING)},
        },
        "health": {
            "alarm_prefixes": {region: f"{prefix}-{region}-" for region in (SERVING, STANDBY)},
            "dashboards": {"business": f"{prefix}-business"},
            "acknowledgement": {"namespace": "Storefront/Support", "metric": "Acknowledged"},
        },
        "program": program(environment),
        "sites": {region: site(region, prefix) for region in (SERVING, STANDBY)},
        "fleets": {SERVING: fleet()},
    }
    return divided(Document.model_validate(document).model_dump(mode="json", exclude_none=True))


def index(environment: str) -> dict[str, Any]:
    """Which stack it is."""
    return Index(
        version=VERSION, environment=environment, account=ACCOUNT, serving=SERVING, standby=STANDBY
    ).model_dump()


def database(name: str) -> dict[str, Any]:
    """The database, its instances called a and b."""
    return {
        "name": "storefront",
        "master_user": "storefront_master",
        "engine_version": "17.6",
        "instance_class": "db.r8g.2xlarge",
        "multi_az": True,
        "heartbeat_seconds": 60,
        "instances": {
            part: {
                "identifier": f"{name}-{suffix}",
                "arn": f"arn:aws:rds:{SERVING}:{ACCOUNT}:db:{name}-{suffix}",
                "resource_id": f"db-{suffix.upper()}",
                "address": f"{name}-{suffix}.example.com",
                "port": 5432,
            }
            for part, suffix in (("primary", "a"), ("replica", "b"))
        },
        "shape": {
            "replica_class": "db.r8g.2xlarge",
            "max_allocated_gib": 4000,
            "iops": 12000,
            "throughput_mibps": 500,
            "backup_retention_days": 35,
            "replicated_backup_retention_days": 35,
            "backup_window": "08:00-08:30",
            "maintenance_window": "tue:08:45-tue:09:45",
            "insights_mode": "advanced",
            "insights_retention_days": 465,
            "monitoring_interval_seconds": 15,
            "ca_certificate": "rds-ca-rsa2048-g1",
            "log_exports": ["postgresql"],
        },
    }


def access(environment: str) -> dict[str, Any]:
    """Who gets into the database."""
    secret = f"arn:aws:secretsmanager:{SERVING}:{ACCOUNT}:secret"
    return {
        "secrets": {
            role: f"{secret}:storefront/{environment}/database/{role}-AbCdEf" for role in ("application", "master")
        },
        "on_replica": [],
        "bootstrap_secret": f"{secret}:bootstrap-AbCdEf",
        "functions": {SERVING: f"storefront-{environment}-{SERVING}-database-access"},
        "ca_bundle_parameter": f"/storefront/{environment}/database/ca-bundle",
        "ca_certificate": "rds-ca-rsa2048-g1",
        "tuning": {"reader": "database-reading", "reports": "s3://tuning-reports/tuning"},
    }


def program(environment: str) -> dict[str, Any]:
    """What a program calls its resources."""
    stack = f"urn:pulumi:{environment}::storefront::"
    log = "aws:cloudwatch/logGroup:LogGroup"
    secret = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token

    def component(kind: str, name: str, **resources: str) -> dict[str, str]:
        inside = {
            what: f"{stack}{kind}${token}::{{region}}-{called}"
            for what, (token, _, called) in ((what, one.partition("::")) for what, one in resources.items())
        }
        return {"urn": f"{stack}{kind}::{{region}}-{name}", **inside}

    backups = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    return {
        "provider": f"{stack}pulumi:providers:aws::{{region}}",
        "database": component(
            "Database", "database", instance="aws:rds/instance:Instance::database-{suffix}",
            password="random:index/randomPassword:RandomPassword::database-bootstrap-password",  # noqa: S106
        ),
        "database_foundation": component(
            "Site$DatabaseFoundation", "database-foundation", log=f"{log}::database-{{suffix}}-{{log}}"
        ),
        "database_secrets": component("DatabaseSecrets", "database-secrets", secret=f"{secret}::database-{{role}}"),
        "database_bootstrap": component("Bootstrap", "database-bootstrap", secret=f"{secret}::database-bootstrap"),
        "database_access": component("DatabaseAccess", "database-access", log=f"{log}::database-access"),
        "database_tuning": component(
            "Tuning", "database-tuning", reading_log=f"{log}::database-reading",
            tuning_log=f"{log}::database-tuning",
        ),
        "heartbeat": component("Heartbeat", "heartbeat", log=f"{log}::heartbeat"),
        "replication": component("Replication", "replication", backups=f"{backups}::replicated-backups-{{suffix}}"),
        "restore_validation": component("Validation", "restore-validation", log=f"{log}::restore-validation"),
        "endpoints": component(
            "Site$Endpoints", "endpoints", endpoint="aws:ec2/vpcEndpoint:VpcEndpoint::{service}-endpoint"
        ),
    }  # fmt: skip


def site(region: str, prefix: str) -> dict[str, Any]:
    """A site of three zones."""
    zones = [f"{region}{letter}" for letter in "abc"]
    return {
        "region": region,
        "level": "serving" if region == SERVING else "pilot-light",
        "vpc": "vpc",
        "subnets": {"application": {zone: f"subnet-{zone}" for zone in zones}},
        "security_groups": {name: name for name in ("database", "replica", "endpoints", "restored-copy")},
        "closed_group": "closed",
        "database_names": [f"{prefix}-{region}-database-{letter}" for letter in "ab"],
        "database_zones": {"primary": zones[:-1], "replica": zones[-1]},
        "keys": {"database": f"arn:aws:kms:{region}:{ACCOUNT}:key/database"},
        "subnet_groups": {"primary": "pair", "replica": "all"},
        "parameter_group": "postgres17",
        "monitoring_role": f"arn:aws:iam::{ACCOUNT}:role/monitoring",
        "vault": "vault",
        "topic": f"arn:aws:sns:{region}:{ACCOUNT}:operations",
        "journal": "journal",
        "verification": "verification",
    }


def load_balancer(region: str) -> dict[str, Any]:
    """A site's load balancer."""
    arn = f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT}"
    return {
        "arn": f"{arn}:loadbalancer/app/edge/1",
        "dns_name": f"edge.{region}.elb.amazonaws.com",
        "target_group": f"{arn}:targetgroup/store/1",
        "rules": {name: f"{arn}:listener-rule/app/edge/1/1/{name}" for name in ("serving", "store")},
    }


def fleet() -> dict[str, Any]:
    """The application servers of a site."""
    return {
        "group": "fleet",
        "launch_template": "lt-1",
        "image": "ami-12c6146b",
        "release": release(),
        "capacity": {"min_size": 2, "max_size": 8, "warm_size": 0},
        "target_group": load_balancer(SERVING)["target_group"],
    }


def release() -> dict[str, Any]:
    """What a release of them puts into service."""
    return {
        "version": "1",
        "instance_types": ["m8g.large"],
        "distribution": {
            "on_demand_strategy": "prioritized",
            "on_demand_base": 2,
            "on_demand_percent": 50,
            "spot_strategy": "price-capacity-optimized",
        },
        "alarms": ["errors-of-the-store"],
        "watch_seconds": 900,
    }


def chosen(document: dict[str, Any], environment: str, wanted: type[S]) -> S:
    """What a reader chose of a document that a test has in its hands."""
    return parse(document, environment, wanted, Origin(what="it", anew="write it anew"))
