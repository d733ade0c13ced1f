"""`python -m tests.components.golden` writes the golden lists anew."""

from tests.components.golden import write

write()
