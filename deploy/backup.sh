#!/bin/sh
# One copy of the databases, named by the day and the second, and an end to the copies that are older than KEEP_DAYS.
# The old ones go only after the new one stands, so there is never none; what people have had erased leaves the
# backups with them, after KEEP_DAYS at the latest. The list of erasures comes along: what is restored is erased again.
set -eu
: "${WENDA:=wenda}" "${BACKUPS:=/var/backups/wenda}" "${KEEP_DAYS:=14}"
case $KEEP_DAYS in '' | *[!0-9]*) echo "backup.sh: KEEP_DAYS must be a number of days, found: $KEEP_DAYS" >&2; exit 2 ;; esac
# Where nothing is set, the folder that the program takes: one of before where it is started, else its own.
if [ -z "${WENDA_STATE:-}" ]; then
  for WENDA_STATE in var "$(dirname "$0")/../var" "${XDG_STATE_HOME:-${HOME:-}/.local/state}/wenda"; do
    [ ! -f "$WENDA_STATE/wenda.db" ] || break
  done
fi
umask 077
name=wenda-$(date -u +%Y%m%dT%H%M%SZ).backup
# Under another name until it is whole, so that nobody takes half a copy for one.
trap 'rm -f "$BACKUPS/.$name" "$BACKUPS/.tombstones"' EXIT
"$WENDA" backup "$BACKUPS/.$name"
mv "$BACKUPS/.$name" "$BACKUPS/$name"
if [ -f "$WENDA_STATE/tombstones" ]; then
  cp "$WENDA_STATE/tombstones" "$BACKUPS/.tombstones"
  mv "$BACKUPS/.tombstones" "$BACKUPS/tombstones"
fi
find "$BACKUPS" -maxdepth 1 -type f -name 'wenda-*.backup' -mmin "+$((KEEP_DAYS * 1440))" -delete
