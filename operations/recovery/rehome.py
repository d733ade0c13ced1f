"""Re-homing: after a recovery, the steps that bring the program and what stands together, exactly.

The recovery made instances that the program does not know, and left those that it still declares. Settings are made
to say what is; what the recovery made is imported; what it left behind is let go of, which deletes nothing. Then a
preview changes nothing.

Names of the program's resources are spelt here once more, since procedures read no component code; an engine test
holds them against the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import yaml

from operations.recovery.cloud import Cloud
from operations.recovery.durations import Part
from operations.recovery.errors import RequestError
from operations.recovery.instances import Instance, all_in, find
from operations.recovery.journal import Journal, Run, RunState
from operations.recovery.kinds_endpoints import standing
from operations.recovery.kinds_secret import ask, host, point
from operations.recovery.manifest import Manifest, Site
from operations.recovery.steps import Step
from operations.recovery.ways import MULTI_AZ

PROJECT = "storefront"
COMPONENT = "storefront:site:"
INSTANCE, LOG_GROUP = "aws:rds/instance:Instance", "aws:cloudwatch/logGroup:LogGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type token
REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
# How long a promoted writer may stay in the replica's subnets: time to plan a move.
_EXEMPTED = timedelta(days=60)
# The level of a standby that runs servers.
_WARM = "warm"
# The components of the database, which keep what is let go of in them until that is gone.
_EMPTIED = {
    "Database": "database",
    "DatabaseSecrets": "database-secrets",
    "DatabaseBirth": "database-birth",
    "DatabaseAccess": "database-access",
    "DatabaseTuning": "database-examination",
    "Heartbeat": "heartbeat",
}
# Functions that go with the database, by their components; each has a log.
_LOGGED = (
    ("DatabaseAccess", "database-access"),
    ("DatabaseTuning", "database-reading"),
    ("DatabaseTuning", "database-tuning"),
    ("Heartbeat", "heartbeat"),
)


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
    exemption: str = ""
    """What policies/exemptions.yaml must say of it, as YAML; empty: nothing."""

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


def plan_rehoming(cloud: Cloud, manifest: Manifest, run: Run, today: date) -> Rehoming | None:
    """Return what is to be done after a recovery; None where nothing is. An exemption ends some days after `today`.

    Raises:
        RequestError: what the recovery made does not stand any more.
        CloudError: AWS refused a look.
    """
    if run.plan.way == MULTI_AZ.name:
        return None
    now = _now(cloud, manifest, run)
    if now.site is manifest.serving:
        return _after_exchange(cloud, manifest, now, today)
    return _after_move(cloud, manifest, now)


def settle_secrets(cloud: Cloud, manifest: Manifest, run: Run) -> Iterator[str]:
    """Point every secret of the database at what serves now; yield what was done to each.

    A copied secret is made one of its own. One that is right already is left alone, so that it can be repeated.
    """
    if manifest.access is None:
        return
    now = _now(cloud, manifest, run)
    function = manifest.access.functions.get(now.site.region)
    if function:
        request = {"action": "point", "writer": now.writer.endpoint, "reader": now.replica.endpoint}
        said = ask(cloud, now.site.region, function, request)
        pointed = [manifest.secret_name(role) for role in said["pointed"]]
        yield f"secrets pointed at {' and '.join(now.names)}: {', '.join(pointed) or 'none, they were'}"
        return
    for role in sorted(manifest.access.secrets):
        secret = manifest.secret_name(role)
        target = now.replica if role in manifest.access.on_replica else now.writer
        if _own(cloud, now.site.region, secret) and host(cloud, now.site.region, secret) == target.address:
            yield f"{secret} names {target.identifier}"
            continue
        point(cloud, _step(now.site.region, secret, target))
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


@dataclass(frozen=True, kw_only=True)
class _Now:
    """Where the database is now, its writer and its replica."""

    site: Site
    writer: Instance
    replica: Instance

    @property
    def instances(self) -> tuple[Instance, Instance]:
        return self.writer, self.replica

    @property
    def names(self) -> tuple[str, str]:
        return self.writer.identifier, self.replica.identifier

    @property
    def restored(self) -> bool:
        """Whether the writer stands in the pair's subnets; one that was a replica stays in the replicas'."""
        return self.writer.subnet_group == self.site.subnet_groups.primary


def _now(cloud: Cloud, manifest: Manifest, run: Run) -> _Now:
    pointed = next(step for step in reversed(run.plan.steps) if step.kind == "point-clients")
    site = manifest.sites[pointed.region]
    writer = _standing(cloud, site, pointed.params["instance"])
    for one in all_in(cloud, site.region):
        if one.source in {writer.identifier, writer.arn}:
            return _Now(site=site, writer=writer, replica=one)
    raise RequestError(
        f"{writer.identifier} has no replica, and the program needs one: make it in a zone of {site.region} "
        "that is back, under the next letter, and run this again"
    )


def _standing(cloud: Cloud, site: Site, identifier: str) -> Instance:
    found = find(cloud, site.region, identifier)
    if found is None:
        raise RequestError(f"{identifier} does not stand in {site.region}: see `storefront failover status`")
    return found


def _after_move(cloud: Cloud, manifest: Manifest, now: _Now) -> Rehoming:
    """The other site serves: what goes with the database goes there."""
    stack, old, new = manifest.index.environment, manifest.index.serving, now.site
    roles = sorted(manifest.access.secrets) if manifest.access else []
    secrets = [
        Made(
            type=SECRET,
            name=f"{new.region}-database-{role}",
            id=_arn(cloud, new.region, manifest.secret_name(role)),
            parent=f"DatabaseSecrets::{new.region}-database-secrets",
            region=new.region,
        )
        for role in roles
    ]
    return Rehoming(
        stack=stack,
        settings=(f"storefront:serving: {new.region}", *_letters(now)),
        made=(
            *(_instance(now, one) for one in now.instances),
            *_logs(cloud, now),
            *secrets,
            *_endpoints(cloud, new),
            *_replicated(cloud, manifest.serving, now.writer),
        ),
        stand=frozenset({_ground(new.region), _ways_of(new.region)}),
        left=(
            *(_urn(stack, "Database", of=INSTANCE, name=name) for name in _old_instances(manifest)),
            *_left_in(manifest, new.region, roles),
            *_left_logs(manifest, now),
            *(
                _urn(stack, component, name=f"{old}-{name}")
                for component, name in _EMPTIED.items()
                if component not in _in_both(manifest)
            ),
            _urn(stack, "RestoreValidation", name=f"{new.region}-restore-validation"),
            _urn(stack, "Replication", name=f"{new.region}-replication"),
        ),
    )


def _in_both(manifest: Manifest) -> frozenset[str]:
    """Return the components of the database that stand in both sites, so that nothing of them moves."""
    functions = manifest.access.functions if manifest.access else {}
    return frozenset({"DatabaseAccess"} if manifest.index.standby in functions else ())


def _left_in(manifest: Manifest, new: str, roles: Sequence[str]) -> Iterator[str]:
    """Yield what stays where the store served, and what goes with the parts that the sites play."""
    stack, old = manifest.index.environment, manifest.index.serving
    yield _urn(stack, "Database", of=PASSWORD, name=f"{old}-database-birth-password")
    for role in roles:
        yield _urn(stack, "DatabaseSecrets", of=SECRET, name=f"{old}-database-{role}")
    yield _urn(stack, "DatabaseBirth", of=SECRET, name=f"{old}-database-birth")
    for component, what in _LOGGED:
        if component not in _in_both(manifest):
            yield _urn(stack, component, of=LOG_GROUP, name=f"{old}-{what}")
    yield _urn(stack, "RestoreValidation", of=LOG_GROUP, name=f"{new}-restore-validation")
    yield _urn(stack, "Replication", of=REPLICATED, name=f"{new}-replicated-backups")


def _after_exchange(cloud: Cloud, manifest: Manifest, now: _Now, today: date) -> Rehoming:
    """The same site serves, with another writer: promoted, or restored beside the old one."""
    stack, away, region = manifest.index.environment, manifest.index.standby, now.site.region
    instances = manifest.database.instances
    known = {instances.primary.identifier, instances.replica.identifier}
    return Rehoming(
        stack=stack,
        settings=_letters(now),
        made=(
            *(_instance(now, one) for one in now.instances if one.identifier not in known),
            *_logs(cloud, now),
            *_replicated(cloud, manifest.standby, now.writer),
        ),
        stand=frozenset({f"Database::{region}-database", _ground(region), f"Replication::{away}-replication"}),
        left=(
            _urn(stack, "Replication", of=REPLICATED, name=f"{away}-{_backups(instances.primary.identifier)}"),
            *(
                _urn(stack, "Database", of=INSTANCE, name=name)
                for name in _old_instances(manifest)
                if name not in {_logical(region, one) for one in now.names}
            ),
            *_left_logs(manifest, now),
        ),
        refreshed=tuple(
            _urn(stack, "Database", of=INSTANCE, name=_logical(region, one)) for one in now.names if one in known
        ),
        exemption="" if now.restored else _exemption(stack, _logical(region, now.replica.identifier), today),
    )


def _exemption(stack: str, replica: str, today: date) -> str:
    """Excuse what a promotion leaves: the writer's standby may stand beside the new replica."""
    entry = {
        "guardrail": "replica-apart-from-primary",
        "resource": replica,
        "stacks": [stack],
        "why": "the writer was promoted out of the replica's subnet group, which has every zone, and RDS moves no "
        "instance between groups of a VPC; a planned move to the other region and back brings it into its own",
        "who": "operations",
        "until": (today + _EXEMPTED).isoformat(),
    }
    return yaml.safe_dump([entry], sort_keys=False, width=110)


def _letters(now: _Now) -> tuple[str, ...]:
    """Return the setting that tells what the site's instances are called; none where the program calls them so."""
    if now.restored and now.names == now.site.database_names:
        return ()
    writer, replica = (name[-1] for name in now.names)
    told = f"{{primary: {writer}, replica: {replica}, replicaZone: {now.replica.zone}"
    told += ", restored: true}" if now.restored else "}"
    return (f"storefront:sites.{now.site.region}.database.recovered: {told}",)


def _instance(now: _Now, one: Instance) -> Made:
    region = now.site.region
    name, parent = _logical(region, one.identifier), f"Database::{region}-database"
    return Made(type=INSTANCE, name=name, id=one.identifier, parent=parent, region=region)


def _old_instances(manifest: Manifest) -> list[str]:
    """Return the names in the program of the instances from before; a replica goes before its source."""
    instances = manifest.database.instances
    return [_logical(manifest.index.serving, one.identifier) for one in (instances.replica, instances.primary)]


def _logs(cloud: Cloud, now: _Now) -> Iterator[Made]:
    """Yield the log groups that RDS made for instances which the program had none for."""
    region = now.site.region
    for one in now.names:
        if one in now.site.database_names:
            continue
        prefix = f"/aws/rds/instance/{one}/"
        answer = cloud.call(region, "logs", "DescribeLogGroups", logGroupNamePrefix=prefix)
        for group in answer["logGroups"]:
            name = str(group["logGroupName"])
            yield Made(
                type=LOG_GROUP,
                name=f"{_logical(region, one)}-{name.removeprefix(prefix)}",
                id=name,
                parent=_ground(region),
                region=region,
                under=f"Site::{region}-site",
            )


def _endpoints(cloud: Cloud, site: Site) -> Iterator[Made]:
    """Yield the endpoints that the recovery made; those of a site that runs servers are the program's already."""
    if site.endpoints is None or site.level == _WARM:
        return
    for service, one in standing(cloud, site.region, site.vpc, site.endpoints.names).items():
        yield Made(
            type=ENDPOINT,
            name=f"{site.region}-{service.rpartition('.')[2]}-endpoint",
            id=str(one["VpcEndpointId"]),
            parent=_ways_of(site.region),
            region=site.region,
            under=f"Site::{site.region}-site",
        )


def _ways_of(region: str) -> str:
    return f"Endpoints::{region}-endpoints"


def _left_logs(manifest: Manifest, now: _Now) -> Iterator[str]:
    """Yield the log groups of the names that the site's instances no longer have."""
    stack, region = manifest.index.environment, now.site.region
    for name in now.site.database_names:
        if name in now.names:
            continue
        for log in manifest.database.shape.log_exports:
            name_of_log = f"{_logical(region, name)}-{log}"
            yield _urn(stack, "Site", "DatabaseGround", of=LOG_GROUP, name=name_of_log)


def _ground(region: str) -> str:
    return f"DatabaseGround::{region}-database-ground"


def _backups(identifier: str) -> str:
    """Return what the backups of an instance are called in the program."""
    return "replicated-backups" if identifier[-1] == "a" else f"replicated-backups-{identifier[-1]}"


def _logical(region: str, identifier: str) -> str:
    """Return an instance's name in the program: `us-east-1-database-c`."""
    return f"{region}-database-{identifier[-1]}"


def _arn(cloud: Cloud, region: str, secret: str) -> str:
    return str(cloud.call(region, "secretsmanager", "DescribeSecret", SecretId=secret)["ARN"])


def _replicated(cloud: Cloud, to: Site, writer: Instance) -> list[Made]:
    """Return the new writer's backups in the other region, if the recovery has them replicated already."""
    answer = cloud.call(to.region, "rds", "DescribeDBInstanceAutomatedBackups")
    return [
        Made(
            type=REPLICATED,
            name=f"{to.region}-{_backups(writer.identifier)}",
            id=str(one["DBInstanceAutomatedBackupsArn"]),
            parent=f"Replication::{to.region}-replication",
            region=to.region,
        )
        for one in answer["DBInstanceAutomatedBackups"]
        if one["DBInstanceArn"] == writer.arn and one["DBInstanceAutomatedBackupsArn"].split(":")[3] == to.region
    ]


def _exempted(rehoming: Rehoming) -> Iterator[str]:
    if rehoming.exemption:
        yield "   In policies/exemptions.yaml add, for whoever answers for it,"
        yield from (f"     {line}" for line in rehoming.exemption.splitlines())


def text(rehoming: Rehoming, file: str) -> str:
    """Write the steps for the operator."""
    settings = [f"     {line}" for line in rehoming.settings]
    commands = rehoming.commands(file)
    lines = [
        f"1. In Pulumi.{rehoming.stack}.yaml set",
        *settings,
        f"   and check it: storefront config check {rehoming.stack}",
        *_exempted(rehoming),
        *(f"{number}. {command}" for number, command in enumerate(commands, start=2)),
        "",
        f"What step {len(commands)} lets go of stays on AWS as it is: evidence, for a person to delete one day.",
    ]
    return "\n".join(lines)
