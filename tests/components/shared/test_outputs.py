"""Outputs inside of plain values, put together as one."""

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi

from components.shared.outputs import known_after, output_of


def _output(value: object, *, known: bool = True) -> pulumi.Output[Any]:
    async def answer(of: object) -> Any:
        return of

    return pulumi.Output(set(), answer(value), answer(known))


def _value(make: Callable[[], pulumi.Output[Any]]) -> tuple[Any, bool]:
    """What an output has in the end, and whether it is known."""

    async def awaited() -> tuple[Any, bool]:
        output = make()
        return await output.future(), await output.is_known()

    return asyncio.run(awaited())


def test_values_without_outputs_stay_as_they_are() -> None:
    assert _value(lambda: output_of({"a": [1, {"b": "c"}]})) == ({"a": [1, {"b": "c"}]}, True)


def test_one_output_takes_every_place_where_it_stands() -> None:
    def make() -> pulumi.Output[Any]:
        arn = _output("arn")
        return output_of({"one": arn, "many": [arn, "plain", (arn,)]})

    assert _value(make) == ({"one": "arn", "many": ["arn", "plain", ["arn"]]}, True)


def test_each_of_several_outputs_takes_its_own_places() -> None:
    def make() -> pulumi.Output[Any]:
        first, second = _output("first"), _output(["second"])
        return output_of([second, {"first": first}, second])

    assert _value(make) == ([["second"], {"first": "first"}, ["second"]], True)


def test_the_whole_is_unknown_as_long_as_one_of_it_is() -> None:
    assert _value(lambda: output_of([_output(None, known=False)])) == (None, False)
    assert not _value(lambda: output_of([_output("known"), _output(None, known=False)]))[1]


def test_what_comes_after_others_is_known_when_they_are() -> None:
    assert _value(lambda: known_after(_output("role"), _output("policy"))) == ("role", True)
    assert not _value(lambda: known_after(_output("role"), _output(None, known=False)))[1]
