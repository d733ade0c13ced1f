"""Guardrails for the databases themselves: encryption, exposure, deletion, backups, what is watched."""

from collections.abc import Iterator

from policies import tokens
from policies.checks import (
    both,
    must_be,
    must_be_at_least,
    must_be_false,
    must_be_own_key,
    must_be_set,
    must_be_true,
    must_contain,
    must_not_be_false,
    must_not_be_true,
    show,
    unless,
)
from policies.guardrail import Case, Finding, ResourceGuardrail, Severity, fail, passes, resource, undecided
from policies.resources import Resource
from policies.values import UNKNOWN, at, is_list, listed, number

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_INSTANCE = Case(tokens.RDS_INSTANCE, {"engine": "postgres", "identifier": "storefront-prod-us-east-1-database-a"})
_REPLICA = Case(tokens.RDS_INSTANCE, {"replicateSourceDb": "storefront-prod-us-east-1-database-a"})
_PARAMETERS = Case(tokens.RDS_PARAMETER_GROUP, {"family": "postgres17"})

MODERN_CAS = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html; rds-ca-2019 ended in August 2024."""

_LEAST_BACKUP_DAYS = 7
_DEFAULT_NAMES = ("admin", "administrator", "master", "mysql", "postgres", "root", "sa")
_FORCES_TLS = {"rds.force_ssl": ("1", "on", "true"), "require_secure_transport": ("1", "on", "true")}
_LOG_OF_ENGINE = (
    ("aurora-postgresql", "postgresql"),
    ("postgres", "postgresql"),
    ("mysql", "error"),
    ("mariadb", "error"),
)


def is_replica(resource: Resource) -> bool:
    """Whether a database copies another one; a source unknown before the update counts, for there is one."""
    return bool(resource.at("replicateSourceDb"))


def _inherits_key(resource: Resource) -> bool:
    """Whether RDS gives it its source's key: only in the same region, and only where nothing else is asked."""
    source = resource.at("replicateSourceDb")
    given = resource.at("kmsKeyId") is not None or resource.at("storageEncrypted") is False
    elsewhere = isinstance(source, str) and source.startswith("arn:") and f":{resource.region}:" not in source
    return is_replica(resource) and not given and not elsewhere


def _forces_tls(resource: Resource) -> Iterator[Finding]:
    parameters = resource.at("parameters")
    family = resource.at("family")
    if parameters is UNKNOWN or family is UNKNOWN:
        yield undecided("parameters" if parameters is UNKNOWN else "family")
        return
    wanted = "rds.force_ssl" if "postgres" in str(family) else "require_secure_transport"
    for index, parameter in enumerate(listed(parameters)):
        name, value = at(parameter, "name"), at(parameter, "value")
        if name is UNKNOWN or (name == wanted and value is UNKNOWN):
            yield undecided(f"parameters[{index}]")
            return
        if name == wanted and str(value).lower() in _FORCES_TLS[wanted]:
            return
    yield fail(f"{wanted} is not 1, so that clients may connect without TLS", "parameters")


def _grows(resource: Resource) -> Iterator[Finding]:
    most, now = resource.at("maxAllocatedStorage"), resource.at("allocatedStorage")
    if most is UNKNOWN or now is UNKNOWN:
        yield undecided("maxAllocatedStorage" if most is UNKNOWN else "allocatedStorage")
    elif (number(most) or 0) <= (number(now) or 0):
        yield fail(
            f"maxAllocatedStorage is {show(most)}, expected more than the allocated storage", "maxAllocatedStorage"
        )


def _exports_engine_log(resource: Resource) -> Iterator[Finding]:
    engine = resource.at("engine")
    if engine is UNKNOWN:
        yield undecided("engine")
        return
    wanted = next((log for prefix, log in _LOG_OF_ENGINE if str(engine).startswith(prefix)), "postgresql")
    yield from must_contain("enabledCloudwatchLogsExports", wanted)(resource)


def _own_admin(resource: Resource) -> Iterator[Finding]:
    name = resource.at("username" if resource.type == tokens.RDS_INSTANCE else "masterUsername")
    if name is UNKNOWN:
        yield undecided("username")
    elif not isinstance(name, str) or name.lower() in _DEFAULT_NAMES:
        yield fail(f"the administrator is called {show(name)}, the first name that an attacker tries", "username")


def _password_is_secret(resource: Resource) -> Iterator[Finding]:
    for prop in ("password", "masterPassword"):
        value = resource.at(prop)
        if isinstance(value, str) and value not in resource.secrets:
            yield fail(f"{prop} is given as plain text, which stays readable in Pulumi's state", prop)


def _hears_of_failures(resource: Resource) -> Iterator[Finding]:
    yield from must_not_be_false("enabled")(resource)
    categories = resource.at("eventCategories")
    if categories is None or categories == () or (is_list(categories) and not categories):
        return
    yield from must_contain("eventCategories", "configuration change", "failover", "failure", "maintenance")(
        resource
    )


GUARDRAILS = (
    ResourceGuardrail(
        name="database-encrypted-with-own-key",
        summary="A database's storage is encrypted with a customer-managed key.",
        why="Under the default key nobody can limit who decrypts, and no snapshot can be shared or copied safely.",
        mend="Set storageEncrypted and kmsKeyId (the database key of the site).",
        practice="SEC08-BP02",
        controls=("FSBP RDS.3", "FSBP RDS.27", "CIS 2.3.1", "NIST SC-28(1)"),
        types=tokens.DATABASES,
        check=unless(_inherits_key, both(must_be_true("storageEncrypted"), must_be_own_key("kmsKeyId"))),
        examples=(
            _INSTANCE.good("own key", storageEncrypted=True, kmsKeyId=KEY),
            _REPLICA.good("a replica in the region inherits its source's key"),
            _INSTANCE.bad("no key named: the default one", storageEncrypted=True),
            _INSTANCE.bad("the default key by name", storageEncrypted=True, kmsKeyId="alias/aws/rds"),
            _INSTANCE.bad("not encrypted", kmsKeyId=KEY),
            _INSTANCE.unknown("the key is created in the same update", storageEncrypted=True, kmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-not-public",
        summary="A database has no public address.",
        why="A public address puts the database one wrong rule away from the internet.",
        mend="Set publiclyAccessible to false.",
        practice="SEC05-BP01",
        controls=("FSBP RDS.2", "CIS 2.3.3", "NIST AC-4"),
        types=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        check=must_not_be_true("publiclyAccessible"),
        examples=(
            _INSTANCE.good("private", publiclyAccessible=False),
            _INSTANCE.bad("public", publiclyAccessible=True),
            _INSTANCE.unknown("computed", publiclyAccessible=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-forces-tls",
        summary="The parameter group refuses connections without TLS.",
        why="Otherwise one client's default setting sends passwords and rows in the clear.",
        mend="Add the parameter rds.force_ssl=1 (PostgreSQL) or require_secure_transport=1 (MySQL).",
        practice="SEC09-BP02",
        controls=("FSBP RDS.38", "FSBP RDS.39", "NIST SC-8"),
        types=(tokens.RDS_PARAMETER_GROUP, tokens.RDS_CLUSTER_PARAMETER_GROUP),
        check=_forces_tls,
        examples=(
            _PARAMETERS.good("forced", parameters=[{"name": "rds.force_ssl", "value": "1"}]),
            _PARAMETERS.bad("left out", parameters=[{"name": "log_statement", "value": "ddl"}]),
            _PARAMETERS.bad("switched off", parameters=[{"name": "rds.force_ssl", "value": "0"}]),
            _PARAMETERS.unknown("computed", parameters=[{"name": "rds.force_ssl", "value": UNKNOWN}]),
        ),
    ),
    ResourceGuardrail(
        name="database-own-parameter-group",
        summary="A database uses a parameter group of ours.",
        why="AWS's default group cannot be changed, so that TLS, auditing and time limits cannot be set.",
        mend="Set parameterGroupName to the site's parameter group.",
        practice="SEC09-BP02",
        controls=("NIST CM-6",),
        types=(tokens.RDS_INSTANCE,),
        check=must_be_set("parameterGroupName", "the name of a parameter group"),
        examples=(
            _INSTANCE.good("own group", parameterGroupName="storefront-prod-postgres17"),
            _INSTANCE.bad("AWS's default"),
            _INSTANCE.unknown("created in the same update", parameterGroupName=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-modern-certificate",
        summary="A database's certificate comes from a current authority.",
        why="Clients that verify the server stop when an authority expires.",
        mend=f"Set caCertIdentifier to one of {', '.join(MODERN_CAS)}.",
        practice="SEC09-BP01",
        controls=("NIST SC-12",),
        types=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        check=must_be("caCertIdentifier", *MODERN_CAS),
        examples=(
            _INSTANCE.good("current", caCertIdentifier="rds-ca-rsa2048-g1"),
            _INSTANCE.bad("expired", caCertIdentifier="rds-ca-2019"),
            _INSTANCE.bad("left to the account's default"),
            _INSTANCE.unknown("computed", caCertIdentifier=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-deletion-protected",
        summary="AWS refuses to delete a database.",
        why="A mistaken command must not be able to delete the data, nor the instance that takes over from it.",
        mend="Set deletionProtection.",
        practice="SEC08-BP04",
        controls=("FSBP RDS.7", "FSBP RDS.8", "NIST SI-13(5)"),
        types=tokens.DATABASES,
        check=must_be_true("deletionProtection"),
        examples=(
            _INSTANCE.good("protected", deletionProtection=True),
            _INSTANCE.bad("not protected", deletionProtection=False),
            _INSTANCE.bad("left out"),
            _INSTANCE.unknown("computed", deletionProtection=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-final-snapshot",
        summary="A database that is deleted after all leaves a named snapshot and its automated backups.",
        why="The last protection against a deletion that was meant, but wrong.",
        mend="Set skipFinalSnapshot and deleteAutomatedBackups to false, and finalSnapshotIdentifier.",
        practice="REL09-BP01",
        controls=("NIST CP-9",),
        types=tokens.DATABASES,
        check=unless(
            is_replica,
            both(
                must_be_set("finalSnapshotIdentifier", "a name for the snapshot"),
                must_not_be_true("skipFinalSnapshot"),
                must_be_false("deleteAutomatedBackups"),
            ),
        ),
        examples=(
            _INSTANCE.good(
                "kept", finalSnapshotIdentifier="last", skipFinalSnapshot=False, deleteAutomatedBackups=False
            ),
            _REPLICA.good("RDS takes no final snapshot of a replica", skipFinalSnapshot=True),
            _INSTANCE.bad(
                "skipped", skipFinalSnapshot=True, finalSnapshotIdentifier="last", deleteAutomatedBackups=False
            ),
            _INSTANCE.bad("no name", deleteAutomatedBackups=False),
            _INSTANCE.bad("backups go with it", finalSnapshotIdentifier="last"),
            _INSTANCE.unknown("computed", finalSnapshotIdentifier=UNKNOWN, deleteAutomatedBackups=False),
        ),
    ),
    ResourceGuardrail(
        name="database-backed-up",
        summary=f"Automated backups of a database are kept for at least {_LEAST_BACKUP_DAYS} days.",
        why="Corruption is often found days later; only a point before it can be restored.",
        mend="Set backupRetentionPeriod (days).",
        practice="REL09-BP03",
        controls=("FSBP RDS.11", "NIST CP-9"),
        types=tokens.DATABASES,
        check=unless(is_replica, must_be_at_least("backupRetentionPeriod", _LEAST_BACKUP_DAYS, "days")),
        examples=(
            _INSTANCE.good("a month", backupRetentionPeriod=35),
            _REPLICA.good("a replica's data are the primary's"),
            _INSTANCE.bad("one day", backupRetentionPeriod=1),
            _INSTANCE.bad("left to the default"),
            _INSTANCE.unknown("computed", backupRetentionPeriod=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="replicated-backups-kept-under-own-key",
        summary="Backups replicated to another region are encrypted with a key there, and kept for at least "
        f"{_LEAST_BACKUP_DAYS} days.",
        why="After the loss of a region they are all there is.",
        mend="Set kmsKeyId (a key of the receiving region) and retentionPeriod.",
        practice="REL09-BP02",
        controls=("NIST CP-9(8)",),
        types=(tokens.RDS_REPLICATED_BACKUPS,),
        check=both(must_be_own_key("kmsKeyId"), must_be_at_least("retentionPeriod", _LEAST_BACKUP_DAYS, "days")),
        examples=(
            Case(tokens.RDS_REPLICATED_BACKUPS).good("kept", kmsKeyId=KEY, retentionPeriod=35),
            Case(tokens.RDS_REPLICATED_BACKUPS).bad("default key", retentionPeriod=35),
            Case(tokens.RDS_REPLICATED_BACKUPS).bad("a day", kmsKeyId=KEY, retentionPeriod=1),
            Case(tokens.RDS_REPLICATED_BACKUPS).unknown("new key", kmsKeyId=UNKNOWN, retentionPeriod=35),
        ),
    ),
    ResourceGuardrail(
        name="database-snapshots-tagged",
        summary="Snapshots carry the database's tags.",
        why="Backup selections, costs and data classes are told by tags.",
        mend="Set copyTagsToSnapshot.",
        practice="SEC07-BP01",
        controls=("FSBP RDS.16", "FSBP RDS.17"),
        types=tokens.DATABASES,
        check=must_be_true("copyTagsToSnapshot"),
        examples=(
            _INSTANCE.good("copied", copyTagsToSnapshot=True),
            _INSTANCE.bad("left out"),
            _INSTANCE.unknown("computed", copyTagsToSnapshot=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-enhanced-monitoring",
        summary="A database reports its operating system's figures.",
        why="Without them nobody can tell a slow query from a full disk or a busy neighbour.",
        mend="Set monitoringInterval (seconds, 1 to 60) and monitoringRoleArn.",
        practice="REL06-BP01",
        controls=("FSBP RDS.6", "NIST SI-2"),
        types=(tokens.RDS_INSTANCE,),
        check=both(must_be_at_least("monitoringInterval", 1, "second"), must_be_set("monitoringRoleArn", "a role")),
        examples=(
            _INSTANCE.good(
                "on", monitoringInterval=15, monitoringRoleArn="arn:aws:iam::111122223333:role/monitoring"
            ),
            _INSTANCE.bad(
                "off", monitoringInterval=0, monitoringRoleArn="arn:aws:iam::111122223333:role/monitoring"
            ),
            _INSTANCE.bad("no role", monitoringInterval=15),
            _INSTANCE.unknown("new role", monitoringInterval=15, monitoringRoleArn=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-insights-under-own-key",
        summary="Performance Insights is on, and its data are under a customer-managed key.",
        why="Tuning and the health indicators read it; it holds the text of queries.",
        mend="Set performanceInsightsEnabled and performanceInsightsKmsKeyId.",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)", "NIST AU-6"),
        types=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        check=both(must_be_true("performanceInsightsEnabled"), must_be_own_key("performanceInsightsKmsKeyId")),
        examples=(
            _INSTANCE.good("own key", performanceInsightsEnabled=True, performanceInsightsKmsKeyId=KEY),
            _INSTANCE.bad("default key", performanceInsightsEnabled=True),
            _INSTANCE.bad("off", performanceInsightsEnabled=False, performanceInsightsKmsKeyId=KEY),
            _INSTANCE.unknown("new key", performanceInsightsEnabled=True, performanceInsightsKmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-logs-exported",
        summary="A database's log reaches CloudWatch.",
        why="On the instance it is lost with the instance, and an intruder could wait for it to be rotated away.",
        mend="List the engine's log (postgresql) in enabledCloudwatchLogsExports.",
        practice="SEC04-BP01",
        controls=("FSBP RDS.9", "FSBP RDS.36", "NIST AU-2"),
        types=tokens.DATABASES,
        check=unless(is_replica, _exports_engine_log),
        examples=(
            _INSTANCE.good("exported", enabledCloudwatchLogsExports=["postgresql", "upgrade"]),
            _INSTANCE.bad("another log only", enabledCloudwatchLogsExports=["upgrade"]),
            _INSTANCE.bad("none"),
            _INSTANCE.unknown("computed", enabledCloudwatchLogsExports=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="replica-logs-exported",
        summary="A replica's log reaches CloudWatch, like its source's.",
        why="Reports and ad-hoc queries run there: it is where misuse would be seen.",
        mend="List postgresql in enabledCloudwatchLogsExports.",
        practice="SEC04-BP01",
        controls=("FSBP RDS.9", "NIST AU-2"),
        types=(tokens.RDS_INSTANCE,),
        check=unless(lambda resource: not is_replica(resource), _exports_engine_log),
        examples=(
            _REPLICA.good("exported", enabledCloudwatchLogsExports=["postgresql"]),
            _INSTANCE.good("a primary has a guardrail of its own"),
            _REPLICA.bad("none"),
            _REPLICA.unknown("computed", enabledCloudwatchLogsExports=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-iam-authentication",
        summary="People and functions can log in with a short-lived IAM token.",
        why="A password that nobody needs cannot leak.",
        mend="Set iamDatabaseAuthenticationEnabled.",
        practice="SEC02-BP02",
        controls=("FSBP RDS.10", "FSBP RDS.12", "NIST IA-2"),
        types=tokens.DATABASES,
        check=must_be_true("iamDatabaseAuthenticationEnabled"),
        examples=(
            _INSTANCE.good("on", iamDatabaseAuthenticationEnabled=True),
            _INSTANCE.bad("left out"),
            _INSTANCE.unknown("computed", iamDatabaseAuthenticationEnabled=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-version-pinned",
        summary="A database's engine version is stated, and AWS does not change it by itself.",
        why="A default version differs between a rehearsal, staging and prod; a change belongs in staging first.",
        mend="Set engineVersion and autoMinorVersionUpgrade=false.",
        practice="REL08-BP05",
        controls=("NIST CM-3",),
        types=tokens.DATABASES,
        check=unless(
            is_replica,
            both(
                must_be_set("engineVersion", "a version such as 17.6"),
                unless(
                    lambda resource: resource.type == tokens.RDS_CLUSTER,
                    must_be_false("autoMinorVersionUpgrade"),
                ),
            ),
        ),
        examples=(
            _INSTANCE.good("pinned", engineVersion="17.6", autoMinorVersionUpgrade=False),
            _REPLICA.good("a replica has its source's"),
            _INSTANCE.bad("AWS's default", autoMinorVersionUpgrade=False),
            _INSTANCE.bad("AWS upgrades it", engineVersion="17.6"),
            _INSTANCE.unknown("computed", engineVersion=UNKNOWN, autoMinorVersionUpgrade=False),
        ),
    ),
    ResourceGuardrail(
        name="database-in-own-subnets",
        summary="A database stands in a subnet group of ours.",
        why="Without one it lands in the default VPC, whose subnets are public.",
        mend="Set dbSubnetGroupName to a group of the data tier.",
        practice="SEC05-BP01",
        controls=("FSBP RDS.18", "NIST AC-4"),
        types=tokens.DATABASES,
        check=unless(is_replica, must_be_set("dbSubnetGroupName", "the name of a subnet group")),
        examples=(
            _INSTANCE.good("own group", dbSubnetGroupName="storefront-prod-us-east-1-database"),
            _REPLICA.good("a replica has its source's unless it says otherwise"),
            _INSTANCE.bad("the default VPC"),
            _INSTANCE.unknown("new group", dbSubnetGroupName=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-own-administrator-name",
        summary="A database's administrator has a name of its own.",
        why="Attacks on passwords begin with the names that every installation has.",
        mend="Set username to another name than the engine's usual ones.",
        practice="SEC02-BP01",
        controls=("FSBP RDS.24", "FSBP RDS.25", "NIST AC-2"),
        types=tokens.DATABASES,
        check=unless(is_replica, _own_admin),
        examples=(
            _INSTANCE.good("own name", username="storefront_master"),
            _INSTANCE.bad("the engine's name", username="postgres"),
            _INSTANCE.unknown("computed", username=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-password-secret",
        summary="A database's password is marked as secret.",
        why="Otherwise it stands readable in Pulumi's state and in every preview.",
        mend="Take it from a RandomPassword, or wrap it in pulumi.Output.secret.",
        practice="SEC02-BP03",
        controls=("NIST IA-5(7)",),
        types=tokens.DATABASES,
        check=_password_is_secret,
        examples=(
            _INSTANCE.good("managed elsewhere"),
            passes("marked", resource(tokens.RDS_INSTANCE, {"password": "x7-secret"}, secrets=["x7-secret"])),
            _INSTANCE.bad("plain text", password="hunter2hunter2"),  # noqa: S106 - the example
        ),
    ),
    ResourceGuardrail(
        name="database-storage-grows",
        severity=Severity.ADVISORY,
        summary="A database's storage grows before it is full.",
        why="A full volume stops the store; a peak fills it in hours.",
        mend="Set maxAllocatedStorage above allocatedStorage.",
        practice="REL07-BP01",
        types=(tokens.RDS_INSTANCE,),
        check=unless(is_replica, _grows),
        examples=(
            _INSTANCE.good("fourfold", allocatedStorage=1000, maxAllocatedStorage=4000),
            _INSTANCE.bad("fixed", allocatedStorage=1000),
            _INSTANCE.unknown("computed", allocatedStorage=UNKNOWN, maxAllocatedStorage=100),
        ),
    ),
    ResourceGuardrail(
        name="database-events-heard",
        summary="Failures, failovers, maintenance and changes of a database are reported to a topic.",
        why="Nobody acts on what nobody hears of.",
        mend="Enable the subscription and list these categories, or none for all.",
        practice="REL06-BP03",
        controls=("FSBP RDS.20", "NIST SI-2"),
        types=(tokens.RDS_EVENTS,),
        check=_hears_of_failures,
        examples=(
            Case(tokens.RDS_EVENTS).good("all categories", sourceType="db-instance"),
            Case(tokens.RDS_EVENTS).bad("too few", eventCategories=["backup"]),
            Case(tokens.RDS_EVENTS).bad("switched off", enabled=False),
            Case(tokens.RDS_EVENTS).unknown("computed", eventCategories=UNKNOWN),
        ),
    ),
)
