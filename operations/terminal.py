"""The console of commands that print tables and live lines."""

from rich.console import Console


class Terminal(Console):
    """A console whose reader may go, as `head` does: `Commands` ends the command then, in silence."""

    def on_broken_pipe(self) -> None:
        """Raise what happened; Rich's own method would end with the status of a failure."""
        raise BrokenPipeError
