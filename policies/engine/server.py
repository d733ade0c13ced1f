"""The analyzer protocol, spoken for the guardrails.

`pulumi_policy.PolicyPack` speaks it too, but reads a resource anew for every policy, and gives a policy one level:
a mandatory one could report neither an exemption in force nor a value still unknown without stopping the update.
Here a resource is read once, each diagnostic carries its guardrail's own name and the level that it deserves, and
unknown values are values. The protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/analyzer.proto
"""

import signal
import sys
from collections.abc import Iterable, Sequence
from concurrent import futures
from importlib.metadata import version
from types import FrameType

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from policies.engine.review import EXEMPTIONS, Report, Review
from policies.engine.wire import resource_of, stack_resource_of
from policies.frame.guardrail import Guardrail, ResourceGuardrail, Severity, StackGuardrail
from policies.frame.stack import Stack

NAME = "storefront"
VERSION = version(NAME)
_EXEMPTIONS_SUMMARY = "Every exemption in policies/exemptions.yaml is in force and needed."
_LEVELS = {Severity.MANDATORY: analyzer_pb2.MANDATORY, Severity.ADVISORY: analyzer_pb2.ADVISORY}
# The engine's own limit for one message (sdk/go/common/util/rpcutil): a whole stack comes in one.
_MESSAGE_BYTES = 400 * 1024 * 1024
# As many as the SDK's own packs have: Python runs one at a time, the others read and write meanwhile.
_WORKERS = 4


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine, or whatever else speaks the protocol."""

    def __init__(self, guardrails: Sequence[Guardrail], review: Review) -> None:
        self._guardrails = guardrails
        self._review = review
        self._summaries = {guardrail.name: guardrail.summary for guardrail in guardrails}
        self._summaries[EXEMPTIONS] = _EXEMPTIONS_SUMMARY
        self._registered: set[str] = set()
        self._not_for: dict[str, list[analyzer_pb2.PolicyNotApplicable]] = {}

    def Analyze(  # noqa: N802 - the protocol's names
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Judge one resource."""
        del context
        self._registered.add(request.urn)
        return analyzer_pb2.AnalyzeResponse(
            diagnostics=self._diagnostics(self._review.resource(resource_of(request))),
            not_applicable=self._not_applicable(request.type),
        )

    def AnalyzeStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Judge the whole stack: what the program registered since the last one was judged.

        An update that refreshes first also names what it then deletes, and one with `--exclude` what it leaves
        although the program has it no more (`AnalyzeResources` and `news` in the engine's pkg/resource/deploy).
        Each resource that the program has was sent to Analyze before; who sends none means all.
        """
        del context
        registered, self._registered = self._registered, set()
        kept = [message for message in request.resources if not registered or message.urn in registered]
        stack = Stack([stack_resource_of(message) for message in kept])
        return analyzer_pb2.AnalyzeResponse(diagnostics=self._diagnostics(self._review.stack(stack)))

    def Remediate(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.RemediateResponse:
        """Change nothing: guardrails only evaluate."""
        del request, context
        return analyzer_pb2.RemediateResponse()

    def GetAnalyzerInfo(self, request: object, context: grpc.ServicerContext) -> analyzer_pb2.AnalyzerInfo:  # noqa: N802
        """List the guardrails."""
        del request, context
        return analyzer_pb2.AnalyzerInfo(
            name=NAME,
            version=VERSION,
            # Levels are declared and exempted in reviewed files, not configured on the side.
            supportsConfig=False,
            policies=[*(_info(guardrail) for guardrail in self._guardrails), _exemptions_info()],
        )

    def GetPluginInfo(self, request: object, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:  # noqa: N802
        """Say the pack's version."""
        del request, context
        return plugin_pb2.PluginInfo(version=VERSION)

    def Configure(self, request: object, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        """Take note of nothing: see `supportsConfig`."""
        del request, context
        return empty_pb2.Empty()

    def Handshake(  # noqa: N802
        self, request: object, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerHandshakeResponse:
        """Greet the engine; nothing of it is needed."""
        del request, context
        return analyzer_pb2.AnalyzerHandshakeResponse()

    def ConfigureStack(  # noqa: N802
        self, request: object, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Take note of nothing: the stack's name is in each URN."""
        del request, context
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Cancel(self, request: object, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        """Nothing runs long enough to be cancelled."""
        del request, context
        return empty_pb2.Empty()

    def _diagnostics(self, reports: Iterable[Report]) -> list[analyzer_pb2.AnalyzeDiagnostic]:
        return [
            analyzer_pb2.AnalyzeDiagnostic(
                policyName=report.guardrail,
                policyPackName=NAME,
                policyPackVersion=VERSION,
                description=self._summaries[report.guardrail],
                message=f"{self._summaries[report.guardrail]}\n{report.text}",
                urn=report.urn,
                enforcementLevel=_LEVELS[report.level],
            )
            for report in reports
        ]

    def _not_applicable(self, token: str) -> list[analyzer_pb2.PolicyNotApplicable]:
        """Name the guardrails that do not look at a type, so that the engine does not count them as passed."""
        if token not in self._not_for:
            applying = {guardrail.name for guardrail in self._review.applying(token)}
            self._not_for[token] = [
                analyzer_pb2.PolicyNotApplicable(policy_name=guardrail.name, reason=f"not about {token}")
                for guardrail in self._guardrails
                if isinstance(guardrail, ResourceGuardrail) and guardrail.name not in applying
            ]
        return self._not_for[token]


def _info(guardrail: Guardrail) -> analyzer_pb2.PolicyInfo:
    stack = isinstance(guardrail, StackGuardrail)
    return analyzer_pb2.PolicyInfo(
        name=guardrail.name,
        description=guardrail.summary,
        enforcementLevel=_LEVELS[guardrail.severity],
        policy_type=analyzer_pb2.POLICY_TYPE_STACK if stack else analyzer_pb2.POLICY_TYPE_RESOURCE,
        framework=analyzer_pb2.PolicyComplianceFramework(
            name="AWS Well-Architected Framework", specification=guardrail.practice
        ),
        tags=list(guardrail.controls),
        remediation_steps=guardrail.mend,
    )


def _exemptions_info() -> analyzer_pb2.PolicyInfo:
    return analyzer_pb2.PolicyInfo(
        name=EXEMPTIONS,
        description=_EXEMPTIONS_SUMMARY,
        enforcementLevel=analyzer_pb2.MANDATORY,
        policy_type=analyzer_pb2.POLICY_TYPE_STACK,
    )


def serve(analyzer: Analyzer) -> None:
    """Listen on a port of this machine, say which on the first line of output, and answer until told to end."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_WORKERS),
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES)],
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop(grace=None)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()
