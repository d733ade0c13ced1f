"""The golden lists: every URN of each stack as it was last agreed on, one file a stack.

The engine knows a resource by its URN alone: a changed one is a deletion and a creation. `python -m
tests.components.golden` writes the lists anew; the commit that changes them says why each URN changed.
"""

from pathlib import Path

from tests.components.stacks import STACKS, record

FOLDER = Path(__file__).parent


def listing(stack: str) -> str:
    """Return what the file of a stack must hold: each URN without the stack's own part, sorted, one a line."""
    urns = sorted(
        resource.urn.removeprefix(f"urn:pulumi:{stack}::storefront::") for resource in record(stack).resources
    )
    return "".join(f"{urn}\n" for urn in urns)


def path(stack: str) -> Path:
    """Return the file of a stack."""
    return FOLDER / f"{stack}.txt"


def write() -> None:
    """Write the list of every stack."""
    for stack in STACKS:
        path(stack).write_text(listing(stack))
