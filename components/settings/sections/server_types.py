"""EC2 instance types that servers may have: how each is written, its processors and its memory.

General purpose, compute, memory and burstable, on Nitro, whose volumes attach as NVMe; see rehearsal/facts/ec2.py.
"""

from enum import StrEnum
from typing import Any

from components.settings.problem import nearest
from components.settings.types import CheckedText
from components.shared.facts.catalogue import Family, Size, server_families


class Architecture(StrEnum):
    """What a server's processor understands, as images name it."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


class ServerType(CheckedText):
    """An EC2 instance type: `m8g.large`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse other shapes, families that are not for servers and sizes that the family lacks."""
        family, _, size = text.partition(".")
        if not size:
            raise ValueError("an instance type is written FAMILY.SIZE")
        known = server_families()
        if family not in known:
            raise ValueError(f"no server has the family {family!r}; near are {nearest(family, known)}")
        if size not in known[family].sizes:
            raise ValueError(f"servers here take {family} as {', '.join(known[family].sizes)}")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Every type by name."""
        types = [f"{name}.{size}" for name, family in server_families().items() for size in family.sizes]
        return {"type": "string", "enum": types}

    @property
    def processors(self) -> int:
        """The virtual processors."""
        return self._size.processors

    @property
    def memory_gib(self) -> float:
        """The memory, in GiB."""
        return self._size.memory_gib

    @property
    def architecture(self) -> Architecture:
        """What its processor understands."""
        return Architecture(self._family.architecture)

    @property
    def _family(self) -> Family:
        return server_families()[self.partition(".")[0]]

    @property
    def _size(self) -> Size:
        return self._family.sizes[self.partition(".")[2]]
