"""A backup of a running server, as a drill's other region has it: what it holds, and that it is a writer of its own."""

import os

from functions.shared.postgresql import session
from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import HOST, Foundation, back_up, restarted, restored, servers
from rehearsal.database.failure import kill


def test_a_backup_holds_what_was_there_and_not_what_came_later(place: Foundation) -> None:
    authority, password = Authority(), os.urandom(8).hex()
    ca_bundle = authority.certificate
    with servers(place, authority.sign(HOST), password) as (main,):
        with session(rds.superuser(main), ca_bundle) as admin:
            admin.rows("CREATE TABLE kept (n int)")
            admin.rows("INSERT INTO kept VALUES (1)")
            backup = back_up(place, main, admin)
            admin.rows("INSERT INTO kept VALUES (2)")
        kill(main)
        with (
            restored(place, backup, authority.sign(HOST), password) as copy,
            session(rds.superuser(copy), ca_bundle) as admin,
        ):
            assert admin.rows("SELECT n FROM kept") == [(1,)]
            admin.rows("INSERT INTO kept VALUES (3)")
        # The server itself has all of it, once it is started again.
        with restarted(place, main) as again, session(rds.superuser(again), ca_bundle) as admin:
            assert admin.rows("SELECT n FROM kept ORDER BY n") == [(1,), (2,)]
