"""Writes docs/access.md: `python -m tests.access RECORD`, with the record of a rehearsal of prod."""

import json
import sys
from pathlib import Path

from rehearsal.mocks.recorder import ROOT
from tests.access.closure.page import render_closure
from tests.access.closure.search import closure, open_steps, open_under_organization
from tests.access.matrix import answers, takings
from tests.access.page import render
from tests.access.principals import read_stack

PAGE = ROOT / "docs" / "access.md"

if __name__ == "__main__":
    stack = read_stack(json.loads(Path(sys.argv[1]).read_text()))
    found = open_steps(stack)
    reached, guarded = closure(found), closure(open_under_organization(stack, found))
    text = render(answers(stack), takings(stack)) + render_closure(reached, guarded)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} written\n")
