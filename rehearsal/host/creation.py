"""Creates a registered resource in the embedded AWS, as its provider would in the real one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

from rehearsal.host.providers import (
    ANY_ACCOUNT,
    Provider,
    ProviderError,
    needs_aws,
    taggable,
    with_default_tags,
)
from rehearsal.record import Resource, State
from rehearsal.values import Secret, has_secret, reveal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion
    from rehearsal.host.registry import Registry
    from rehearsal.provider import Handler

# For what belongs to no region, such as a random password.
ANY_REGION = "us-east-1"


class Creator:
    """Creates resources through one handler a type. Safe to use from several threads."""

    def __init__(
        self, handlers: Mapping[str, Handler], client_for: Callable[[str, str], AwsRegion], registry: Registry
    ) -> None:
        """Make a creator.

        Args:
            handlers: how to create and read a resource, by type token.
            client_for: the embedded AWS as it is seen in a region by an account.
            registry: where the providers are found.
        """
        self._handlers = handlers
        self._client_for = client_for
        self._registry = registry

    def prepare(self, resource: Resource) -> None:
        """Complete the inputs as the provider's own check does: its region and its default tags.

        Raises:
            ProviderError: the resource has no provider that the rehearsal can work with.
        """
        provider = self._provider(resource)
        if provider is None:
            return
        # Since version 7 of the provider a resource may name a region other than its provider's.
        resource.region = str(resource.inputs.get("region") or provider.region)
        if taggable(resource.type):
            resource.inputs = with_default_tags(resource.inputs, provider)

    def create(self, resource: Resource) -> None:
        """Create the resource, or note why it could not be; either way its state says so."""
        handler = self._handlers.get(resource.type)
        if handler is None:
            self._note(resource)
            return
        try:
            created = handler.create(self.aws(resource), self.plain_inputs(resource))
        except Exception as error:  # noqa: BLE001 - whatever a handler meets belongs to its resource's report
            resource.state = State.FAILED
            resource.error = describe(error)
            return
        resource.id = created.id
        self._settle(resource, State.CREATED, created.outputs)

    def read(self, resource: Resource) -> dict[str, Any]:
        """What stands in the embedded AWS for a created resource, in the provider's words."""
        return self._handlers[resource.type].read(self.aws(resource), resource.id, self.plain_inputs(resource))

    def plain_inputs(self, resource: Resource) -> dict[str, Any]:
        """The inputs for the eyes of a creation handler only: secrets in the clear, all tags also as `tagsAll`."""
        inputs = cast("dict[str, Any]", reveal(resource.inputs))
        return {**inputs, "tagsAll": inputs.get("tags") or {}} if taggable(resource.type) else inputs

    def aws(self, resource: Resource) -> AwsRegion:
        """The embedded AWS in the resource's region and account."""
        provider = self._provider(resource)
        account = provider.account if provider else ANY_ACCOUNT
        return self._client_for(resource.region or ANY_REGION, account)

    def _provider(self, resource: Resource) -> Provider | None:
        if not needs_aws(resource.type):
            return None
        found = self._registry.find(resource.provider)
        if found is None:
            message = "it is made through no explicit provider, so that nothing says in which region"
            raise ProviderError(message)
        return Provider.of(found)

    def _note(self, resource: Resource) -> None:
        """Give a resource that is only recorded the outputs that others most often build on."""
        mark = hashlib.sha256(resource.urn.encode()).hexdigest()[:12]
        resource.id = f"recorded-{mark}"
        service = resource.type.split(":")[1].split("/")[0]
        arn = f"arn:aws:{service}:{resource.region}:{self.aws(resource).account}:recorded/{mark}"
        self._settle(resource, State.RECORDED, {"arn": arn} if needs_aws(resource.type) else {})

    def _settle(self, resource: Resource, state: State, outputs: Mapping[str, Any]) -> None:
        secret = set(resource.options.additional_secret_outputs)
        secret |= {name for name, value in resource.inputs.items() if has_secret(value)}
        merged = {**self.plain_inputs(resource), **outputs, "id": resource.id}
        resource.outputs = {
            name: Secret(value) if name in secret and value is not None else value for name, value in merged.items()
        }
        resource.state = state


def describe(error: Exception) -> str:
    """An error in one line: its words, with its kind where the words alone say little."""
    words = " ".join(str(error).split())
    return words if " " in words else f"{type(error).__name__}: {words}"
