"""Errors that are told to whoever runs the command."""


class TuningError(Exception):
    """Tuning could not do what it was asked for; the message says what, and how to mend it."""
