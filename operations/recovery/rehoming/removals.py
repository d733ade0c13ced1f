"""What a recovery left behind, and the program is to let go of: nothing of it is deleted."""

from collections.abc import Iterator

from operations.recovery.manifest import Manifest
from operations.recovery.rehoming import urns
from operations.recovery.rehoming.current_database import CurrentDatabase


def moved(manifest: Manifest, now: CurrentDatabase) -> tuple[str, ...]:
    """Return the URNs of what is let go of where the other site serves: it went with the database.

    Resources come before the components that they are in, which keep them until they are gone.
    """
    program, old, new = manifest.program, manifest.index.serving, now.site.region
    emptied = [program.database, program.database_secrets, program.database_bootstrap]
    emptied += [program.database_tuning, program.heartbeat]
    if not _in_both(manifest):
        emptied.append(program.database_access)
    return (
        *_instances(manifest),
        *_went_with_it(manifest),
        program.restore_validation.log.format(region=new),
        *urns.backups(program, new, manifest.database.instances.primary.identifier),
        *_logs(manifest, now),
        *(component.urn.format(region=old) for component in emptied),
        program.restore_validation.urn.format(region=new),
        *urns.replications(program, new),
    )


def exchanged(manifest: Manifest, now: CurrentDatabase) -> tuple[str, ...]:
    """Return the URNs of what is let go of where the same site serves, with another writer."""
    primary = manifest.database.instances.primary.identifier
    kept = {urns.instance(manifest.program, now.site.region, one) for one in now.names}
    return (
        *(urn for site in manifest.standbys for urn in urns.backups(manifest.program, site.region, primary)),
        *(urn for urn in _instances(manifest) if urn not in kept),
        *_logs(manifest, now),
    )


def backup_plan(region: str) -> tuple[str, ...]:
    """Return what finds the plan of a region that serves no more, and what it selects: no pipeline deletes a plan.

    A pattern's `*` stands for all but colons, and `**` for all; one that finds nothing is no error:
    https://www.pulumi.com/docs/iac/guides/basics/targeted-updates/
    """
    return (
        f"**$aws:backup/selection:Selection::{region}-*",
        f"**$aws:backup/plan:Plan::{region}-*",
    )


def _instances(manifest: Manifest) -> list[str]:
    """Return the instances from before; a replica goes before its source."""
    pair = manifest.database.instances
    return [urns.instance(manifest.program, manifest.index.serving, one.identifier) for one in reversed(pair.every)]


def _in_both(manifest: Manifest) -> bool:
    """Return whether the function for the secrets stands in both sites, so that it does not move."""
    return manifest.access is not None and manifest.standby.region in manifest.access.functions


def _went_with_it(manifest: Manifest) -> Iterator[str]:
    """Yield what stays where the store served, beside the instances."""
    program, old = manifest.program, manifest.index.serving
    yield program.database.password.format(region=old)
    for role in sorted(manifest.access.secrets) if manifest.access else ():
        yield program.database_secrets.secret.format(region=old, role=role)
    yield program.database_bootstrap.secret.format(region=old)
    if not _in_both(manifest):
        yield program.database_access.log.format(region=old)
    yield program.database_tuning.reading_log.format(region=old)
    yield program.database_tuning.tuning_log.format(region=old)
    yield program.heartbeat.log.format(region=old)


def _logs(manifest: Manifest, now: CurrentDatabase) -> Iterator[str]:
    """Yield the log groups of the names that the site's instances no longer have."""
    for name in now.site.database_names:
        if name not in now.names:
            for log in manifest.database.shape.log_exports:
                yield urns.log(manifest.program, now.site.region, name, log)
