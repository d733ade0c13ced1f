"""Shows which changes are made of a piece of code, and that what people read is left alone.

That tests are asked about them is shown in test_mutation.py.
"""

import ast
from pathlib import Path

import pytest

from tests.mutation.operators import mutants


def _changed(code: str) -> set[str]:
    source = code.encode()
    return {one.applied(source).decode() for one in mutants("module.py", source)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 2**31 - 3", {"x = 3**31 - 3", "x = 1**31 - 3", "x = 2**32 - 3", "x = 2**30 - 3", "x = 2**31 + 3", "x = 2**31 - 4", "x = 2**31 - 2"}),
        ("LIMIT = 60.0", {"LIMIT = 121.0"}),
        ("x = a >= b", {"x = a > b"}),
        ("x = a not  in b", {"x = a in b"}),
        ("x = a and not b", {"x = a or not b", "x = a and (b)"}),
        ("x = {'k': one, 'l': two}", {"x = {'l': two}", "x = {'k': one}", "x = {'k-mutated': one, 'l': two}", "x = {'k': one, 'l-mutated': two}"}),
        ("x = [a, b, c]", {"x = [b, c]", "x = [a, c]", "x = [a, b]"}),
        ("x = (a, b)", {"x = (b,)", "x = (a,)"}),
        ("x = (a,)", {"x = ()"}),
        ("x = (a, 1)", {"x = (a, 2)"}),
        ("x: Annotated[int, Field(ge=1)]", {"x: Annotated[int, Field(ge=2)]", "x: Annotated[int, Field()]"}),
        ("@validator\n@property\ndef f(x=True): ...", {"\n@property\ndef f(x=True): ...", "@validator\n@property\ndef f(x=False): ..."}),
        ("def f():\n    return g()", {"def f():\n    return None"}),
        ("if a:\n    f(b)", {"if not (a):\n    f(b)", "if a:\n    pass"}),
        ("x = max(a)", {"x = min(a)"}),
    ],
)  # fmt: skip
def test_what_is_made_of_code_and_of_tables(code: str, expected: set[str]) -> None:
    assert _changed(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        '"""What it does."""',
        "x = f'{a} of {b + 1}'",
        "x = 'several words'",
        "x: list[int]",
        "x = cast('int', a)",
        "x = Field(description='words', examples=[1, 2])",
        "x = Case('a').good('b', c=3)",
        "_A = 1\n_CASE = Case(_A)\nx = Guardrail(examples=(_CASE.good(2),))",
        "def _made(a):\n    return a + 1\nx = Guardrail(examples=(fails(_made(2)),))",
        "if TYPE_CHECKING:\n    x = 1",
        "__all__ = ['a', 'b']",
        "@dataclass(frozen=True)\nclass A: ...",
    ],
)
def test_what_is_for_people_or_for_the_type_checker_is_left_alone(code: str) -> None:
    assert _changed(code) == set()


def test_a_mutant_knows_its_statement() -> None:
    source = (
        b"TABLE = (\n    1,\n    2,\n)\n\ndef f(a):\n    if a > 1:\n        return [\n            a,\n        ]\n"
    )
    places = {(one.line, one.first, one.last, one.at_import) for one in mutants("module.py", source)}
    assert places == {(2, 1, 4, True), (3, 1, 4, True), (7, 7, 7, False), (8, 8, 10, False), (9, 8, 10, False)}


def test_every_change_of_a_long_module_differs_from_it_and_from_the_others() -> None:
    source = Path(ast.__file__).read_bytes()
    changed = [one.applied(source) for one in mutants("ast.py", source)]
    assert len(set(changed)) == len(changed) > 500
    assert source not in changed


def test_what_an_example_shares_with_a_check_is_changed() -> None:
    code = "_A = 1\n_B = 2\ndef check(a):\n    a(_A)\nx = Guardrail(check=check, examples=(_A, _B))"
    assert _changed(code) == {code.replace("_A = 1", "_A = 2"), code.replace("a(_A)", "pass")}
