#!/bin/sh
# Becomes the program only if every credential of the unit holds something. A secret that could not be fetched arrives
# as an empty credential, and each Exec line of a unit has its credentials fetched anew (systemd 252): so the check
# belongs to the process itself, not to an ExecStartPre=.
set -eu
for credential in "$CREDENTIALS_DIRECTORY"/*; do
  if [ ! -s "$credential" ]; then
    echo "the credential $(basename "$credential") is empty: journalctl -u 'storefront-secret-*' says why" >&2
    exit 1
  fi
done
exec "$@"
