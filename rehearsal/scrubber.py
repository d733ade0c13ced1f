"""The secrets that passed through this rehearsal, so that no text shown or written repeats one.

Masking by place (see `values.mask`) is the rule. This is the net under it: an error message of a library, a
policy's words or an output nobody declared secret may quote a value that was secret where it came from.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from rehearsal.values import MASK, Secret, leaves

# A shorter secret is found in ordinary words too, and blotting those out would ruin the report.
SHORTEST = 8


class SecretScrubber:
    """Collects secret texts and blots them out of what is to be shown."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: set[str] = set()

    def keep(self, value: Any) -> None:
        """Remember every secret text in the value."""
        texts = [leaf.value for leaf in leaves(value) if isinstance(leaf, Secret)]
        found = {text for text in texts if isinstance(text, str) and len(text) >= SHORTEST}
        with self._lock:
            self._texts |= found

    def scrub(self, text: str) -> str:
        """The text with every remembered secret replaced, also where JSON quoting changed its looks."""
        with self._lock:
            texts = sorted(self._texts, key=len, reverse=True)
        for secret in texts:
            text = text.replace(secret, MASK).replace(json.dumps(secret)[1:-1], MASK)
        return text
