"""What the embedded AWS works out once instead of for each request: shown not to change what is answered.

How long a rehearsal takes is shown by the bench.
"""

import pytest

from rehearsal.emulator.answers import create_app
from rehearsal.emulator.dispatch import Dispatcher
from rehearsal.emulator.extensions.remembered import private_key


def test_keys_that_sign_are_each_their_own() -> None:
    assert private_key("ECC_NIST_P256").public_key() != private_key("ECC_NIST_P256").public_key()


@pytest.mark.parametrize("spec", ["SYMMETRIC_DEFAULT", "HMAC_256"])
def test_keys_that_never_sign_share_what_they_do_not_use(spec: str) -> None:
    assert private_key(spec) is private_key("SYMMETRIC_DEFAULT")


def test_a_host_that_is_asked_again_has_the_same_service(monkeypatch: pytest.MonkeyPatch) -> None:
    dispatcher = Dispatcher(create_app)
    hosts = ("kms.us-east-1.amazonaws.com", "pi.us-east-1.amazonaws.com", "s3", None)
    first = [dispatcher.get_backend_for_host(host) for host in hosts]
    monkeypatch.setattr("moto.backends.list_of_moto_modules", lambda: pytest.fail("its folders were listed again"))

    assert [dispatcher.get_backend_for_host(host) for host in hosts] == first
    assert first[:2] == ["kms", "pi"]
    assert first[2:] == ["s3", None]
