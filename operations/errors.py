"""The errors that a person is meant to read: the command line prints their text, and no traceback."""

FAILED, BAD_INPUT, WAITS = 1, 2, 3
"""Exit statuses: it failed, it was asked for wrongly, it waits for a person. 0 is done."""


class CommandError(Exception):
    """The message is the whole story: what was found, what was expected, and the next command."""

    exit_status = FAILED

    def say_more(self, text: str) -> None:
        """Add to the message."""
        self.args = (f"{self}{text}",)


class BadInputError(CommandError):
    """An argument, an option or a file that it names cannot be used."""

    exit_status = BAD_INPUT
