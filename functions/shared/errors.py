"""The errors that leave functions: what is wrong, and what to do next; never a secret, a token or a key."""


class FunctionError(Exception):
    """Something that a person must see to. The text is the whole story: it is logged and shown as it is."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
        self.what, self.mend = what, mend


class AccessError(FunctionError):
    """The database or its secrets cannot be used."""
