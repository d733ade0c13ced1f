"""Models of the manifest that outputs fill: what is plain is checked at once, what is not when it is known.

That the program's own sections are whole is shown in `tests/components/stack/test_manifest`.
"""

import asyncio
from typing import Any, cast

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from components.shared.filling import Filled, fill
from components.shared.outputs import output_of
from manifest.part import Part


class Inner(Part):
    """What stands inside of another model."""

    name: str
    port: int = 0


class Outer(Part):
    """A model with another one in it, by itself, and in lists by key."""

    region: str
    inner: Inner
    zones: tuple[str, ...] = ()
    by_name: dict[str, list[Inner]] = Field(default_factory=dict)


@pytest.fixture(autouse=True)
def _loop() -> Any:
    """An output belongs to a loop."""
    with asyncio.Runner() as runner:
        asyncio.set_event_loop(runner.get_loop())
        yield
        asyncio.set_event_loop(None)


def _known(values: object) -> Any:
    async def awaited() -> Any:
        return await output_of(values).future()

    return asyncio.get_event_loop().run_until_complete(awaited())


def _output(value: object) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


def test_it_has_the_values_as_the_model_will_read_them() -> None:
    inner = fill(Inner, name="a", port=1)
    filled = fill(Outer, region="r", inner=inner, zones=("x", "y"), by_name={"n": [inner, {"name": "b"}]})
    assert filled == Filled(
        Outer,
        {
            "region": "r",
            "inner": {"name": "a", "port": 1},
            "zones": ["x", "y"],
            "by_name": {"n": [{"name": "a", "port": 1}, {"name": "b"}]},
        },
    )


def test_a_key_that_is_no_text_becomes_the_text_that_json_has() -> None:
    assert fill(Outer, region="r", inner={"name": "a"}, by_name={443: []}).values["by_name"] == {"443": []}


MISTAKES: list[tuple[dict[str, Any], list[str]]] = [
    ({"region": "r"}, ["Outer.inner: Field required"]),
    ({"region": "r", "inner": {}}, ["Outer.inner.name: Field required"]),
    (
        {"region": 1, "inner": {"name": "a", "colour": "red"}, "zone": "x"},
        [
            "Outer.region: Input should be a valid string",
            "Outer.inner.colour: Extra inputs are not permitted",
            "Outer.zone: Extra inputs are not permitted",
        ],
    ),
    (
        {"region": "r", "inner": {"name": "a"}, "by_name": {"n": [{"name": "b"}, {"name": []}]}},
        ["Outer.by_name.n.1.name: Input should be a valid string"],
    ),
]


@pytest.mark.parametrize(("values", "problems"), MISTAKES)
def test_all_that_is_wrong_is_told_at_once_by_its_place(values: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(ValueError, match="the manifest cannot be filled") as refused:
        fill(Outer, **values)
    assert str(refused.value).splitlines()[1:] == [f"  {problem}" for problem in problems]
    assert refused.value.__suppress_context__


def test_the_name_of_a_field_is_checked_even_where_its_value_is_not_known() -> None:
    with pytest.raises(ValueError, match=r"^the manifest cannot be filled:\n  Inner.colour: Extra inputs[^\n]*$"):
        fill(Inner, name=_output("a"), colour=_output("red"))


def test_an_output_may_stand_for_any_value_and_hides_no_other_mistake() -> None:
    assert _known(fill(Outer, region=_output("r"), inner=_output({"name": "a"})).values) == {
        "region": "r",
        "inner": {"name": "a"},
    }
    with pytest.raises(ValueError, match=r"Outer\.zones\.1") as refused:
        fill(Outer, region=_output("r"), inner={"name": _output("a"), "port": _output(1)}, zones=[_output("x"), 2])
    assert len(str(refused.value).splitlines()) == 2


INNERS = st.fixed_dictionaries({"name": st.text(max_size=3)}, optional={"port": st.integers(0, 9)})
OUTERS = st.fixed_dictionaries(
    {"region": st.text(max_size=3), "inner": INNERS},
    optional={
        "zones": st.lists(st.text(max_size=2), max_size=3),
        "by_name": st.dictionaries(st.text(max_size=2), st.lists(INNERS, max_size=2), max_size=2),
    },
)


@given(OUTERS, st.data())
def test_whatever_is_an_output_the_whole_is_the_same_in_the_end(plain: dict[str, Any], data: st.DataObject) -> None:
    def some(value: object) -> object:
        if isinstance(value, dict):
            value = {key: some(item) for key, item in cast("dict[str, Any]", value).items()}
        if isinstance(value, list):
            value = [some(item) for item in cast("list[Any]", value)]
        return pulumi.Output.from_input(value) if data.draw(st.booleans()) else value

    given_values = {key: some(value) for key, value in plain.items()}
    assert _known(fill(Outer, **given_values).values) == plain
