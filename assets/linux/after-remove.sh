#!/bin/sh
# Runs as root after the files have gone: dpkg says why in a word, rpm by the number of versions that are left.
# What users have in their home directories stays theirs.
set -e

case "$1" in
  remove | purge | 0) ;;
  # An upgrade: the new version has been set up, or will be.
  *) exit 0 ;;
esac

if [ "$(readlink '/usr/bin/${executable}')" = '/opt/${sanitizedProductName}/${executable}' ]; then
  rm -f '/usr/bin/${executable}'
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
