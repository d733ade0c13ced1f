"""Re-homing: after a recovery, the steps that bring the program and what stands together, exactly.

The recovery made instances that the program does not know, and left those that it still declares. Settings are made
to say what is; what the recovery made is imported; what it left behind is let go of, which deletes nothing. Then a
preview changes nothing.

Names of the program's resources are spelt here once more, since procedures read no component code; an engine test
holds them against the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from operations.recovery.cloud import Cloud
from operations.recovery.durations import Part
from operations.recovery.errors import RequestError
from operations.recovery.instances import Instance, all_in, find
from operations.recovery.journal import Journal, Run, RunState
from operations.recovery.kinds_secret import host, point
from operations.recovery.manifest import Manifest, Site
from operations.recovery.steps import Step
from operations.recovery.ways import MULTI_AZ, PROMOTE, RESTORE_REPLICATED

PROJECT = "storefront"
COMPONENT = "storefront:site:"
INSTANCE, LOG_GROUP = "aws:rds/instance:Instance", "aws:cloudwatch/logGroup:LogGroup"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
# The components of the database, which keep what is let go of in them until that is gone.
_EMPTIED = {
    "Database": "database",
    "DatabaseSecrets": "database-secrets",
    "DatabaseBirth": "database-birth",
    "DatabaseAccess": "database-access",
    "Heartbeat": "heartbeat",
}


@dataclass(frozen=True, kw_only=True)
class Made:
    """What the recovery made and the program is to take over: a resource, by its name there and its id on AWS."""

    type: str
    name: str
    id: str
    parent: str
    """The component it stands under, as `Type::name`."""
    region: str
    under: str = ""
    """The component's own parent, as `Type::name`; empty: the stack."""


@dataclass(frozen=True, kw_only=True)
class Rehoming:
    """Everything that is to be done, in order."""

    stack: str
    settings: tuple[str, ...]
    made: tuple[Made, ...]
    stand: frozenset[str]
    """The components among the parents that the program has already."""
    left: tuple[str, ...]
    """The URNs of what is let go of."""
    refreshed: tuple[str, ...] = field(default=())
    """The URNs of what changed its part and stays."""

    def imports(self) -> dict[str, Any]:
        """Return what `pulumi import --file` takes."""
        table = {
            one.region: f"urn:pulumi:{self.stack}::{PROJECT}::pulumi:providers:aws::{one.region}"
            for one in self.made
        }
        resources: dict[str, dict[str, Any]] = {}
        for one in self.made:
            kind, _, parent = one.parent.partition("::")
            if one.parent in self.stand:
                table[parent] = self._component(one.parent, one.under)
            else:
                resources[parent] = {"type": f"{COMPONENT}{kind}", "name": parent, "component": True}
        for one in self.made:
            parent = one.parent.partition("::")[2]
            resources[f"{one.type}::{one.name}"] = {
                "type": one.type, "name": one.name, "id": one.id, "parent": parent, "provider": one.region,
            }  # fmt: skip
        return {"nameTable": table, "resources": list(resources.values())}

    def commands(self, file: str) -> list[str]:
        """Return the commands of Pulumi's CLI, in order; `file` is where the imports are."""
        stack, pack = f"-s {self.stack}", "--policy-pack policies"
        return [
            f"pulumi import {stack} --file {file} --generate-code=false --yes",
            *(f"pulumi refresh {stack} --yes --target '{urn}'" for urn in self.refreshed),
            " \\\n".join([f"pulumi up {stack} {pack}", *(f"  --exclude '{urn}'" for urn in self.left)]),
            " \\\n".join([f"pulumi state remove {stack} --force --yes", *(f"  '{urn}'" for urn in self.left)]),
            f"pulumi preview {stack} {pack} --expect-no-changes",
        ]

    def _component(self, parent: str, under: str) -> str:
        kind, _, name = parent.partition("::")
        return _urn(self.stack, *([under.partition("::")[0]] if under else []), kind, name=name)


def _urn(stack: str, *components: str, of: str = "", name: str) -> str:
    """Return the URN of a component, or of a resource of type `of` in it; components from the outermost on."""
    types = "$".join([*(f"{COMPONENT}{component}" for component in components), *([of] if of else [])])
    return f"urn:pulumi:{stack}::{PROJECT}::{types}::{name}"


def last_recovery(journal: Journal) -> Run:
    """Return the recovery after which to re-home.

    Raises:
        RequestError: none is done, one is under way, or something is owed.
    """
    runs = journal.runs()
    if any(run.state is RunState.RUNNING for run in runs):
        raise RequestError("a recovery is under way: resume it to its end first (`storefront failover resume`)")
    done = [run for run in runs if run.state is RunState.DONE]
    if not done:
        raise RequestError("no recovery was done: the program and what stands are together as they are")
    owed = journal.open_debts()
    if owed:
        titles = ", ".join(debt.step.title for debt in owed)
        raise RequestError(
            f"{len(owed)} debts are open ({titles}): settle them with `storefront failover reconcile`"
        )
    return done[-1]


def plan_rehoming(cloud: Cloud, manifest: Manifest, run: Run) -> Rehoming | None:
    """Return what is to be done after a recovery; None where nothing is.

    Raises:
        RequestError: what the recovery made does not stand any more.
        CloudError: AWS refused a look.
    """
    if run.plan.way == MULTI_AZ.name:
        return None
    if run.plan.way == RESTORE_REPLICATED.name:
        return _after_restore(cloud, manifest)
    if run.plan.way == PROMOTE.name:
        return _after_promotion(cloud, manifest, run)
    raise RequestError(f"after {run.plan.way!r} nobody has written down how to re-home; see the runbook")


def settle_secrets(cloud: Cloud, manifest: Manifest, run: Run) -> Iterator[str]:
    """Point every secret of the database at what serves now; yield what was done to each.

    A copied secret is made one of its own. One that is right already is left alone, so that it can be repeated.
    """
    if manifest.access is None:
        return
    site, writer, replica = _now(cloud, manifest, run)
    for role in sorted(manifest.access.secrets):
        secret = manifest.secret_name(role)
        target = replica if role in manifest.access.on_replica else writer
        if _own(cloud, site.region, secret) and host(cloud, site.region, secret) == target.address:
            yield f"{secret} names {target.identifier}"
            continue
        point(cloud, _step(site.region, secret, target))
        yield f"{secret} pointed at {target.identifier}"


def _step(region: str, secret: str, target: Instance) -> Step:
    return Step(
        kind="point-clients",
        title=f"point {secret} at {target.identifier}",
        region=region,
        part=Part.SWITCH,
        params={"instance": target.identifier, "secret": secret},
        restores_service=False,
    )


def _own(cloud: Cloud, region: str, secret: str) -> bool:
    described = cloud.call(region, "secretsmanager", "DescribeSecret", SecretId=secret)
    return described.get("PrimaryRegion", region) == region


def _now(cloud: Cloud, manifest: Manifest, run: Run) -> tuple[Site, Instance, Instance]:
    """Return where the database is now, its writer and its replica."""
    restored = run.plan.way == RESTORE_REPLICATED.name
    site = manifest.standby if restored else manifest.serving
    name = site.database_names[0] if restored else manifest.database.instances.replica.identifier
    writer = _standing(cloud, site, name)
    for one in all_in(cloud, site.region):
        if one.source in {writer.identifier, writer.arn}:
            return site, writer, one
    raise RequestError(
        f"{writer.identifier} has no replica, and the program needs one: make it in a zone of {site.region} "
        "that is back, under the next letter, and run this again"
    )


def _standing(cloud: Cloud, site: Site, identifier: str) -> Instance:
    found = find(cloud, site.region, identifier)
    if found is None:
        raise RequestError(f"{identifier} does not stand in {site.region}: see `storefront failover status`")
    return found


def _after_restore(cloud: Cloud, manifest: Manifest) -> Rehoming:
    old, new = manifest.index.serving, manifest.standby
    roles = sorted(manifest.access.secrets) if manifest.access else []
    made = [
        Made(
            type=INSTANCE,
            name=_logical(new.region, name),
            id=name,
            parent=f"Database::{new.region}-database",
            region=new.region,
        )
        for name in new.database_names
    ]
    made += [
        Made(
            type=SECRET,
            name=f"{new.region}-database-{role}",
            id=_arn(cloud, new.region, manifest.secret_name(role)),
            parent=f"DatabaseSecrets::{new.region}-database-secrets",
            region=new.region,
        )
        for role in roles
    ]
    made += _replicated(cloud, manifest.serving, _standing(cloud, new, new.database_names[0]), "a")
    return Rehoming(
        stack=manifest.index.environment,
        settings=(f"storefront:serving: {new.region}",),
        made=tuple(made),
        stand=frozenset(),
        left=tuple(_left_in(manifest.index.environment, old, new.region, roles)),
    )


def _left_in(stack: str, old: str, new: str, roles: Sequence[str]) -> Iterator[str]:
    """Yield what stays where the store served, and what goes with the parts that the sites play."""
    for letter in "ba":
        yield _urn(stack, "Database", of=INSTANCE, name=f"{old}-database-{letter}")
    yield _urn(stack, "Database", of=PASSWORD, name=f"{old}-database-birth-password")
    for role in roles:
        yield _urn(stack, "DatabaseSecrets", of=SECRET, name=f"{old}-database-{role}")
    yield _urn(stack, "DatabaseBirth", of=SECRET, name=f"{old}-database-birth")
    yield _urn(stack, "DatabaseAccess", of=LOG_GROUP, name=f"{old}-database-access")
    yield _urn(stack, "Heartbeat", of=LOG_GROUP, name=f"{old}-heartbeat")
    yield _urn(stack, "RestoreValidation", of=LOG_GROUP, name=f"{new}-restore-validation")
    yield _urn(stack, "Replication", of=REPLICATED, name=f"{new}-replicated-backups")
    for component, name in _EMPTIED.items():
        yield _urn(stack, component, name=f"{old}-{name}")
    yield _urn(stack, "RestoreValidation", name=f"{new}-restore-validation")
    yield _urn(stack, "Replication", name=f"{new}-replication")


def _after_promotion(cloud: Cloud, manifest: Manifest, run: Run) -> Rehoming:
    site, writer, replica = _now(cloud, manifest, run)
    old = manifest.database.instances.primary.identifier
    region, letter = site.region, writer.identifier[-1]
    ground = f"DatabaseGround::{region}-database-ground"
    made = [
        Made(
            type=INSTANCE,
            name=_logical(region, replica.identifier),
            id=replica.identifier,
            parent=f"Database::{region}-database",
            region=region,
        ),
        *(
            Made(
                type=LOG_GROUP,
                name=f"{_logical(region, replica.identifier)}-{log}",
                id=group,
                parent=ground,
                region=region,
                under=f"Site::{region}-site",
            )
            for log, group in _log_groups(cloud, region, replica.identifier)
        ),
        *_replicated(cloud, manifest.standby, writer, letter),
    ]
    gone = _logical(region, old)
    promoted = f"{{primary: {letter}, replica: {replica.identifier[-1]}, replicaZone: {replica.zone}}}"
    exports, stack, away = manifest.database.shape.log_exports, manifest.index.environment, manifest.index.standby
    return Rehoming(
        stack=stack,
        settings=(f"storefront:sites.{region}.database.promoted: {promoted}",),
        made=tuple(made),
        stand=frozenset({f"Database::{region}-database", ground, f"Replication::{away}-replication"}),
        left=(
            _urn(stack, "Replication", of=REPLICATED, name=f"{away}-replicated-backups"),
            _urn(stack, "Database", of=INSTANCE, name=gone),
            *(_urn(stack, "Site", "DatabaseGround", of=LOG_GROUP, name=f"{gone}-{log}") for log in exports),
        ),
        refreshed=(_urn(stack, "Database", of=INSTANCE, name=_logical(region, writer.identifier)),),
    )


def _logical(region: str, identifier: str) -> str:
    """Return an instance's name in the program: `us-east-1-database-c`."""
    return f"{region}-database-{identifier[-1]}"


def _arn(cloud: Cloud, region: str, secret: str) -> str:
    return str(cloud.call(region, "secretsmanager", "DescribeSecret", SecretId=secret)["ARN"])


def _replicated(cloud: Cloud, to: Site, writer: Instance, letter: str) -> list[Made]:
    """Return the new writer's backups in the other region, if the recovery has them replicated already."""
    answer = cloud.call(to.region, "rds", "DescribeDBInstanceAutomatedBackups")
    what = "replicated-backups" if letter == "a" else f"replicated-backups-{letter}"
    return [
        Made(
            type=REPLICATED,
            name=f"{to.region}-{what}",
            id=str(one["DBInstanceAutomatedBackupsArn"]),
            parent=f"Replication::{to.region}-replication",
            region=to.region,
        )
        for one in answer["DBInstanceAutomatedBackups"]
        if one["DBInstanceArn"] == writer.arn and one["DBInstanceAutomatedBackupsArn"].split(":")[3] == to.region
    ]


def _log_groups(cloud: Cloud, region: str, identifier: str) -> Iterator[tuple[str, str]]:
    """Yield the log groups that RDS made for an instance which the program had none for."""
    prefix = f"/aws/rds/instance/{identifier}/"
    answer = cloud.call(region, "logs", "DescribeLogGroups", logGroupNamePrefix=prefix)
    for group in answer["logGroups"]:
        yield str(group["logGroupName"]).removeprefix(prefix), str(group["logGroupName"])


def text(rehoming: Rehoming, file: str) -> str:
    """Write the steps for the operator."""
    settings = [f"     {line}" for line in rehoming.settings]
    commands = rehoming.commands(file)
    lines = [
        f"1. In Pulumi.{rehoming.stack}.yaml set",
        *settings,
        f"   and check it: storefront config check {rehoming.stack}",
        *(f"{number}. {command}" for number, command in enumerate(commands, start=2)),
        "",
        f"What step {len(commands)} lets go of stays on AWS as it is: evidence, for a person to delete one day.",
    ]
    return "\n".join(lines)
