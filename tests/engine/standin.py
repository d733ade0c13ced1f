"""A provider that stands in for AWS and for `random`: it accepts every resource, and forgets all but a few at once.

It echoes inputs, adds the outputs that the mocks add too, and knows which changes mean a replacement. The engine
keeps the state. Each provider of a program (one a region) speaks over a connection of its own: that tells which
region a call is for, and lets one region be out of reach.
"""

import json
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, NamedTuple, Protocol, cast

import grpc
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from rehearsal.changes.replacements import REPLACING
from rehearsal.mocks.outputs import created, plain
from tests.engine.held import Held, HeldAlreadyError

_grpc = cast("Any", grpc)
"""grpc has no types."""


class _Call(Protocol):
    """The part of a gRPC call's context that is used here."""

    def peer(self) -> str: ...
    def abort(self, code: object, details: str) -> None: ...


class Reality(NamedTuple):
    """What stands on AWS, whatever the engine believes: a resource's inputs as the provider reads them, and all else."""

    inputs: dict[str, Any]
    state: dict[str, Any]


class _Home(NamedTuple):
    """Where a provider is configured to work."""

    region: str
    account: str


@dataclass
class StandIn:
    """The provider's behaviour; `unreachable` regions answer no call but those that only read configuration."""

    port: int = 0
    unreachable: set[str] = field(default_factory=set[str])
    reality: dict[str, Reality] = field(default_factory=dict[str, Reality])
    """What a test has made behind the engine's back, by id."""
    held: Held = field(default_factory=Held)
    """What AWS holds and refuses to hold twice; a copy of a stack begins with a copy of it."""
    _homes: dict[str, _Home] = field(default_factory=dict[str, _Home])

    def configure(self, request: provider_pb2.ConfigureRequest, call: _Call) -> Message:
        """Remember which region this connection is for, and log in, as the real provider does at this moment.

        The bridge asks STS in the provider's own region unless it is told to leave that out
        (https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go, `preConfigureCallback`), and the
        upstream provider asks it in `stsRegion`
        (https://github.com/hashicorp/aws-sdk-go-base/blob/main/aws_config.go).
        """
        values = _values(request.args)
        accounts = json.loads(str(values.get("allowedAccountIds", "[]")))
        region = str(values.get("region", ""))
        self._homes[call.peer()] = _Home(region, accounts[0] if accounts else "")
        if not _is_true(values.get("skipCredentialsValidation")):
            self._must_answer(region, call)
        self._must_answer(str(values.get("stsRegion") or region), call)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def check_config(self, request: provider_pb2.CheckRequest, _call: _Call) -> Message:
        """Accept a provider's configuration."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def diff_config(self, request: provider_pb2.DiffRequest, _call: _Call) -> Message:
        """Another region is another provider; any other change is made in place."""
        return _difference(request, frozenset({"region"}))

    def check(self, request: provider_pb2.CheckRequest, call: _Call) -> Message:
        """Accept any input; whether it is right is for strict types and the rehearsal to say."""
        self._reach(call)
        return provider_pb2.CheckResponse(inputs=request.news)

    def diff(self, request: provider_pb2.DiffRequest, call: _Call) -> Message:
        """Compare inputs, and tell which of the changed ones force a replacement."""
        self._reach(call)
        return _difference(request, REPLACING.get(request.type, frozenset()))

    def create(self, request: provider_pb2.CreateRequest, call: _Call) -> Message:
        """Give the resource an id and its outputs; in a preview, outputs that are not known yet."""
        home = self._reach(call)
        inputs = _values(request.properties)
        answer = created(request.type, request.name, inputs, region=home.region, account=home.account)
        if request.preview:
            outputs = {key: inputs.get(key, UNKNOWN) for key in answer.outputs}
            return provider_pb2.CreateResponse(id=answer.id, properties=_struct(outputs))
        try:
            resource_id = self.held.create(request.type, inputs, answer.id)
        except HeldAlreadyError as refusal:
            call.abort(_grpc.StatusCode.UNKNOWN, str(refusal))
            raise
        return provider_pb2.CreateResponse(id=resource_id, properties=_struct(answer.outputs))

    def update(self, request: provider_pb2.UpdateRequest, call: _Call) -> Message:
        """Give the outputs that the new inputs lead to; the id stays."""
        home = self._reach(call)
        answer = created(
            request.type, request.name, _values(request.news), region=home.region, account=home.account
        )
        if not request.preview:
            self.held.update(request.type, _values(request.olds), _values(request.news))
        return provider_pb2.UpdateResponse(properties=_struct(answer.outputs))

    def read(self, request: provider_pb2.ReadRequest, call: _Call) -> Message:
        """Find what the engine believes to stand, unless a test has changed it behind its back."""
        self._reach(call)
        if (real := self.reality.get(request.id)) is not None:
            return provider_pb2.ReadResponse(
                id=request.id, properties=_struct(real.state), inputs=_struct(real.inputs)
            )
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def delete(self, request: provider_pb2.DeleteRequest, call: _Call) -> Message:
        """Let go of the resource."""
        self._reach(call)
        self.held.delete(request.type, _values(request.properties))
        return Empty()

    def _reach(self, call: _Call) -> _Home:
        home = self._homes[call.peer()]
        self._must_answer(home.region, call)
        return home

    def _must_answer(self, region: str, call: _Call) -> None:
        if region in self.unreachable:
            call.abort(_grpc.StatusCode.UNKNOWN, f"the region {region} does not answer")


def _is_true(value: object) -> bool:
    """Whether a provider's setting is on: they arrive as JSON in a text."""
    return value in (True, "true")


def _about(_request: Empty, _call: _Call) -> Message:
    return plugin_pb2.PluginInfo(version=version("pulumi-aws"))


def _acknowledge(_request: Message, _call: _Call) -> Message:
    return Empty()


def _difference(request: provider_pb2.DiffRequest, replacing: frozenset[str]) -> provider_pb2.DiffResponse:
    old, new, state = _values(request.old_inputs), _values(request.news), _values(request.olds)
    changed = sorted(
        key
        for key in old.keys() | new.keys()
        # What was computed and is now declared as it stands is no change.
        if old.get(key) != new.get(key) and not (key not in old and state.get(key) == new.get(key))
    )
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=changed,
        replaces=[key for key in changed if key in replacing],
    )


def _values(struct: Struct) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(json_format.MessageToDict(struct)))


def _struct(values: dict[str, object]) -> Struct:
    return json_format.ParseDict(values, Struct())


def _serialised(message: Message) -> bytes:
    return message.SerializeToString()


@contextmanager
def serving() -> Generator[StandIn]:
    """Serve the stand-in on a free port of 127.0.0.1 until the block ends. What it lacks is answered as such."""
    stand_in = StandIn()
    methods: dict[str, tuple[type[Message], Callable[[Any, _Call], Message]]] = {
        "Attach": (plugin_pb2.PluginAttach, _acknowledge),
        "Cancel": (Empty, _acknowledge),
        "GetPluginInfo": (Empty, _about),
        "CheckConfig": (provider_pb2.CheckRequest, stand_in.check_config),
        "DiffConfig": (provider_pb2.DiffRequest, stand_in.diff_config),
        "Configure": (provider_pb2.ConfigureRequest, stand_in.configure),
        "Check": (provider_pb2.CheckRequest, stand_in.check),
        "Diff": (provider_pb2.DiffRequest, stand_in.diff),
        "Create": (provider_pb2.CreateRequest, stand_in.create),
        "Update": (provider_pb2.UpdateRequest, stand_in.update),
        "Read": (provider_pb2.ReadRequest, stand_in.read),
        "Delete": (provider_pb2.DeleteRequest, stand_in.delete),
    }
    handlers = {
        name: _grpc.unary_unary_rpc_method_handler(answer, request.FromString, _serialised)
        for name, (request, answer) in methods.items()
    }
    server = _grpc.server(ThreadPoolExecutor(max_workers=8))
    server.add_generic_rpc_handlers(
        (_grpc.method_handlers_generic_handler("pulumirpc.ResourceProvider", handlers),)
    )
    stand_in.port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield stand_in
    finally:
        server.stop(grace=None).wait()
