"""Random passwords, which the real provider too makes without any service."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# The provider's own: terraform-provider-random, internal/random/string.go.
_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
_random = secrets.SystemRandom()


class RandomPasswordError(Exception):
    """The password asked for cannot be."""


@dataclass(frozen=True)
class _Kind:
    """One kind of character: the switch that allows it, the minimum number of it, and the characters."""

    switch: str
    minimum: str
    letters: str


_KINDS = (
    _Kind("lower", "minLower", string.ascii_lowercase),
    _Kind("upper", "minUpper", string.ascii_uppercase),
    _Kind("numeric", "minNumeric", string.digits),
    _Kind("special", "minSpecial", _SPECIAL),
)


class _Passwords:
    """The provider keeps the password in state and nowhere else, so that there is nothing to read back."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:  # noqa: ARG002 - see `Handler`
        length = int(inputs["length"])
        letters = {kind: _letters(kind, inputs) for kind in _KINDS if inputs.get(kind.switch) is not False}
        drawn = [
            _random.choice(letters[kind]) for kind in letters for _ in range(int(inputs.get(kind.minimum) or 0))
        ]
        if not letters or len(drawn) > length:
            raise RandomPasswordError(
                f"a password of {length} characters cannot hold {len(drawn)} of {len(letters)} kinds; "
                "make it longer, ask for fewer, or allow a kind"
            )
        every = "".join(letters.values())
        drawn += [_random.choice(every) for _ in range(length - len(drawn))]
        _random.shuffle(drawn)
        return Created("none", {"result": "".join(drawn)})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        return {}


def _letters(kind: _Kind, inputs: Inputs) -> str:
    return str(inputs.get("overrideSpecial") or kind.letters) if kind.switch == "special" else kind.letters


HANDLERS: Mapping[str, Handler] = {"random:index/randomPassword:RandomPassword": _Passwords()}
