"""What a release puts into service, as the manifest tells it: a template's version, types and prices.

The provider cannot release: it updates the group before it starts the instance refresh, so that AWS rolls back to
what failed (decision 79).
"""

import pulumi

from components.settings import FleetSettings
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from manifest import site as model

ON_DEMAND_STRATEGY, SPOT_STRATEGY = "prioritized", "price-capacity-optimized"
ROLLBACK = ("errors-of-the-store", "latency-p99", "unhealthy-servers")
"""The alarms of the catalogue that take a release back: each tells what customers meet at this site."""
WATCH_SECONDS = 15 * 60
"""How long a release is watched, once with the first servers and once with all: the longest of their windows."""


def release_of(fleet: FleetSettings, place: Place, version: pulumi.Output[str]) -> Filled[model.Release]:
    """Return what a release of a site's fleet puts into service, and what takes it back."""
    return fill(
        model.Release,
        version=version,
        instance_types=tuple(fleet.instance_types),
        distribution=fill(
            model.InstancesDistribution,
            on_demand_strategy=ON_DEMAND_STRATEGY,
            on_demand_base=fleet.spot.on_demand_base,
            on_demand_percent=fleet.spot.on_demand_percent,
            spot_strategy=SPOT_STRATEGY,
        ),
        alarms=tuple(place.name(alarm) for alarm in ROLLBACK),
        watch_seconds=WATCH_SECONDS,
    )
