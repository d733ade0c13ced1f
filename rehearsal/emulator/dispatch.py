"""Sends requests to moto's services, and to those of ours that moto has not got at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from rehearsal.emulator.extensions import performance_insights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask
    from moto.backends import SERVICE_NAMES

OWN_SERVICES: Mapping[str, Callable[[], Flask]] = {performance_insights.SERVICE: performance_insights.create_app}
"""How to make the application of each service that moto lacks."""


class Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher, which asks us first."""

    def __init__(self, create_app: Callable[[SERVICE_NAMES], Flask]) -> None:
        super().__init__(create_app)
        self._by_host: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the name of the service that answers for a host."""
        # moto lists the folders of its package, and tries a pattern for each service, at every request.
        if host not in self._by_host:
            self._by_host[host] = self._service_of(host)
        return self._by_host[host]

    def _service_of(self, host: str | None) -> Any:
        if host and performance_insights.HOST.match(host):
            return performance_insights.SERVICE
        return super().get_backend_for_host(host)

    def infer_service_region_host(self, environ: dict[str, Any], path: str) -> str | None:
        """Return the host that a request would have gone to."""
        if path.startswith(performance_insights.SAMPLES_PATH):
            return "pi.us-east-1.amazonaws.com"
        return super().infer_service_region_host(environ, path)
