"""Proves that no type of resource has two handlers. What each handler makes of its type is `test_round_trip`'s."""

import pytest

from rehearsal.provider import HANDLERS, merged


def test_a_type_with_two_handlers_is_refused() -> None:
    token = "aws:rds/instance:Instance"
    one = {token: HANDLERS[token]}
    assert merged([one, {}]) == one
    with pytest.raises(ValueError, match=f"types with two handlers: {token}"):
        merged([one, HANDLERS])
