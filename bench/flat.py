"""The file of the bare program, run as a program's file is, with the `declarations` that it makes."""

from collections.abc import Callable, Sequence

import pulumi

from bench.entry import started

declarations: Sequence[Callable[[], object]] = globals()["declarations"]

for declare in declarations:
    declare()

pulumi.run(started)
