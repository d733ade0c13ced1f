"""The dashboards: for the business, for whoever is on call, and for the database; any region shows them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, Tier
from components.monitoring import indicators
from components.monitoring.catalogue import CATALOGUE
from components.monitoring.graphs import Graph, of_alarms, of_indicators
from components.shared.naming import Account, Place
from components.shared.outputs import output_of

WIDTH, _HALF, _GRAPH_HEIGHT, _HEADING_HEIGHT, _ALARMS_HEIGHT = 24, 12, 6, 1, 4
_SPAN = "-PT6H"
# Symptoms first, then from the outermost tier inwards.
_ORDER = (Tier.VISITORS, *(tier for tier in reversed(Tier) if tier is not Tier.VISITORS))


class Dashboard(StrEnum):
    """The dashboards, by whom they are for."""

    BUSINESS = "business"
    ON_CALL = "on-call"
    DATABASE = "database"


@dataclass(frozen=True, kw_only=True)
class MonitoredSite:
    """One site as dashboards show it: where it is, what stands there, and the names of the alarms that page."""

    place: Place
    inventory: Inventory
    pages: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class DashboardsArgs:
    """The account, the sites (the serving one first), and the address of the runbooks."""

    account: Account
    sites: Sequence[MonitoredSite]
    runbooks: str


class Dashboards(pulumi.ComponentResource):
    """A dashboard for each of `Dashboard`."""

    def __init__(self, name: str, *, args: DashboardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:monitoring:Dashboards", name, None, opts)
        bodies = {
            Dashboard.BUSINESS: _business(args.sites),
            Dashboard.ON_CALL: _on_call(args.sites, args.runbooks),
            Dashboard.DATABASE: _database(args.sites),
        }
        for dashboard, widgets in bodies.items():
            aws.cloudwatch.Dashboard(
                args.account.logical(f"dashboard-{dashboard}"),
                dashboard_name=dashboard_name(args.account, dashboard),
                dashboard_body=output_of({"start": _SPAN, "widgets": list(laid_out(widgets))}).apply(json.dumps),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})


def dashboard_name(account: Account, dashboard: Dashboard) -> str:
    """Return a dashboard's name, which belongs to no region."""
    return account.name(dashboard, limit=255)


@dataclass(frozen=True, kw_only=True)
class Widget:
    """A widget before it has a place: its kind, its size in the grid's units, and what it shows."""

    kind: str
    width: int
    height: int
    properties: Mapping[str, Any]


def laid_out(widgets: Sequence[Widget]) -> Iterator[dict[str, Any]]:
    """Put widgets into lines from the left; what does not fit begins the next line."""
    x = y = line = 0
    for widget in widgets:
        if x + widget.width > WIDTH:
            x, y, line = 0, y + line, 0
        yield {
            "type": widget.kind,
            "x": x,
            "y": y,
            "width": widget.width,
            "height": widget.height,
            "properties": dict(widget.properties),
        }
        x, line = x + widget.width, max(line, widget.height)


def _business(sites: Sequence[MonitoredSite]) -> list[Widget]:
    return [
        _graph(graph)
        for site in sites
        for graph in of_indicators(site.place.region, site.inventory, indicators.BUSINESS)
    ]


def _on_call(sites: Sequence[MonitoredSite], runbooks: str) -> list[Widget]:
    widgets: list[Widget] = []
    for site in sites:
        if site.pages:
            widgets.append(_alarms(site))
        for tier in _ORDER:
            rows = [row for row in CATALOGUE if row.tier is tier]
            graphs = [_graph(graph) for graph in of_alarms(site.place.region, site.inventory, rows)]
            if graphs:
                link = f"[runbook]({runbooks.rstrip('/')}/{tier}.md)"
                widgets += [_heading(f"## {tier.title()}, {site.place.region}: {link}"), *graphs]
    return widgets


def _database(sites: Sequence[MonitoredSite]) -> list[Widget]:
    rows = [row for row in CATALOGUE if row.tier is Tier.DATABASE]
    return [
        _graph(graph)
        for site in sites
        for graph in (
            *of_indicators(site.place.region, site.inventory, indicators.DATABASE),
            *of_alarms(site.place.region, site.inventory, rows),
        )
    ]


def _graph(graph: Graph) -> Widget:
    return Widget(kind="metric", width=_HALF, height=_GRAPH_HEIGHT, properties=graph.properties())


def _heading(markdown: str) -> Widget:
    return Widget(kind="text", width=WIDTH, height=_HEADING_HEIGHT, properties={"markdown": markdown})


def _alarms(site: MonitoredSite) -> Widget:
    arns = [site.place.arn("cloudwatch", f"alarm:{name}") for name in site.pages]
    title = f"What wakes somebody, {site.place.region}"
    return Widget(kind="alarm", width=WIDTH, height=_ALARMS_HEIGHT, properties={"title": title, "alarms": arns})
