"""The engine service: where the program's log messages go."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    import grpc


class Engine(engine_pb2_grpc.EngineServicer):
    """Keeps the program's warnings and errors, in order."""

    def __init__(self) -> None:
        self._root = ""
        self._lock = threading.Lock()
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def Log(  # noqa: N802 - the protocol's name
        self,
        request: engine_pb2.LogRequest,
        context: grpc.ServicerContext,  # noqa: ARG002 - the protocol's signature
    ) -> empty_pb2.Empty:
        """Keep a message; what is only informative or for debugging is let go."""
        kept = {engine_pb2.WARNING: self.warnings, engine_pb2.ERROR: self.errors}.get(request.severity)
        if kept is not None:
            with self._lock:
                kept.append(request.message)
        return empty_pb2.Empty()

    def GetRootResource(  # noqa: N802
        self,
        request: engine_pb2.GetRootResourceRequest,  # noqa: ARG002
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> engine_pb2.GetRootResourceResponse:
        """The stack's URN."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(  # noqa: N802
        self,
        request: engine_pb2.SetRootResourceRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> engine_pb2.SetRootResourceResponse:
        """Remember the stack's URN."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()
