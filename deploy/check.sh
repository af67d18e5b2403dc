#!/usr/bin/env bash
# Checks the units: every directive known, every program there, and how much they expose. Debian 12 and later.
# VENV is the environment whose programs the units would start; without one, .venv of this checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$(realpath "${VENV:-.venv}")
# As systemd-analyze counts it, times ten: 0 is nothing, 100 everything.
threshold=20

if ! command -v systemd-analyze >/dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends systemd
fi

# The programs are not in /opt here, and verify looks for them: point the units to those that are.
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT
for unit in deploy/*.service deploy/*.timer; do
    sed -e "s#/opt/wenda/.venv#$venv#g" -e "s#/opt/wenda#$PWD#g" "$unit" >"$units/${unit##*/}"
done

# verify exits 0 on a directive that it does not know and only says so: whatever it says is a failure.
said=$(systemd-analyze verify --man=no "$units"/*.service "$units"/*.timer 2>&1) || { echo "$said" >&2; exit 1; }
if grep -F -e "$units/" -e wenda <<<"$said" >&2; then
    echo "systemd-analyze verify has something to say about the units" >&2
    exit 1
fi
for unit in "$units"/*.service; do
    systemd-analyze security --offline=true --threshold="$threshold" --no-pager "$unit" | grep "Overall exposure"
done
sh -n deploy/backup.sh
sh -n deploy/wenda.sh
