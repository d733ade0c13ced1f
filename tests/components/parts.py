"""Settings of stores that lack a part of the platform: what is laid over a stack's own."""

from typing import Any

Overrides = dict[str, Any]

NO_ANALYTICS: Overrides = {"visitors": None}
