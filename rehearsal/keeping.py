"""Says how to use an embedded AWS that is left running, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from manifest.path import path
from operations.aws import AwsError
from rehearsal.host.creation import ANY_REGION
from rehearsal.host.providers import ANY_ACCOUNT, Provider, is_provider, needs_aws
from rehearsal.record import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from operations.aws import AwsRegion
    from rehearsal.emulator import Emulator
    from rehearsal.record import Record

# moto finds the account of a caller by its access key, so the keys handed out must be of a user there.
USER = "rehearsal"


def how_to_use(record: Record, emulator: Emulator, client_for: Callable[[str, str], AwsRegion]) -> str:
    """The exports for a shell that is to act on what was stood up, in the account it stands in."""
    region, account = home(record)
    key = access_key(client_for(region, account))
    return "\n".join(
        [
            f"The embedded AWS keeps running. For a shell that is to use it, in account {account}:",
            f"  export AWS_ENDPOINT_URL={emulator.endpoint} AWS_DEFAULT_REGION={region}",
            f"  export AWS_ACCESS_KEY_ID={key['AccessKeyId']}",
            f"  export AWS_SECRET_ACCESS_KEY={key['SecretAccessKey']}",
            "These keys open nothing but this emulator, whose database has ended with the rehearsal.",
            f"To stop it: kill {emulator.pid}",
        ]
    )


def home(record: Record) -> tuple[str, str]:
    """The region and account of the provider that made the manifest, or else of the first that made anything.

    Providers are registered in no order, and one of them may be for what has no region.
    """
    index = path(record.stack, "index")
    made = [one for one in record.resources if needs_aws(one.type) and one.state is State.CREATED]
    providers = {one.urn: Provider.of(one) for one in record.resources if is_provider(one.type)}
    used = {one.provider for one in made}
    named = [one.provider for one in made if one.inputs.get("name") == index]
    with_manifest = [providers[urn] for urn in named if urn in providers]
    found = [*with_manifest, *(provider for urn, provider in providers.items() if urn in used)]
    return (found[0].region, found[0].account) if found else (ANY_REGION, ANY_ACCOUNT)


def access_key(aws: AwsRegion) -> dict[str, Any]:
    """A key of a user in the embedded account; the user is made if there is none."""
    try:
        aws.call("iam", "CreateUser", UserName=USER)
    except AwsError as error:
        if error.code != "EntityAlreadyExists":
            raise
    return cast("dict[str, Any]", aws.call("iam", "CreateAccessKey", UserName=USER)["AccessKey"])
