"""Runs a whole program, or one component, under Pulumi's mocks and records everything that it registers.

The SDK's mocks see a resource's type, name, inputs and provider, but not its parent, its protection or its
dependencies. The monitor here stands where the engine stands and reads the whole request.
"""

import asyncio
import contextvars
import gc
import json
import runpy
from collections.abc import Callable, Coroutine, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pulumi
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import (
    MockCallArgs,
    MockResourceArgs,
    Mocks,
    Settings,
    configure,
    resource,
    run_in_stack,
    set_all_config,
)
from pulumi.runtime.mocks import MockEngine, MockMonitor
from pulumi.runtime.proto import alias_pb2, resource_pb2, source_pb2
from pulumi.runtime.rpc import deserialize_properties, is_rpc_secret

from rehearsal.host.settings import config_text, structured_config
from rehearsal.mocks.outputs import created, plain

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "storefront"
STACK_TYPE = "pulumi:pulumi:Stack"
HOME_REGION = "us-east-1"
HOME_ACCOUNT = "123456789012"
"""Where a resource without an explicit provider lands; AWS's own documentation uses this account."""


@dataclass(frozen=True)
class Registered:
    """One resource as the engine would have received it, and the outputs that the program got back."""

    type: str
    name: str
    urn: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    custom: bool
    parent: str
    provider: str
    region: str | None
    protect: bool
    secret_inputs: frozenset[str]
    additional_secret_outputs: frozenset[str]
    dependencies: frozenset[str]
    property_dependencies: Mapping[str, frozenset[str]]
    aliases: tuple[str, ...]
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    delete_before_replace: bool
    retain_on_delete: bool


@dataclass(frozen=True)
class Record:
    """Everything that one run registered, sorted by URN, and what it exported."""

    resources: tuple[Registered, ...]
    exports: Mapping[str, Any]
    _by_urn: Mapping[str, Registered] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_urn", {resource.urn: resource for resource in self.resources})

    def of_type(self, token: str, *, region: str | None = None) -> tuple[Registered, ...]:
        """All resources of one type, in one region if that is given."""
        return tuple(r for r in self.resources if r.type == token and region in {None, r.region})

    def one(self, token: str, name: str | None = None) -> Registered:
        """The only resource of this type, or the one with this name.

        Raises `LookupError`, naming what there is instead.
        """
        candidates = self.of_type(token)
        found = [r for r in candidates if name in {None, r.name}]
        if len(found) != 1:
            wanted = token if name is None else f"{token} {name!r}"
            raise LookupError(f"wanted exactly one {wanted}, got {len(found)} of {[r.name for r in candidates]}")
        return found[0]

    def by_urn(self, urn: str) -> Registered:
        """The resource with this URN."""
        return self._by_urn[urn]

    def children_of(self, parent: Registered) -> tuple[Registered, ...]:
        """The resources directly under `parent`."""
        return tuple(r for r in self.resources if r.parent == parent.urn)

    def under(self, ancestor: Registered) -> tuple[Registered, ...]:
        """The resources anywhere under `ancestor`."""
        return tuple(r for r in self.resources if ancestor in self.ancestors(r))

    def ancestors(self, resource: Registered) -> tuple[Registered, ...]:
        """The components around `resource`, the nearest first; the stack itself is not among them."""
        parent = self._by_urn.get(resource.parent)
        return () if parent is None else (parent, *self.ancestors(parent))


class SynthesisedOutputs(Mocks):
    """Answers every registration as the provider that it names would, by the table of outputs."""

    def __init__(self) -> None:
        self._providers: dict[str, Mapping[str, Any]] = {}

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: a program that asks AWS while it runs has no preview when a region is away."""
        raise LookupError(f"the program invoked {args.token}; it is meant to use no data source")

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Echo a component's inputs; for a custom resource add what its provider computes."""
        if not args.custom:
            return "", {}
        raw = cast("dict[str, Any]", cast("Any", args).inputs)
        inputs = cast("dict[str, Any]", plain(raw))
        region = self.region_of(args.provider or "") or HOME_REGION
        answer = created(args.typ, args.name, inputs, region=region, account=self._account_of(args.provider or ""))
        if args.typ.startswith("pulumi:providers:"):
            self._providers[answer.id] = inputs
        # The raw inputs come last: what went in as a secret comes out as one.
        return answer.id, {**answer.outputs, **raw}

    def region_of(self, provider: str) -> str | None:
        """The region of a provider reference (`URN::id`), or None for a provider without one."""
        return self._of(provider).get("region")

    def _account_of(self, provider: str) -> str:
        # A provider's structured inputs travel as JSON text.
        allowed = self._of(provider).get("allowedAccountIds")
        return json.loads(allowed)[0] if allowed else HOME_ACCOUNT

    def _of(self, provider: str) -> Mapping[str, Any]:
        return self._providers.get(provider.rpartition("::")[2], {})


_Register = Callable[[resource_pb2.RegisterResourceRequest], resource_pb2.RegisterResourceResponse]
"""The SDK leaves the request untyped."""


class RecordingMonitor(MockMonitor):
    """The SDK's mock monitor, which also keeps each request and names resources as the engine does."""

    def __init__(self) -> None:
        self._answers = SynthesisedOutputs()
        super().__init__(self._answers)
        self._registered: dict[str, Registered] = {}
        self._outputs: dict[str, Mapping[str, Any]] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The engine's URN: every enclosing component's type, but not the stack's."""
        around = parent.split("::")[2] if parent else ""
        qualified = type_ if around in {"", STACK_TYPE} else f"{around}${type_}"
        *head, _type, _name = super().make_urn("", type_, name).split("::")
        return "::".join([*head, qualified, name])

    def RegisterResource(  # noqa: N802 - gRPC's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Answer by the mocks, keep the request, and refuse what the engine would: one URN twice."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self._registered:
            raise LookupError(f"two resources have the URN {urn}; give one another name")
        answer = cast("_Register", super().RegisterResource)
        response = answer(request)
        if request.type != STACK_TYPE:
            region = self._answers.region_of(request.provider)
            self._registered[urn] = _registered(request, response, region)
        return response

    def RegisterResourceOutputs(  # noqa: N802 - gRPC's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> Empty:
        """Keep what a component, or the stack, declares as its outputs."""
        self._outputs[request.urn] = _properties(request.outputs)
        return Empty()

    def record(self) -> Record:
        """What has been registered so far."""
        declared = self._outputs
        resources = (
            replace(r, outputs={**r.outputs, **declared.get(r.urn, {})}) for r in self._registered.values()
        )
        exports = [outputs for urn, outputs in declared.items() if urn not in self._registered]
        return Record(tuple(sorted(resources, key=lambda r: r.urn)), exports[0] if exports else {})


def _properties(struct: Struct) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(deserialize_properties(struct)))


def _urns(urns: Iterable[str]) -> frozenset[str]:
    return frozenset(urns)


def _registered(
    request: resource_pb2.RegisterResourceRequest,
    response: resource_pb2.RegisterResourceResponse,
    region: str | None,
) -> Registered:
    raw = cast("dict[str, Any]", deserialize_properties(request.object))
    aliases = cast("Iterable[alias_pb2.Alias]", request.aliases)
    inputs = cast("dict[str, Any]", plain(raw))
    return Registered(
        type=request.type,
        name=request.name,
        urn=response.urn,
        id=response.id,
        inputs=inputs,
        outputs=_properties(response.object),
        custom=request.custom,
        parent=request.parent,
        provider=request.provider,
        region=inputs.get("region", region),
        protect=request.protect,
        secret_inputs=frozenset(key for key, value in raw.items() if is_rpc_secret(value)),
        additional_secret_outputs=frozenset(request.additionalSecretOutputs),
        dependencies=_urns(request.dependencies),
        property_dependencies={key: _urns(on.urns) for key, on in request.propertyDependencies.items()},
        aliases=tuple(alias.urn or alias.spec.name for alias in aliases),
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        delete_before_replace=request.deleteBeforeReplace,
        retain_on_delete=request.retainOnDelete,
    )


def packed_files(archive: pulumi.AssetArchive) -> dict[str, str]:
    """Return the path on this machine of each file of an archive, by its name in it."""
    return {name: asset.path for name, asset in archive.assets.items() if isinstance(asset, pulumi.FileAsset)}


def stack_config(stack: str, overrides: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The configuration that the engine hands a program: `Pulumi.<stack>.yaml`, structures as JSON text.

    `overrides` are laid over the file's `storefront:` keys.
    """
    written = structured_config(ROOT / f"Pulumi.{stack}.yaml", PROJECT)
    merged = laid_over(written, {f"{PROJECT}:{key}": value for key, value in (overrides or {}).items()})
    return {key: config_text(value) for key, value in merged.items()}


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `over` laid over it: mappings merge, None takes out, anything else replaces."""
    both = {**base, **over}
    for key in base.keys() & over.keys():
        if isinstance(base[key], dict) and isinstance(over[key], dict):
            both[key] = laid_over(base[key], over[key])
    return {key: value for key, value in both.items() if value is not None}


def run_program(stack: str, overrides: Mapping[str, Any] | None = None) -> Record:
    """Run the project's real `__main__.py` for one stack to completion, as the language host would."""
    return _run(lambda: runpy.run_path(str(ROOT), run_name="__main__"), stack, stack_config(stack, overrides))


def run_component(factory: Callable[[], object], *, stack: str = "prod") -> Record:
    """Run `factory`, which builds a component or a few resources, to completion."""
    return _run(factory, stack, {})


def _run(program: Callable[[], object], stack: str, config: Mapping[str, str]) -> Record:
    monitor = RecordingMonitor()

    def body() -> None:
        program()

    def run() -> None:
        set_all_config(dict(config), [])
        configure(
            Settings(
                project=PROJECT,
                stack=stack,
                monitor=monitor,
                engine=MockEngine(None),
                dry_run=False,
                organization="organization",
                root_directory=str(ROOT),
            )
        )
        with _no_collection(), _no_traces():
            _run_loop(run_in_stack(body))

    # The SDK keeps its state in context variables: an empty context is a fresh runtime.
    contextvars.Context().run(run)
    return monitor.record()


@contextmanager
def _no_collection() -> Generator[None]:
    """A program is short and keeps all that it makes: to look through it over and over takes half of its time."""
    rested = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rested:
            gc.enable()


@contextmanager
def _no_traces() -> Generator[None]:
    """The SDK tells the engine where each resource was made: a quarter of the time, and nobody here asks."""
    with patch.object(resource, "_get_stack_trace", source_pb2.StackTrace):
        yield


def _run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run to completion and leave nothing behind: no event loop, and no error that is reported twice.

    The mock monitor makes an event loop in each thread that calls it, so there is one thread, with one loop.
    """
    with asyncio.Runner() as runner, ThreadPoolExecutor(max_workers=1) as monitor_thread:
        loop = runner.get_loop()
        loop.set_default_executor(monitor_thread)
        # A failure is raised below; each output that waited for it would report it again when collected.
        loop.set_exception_handler(lambda _loop, _context: None)
        monitor_thread.submit(asyncio.set_event_loop, asyncio.new_event_loop()).result()
        try:
            runner.run(work)
        finally:
            monitor_thread.submit(lambda: asyncio.get_event_loop().close()).result()
