#!/bin/sh
# Loads the bridge's image into the container engine once: load-image IMAGE ARCHIVE.
set -eu
docker image inspect "$1" >/dev/null 2>&1 || docker load --quiet --input "$2"
docker image inspect --format 'image {{.Id}}' "$1"
