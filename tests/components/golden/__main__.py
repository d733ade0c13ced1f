"""`python -m tests.components.golden` writes the golden lists anew."""

import sys

from tests.components.golden import write

sys.stderr.write("running the program for each environment, to list every URN: some 15 seconds\n")
write()
