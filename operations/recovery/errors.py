"""What goes wrong in a recovery, in words for the person who runs it."""

from operations.errors import BAD_INPUT, CommandError


class RecoveryError(CommandError):
    """It cannot go on; the message says what was found, what was expected, and what to do next."""


class RequestError(RecoveryError):
    """It was asked for wrongly: a manifest, region or scenario that cannot be used."""

    exit_status = BAD_INPUT


class NothingToDoError(RequestError):
    """What was asked for is done, or was never needed."""
