#!/bin/sh
# Runs as root after the files are there: dpkg calls it with `configure`, rpm with the number of versions installed.
set -e

case "$1" in
  configure | [1-9]*) ;;
  *) exit 0 ;;
esac

app='/opt/${sanitizedProductName}'

ln -sf "$app/${executable}" '/usr/bin/${executable}'

# Chromium's sandbox needs either user namespaces for ordinary users, which some kernels and AppArmor policies keep from
# them, or its helper with the setuid bit. Asked as nobody, since root is always given a namespace.
if runuser -u nobody -- unshare --user --map-root-user true >/dev/null 2>&1; then
  chmod 0755 "$app/chrome-sandbox"
else
  chmod 4755 "$app/chrome-sandbox"
fi

# The desktop learns of the app and of its jobdeck: links.
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
