"""Proves that the database names the settings refuse are those that this PostgreSQL itself reserves."""

from components.shared.facts.dated import RESERVED_WORDS
from tests.postgres.world import World


def test_the_reserved_words_are_postgresqls_own(new_server: World) -> None:
    # R and T: reserved outright, and reserved except as the name of a function or a type.
    # https://www.postgresql.org/docs/17/functions-info.html
    with new_server.as_superuser() as session:
        found = {row[0] for row in session.rows("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")}
        version = int(session.rows("SELECT current_setting('server_version_num')")[0][0])
    assert found <= RESERVED_WORDS
    if version >= 170000:
        assert found == RESERVED_WORDS
