"""Proves that a check names every example value of the files as they are, and none of a file with values of one's own.

That a checksum is an example cannot be seen from it, so that none is named.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from components.settings import load_file
from components.settings.placeholders import EXAMPLES, placeholders, warning
from components.settings.problem import write_path
from tests.components.settings.files import Values, put, values_of, write
from tests.components.settings.rules.log_archive import archive

ACCOUNT, PEOPLE = "528714903365", "604471982273"
OWN: Mapping[tuple[str | int, ...], object] = {
    ("account",): ACCOUNT,
    ("deploymentRole",): f"arn:aws:iam::{ACCOUNT}:role/storefront-deployment",
    ("fleet", "images"): {"us-east-1": "ami-0c1d2f7a9b3e45678", "us-west-2": "ami-04b9f6e21d8c7a350"},
    ("servers", "tableauBridge", "tableau", "userEmail"): "bridge@tienda.cl",
    ("notifications", "operations"): ["operations@tienda.cl"],
    ("notifications", "onCall"): ["on-call@tienda.cl"],
    ("notifications", "escalation"): ["lead@tienda.cl"],
    ("notifications", "runbooks"): "https://github.com/tienda/storefront/blob/main/docs/runbooks",
    ("edge", "hostedZone"): "tienda.cl",
    ("edge", "domain"): "www.tienda.cl",
    ("edge", "alternativeNames"): ["tienda.cl"],
    ("identity", "people", "trusted"): [f"arn:aws:iam::{PEOPLE}:root"],
    ("identity", "breakGlass"): [f"arn:aws:iam::{PEOPLE}:user/break-glass-{number}" for number in (1, 2)],
    ("identity", "pipelines", "repository"): "tienda@123456/storefront@456789",
    ("identity", "pipelines", "stateBucket"): "tienda-storefront-state",
    (
        "identity",
        "pipelines",
        "stateKey",
    ): f"arn:aws:kms:us-east-1:{ACCOUNT}:key/7f3c1b52-90de-4a6b-8c1e-5d2f60a9b417",
    ("visitors", "property"): "318804472",
    ("visitors", "federation", "projectNumber"): "740219835561",
    ("visitors", "federation", "serviceAccount"): "visitors@tienda-store.iam.gserviceaccount.com",
}


def _own() -> Values:
    values = values_of("prod")
    for path, value in OWN.items():
        values = put(values, path, value)
    return values


def _found(folder: Path, values: Values) -> set[str]:
    found = placeholders(load_file(write(folder, "prod", values)))
    return {write_path(path) for places in found.values() for path, _ in places}


def test_the_files_as_they_are_have_every_kind_of_example(tmp_path: Path) -> None:
    """But for those of parts that they have not: a log archive, and a region whose list of CloudFront's is unknown."""
    settings = load_file(write(tmp_path, "prod", values_of("prod")))
    parts = put(values_of("prod"), ("audit", "logArchive"), archive())
    parts = put(parts, ("edge", "cloudFront", "prefixLists"), {"mx-central-1": "pl-0123456789abcdef0"})
    more = placeholders(load_file(write(tmp_path, "prod", parts)))
    assert {one.what for one in more} == {one.what for one in EXAMPLES}
    found, said = placeholders(settings), warning(settings)
    assert said.startswith("warning: 22 are example values: fit for a rehearsal, replace them before you deploy\n")
    assert "    storefront:edge.domain  www.example.com\n" in said
    assert all(f"    put there  {one.instead}" in said for one in found)
    account = next(block for block in said.split("\n\n") if "this environment's account" in block)
    people = next(block for block in said.split("\n\n") if "people's users" in block)
    assert (account.count("identity.people"), account.count("breakGlass"), account.count(":account ")) == (0, 0, 1)
    assert (people.count("identity.people"), people.count("breakGlass"), people.count(":account ")) == (1, 2, 0)


def test_a_file_with_values_of_ones_own_is_not_warned_of(tmp_path: Path) -> None:
    assert warning(load_file(write(tmp_path, "prod", _own()))) == ""


@pytest.mark.parametrize("path", OWN, ids=lambda path: ".".join(map(str, path)))
def test_each_value_that_was_left_as_it_was_is_named(tmp_path: Path, path: tuple[str | int, ...]) -> None:
    """The names of an edge must be of one zone, an ARN's account the stack's own: those keys go together."""
    together = [one for one in OWN if one[0] == path[0] == "edge"] or [path]
    if ACCOUNT in str(OWN[path]):
        together = [one for one in OWN if ACCOUNT in str(OWN[one])]
    values, untouched = _own(), values_of("prod")
    for one in together:
        before: Any = untouched
        for part in one:
            before = before[part]
        values = put(values, one, before)
    key = write_path(path)
    assert {one for one in _found(tmp_path, values) if one.startswith(key)}, key


@pytest.mark.parametrize("domain", ["www.myexample.com", "example.com.mx", "test.tienda.cl"])
def test_a_domain_that_only_looks_alike_is_ones_own(domain: str) -> None:
    assert not [one.what for one in EXAMPLES if one.pattern.search(domain)]
