#!/bin/sh
# One wenda command with the settings and the user of the service: sudo deploy/wenda.sh log list
# The service manager reads the settings, which the user itself has no right to.
set -eu
[ "$(id -u)" = 0 ] || { echo "wenda.sh: must be run by root, as in: sudo $0 $*" >&2; exit 1; }
exec systemd-run --quiet --collect --wait --pipe --uid=wenda --gid=wenda --working-directory=/opt/wenda \
    --property=EnvironmentFile=/etc/wenda/env --property=UMask=0077 --property=NoNewPrivileges=yes \
    --setenv=WENDA_STATE=/var/lib/wenda --setenv=PYTHONDONTWRITEBYTECODE=1 -- /opt/wenda/.venv/bin/wenda "$@"
