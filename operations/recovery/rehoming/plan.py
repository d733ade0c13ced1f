"""Which steps bring program and reality together after a recovery."""

from datetime import date, timedelta

import yaml

from operations.aws import AwsClient
from operations.recovery.errors import NothingToDoError, RequestError
from operations.recovery.journal import Journal, Run, RunState
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming import imports, removals, urns
from operations.recovery.rehoming.current_database import CurrentDatabase, current_database
from operations.recovery.rehoming.steps import Rehoming

# How long a promoted writer may stay in the replica's subnets: time to plan a move.
_EXEMPTED = timedelta(days=60)


def last_recovery(journal: Journal) -> Run:
    """Return the recovery after which to re-home.

    Raises:
        NothingToDoError: none is done.
        RequestError: one is under way, or a debt is open.
    """
    runs = journal.runs()
    running = next((run for run in runs if run.state is RunState.RUNNING), None)
    if running:
        command = f"`storefront failover resume {running.plan.environment}`"
        raise RequestError(f"the recovery {running.id} is under way: first go on with it to its end, {command}")
    done = [run for run in runs if run.state is RunState.DONE]
    if not done:
        raise NothingToDoError("no recovery was done, so there is nothing to re-home")
    debts = journal.open_debts()
    if debts:
        titles = ", ".join(debt.step.title for debt in debts)
        raise RequestError(
            f"{len(debts)} debts are open ({titles}): settle them with `storefront failover reconcile`"
        )
    return done[-1]


def plan_rehoming(aws: AwsClient, manifest: Manifest, run: Run, today: date) -> Rehoming | None:
    """Return what is to be done after a recovery; None where nothing is. An exemption ends some days after `today`.

    Raises:
        RequestError: what the recovery made does not exist any more.
        AwsError: AWS refused a look.
    """
    if not run.plan.replaces:
        return None
    now = current_database(aws, manifest, run)
    if now.site is manifest.serving:
        return _after_exchange(aws, manifest, now, today)
    return _after_move(aws, manifest, now)


def _after_move(aws: AwsClient, manifest: Manifest, now: CurrentDatabase) -> Rehoming:
    """The other site serves: what goes with the database goes there."""
    new, program = now.site, manifest.program
    stand = (program.database_foundation, program.endpoints)
    return Rehoming(
        stack=manifest.index.environment,
        provider=program.provider,
        settings=(f"storefront:serving: {new.region}", *_suffixes(now)),
        imported=(
            *(imports.instance(program, now, one) for one in now.instances),
            *imports.logs(aws, program, now),
            *imports.secrets(aws, manifest, new),
            *imports.endpoints(aws, program, new),
            *imports.replicated(aws, program, manifest.serving, now.writer),
        ),
        existing=frozenset(one.urn.format(region=new.region) for one in stand),
        removed=removals.moved(manifest, now),
        left_by_hand=removals.backup_plan(manifest.index.serving),
    )


def _after_exchange(aws: AwsClient, manifest: Manifest, now: CurrentDatabase, today: date) -> Rehoming:
    """The same site serves, with another writer: promoted, or restored beside the old one."""
    stack, program, region = manifest.index.environment, manifest.program, now.site.region
    known = {one.identifier for one in manifest.database.instances.every}
    last = urns.instance(program, region, now.names[-1])
    return Rehoming(
        stack=stack,
        provider=program.provider,
        settings=_suffixes(now),
        imported=(
            *(imports.instance(program, now, one) for one in now.instances if one.identifier not in known),
            *imports.logs(aws, program, now),
            *(one for site in manifest.standbys for one in imports.replicated(aws, program, site, now.writer)),
        ),
        existing=frozenset(
            {
                program.database.urn.format(region=region),
                program.database_foundation.urn.format(region=region),
                *(urn for site in manifest.standbys for urn in urns.replications(program, site.region)),
            }
        ),
        removed=removals.exchanged(manifest, now),
        refreshed=tuple(urns.instance(program, region, one) for one in now.names if one in known),
        exemption="" if now.restored else _exemption(stack, urns.name_of(last), today),
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


def _suffixes(now: CurrentDatabase) -> tuple[str, ...]:
    """Return the setting that tells what the site's instances are called; none where the program calls them so."""
    place = f"storefront:sites.{now.site.region}.database"
    pinned, zone = now.site.database_zones.primary, now.writer.zone
    moved = (f"{place}.primaryZones: [{zone}]",) if now.replica is None and zone not in pinned else ()
    if now.restored and now.names == now.site.database_names:
        return moved
    told = f"primary: {now.names[0][-1]}"
    if now.replica:
        told += f", replica: {now.names[1][-1]}, replicaZone: {now.replica.zone}"
    told += ", restored: true" if now.restored else ""
    return (*moved, f"{place}.recovered: {{{told}}}")
