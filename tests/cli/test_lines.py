"""Whatever a command prints is fitted to 80 columns: there is one way to the terminal, and tables have Rich's.

What that way does with a line is held by `tests/operations/test_layout.py`, what Rich prints by the tests of the
commands that have tables.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from operations.layout import WIDTH

ROOT = Path(__file__).resolve().parents[2]
FILES = [file for folder in ("cli", "operations", "rehearsal") for file in sorted((ROOT / folder).rglob("*.py"))]
# Where something may be printed without being fitted, and why.
ALLOWED = {
    ("cli/main.py", "sys.stderr.write"): "a word, before anything is loaded",
    ("operations/command_line.py", "typer.echo"): "the one way",
    ("operations/command_line.py", "typer.confirm"): "the one question",
    ("operations/health/commands.py", "console.print"): "a table",
    ("cli/effects/table.py", "sys.stdout.write"): "how far `make effects` is",
    ("rehearsal/progress.py", "self._console.print"): "the live line",
    ("rehearsal/summary.py", "console.print"): "tables",
}
PRINTS = re.compile(r"^(print|.*\.print|(typer|click)\.(echo|secho|confirm|prompt)|sys\.std(out|err)\.write)$")


def _printed() -> Iterator[tuple[str, str]]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and PRINTS.match(called := ast.unparse(node.func)):
                yield str(file.relative_to(ROOT)), called


def test_nothing_is_printed_past_the_one_way() -> None:
    assert {*_printed()} == set(ALLOWED)


def test_the_makefiles_help_fits() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line for line in told.splitlines() if len(line) > WIDTH] == []
    assert told.count("\n  make ") >= 15


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_report_on_settings_fits(stack: str) -> None:
    told = CliRunner().invoke(app, ["config", "check", stack]).stdout.splitlines()
    assert len(told) > 10
    assert [line for line in told if len(line) > WIDTH] == []
