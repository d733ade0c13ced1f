"""What goes wrong in a release, in words for the person who runs it."""

from operations.errors import CommandError


class ReleaseError(CommandError):
    """It cannot go on; the message says what was found, what was expected, and what to do next."""


class TakenBackError(ReleaseError):
    """The release failed, and AWS has returned the servers to what they were before."""
