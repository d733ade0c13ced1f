"""Rules of visitors: what they refuse, and what just keeps them."""

from tests.components.settings.files import GONE
from tests.components.settings.rules.common import Broken, Change

BROKEN: list[Broken] = [
    (
        "_identity_suits_the_sign_in",
        [(("visitors", "signIn"), "key")],
        [(("visitors", "federation"), "nothing with signIn key")],
    ),
    (
        "_identity_suits_the_sign_in",
        [(("visitors", "federation"), GONE)],
        [(("visitors", "federation"), "the pool's names")],
    ),
    (
        "_countries_are_named_once",
        [(("visitors", "countries"), ["MX", "PE", "MX"])],
        [(("visitors", "countries", 2), "each country once")],
    ),
]

SOUND: list[list[Change]] = [
    [(("visitors", "signIn"), "key"), (("visitors", "federation"), GONE)],
    [(("visitors",), GONE)],
    [(("visitors",), None)],
]
