"""The embedded AWS: moto's server with our extensions, in a process of its own, bound to 127.0.0.1."""

from rehearsal.emulator.process import (
    Emulator,
    EmulatorError,
    EmulatorStartError,
    PortInUseError,
    start,
)

__all__ = ["Emulator", "EmulatorError", "EmulatorStartError", "PortInUseError", "start"]
