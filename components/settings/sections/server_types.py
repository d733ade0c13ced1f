"""EC2 instance types that servers may have: how each is written, its processors and its memory.

Only what runs on Nitro, so that traffic between instances is encrypted and volumes attach as NVMe:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/data-protection.html#encryption-transit
"""

from enum import StrEnum

from components.settings.types import CheckedText


class Architecture(StrEnum):
    """What a server's processor understands, as images name it."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


# Families that us-east-1, us-east-2 and us-west-2 all offer; GiB of memory for each virtual processor.
# https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html
_GRAVITON = {
    **dict.fromkeys(("c6g", "c7g", "c8g"), 2),
    **dict.fromkeys(("m6g", "m7g", "m8g"), 4),
    **dict.fromkeys(("r6g", "r7g", "r8g"), 8),
}
_INTEL = {"c6i": 2, "c7i": 2, "m6i": 4, "m7i": 4, "r6i": 8, "r7i": 8}
_PROCESSORS = {"medium": 1, "large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32}
# Virtual processors and GiB. https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
_BURSTABLE_SIZES = {"micro": (2, 1), "small": (2, 2), "medium": (2, 4), "large": (2, 8), "xlarge": (4, 16)}
_BURSTABLE = {"t4g": Architecture.ARM64, "t3": Architecture.X86_64}


class ServerType(CheckedText):
    """An EC2 instance type: `m8g.large`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse other shapes, families that are not listed and sizes that the family lacks."""
        family, _, size = text.partition(".")
        if not size:
            raise ValueError("an instance type is written FAMILY.SIZE")
        families = (*_BURSTABLE, *_GRAVITON, *_INTEL)
        if family not in families:
            raise ValueError(f"the family {family!r} is none of {', '.join(families)}")
        sizes = _sizes(family)
        if size not in sizes:
            raise ValueError(f"size {size!r} of family {family} is none of {', '.join(sizes)}")

    @property
    def processors(self) -> int:
        """The virtual processors."""
        family, size = self.split(".")
        return _BURSTABLE_SIZES[size][0] if family in _BURSTABLE else _PROCESSORS[size]

    @property
    def memory_gib(self) -> int:
        """The memory, in GiB."""
        family, size = self.split(".")
        if family in _BURSTABLE:
            return _BURSTABLE_SIZES[size][1]
        return {**_GRAVITON, **_INTEL}[family] * _PROCESSORS[size]

    @property
    def architecture(self) -> Architecture:
        """What its processor understands."""
        family = self.partition(".")[0]
        if family in _BURSTABLE:
            return _BURSTABLE[family]
        return Architecture.ARM64 if family in _GRAVITON else Architecture.X86_64


def _sizes(family: str) -> tuple[str, ...]:
    if family in _BURSTABLE:
        return tuple(_BURSTABLE_SIZES)
    # Intel's families begin at large.
    return tuple(size for size in _PROCESSORS if family in _GRAVITON or size != "medium")
