"""Shows that whatever Pulumi marks as unknown, as a file or as secret is read as that, by Pulumi's own marks."""

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import deserialize, proxy

from policies.engine.wire import resource_of
from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.values import ASSET, UNKNOWN

UNKNOWNS = {
    name: mark for name, mark in vars(proxy).items() if name.startswith("UNKNOWN_") and isinstance(mark, str)
}
FILES = (deserialize.SPECIAL_ASSET_SIG, deserialize.SPECIAL_ARCHIVE_SIG)


def _read(value: str | dict[str, str]) -> Resource:
    props = struct_pb2.Struct()
    props.update({"value": value})
    return resource_of(analyzer_pb2.AnalyzeRequest(type=tokens.RDS_INSTANCE, name="it", properties=props))


@pytest.mark.parametrize("mark", UNKNOWNS.values(), ids=UNKNOWNS)
def test_each_mark_of_what_is_unknown_is_read(mark: str) -> None:
    assert len(UNKNOWNS) > 3
    assert _read(mark).at("value") is UNKNOWN


@pytest.mark.parametrize("signature", FILES)
def test_a_file_is_read_as_one(signature: str) -> None:
    assert _read({deserialize.SPECIAL_SIG_KEY: signature, "path": "a.zip"}).at("value") is ASSET


def test_a_map_that_bears_another_mark_stays_a_map() -> None:
    other = {deserialize.SPECIAL_SIG_KEY: "of another release", "path": "a.zip"}
    assert _read(other).at("value") == other


def test_a_secret_is_read_and_remembered() -> None:
    marked = {deserialize.SPECIAL_SIG_KEY: deserialize.SPECIAL_SECRET_SIG, "value": "hunter2"}
    read = _read(marked)
    assert (read.at("value"), read.secrets) == ("hunter2", frozenset({"hunter2"}))
