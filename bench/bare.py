"""The bare program that ours is held against: the same resources, and nothing else.

It is flat: the SDK's own typed classes, one call a resource, with the values that the real program resolved
written in as plain data. No parents, no providers, no protection, no output of one resource fed to another. A
component is a plain `pulumi.ComponentResource` of the same type that registers its outputs, as Pulumi asks of every
component: https://www.pulumi.com/docs/iac/concepts/components/#registering-component-outputs. So both programs send
the engine the same registrations.
"""

import importlib
import json
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import cast

import pulumi

from rehearsal.mocks import synthesis
from rehearsal.mocks.recorder import Registered

FLAT = Path(__file__).with_name("flat.py")

_PROVIDER = re.compile(r"pulumi:providers:(?P<package>[a-z]+)")


def bare_program(resources: Iterable[Registered]) -> Callable[[], None]:
    """The program that declares these resources, one after the other."""
    declarations = [declaration(resource) for resource in resources]

    def body() -> None:
        runpy.run_path(str(FLAT), {"declarations": declarations}, "__main__")

    return body


def declaration(resource: Registered) -> Callable[[], object]:
    """The one call that declares this resource."""
    if not resource.custom:
        return partial(_component, resource.type, resource.name, resource.outputs)
    provider = _PROVIDER.fullmatch(resource.type)
    arguments = {snake(name): _plain(value) if provider else value for name, value in resource.inputs.items()}
    return partial(sdk_class(resource.type), resource.name, **arguments)


def _component(token: str, name: str, outputs: Mapping[str, object]) -> None:
    pulumi.ComponentResource(token, name).register_outputs(dict(outputs))


def sdk_class(token: str) -> Callable[..., object]:
    """The SDK's class for a type token; raises LookupError for a token that it does not have."""
    if provider := _PROVIDER.fullmatch(token):
        return cast("Callable[..., object]", importlib.import_module(f"pulumi_{provider['package']}").Provider)
    return synthesis.sdk_class(token)


def _plain(value: object) -> object:
    """What stood in a provider's property before the SDK turned it into JSON, as it does with all but texts."""
    try:
        return json.loads(str(value))
    except ValueError:
        return value


def snake(camel: str) -> str:
    """A provider's property as the Python SDK calls it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", camel).lower()
