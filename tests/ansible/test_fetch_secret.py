"""Proves that a secret is handed on whole in its reader's form or not at all, and that no error message holds a value.

How systemd hands it on is shown on machines, in test_application.
"""

from __future__ import annotations

import configparser
import importlib.util
import json
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ansible.machine import BUNDLE


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_secret", BUNDLE / "roles/credential/files/fetch_secret.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FETCH = _load()
SECRET = {"host": "db.example.com", "port": 5432, "dbname": "store", "username": "app", "password": "p=w [x] #;%"}
VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=64)


@given(VISIBLE)
def test_a_service_file_holds_the_secret_as_it_is_and_verifies_the_server(password: str) -> None:
    parser = configparser.RawConfigParser(comment_prefixes=(), inline_comment_prefixes=(), delimiters=("=",))
    parser.read_string(FETCH.pg_service(json.dumps(SECRET | {"password": password})))
    assert dict(parser["storefront"]) == {
        "host": "db.example.com", "port": "5432", "dbname": "store", "user": "app", "password": password,
        "sslmode": "verify-full", "sslrootcert": "/etc/storefront/rds-ca.pem",
    }  # fmt: skip


def test_a_token_file_leads_from_the_name_to_the_value() -> None:
    assert json.loads(FETCH.tableau_token('{"name": "bridge", "value": "x\\"y"}')) == {"bridge": 'x"y'}


def test_the_host_alone_is_no_secret() -> None:
    assert FETCH.host(json.dumps(SECRET)) == "db.example.com\n"


CASES = {
    "not JSON": ("hunter22", "the secret is not JSON; expected an object with host, port, dbname, username, password"),
    "no object": ('["hunter22"]', "the secret is not a JSON object; expected one with host, port"),
    "missing": ('{"host": "hunter22", "port": 1, "dbname": ""}', "the secret lacks dbname, username, password; expected"),
    "line break": (json.dumps(SECRET | {"password": "hunter22\nhost=evil"}), "password of the secret has a control character"),
    "white space": (json.dumps(SECRET | {"password": " hunter22"}), "password of the secret has a control character, or white space"),
    "nested": (json.dumps(SECRET | {"port": None, "password": {"hunter22": 1}}), "the secret lacks port"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_connection_is_refused_without_showing_it(case: str) -> None:
    text, message = CASES[case]
    with pytest.raises(FETCH.SecretError) as caught:
        FETCH.pg_service(text)
    assert message in str(caught.value)
    assert "hunter22" not in str(caught.value)


@given(
    st.text()
    | st.recursive(st.none() | st.integers() | st.text(), lambda more: st.dictionaries(st.text(), more)).map(
        json.dumps
    )
)
def test_whatever_the_secret_holds_ends_in_a_report(text: str) -> None:
    with pytest.raises(FETCH.SecretError):
        FETCH.pg_service(text)
