"""The summary of a rehearsal on a narrow terminal: lines break between words and stay below their text.

What the summary counts is shown by tests/rehearsal/test_command.py.
"""

import io

from rich.console import Console

from rehearsal.record import Finding, Guardrail, Level, Options, Procedure, Record, Resource, State
from rehearsal.summary import show

LONG = "aws:costexplorer/anomalySubscription:AnomalySubscription"


def _resource(number: int, token: str, state: State) -> Resource:
    name = f"resource-{number}"
    return Resource(
        urn=f"urn:{name}", type=token, name=name, parent="", custom=True, provider="", inputs={}, options=Options(),
        dependencies=(), property_dependencies={}, region="us-east-1", state=state,
    )  # fmt: skip


def _shown(width: int) -> list[str]:
    tokens = [LONG.replace("anomaly", f"anomaly{letter}") for letter in "abcd"]
    record = Record(
        stack="prod",
        pack="storefront 0.1.0",
        guardrails=[Guardrail("a-guardrail", Level.ADVISORY, "low", "what it is")],
        resources=[_resource(number, token, State.RECORDED) for number, token in enumerate(tokens)],
        findings=[Finding("a-guardrail", Level.ADVISORY, "many words of advice " * 8, "urn:resource-0")],
        messages=[],
        seconds={
            "total": 37.6,
            "program": 31.9,
            "policies": 5.9,
            "creation": 17.4,
            "stack policies": 0.4,
            "read-back": 5.4,
        },
        procedures=[Procedure("provision", True, "195 changes; rotated: " + "a-role, " * 20 + "and nothing else")],  # noqa: FBT003
    )
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as shown:
        show(record, console, lambda text: text)
    return shown.get().splitlines()


def test_nothing_is_wider_than_the_terminal_and_no_word_is_broken() -> None:
    narrow = _shown(80)
    assert max(map(len, narrow)) <= 80
    words = {word for line in _shown(500) for word in line.split()}
    assert {word for line in narrow if not set(line) & set("┏┡└┃│") for word in line.split()} - words == set()


def test_further_lines_stand_below_the_text_and_not_below_the_label() -> None:
    lines = _shown(80)
    for label in ("Resources", "Time", "Provision"):
        first = next(place for place, line in enumerate(lines) if line.startswith(label))
        assert lines[first][12] != " "
        assert lines[first + 1].startswith(" " * 12)
    advice = next(place for place, line in enumerate(lines) if line.startswith("  a-guardrail:"))
    assert all(line.startswith("  ") for line in lines[advice : advice + 3])
