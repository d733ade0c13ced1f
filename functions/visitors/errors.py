"""Why a minute has no number: what is wrong, and what to do next; never a token or a key."""


class FeedError(Exception):
    """No report came. The text is the whole story: it is logged and shown as it is."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
        self.what, self.mend = what, mend


class RefusedError(FeedError):
    """Google asks for patience: a quota is used up, or its servers fail."""
