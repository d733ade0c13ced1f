"""Points every secret of the database at what serves after a recovery."""

from collections.abc import Iterator

from operations.aws import AwsClient
from operations.recovery.connection_secret import ask, host, primary_region, write
from operations.recovery.journal import Run
from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.current_database import current_database


def settle_secrets(aws: AwsClient, manifest: Manifest, run: Run) -> Iterator[str]:
    """Point every secret of the database at what serves now; yield what was done to each.

    A copied secret is made one of its own. One that is right already is left alone, so that it can be repeated.
    """
    if manifest.access is None:
        return
    now = current_database(aws, manifest, run)
    function = manifest.access.functions.get(now.site.region)
    if function:
        request = {"action": "point", "writer": now.writer.endpoint, "reader": now.reader.endpoint}
        said = ask(aws, now.site.region, function, request)
        pointed = [manifest.secret_name(role) for role in said["pointed"]]
        yield f"secrets pointed at {' and '.join(now.names)}: {', '.join(pointed) or 'none, they were'}"
        return
    for role in sorted(manifest.access.secrets):
        secret = manifest.secret_name(role)
        target = now.reader if role in manifest.access.on_replica else now.writer
        region = now.site.region
        if primary_region(aws, region, secret) == region and host(aws, region, secret) == target.address:
            yield f"{secret} names {target.identifier}"
            continue
        write(aws, region, secret, target)
        yield f"{secret} pointed at {target.identifier}"
