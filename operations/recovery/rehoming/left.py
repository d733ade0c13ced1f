"""What a recovery left behind, and the program is to let go of: nothing of it is deleted."""

from collections.abc import Iterator

from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.names import (
    INSTANCE,
    LOG_GROUP,
    PASSWORD,
    REPLICATED,
    SECRET,
    backups,
    logical,
    urn,
)
from operations.recovery.rehoming.now import Now

# The components of the database, which keep what is let go of in them until that is gone.
_EMPTIED = {
    "Database": "database",
    "DatabaseSecrets": "database-secrets",
    "DatabaseBootstrap": "database-bootstrap",
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


def moved(manifest: Manifest, now: Now) -> tuple[str, ...]:
    """Return the URNs of what is let go of where the other site serves: it went with the database."""
    stack, old, new = manifest.index.environment, manifest.index.serving, now.site.region
    return (
        *(urn(stack, "Database", of=INSTANCE, name=name) for name in _instances(manifest)),
        *_with_the_parts(manifest, new),
        *_logs(manifest, now),
        *(
            urn(stack, component, name=f"{old}-{name}")
            for component, name in _EMPTIED.items()
            if component not in _in_both(manifest)
        ),
        urn(stack, "RestoreValidation", name=f"{new}-restore-validation"),
        urn(stack, "Replication", name=f"{new}-replication"),
    )


def exchanged(manifest: Manifest, now: Now) -> tuple[str, ...]:
    """Return the URNs of what is let go of where the same site serves, with another writer."""
    stack, away, region = manifest.index.environment, manifest.index.standby, now.site.region
    copied = f"{away}-{backups(manifest.database.instances.primary.identifier)}"
    kept = {logical(region, one) for one in now.names}
    return (
        urn(stack, "Replication", of=REPLICATED, name=copied),
        *(urn(stack, "Database", of=INSTANCE, name=name) for name in _instances(manifest) if name not in kept),
        *_logs(manifest, now),
    )


def _instances(manifest: Manifest) -> list[str]:
    """Return the names in the program of the instances from before; a replica goes before its source."""
    pair = manifest.database.instances
    return [logical(manifest.index.serving, one.identifier) for one in (pair.replica, pair.primary)]


def _in_both(manifest: Manifest) -> frozenset[str]:
    """Return the components of the database that stand in both sites, so that nothing of them moves."""
    functions = manifest.access.functions if manifest.access else {}
    return frozenset({"DatabaseAccess"} if manifest.index.standby in functions else ())


def _with_the_parts(manifest: Manifest, new: str) -> Iterator[str]:
    """Yield what stays where the store served, and what goes with the parts that the sites play."""
    stack, old = manifest.index.environment, manifest.index.serving
    yield urn(stack, "Database", of=PASSWORD, name=f"{old}-database-bootstrap-password")
    for role in sorted(manifest.access.secrets) if manifest.access else ():
        yield urn(stack, "DatabaseSecrets", of=SECRET, name=f"{old}-database-{role}")
    yield urn(stack, "DatabaseBootstrap", of=SECRET, name=f"{old}-database-bootstrap")
    for component, what in _LOGGED:
        if component not in _in_both(manifest):
            yield urn(stack, component, of=LOG_GROUP, name=f"{old}-{what}")
    yield urn(stack, "RestoreValidation", of=LOG_GROUP, name=f"{new}-restore-validation")
    yield urn(stack, "Replication", of=REPLICATED, name=f"{new}-replicated-backups")


def _logs(manifest: Manifest, now: Now) -> Iterator[str]:
    """Yield the log groups of the names that the site's instances no longer have."""
    stack, region = manifest.index.environment, now.site.region
    for name in now.site.database_names:
        if name in now.names:
            continue
        for log in manifest.database.shape.log_exports:
            name_of_log = f"{logical(region, name)}-{log}"
            yield urn(stack, "Site", "DatabaseFoundation", of=LOG_GROUP, name=name_of_log)
