"""The namespaces of our own metrics in CloudWatch, for all that publishes, allows, draws or watches them.

`cloudwatch:PutMetricData` knows no resource, so a role's right to it is narrowed by the namespace alone.
Ansible and the page for the store's application cannot import this: a test holds them against it.
"""

from enum import StrEnum


class Namespace(StrEnum):
    """By whom the metrics in it are published."""

    DATABASE = "Storefront/Database"
    """The heartbeat's function."""
    DRILLS = "Storefront/Drills"
    """Drills, rehearsed or on copies."""
    SERVERS = "Storefront/Servers"
    """CloudWatch's agent on every server."""
    STORE = "Storefront/Store"
    """The store's application itself: `docs/store-metrics.md`."""
    SUPPORT = "Storefront/Support"
    """Acknowledgements of pages by `storefront health acknowledge`, and the schedule of test pages."""
    VISITORS = "Storefront/Visitors"
    """The function that reads Google Analytics."""
