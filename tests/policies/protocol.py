"""The engine's side of the analyzer protocol, for the examples: resources as messages, answers as outcomes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.engine.exemptions import Exemption
from policies.engine.review import UNDECIDED_PREFIX, Review
from policies.engine.server import Analyzer
from policies.frame.guardrail import Expected, Guardrail, ResourceGuardrail, StackGuardrail
from policies.frame.resources import Provider, Resource
from policies.frame.values import UNKNOWN, Value, is_list, is_map

TODAY = date(2026, 6, 1)


def analyzer(*guardrails: Guardrail, exemptions: Sequence[Exemption] = (), today: date = TODAY) -> Analyzer:
    resources = [guardrail for guardrail in guardrails if isinstance(guardrail, ResourceGuardrail)]
    stacks = [guardrail for guardrail in guardrails if isinstance(guardrail, StackGuardrail)]
    return Analyzer(guardrails, Review(resources, stacks, exemptions, today))


def struct(props: Value, secrets: frozenset[str] = frozenset()) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(_plain(props, secrets))
    return message


def _plain(value: Value, secrets: frozenset[str]) -> Any:
    if value is UNKNOWN:
        return UNKNOWN_STRING_VALUE
    if isinstance(value, str) and value in secrets:
        return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}
    if is_map(value):
        return {key: _plain(item, secrets) for key, item in value.items()}
    if is_list(value):
        return [_plain(item, secrets) for item in value]
    return value


def _provider(provider: Provider | None) -> analyzer_pb2.AnalyzerProviderResource | None:
    if provider is None:
        return None
    return analyzer_pb2.AnalyzerProviderResource(
        type="pulumi:providers:aws", name=provider.name, properties=struct(provider.props)
    )


def _options(resource: Resource) -> analyzer_pb2.AnalyzerResourceOptions:
    return analyzer_pb2.AnalyzerResourceOptions(protect=resource.protect, ignoreChanges=sorted(resource.ignored))


def one(resource: Resource) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        properties=struct(resource.props, resource.secrets),
        options=_options(resource),
        provider=_provider(resource.provider),
    )


def whole(resources: Sequence[Resource]) -> analyzer_pb2.AnalyzeStackRequest:
    return analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(
                urn=resource.urn,
                type=resource.type,
                name=resource.name,
                properties=struct(resource.props, resource.secrets),
                options=_options(resource),
                provider=_provider(resource.provider),
                dependencies=resource.after,
                propertyDependencies={
                    prop: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                    for prop, urns in resource.dependencies.items()
                },
            )
            for resource in resources
        ]
    )


class NoContext:
    """What gRPC hands to a handler: the pack asks it nothing."""


def ask(pack: Analyzer, resources: Sequence[Resource]) -> list[analyzer_pb2.AnalyzeDiagnostic]:
    """Send each resource alone, then all of them as a stack, as the engine does."""
    context: Any = NoContext()
    found = [said for resource in resources for said in pack.Analyze(one(resource), context).diagnostics]
    return [*found, *pack.AnalyzeStack(whole(resources), context).diagnostics]


def outcome(said: Sequence[analyzer_pb2.AnalyzeDiagnostic], guardrail: Guardrail) -> Expected:
    """What the diagnostics of one guardrail amount to."""
    texts = [one.message.split("\n", 1)[1] for one in said if one.policyName == guardrail.name]
    if any(not text.startswith(UNDECIDED_PREFIX) for text in texts):
        return Expected.FAIL
    return Expected.UNDECIDED if texts else Expected.PASS
