"""The comparison of facts: what is made, what is taken away, what is left to people, and in which order.

What the facts mean on a server is shown in `tests/postgres`.
"""

from functions.database_access.facts import Fact, Kind, difference

LIMIT = Fact(Kind.ATTRIBUTE, "developer", "CONNECTION LIMIT", "CONNECTION LIMIT 5")


def test_what_is_the_same_is_left_alone() -> None:
    found = difference(frozenset({LIMIT}), frozenset({LIMIT}))
    assert not found
    assert found.for_people == ()


def test_a_new_value_replaces_the_old_one_without_a_removal() -> None:
    other = Fact(Kind.ATTRIBUTE, "developer", "CONNECTION LIMIT", "CONNECTION LIMIT 500")
    found = difference(frozenset({LIMIT}), frozenset({other}))
    assert (found.missing, found.unwanted) == ((LIMIT,), ())


def test_rights_stand_side_by_side() -> None:
    """One more right on a table is another fact, not another value."""
    read, write = (Fact(Kind.RELATION, "store.orders", "application", right) for right in ("SELECT", "DELETE"))
    found = difference(frozenset({read}), frozenset({read, write}))
    assert (found.missing, found.unwanted) == ((), (write,))


def test_roles_and_ways_out_are_left_to_people() -> None:
    role, way = Fact(Kind.ROLE, "somebody"), Fact(Kind.EXFILTRATION_PATH, "publication", "everything")
    found = difference(frozenset(), frozenset({role, way}))
    assert not found
    assert found.for_people == (role, way)


def test_what_others_stand_on_is_made_first_and_taken_away_last() -> None:
    role, view = Fact(Kind.ROLE, "a"), Fact(Kind.VIEW, "reporting.a")
    right = Fact(Kind.RELATION, "reporting.a", "a", "SELECT")
    assert difference(frozenset({right, view, role}), frozenset()).missing == (role, view, right)
    assert difference(frozenset(), frozenset({view, right})).unwanted == (right, view)
