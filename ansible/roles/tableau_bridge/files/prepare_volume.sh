#!/bin/sh
# Makes a file system on a device that holds nothing at all, and touches no other. Says "made" or "kept".
set -eu
device=$1
case $device in
  LABEL=* | UUID=*)
    # A name by what a file system says of itself: there is one, or there is no such device.
    blkid --cache-file /dev/null --match-token "$device" >/dev/null || {
      echo "no device holds a file system with $device; attach the volume, or name a blank one by its path" >&2
      exit 1
    }
    echo kept
    exit 0
    ;;
esac
if [ ! -e "$device" ]; then
  echo "there is no $device; attach the volume first" >&2
  exit 1
fi
# Statuses of blkid(8): 0 something was recognised, 2 nothing was, 8 what was recognised contradicts itself.
status=0
type=$(blkid --probe --output value --match-tag TYPE "$device") || status=$?
if [ "$status" -eq 0 ] && [ -n "$type" ]; then
  echo kept
elif [ "$status" -eq 2 ]; then
  mkfs.ext4 -q -L bridge-state "$device"
  # Its root is seen in the place of the folder below it, which is closed too: else the next run would have to close it.
  debugfs -w -R "set_inode_field <2> mode 040700" "$device" 2>/dev/null
  echo made
else
  echo "$device holds something that is no file system (a partition table, perhaps); it was left as it is" >&2
  exit 1
fi
