"""The real policy pack, run as the Pulumi engine runs it and asked over its analyzer protocol.

The engine's side of the protocol is pulumi/pulumi: sdk/go/common/resource/plugin/analyzer_plugin.go.
Remediation, which rewrites inputs before they are checked, is not part of a rehearsal; a guardrail of that level
counts as mandatory here, as it does for the pack itself once its remediation has not helped.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol, cast

import grpc
import yaml
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from rehearsal.host.children import PATIENCE
from rehearsal.record import Finding, Guardrail, Level, Resource
from rehearsal.values import encode_struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rehearsal.host.children import Child, Children

# Seconds the pack may take to load: it imports an SDK of thousands of types on a busy machine.
LOADING = 60.0
# The engine allows messages of 400 MiB (sdk/go/common/util/rpcutil); a whole stack goes out in one.
MESSAGE_BYTES = 400 * 1024 * 1024

LEVELS: Mapping[int, Level] = {
    analyzer_pb2.ADVISORY: Level.ADVISORY,
    analyzer_pb2.MANDATORY: Level.MANDATORY,
    analyzer_pb2.REMEDIATE: Level.MANDATORY,
    analyzer_pb2.DISABLED: Level.DISABLED,
}


class PackError(Exception):
    """The policy pack could not be started or failed at its work."""


class _Analyzer(Protocol):
    """The calls of the generated stub that are made here, with their types."""

    def ConfigureStack(self, request: analyzer_pb2.AnalyzerStackConfigureRequest) -> object: ...  # noqa: N802
    def GetAnalyzerInfo(self, request: Any) -> analyzer_pb2.AnalyzerInfo: ...  # noqa: N802
    def Configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest) -> object: ...  # noqa: N802
    def Analyze(self, request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.AnalyzeResponse: ...  # noqa: N802
    def AnalyzeStack(self, request: analyzer_pb2.AnalyzeStackRequest) -> analyzer_pb2.AnalyzeResponse: ...  # noqa: N802


class Pack:
    """A running policy pack. Safe to ask from several threads; they wait until it is ready."""

    def __init__(self, children: Children, directory: Path, environment: Mapping[str, str]) -> None:
        """Start the pack without waiting for it.

        Args:
            children: what ends the process.
            directory: where PulumiPolicy.yaml is.
            environment: with the stack's PULUMI_* variables (see `settings.StackFile.environment`).

        Raises:
            PackError: there is no pack.
        """
        self._directory = directory
        self._about = _about(directory)
        self._failed = False
        self._ready = threading.Event()
        self._stub: _Analyzer | None = None
        self._channel: grpc.Channel | None = None
        self.guardrails: list[Guardrail] = []
        # An engine address is part of the command, but a Python pack never calls it.
        command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(directory)]
        self._child: Child = children.start(command, cwd=directory, env=environment)

    @property
    def title(self) -> str:
        """Its name and version."""
        return self._about

    def connect(self, *, project: str, stack: str, organization: str, config: Mapping[str, str]) -> None:
        """Wait until the pack listens, tell it the stack, and put its own levels and settings in force.

        Raises:
            PackError: it ended, or did not get ready in time.
        """
        try:
            self._stub = self._dial()
            request = analyzer_pb2.AnalyzerStackConfigureRequest(
                project=project, stack=stack, organization=organization, config=config
            )
            self._stub.ConfigureStack(request)
            info = self._stub.GetAnalyzerInfo(empty_pb2.Empty())
            self._stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=_configuration(info)))
            self.guardrails = _guardrails(info)
            self._about = f"{info.name} {self._about}"
        except grpc.RpcError as error:
            raise self._broken("while starting", error) from error
        finally:
            self._failed = not self.guardrails
            self._ready.set()

    def give_up(self) -> None:
        """Let nobody wait any longer for a pack that is not going to get ready."""
        self._ready.set()

    def hang_up(self) -> None:
        """End the conversation before the pack's process ends: nobody is then surprised by the other's leaving."""
        if self._channel is not None:
            self._channel.close()

    def analyze(self, resource: Resource, provider: Resource | None) -> list[Finding]:
        """What the guardrails say about one resource, before it is created.

        Raises:
            PackError: the pack failed at it.
        """
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.type,
            urn=resource.urn,
            name=resource.name,
            properties=encode_struct(resource.inputs),
            options=_options(resource),
            provider=_provider(provider),
        )
        stub = self._await_stub()
        try:
            response = stub.Analyze(request)
        except grpc.RpcError as error:
            raise self._broken(f"on {resource.name} ({resource.type})", error) from error
        return _findings(response.diagnostics, resource.urn)

    def analyze_stack(self, resources: Sequence[tuple[Resource, Resource | None]]) -> list[Finding]:
        """What the guardrails say about the whole stack, each resource given with its provider.

        Raises:
            PackError: the pack failed at it.
        """
        request = analyzer_pb2.AnalyzeStackRequest(resources=[_stack_resource(*one) for one in resources])
        stub = self._await_stub()
        try:
            response = stub.AnalyzeStack(request)
        except grpc.RpcError as error:
            raise self._broken("on the whole stack", error) from error
        return _findings(response.diagnostics, "")

    def _await_stub(self) -> _Analyzer:
        self._ready.wait(LOADING)
        if self._stub is None or self._failed:
            message = "the policy pack is not there"
            raise PackError(message)
        return self._stub

    def _dial(self) -> _Analyzer:
        port = self._child.first_line(LOADING)
        if port is None or not port.isdigit():
            message = f"the policy pack in {self._directory.name}/ did not start: {self._last_words()}"
            raise PackError(message)
        options = [("grpc.max_receive_message_length", MESSAGE_BYTES)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=options)
        return cast("_Analyzer", analyzer_pb2_grpc.AnalyzerStub(self._channel))

    def _broken(self, place: str, error: grpc.RpcError) -> PackError:
        details = str(cast("grpc.Call", error).details() or error)
        words = details.removeprefix("Exception calling application: ")
        return PackError(
            f"the policy pack failed {place}: {words if self._child.running() else self._last_words()}"
        )

    def _last_words(self) -> str:
        # Its output closes a moment before it ends.
        if not self._child.ends_within(PATIENCE):
            return f"it was not ready after {LOADING:.0f} s"
        status = self._child.wait()
        return last_words(self._child.errors, self._directory) or f"it ended with status {status}"


def last_words(lines: Iterable[str], directory: Path) -> str:
    """The error at the end of a Python traceback, and the place in our own code it came from."""
    said = [line for line in lines if line.strip()]
    if not said:
        return ""
    places = [line.strip() for line in said if line.strip().startswith(f'File "{directory}')]
    place = places[-1].replace(f"{directory}/", "") if places else ""
    return f"{said[-1].strip()}" + (f" ({place})" if place else "")


def _about(directory: Path) -> str:
    path = directory / "PulumiPolicy.yaml"
    try:
        content = cast("dict[str, Any]", yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except FileNotFoundError as error:
        message = f"there is no policy pack: {path} is missing"
        raise PackError(message) from error
    except yaml.YAMLError as error:
        message = f"{path} is not YAML: {error}"
        raise PackError(message) from error
    return str(content.get("version", ""))


def _configuration(info: analyzer_pb2.AnalyzerInfo) -> dict[str, analyzer_pb2.PolicyConfig]:
    """The pack's own configuration put in force, as the engine does when it is given no other."""
    configuration: dict[str, analyzer_pb2.PolicyConfig] = {}
    for policy in info.policies:
        initial = info.initialConfig.get(policy.name)
        properties = struct_pb2.Struct()
        properties.CopyFrom(initial.properties if initial else properties)
        configuration[policy.name] = analyzer_pb2.PolicyConfig(
            enforcementLevel=initial.enforcementLevel if initial else policy.enforcementLevel,
            properties=properties,
        )
    return configuration


def _guardrails(info: analyzer_pb2.AnalyzerInfo) -> list[Guardrail]:
    levels = {name: one.enforcementLevel for name, one in _configuration(info).items()}
    return [
        Guardrail(
            name=policy.name,
            level=LEVELS[levels[policy.name]],
            severity=analyzer_pb2.PolicySeverity.Name(policy.severity).removeprefix("POLICY_SEVERITY_").lower(),
            description=policy.description,
        )
        for policy in info.policies
    ]


def _findings(diagnostics: Iterable[analyzer_pb2.AnalyzeDiagnostic], urn: str) -> list[Finding]:
    return [
        Finding(
            guardrail=one.policyName,
            level=LEVELS[one.enforcementLevel],
            message=one.message.removeprefix(f"{one.description}\n"),
            urn=one.urn or urn,
        )
        for one in diagnostics
    ]


def _options(resource: Resource) -> analyzer_pb2.AnalyzerResourceOptions:
    options = resource.options
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=options.protect,
        ignoreChanges=options.ignore_changes,
        deleteBeforeReplace=bool(options.delete_before_replace),
        deleteBeforeReplaceDefined=options.delete_before_replace is not None,
        additionalSecretOutputs=options.additional_secret_outputs,
        aliases=options.aliases,
        customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**options.timeouts),
        parent=resource.parent,
    )


def _provider(provider: Resource | None) -> analyzer_pb2.AnalyzerProviderResource | None:
    if provider is None:
        return None
    return analyzer_pb2.AnalyzerProviderResource(
        type=provider.type, urn=provider.urn, name=provider.name, properties=encode_struct(provider.inputs)
    )


def _stack_resource(resource: Resource, provider: Resource | None) -> analyzer_pb2.AnalyzerResource:
    dependencies = {
        name: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
        for name, urns in resource.property_dependencies.items()
        if urns
    }
    # What was not created has no outputs; its inputs are the nearest to them, as they are in a preview.
    properties = resource.outputs if resource.state.stands else resource.inputs
    return analyzer_pb2.AnalyzerResource(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        parent=resource.parent,
        properties=encode_struct(properties),
        options=_options(resource),
        provider=_provider(provider),
        dependencies=resource.dependencies,
        propertyDependencies=dependencies,
    )
