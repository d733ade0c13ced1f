"""Whole searches, such as every call of every procedure, of which proofs try a sample that a seed draws.

Without `SWEEP_SEED` in the environment (`make exhaustive`) every point is tried. With it (`make proofs`, which prints
it and takes a new one each time) each point is tried with a probability of one in five, or of what its search says:
the same points for the same seed, whichever process asks, in whatever order.
"""

import hashlib
import os

SEED = "SWEEP_SEED"
ONE_IN = 5


def drawn(*point: object, one_in: int = ONE_IN) -> bool:
    """Whether a point of a search, given by whatever tells it from the others, is tried in this run.

    `one_in`: a search whose points are dear tries fewer of them.
    """
    seed = os.environ.get(SEED)
    if not seed:
        return True
    digest = hashlib.sha256(repr((seed, *map(str, point))).encode()).digest()
    return int.from_bytes(digest[:8]) % one_in == 0
