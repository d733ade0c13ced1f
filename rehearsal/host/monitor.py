"""The resource monitor: takes the program's registrations, has them guarded, and creates them.

It speaks pulumi/pulumi's proto/pulumi/resource.proto. A resource that does not stand is answered with a
failure, not with an error: its outputs are then unknown to the program, which goes on, so that one rehearsal
tells all that is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc

from rehearsal.host.pack import Pack, PackError
from rehearsal.host.providers import ProviderError
from rehearsal.host.registration import UnrehearsedError, read_request
from rehearsal.host.registry import DuplicateResourceError, Registry
from rehearsal.record import Level, Resource, State
from rehearsal.values import decode_struct, encode_struct, has_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.runtime.proto import callback_pb2

    from rehearsal.host.creation import Creator
    from rehearsal.host.stopwatch import Stopwatch
    from rehearsal.scrubber import SecretScrubber

# What the SDK may send. Transforms and hooks are among it so that asking for one is refused here, by name;
# without the feature the SDK itself would advise updating a CLI that is not there.
FEATURES = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
)


@dataclass(frozen=True)
class Works:
    """What the monitor works with."""

    registry: Registry
    pack: Pack
    creator: Creator
    scrubber: SecretScrubber
    stopwatch: Stopwatch
    progress: Callable[[Resource], None]


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Serves one run of the program. Called from several threads at once."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self.trouble: PackError | None = None
        """Why the rehearsal cannot go on, when it is not the program's doing."""

    def GetDeploymentInfo(self, request: Any, context: grpc.ServicerContext) -> resource_pb2.DeploymentInfo:  # noqa: ARG002, N802
        """What kind of engine this is."""
        return resource_pb2.DeploymentInfo(supportedFeatures=FEATURES)

    def RegisterResource(  # noqa: N802
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        """Guard a resource and create it."""
        try:
            resource = read_request(request, self._works.registry)
            self._works.registry.add(resource)
        except (UnrehearsedError, DuplicateResourceError) as error:
            _abort(context, str(error))
        self._works.scrubber.keep(resource.inputs)
        try:
            self._stand(resource)
        except PackError as error:
            self.trouble = self.trouble or error
            _abort(context, str(error))
        self._works.scrubber.keep(resource.outputs)
        self._works.progress(resource)
        return resource_pb2.RegisterResourceResponse(
            urn=resource.urn,
            id=resource.id,
            object=encode_struct(resource.outputs if resource.custom else {}),
            result=resource_pb2.Result.SUCCESS if resource.state.stands else resource_pb2.Result.FAIL,
        )

    def _stand(self, resource: Resource) -> None:
        works = self._works
        try:
            works.creator.prepare(resource)
        except ProviderError as error:
            resource.state, resource.error = State.FAILED, str(error)
            return
        with works.stopwatch.measure("policies"):
            resource.findings = works.pack.analyze(resource, works.registry.find(resource.provider))
        if any(finding.level is Level.MANDATORY for finding in resource.findings):
            resource.state = State.REFUSED
        elif missing := works.registry.missing(resource):
            resource.state = State.SKIPPED
            resource.error = f"depends on {missing[0].name} ({missing[0].type}), which does not stand"
        elif resource.state is State.PROVIDER:
            resource.id = resource.name
            resource.outputs = dict(resource.inputs)
        elif resource.custom:
            self._create(resource)

    def _create(self, resource: Resource) -> None:
        if has_unknown(resource.inputs):
            resource.state = State.SKIPPED
            resource.error = "depends on a value that nothing has decided"
            return
        with self._works.stopwatch.measure("creation"):
            self._works.creator.create(resource)

    def RegisterResourceOutputs(  # noqa: N802
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Keep what a component, or the stack, makes known to others."""
        resource = self._works.registry.find(request.urn)
        if resource is None:
            _abort(context, f"{request.urn} has outputs but was never registered")
        resource.outputs = decode_struct(request.outputs)
        self._works.scrubber.keep(resource.outputs)
        return empty_pb2.Empty()

    def RegisterPackage(  # noqa: N802
        self,
        request: resource_pb2.RegisterPackageRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> resource_pb2.RegisterPackageResponse:
        """Name a package; no plugin is loaded for it."""
        return resource_pb2.RegisterPackageResponse(ref=f"{request.name}@{request.version}")

    def SignalAndWaitForShutdown(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: ARG002, N802
        """Let the program go: everything it registered has been answered."""
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802
        self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ResourceInvokeResponse:
        """Refuse to look anything up: what a look-up finds is not declared, and would differ by the day."""
        _refuse(context, f"looks up {request.tok}; declare it, or give it by the settings")

    def Call(  # noqa: N802
        self, request: resource_pb2.ResourceCallRequest, context: grpc.ServicerContext
    ) -> Any:
        """Refuse to call a provider's method."""
        _refuse(context, f"calls {request.tok}")

    def ReadResource(  # noqa: N802
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        """Refuse to adopt what another stack or a person made."""
        _refuse(context, f"reads {request.name} ({request.type}), which it does not declare")

    def RegisterStackTransform(self, request: callback_pb2.Callback, context: grpc.ServicerContext) -> Any:  # noqa: ARG002, N802
        """Refuse a transform of everything."""
        _refuse(context, "registers a transform")

    def RegisterResourceHook(  # noqa: N802
        self, request: resource_pb2.RegisterResourceHookRequest, context: grpc.ServicerContext
    ) -> Any:
        """Refuse a hook."""
        _refuse(context, f"registers the resource hook {request.name}")


def _refuse(context: grpc.ServicerContext, what: str) -> NoReturn:
    _abort(context, f"the program {what}, which a rehearsal does not do")


def _abort(context: grpc.ServicerContext, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, message)
    raise AssertionError  # abort raises; its types do not say so
