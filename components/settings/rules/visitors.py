"""What must hold between the settings of the visitors' function."""

from collections.abc import Iterator

from components.settings.problem import Problem
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.visitors import GoogleSignIn


def _identity_suits_the_sign_in(settings: Settings, _: Others) -> Iterator[Problem]:
    visitors = settings.visitors
    if visitors is None:
        return
    federated = visitors.sign_in is GoogleSignIn.FEDERATION
    if federated is not (visitors.federation is not None):
        given, allowed = ("nothing", "the pool's names") if federated else ("a pool", "nothing with signIn key")
        mend = "name the pool, or set signIn to key" if federated else "take it out, or set signIn to federation"
        yield Problem(("visitors", "federation"), given, allowed, mend)


def _countries_are_named_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """Two of a kind would be one metric published twice."""
    countries = settings.visitors.countries if settings.visitors else ()
    for index, country in enumerate(countries):
        if country in countries[:index]:
            path = ("visitors", "countries", index)
            yield Problem(path, f"{country!r} twice", "each country once", "take one of them out")


RULES = (
    Rule(("visitors",), _identity_suits_the_sign_in),
    Rule(("visitors",), _countries_are_named_once),
)
