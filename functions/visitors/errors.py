"""Why a minute has no number."""

from functions.shared.errors import FunctionError


class FeedError(FunctionError):
    """No report came."""


class RefusedError(FeedError):
    """Google asks for patience: a quota is used up, or its servers fail."""
