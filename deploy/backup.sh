#!/bin/sh
# One copy of the databases, named by the day and the second, and an end to the copies that are older than KEEP_DAYS.
# The old ones go only after the new one stands, so there is never none; what people have had erased leaves the
# backups with them, after KEEP_DAYS at the latest. The list of erasures comes along: what is restored is erased again.
set -eu
: "${WENDA:=wenda}" "${WENDA_STATE:=var}" "${BACKUPS:=/var/backups/wenda}" "${KEEP_DAYS:=14}"
case $KEEP_DAYS in '' | *[!0-9]*) echo "backup.sh: KEEP_DAYS must be a number of days, found: $KEEP_DAYS" >&2; exit 2 ;; esac
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
