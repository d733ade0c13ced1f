"""How many examples a property test tries that needs more than the others: as a multiple of the profile's number."""

import hypothesis


def times(factor: int) -> int:
    """Return `factor` times as many examples as the profile in force has (tests/conftest.py)."""
    return factor * hypothesis.settings().max_examples
