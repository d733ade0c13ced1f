"""Proves that the two programs of the bench are comparable: the same resources, with the same inputs.

How long they take is left to `make bench`.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
from pulumi.runtime.mocks import MockResourceArgs

from bench.analyzed import prod_copies
from bench.bare import bare_program, sdk_class
from bench.stacks import STACK, TENFOLD, copy_configs, program, recorded
from bench.stopwatch import Recorded, seconds
from rehearsal.mocks.recorder import Record, Registered, run_component
from tests.support.archives import comparable

MANIFEST = "storefront:stack:Manifest"


@pytest.fixture(scope="module")
def copies() -> list[Record]:
    return recorded(2)


def _keys(resources: Iterable[Registered]) -> list[tuple[str, str]]:
    return sorted((one.type, one.name) for one in resources)


@pytest.mark.slow
def test_the_bare_program_registers_what_prod_does_flat_and_unconnected(copies: list[Record]) -> None:
    prod = copies[0]
    bare = run_component(bare_program(prod.resources), stack=STACK)
    assert _keys(bare.resources) == _keys(prod.resources)
    assert _inputs(bare) == _inputs(prod)
    assert _component_outputs(bare) == _component_outputs(prod)
    assert not any(one.dependencies or one.protect or bare.ancestors(one) for one in bare.resources)


def _inputs(program: Record) -> dict[tuple[str, str], dict[str, object]]:
    return {(one.type, one.name): comparable(one.inputs) for one in program.resources if one.custom}


def _component_outputs(program: Record) -> dict[tuple[str, str], dict[str, object]]:
    return {(one.type, one.name): comparable(one.outputs) for one in program.resources if not one.custom}


def test_a_copy_is_prod_elsewhere(copies: list[Record]) -> None:
    prod, other = copies
    assert Counter(one.type for one in other.resources) == Counter(one.type for one in prod.resources)
    shared = {one.urn for one in prod.resources} & {one.urn for one in other.resources}
    # Roles belong to no region, so that both copies have the same.
    ours = {one.urn for one in prod.resources if one.name.startswith("account-")}
    assert shared == {prod.one(MANIFEST).urn} | ours
    regional = [[one for one in copy.resources if one.urn not in ours] for copy in copies]
    physical = [{one.id for one in some if "arn:" in one.id or "-0" in one.id} for some in regional]
    assert physical[0].isdisjoint(physical[1])


def test_ten_copies_stand_in_twenty_regions() -> None:
    assert len({config["storefront:serving"] for config in copy_configs()}) == TENFOLD


@pytest.mark.slow
def test_copies_run_as_one_program_under_the_sdks_mocks(copies: list[Record]) -> None:
    mocks = Recorded(one for copy in copies for one in copy.resources)
    assert seconds(program(2), mocks, STACK) > 0


def test_an_unknown_resource_is_not_answered(copies: list[Record]) -> None:
    mocks = Recorded(copies[0].resources)
    with pytest.raises(KeyError, match="stranger"):
        mocks.new_resource(MockResourceArgs("aws:sqs/queue:Queue", "stranger", {}))


@pytest.mark.slow
def test_what_the_pack_judges_is_the_same_in_every_copy_but_for_its_names() -> None:
    evaluated = prod_copies(250)
    types = [Counter(resource.type for resource, _ in copy) for copy in evaluated]
    assert types == [types[0]] * TENFOLD
    urns = [resource.urn for copy in evaluated for resource, _ in copy]
    assert len(set(urns)) == len(urns) == 250 * TENFOLD
    known = {resource.urn for copy in evaluated for resource, _ in copy}
    tied = [resource for copy in evaluated for resource, _ in copy if known.intersection(resource.dependencies)]
    assert len(tied) > len(urns) / 4


def test_a_type_of_no_sdk_is_refused() -> None:
    with pytest.raises(LookupError, match="PACKAGE:MODULE"):
        sdk_class("nonsense")
