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
    standby: str | None = None
    """The other region; None where the store has one site alone."""
    kept_elsewhere: tuple[str, ...] | None = None
    """What the account or its regions have once, and another stack keeps; None: nothing."""
    log_archive: str | None = None
    """The account that keeps the record; None: this one does."""
    egress: dict[str, tuple[str, ...]] | None = None
    """What the store's servers may call outside AWS: networks by port; None: nothing."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the sites, the serving one first; each holds the manifest."""
        return (self.serving,) if self.standby is None else (self.serving, self.standby)

    @property
    def recovery_region(self) -> str:
        """Where recoveries run and are journalled: the other region, or the only one."""
        return self.regions[-1]


class Guideline(Part):
    """What is promised for a scenario, in seconds."""

    rto_seconds: int
    """How long until the store serves again."""
    rpo_seconds: int
    """How much of the last data may be lost."""
