"""Lines of 80 columns: words and commands stay whole, and what is continued can be copied into a shell."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.layout import WIDTH, command_lines, fit, fitted

WORD = st.text("abc-/:.=", min_size=1, max_size=40)
QUOTED = st.text('abc {}"$`\\|&', min_size=1, max_size=30).map(shlex.quote)


@given(st.lists(WORD, min_size=1, max_size=30), st.sampled_from(["", "    ", "    put there  ", "  - "]))
def test_no_line_is_too_long_and_no_word_is_broken(words: list[str], label: str) -> None:
    text = label + " ".join(words)
    lines = fitted(text).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert "\n".join(lines).split() == text.split()


@given(st.lists(st.one_of(WORD, QUOTED), min_size=1, max_size=25), st.sampled_from(["", "  "]))
def test_a_command_is_the_same_for_a_shell_whatever_its_lines(words: list[str], indent: str) -> None:
    command = " ".join(["aws", *words])
    shown = command_lines(command, indent=indent)
    # Python's reader of shell words takes a line's end after a backslash for one.
    assert shlex.split(shown.replace("\\\n", "")) == shlex.split(command)
    assert fitted(shown) == shown
    longest = max(len(word) for word in words)
    assert all(len(line) <= WIDTH or len(line) <= longest + 6 for line in shown.splitlines())


def test_a_shell_reads_on() -> None:
    command = "printf '%s|' " + " ".join(f"'word {number}'" for number in range(20))
    shown = command_lines(command, indent="  ")
    assert shown.count("\\\n") > 1
    assert subprocess.run(["bash", "-c", shown], capture_output=True, text=True, check=True).stdout.count("|") == 20


@pytest.mark.parametrize("command", ["`aws sts get-caller-identity`", "storefront failover resume prod"])
def test_a_command_in_a_text_stays_on_one_line(command: str) -> None:
    for before in range(120):
        lines = fitted(f"    mend     {'x ' * before}, then: {command}; and the rest of it").splitlines()
        assert any(command in line for line in lines)
        assert max(map(len, lines)) <= WIDTH


def test_a_command_that_no_line_has_room_for_stands_on_its_own() -> None:
    command = "`aws logs start-query --log-group-name /storefront/names --start-time 1 --end-time 2 --limit 10`"
    assert fitted(f"    look     ask {command} and wait").splitlines() == [
        "    look     ask",
        "             `aws logs start-query --log-group-name /storefront/names \\",
        "               --start-time 1 --end-time 2 --limit 10`",
        "             and wait",
    ]


def test_a_long_name_is_kept_whole_by_taking_the_indentation_back() -> None:
    arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert f"\n     {arn}" in fitted(f"    storefront:identity.pipelines.stateKey  {arn}")


def test_a_long_word_of_a_command_takes_the_indentation_back_too() -> None:
    name = "/aws/service/canonical/ubuntu/server/24.04/current/arm64/ebs-gp3/ami-id"
    shown = fitted(f"    put there  what this says: `aws ssm get-parameter --name {name}` in each region")
    assert name in shown
    assert max(map(len, shown.splitlines())) <= WIDTH


def test_what_fits_is_left_as_it_is() -> None:
    text = "a   b\n\n      c\n"
    assert fitted(text) == text
    assert fit("", first="  ") == "  "
