#!/bin/sh
# Refuses to run reports on a database that accepts writes, whatever it is called: after a failover the former replica
# is the writer. The connection comes from PGSERVICEFILE, which is in memory.
set -eu
answer=$(psql --no-psqlrc --no-align --tuples-only --command 'SELECT pg_is_in_recovery()')
if [ "$answer" != t ]; then
  echo "the data source is not a replica any more (pg_is_in_recovery: $answer); its secret must name one" >&2
  exit 1
fi
