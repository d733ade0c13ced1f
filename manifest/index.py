"""Which stack it is, what it promises, and which release wrote it."""

from manifest.part import Part

VERSION = 2
"""Of the form; a reader refuses any other."""


class Index(Part):
    """Which stack it is, and which region serves."""

    version: int
    environment: str
    account: str
    """AWS's number of the account, twelve digits."""
    serving: str
    """The region that serves visitors."""
    standby: str
    """The other region; recoveries run and are journalled there."""


class Guideline(Part):
    """What is promised for a scenario, in seconds."""

    rto_seconds: int
    """How long until the store serves again."""
    rpo_seconds: int
    """How much of the last data may be lost."""
