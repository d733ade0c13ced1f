"""Guardrails for the databases themselves: encryption, exposure, deletion, backups, what is watched."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import (
    both,
    must_be,
    must_be_false,
    must_be_kept,
    must_be_own_key,
    must_be_set,
    must_be_true,
    must_not_be_true,
    show,
    unless,
    unless_disposable,
)
from policies.frame.guardrail import (
    Case,
    Finding,
    ResourceGuardrail,
    fail,
    fails,
    passes,
    provider_of,
    resource,
    undecided,
)
from policies.frame.resources import DISPOSABLE, TEST, Resource
from policies.frame.samples import KEY
from policies.frame.values import UNKNOWN, at, listed
from standards.retention import BACKUP_DAYS

INSTANCE = Case(tokens.RDS_INSTANCE, {"engine": "postgres", "identifier": "storefront-prod-us-east-1-database-a"})
REPLICA = Case(tokens.RDS_INSTANCE, {"replicateSourceDb": "storefront-prod-us-east-1-database-a"})
_PARAMETERS = Case(tokens.RDS_PARAMETER_GROUP, {"family": "postgres17"})

MODERN_CAS = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html; rds-ca-2019 ended in 2024."""

_DEFAULT_NAMES = ("admin", "administrator", "master", "mysql", "postgres", "root", "sa")
_FORCES_TLS = {"rds.force_ssl": ("1", "on", "true"), "require_secure_transport": ("1", "on", "true")}


def _not_burstable(resource: Resource) -> Iterator[Finding]:
    kind = resource.at("instanceClass")
    if kind is UNKNOWN:
        yield undecided("instanceClass")
    elif not isinstance(kind, str) or not kind.startswith("db.") or kind.startswith("db.t"):
        yield fail(f"instanceClass is {show(kind)}, expected a class other than db.t*", "instanceClass")


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
            INSTANCE.good("own key", storageEncrypted=True, kmsKeyId=KEY),
            REPLICA.good("a replica in the region inherits its source's key"),
            INSTANCE.bad("no key named: the default one", storageEncrypted=True),
            INSTANCE.bad("the default key by name", storageEncrypted=True, kmsKeyId="alias/aws/rds"),
            INSTANCE.bad("not encrypted", kmsKeyId=KEY),
            INSTANCE.unknown("the key is created in the same update", storageEncrypted=True, kmsKeyId=UNKNOWN),
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
            INSTANCE.good("private", publiclyAccessible=False),
            INSTANCE.bad("public", publiclyAccessible=True),
            INSTANCE.unknown("computed", publiclyAccessible=UNKNOWN),
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
            INSTANCE.good("own group", parameterGroupName="storefront-prod-postgres17"),
            INSTANCE.bad("AWS's default"),
            INSTANCE.unknown("created in the same update", parameterGroupName=UNKNOWN),
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
            INSTANCE.good("current", caCertIdentifier="rds-ca-rsa2048-g1"),
            INSTANCE.bad("expired", caCertIdentifier="rds-ca-2019"),
            INSTANCE.bad("left to the account's default"),
            INSTANCE.unknown("computed", caCertIdentifier=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-deletion-protected",
        summary="AWS refuses to delete a database that is not disposable.",
        why="A mistaken command must not be able to delete the data, nor the instance that takes over from it.",
        mend="Set deletionProtection.",
        practice="SEC08-BP04",
        controls=("FSBP RDS.7", "FSBP RDS.8", "NIST SI-13(5)"),
        types=tokens.DATABASES,
        check=unless_disposable(must_be_true("deletionProtection")),
        examples=(
            INSTANCE.good("protected", deletionProtection=True),
            INSTANCE.disposable("of a disposable environment", deletionProtection=False),
            INSTANCE.bad("not protected", deletionProtection=False),
            INSTANCE.bad("left out"),
            INSTANCE.unknown("computed", deletionProtection=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-not-burstable",
        summary="A production database has processors of its own: no burstable class.",
        why="In a peak its credits are used up: then it slows to its baseline, or costs by the hour.",
        mend="Set an instanceClass of another family, such as db.m8g or db.r8g.",
        practice="PERF02-BP02",
        controls=("NIST CP-2(2)",),
        types=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        check=unless(lambda resource: resource.kind in (TEST, DISPOSABLE), _not_burstable),
        examples=(
            INSTANCE.good("processors of its own", instanceClass="db.r8g.large"),
            INSTANCE.of_test("of a test environment", instanceClass="db.t4g.large"),
            INSTANCE.disposable("of a disposable environment", instanceClass="db.t4g.micro"),
            INSTANCE.bad("burstable", instanceClass="db.t4g.large"),
            INSTANCE.bad("left out"),
            INSTANCE.unknown("computed", instanceClass=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-final-snapshot",
        summary="A database that is deleted leaves a named snapshot and its automated backups, if not disposable.",
        why="The last protection against a deletion that was meant, but wrong.",
        mend="Set skipFinalSnapshot and deleteAutomatedBackups to false, and finalSnapshotIdentifier.",
        practice="REL09-BP01",
        controls=("NIST CP-9",),
        types=tokens.DATABASES,
        check=unless_disposable(
            unless(
                is_replica,
                both(
                    must_be_set("finalSnapshotIdentifier", "a name for the snapshot"),
                    must_not_be_true("skipFinalSnapshot"),
                    must_be_false("deleteAutomatedBackups"),
                ),
            )
        ),
        examples=(
            INSTANCE.good(
                "kept", finalSnapshotIdentifier="last", skipFinalSnapshot=False, deleteAutomatedBackups=False
            ),
            INSTANCE.disposable(
                "a disposable one leaves nothing", skipFinalSnapshot=True, deleteAutomatedBackups=True
            ),
            REPLICA.good("RDS takes no final snapshot of a replica", skipFinalSnapshot=True),
            INSTANCE.bad(
                "skipped", skipFinalSnapshot=True, finalSnapshotIdentifier="last", deleteAutomatedBackups=False
            ),
            INSTANCE.bad("no name", deleteAutomatedBackups=False),
            INSTANCE.bad("backups go with it", finalSnapshotIdentifier="last"),
            INSTANCE.unknown("computed", finalSnapshotIdentifier=UNKNOWN, deleteAutomatedBackups=False),
        ),
    ),
    ResourceGuardrail(
        name="database-backed-up",
        summary=f"Automated backups of a database are kept for at least {BACKUP_DAYS} days in production.",
        why="Corruption is often found days later; only a point before it can be restored.",
        mend="Set backupRetentionPeriod (days).",
        practice="REL09-BP03",
        controls=("FSBP RDS.11", "NIST CP-9"),
        types=tokens.DATABASES,
        check=unless(is_replica, must_be_kept("backupRetentionPeriod", BACKUP_DAYS)),
        examples=(
            INSTANCE.good("a month", backupRetentionPeriod=35),
            REPLICA.good("a replica's data are the primary's"),
            INSTANCE.good("just long enough", backupRetentionPeriod=7),
            INSTANCE.bad("a day too short", backupRetentionPeriod=6),
            INSTANCE.of_test("a day of a test environment", backupRetentionPeriod=1),
            INSTANCE.disposable("a day of a disposable environment", backupRetentionPeriod=1),
            fails(
                "none, in a test environment",
                resource(tokens.RDS_INSTANCE, {"backupRetentionPeriod": 0}, provider=provider_of(TEST)),
            ),
            INSTANCE.bad("left to the default"),
            INSTANCE.unknown("computed", backupRetentionPeriod=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="replicated-backups-kept-under-own-key",
        summary="Backups replicated to another region are encrypted with a key there, and kept for at least "
        f"{BACKUP_DAYS} days in production.",
        why="After the loss of a region they are all there is.",
        mend="Set kmsKeyId (a key of the receiving region) and retentionPeriod.",
        practice="REL09-BP02",
        controls=("NIST CP-9(8)",),
        types=(tokens.RDS_REPLICATED_BACKUPS,),
        check=both(must_be_own_key("kmsKeyId"), must_be_kept("retentionPeriod", BACKUP_DAYS)),
        examples=(
            Case(tokens.RDS_REPLICATED_BACKUPS).good("kept", kmsKeyId=KEY, retentionPeriod=35),
            Case(tokens.RDS_REPLICATED_BACKUPS).bad("default key", retentionPeriod=35),
            Case(tokens.RDS_REPLICATED_BACKUPS).bad("a day too short", kmsKeyId=KEY, retentionPeriod=6),
            Case(tokens.RDS_REPLICATED_BACKUPS).of_test(
                "a day of a test environment", kmsKeyId=KEY, retentionPeriod=1
            ),
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
            INSTANCE.good("copied", copyTagsToSnapshot=True),
            INSTANCE.bad("left out"),
            INSTANCE.unknown("computed", copyTagsToSnapshot=UNKNOWN),
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
            INSTANCE.good("on", iamDatabaseAuthenticationEnabled=True),
            INSTANCE.bad("left out"),
            INSTANCE.unknown("computed", iamDatabaseAuthenticationEnabled=UNKNOWN),
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
            INSTANCE.good("pinned", engineVersion="17.6", autoMinorVersionUpgrade=False),
            REPLICA.good("a replica has its source's"),
            INSTANCE.bad("AWS's default", autoMinorVersionUpgrade=False),
            INSTANCE.bad("AWS upgrades it", engineVersion="17.6"),
            INSTANCE.unknown("computed", engineVersion=UNKNOWN, autoMinorVersionUpgrade=False),
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
            INSTANCE.good("own group", dbSubnetGroupName="storefront-prod-us-east-1-database"),
            REPLICA.good("a replica has its source's unless it says otherwise"),
            INSTANCE.bad("the default VPC"),
            INSTANCE.unknown("new group", dbSubnetGroupName=UNKNOWN),
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
            INSTANCE.good("own name", username="storefront_master"),
            INSTANCE.bad("the engine's name", username="postgres"),
            INSTANCE.unknown("computed", username=UNKNOWN),
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
            INSTANCE.good("managed elsewhere"),
            passes("marked", resource(tokens.RDS_INSTANCE, {"password": "x7-secret"}, secrets=["x7-secret"])),
            INSTANCE.bad("plain text", password="hunter2hunter2"),  # noqa: S106 - the example
        ),
    ),
)
