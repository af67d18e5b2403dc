#!/bin/sh
# A week of the people behind the bot, in commands. Everything is written to a temporary state folder that goes at the end;
# the reports are those of ../library. `wenda` must be on the PATH (source .venv/bin/activate).
set -eu
cd "$(dirname "$0")"

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
export WENDA_STATE="$state" WENDA_LIBRARY=../library/reports
export WENDA_STAFF=1001,1002     # two of the staff, by their Telegram numbers
WENDA_SECRET=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')    # a real state folder keeps its own
export WENDA_SECRET
unset TELEGRAM_BOT_TOKEN OPENSEARCH_URL

day() { printf '\n=== %s ===\n' "$1"; }

day "Monday: people ask; two things are not in the reports"
for question in 卖甜品的证几天能批下来 公园里能不能遛狗 公园可以遛狗吗 外县的人能办借书证吗; do
    wenda ask "$question" | head -n 1
done

day "Tuesday: what nobody could answer; in a pipe the lines are tab-separated, below a heading"
wenda faq unanswered

day "Wednesday: one of the staff writes an answer, which rests on a passage of a report"
topic=$(wenda faq unanswered | grep 能不能遛狗 | cut -f 1)
wenda find 公园 不收门票 -n 1
passage=$(wenda find 公园 不收门票 -n 1 --json | sed 's/.*"passage": *"\([^"]*\)".*/\1/')
wenda faq add --as 1001 --topic "$topic" --ask 公园里能不能遛狗 --ask 公园可以遛狗吗 \
    --text 可以，须牵绳；开放时间见所引条款。 --cite "$passage=公园每日6时至22时开放"
wenda faq list

day "Thursday: another one approves it, and the next person gets it"
wenda faq approve 1 --as 1002
wenda ask 公园里能不能遛狗

day "Friday: the other wording is dealt with too, and what the reports cannot tell; then the page to publish, and a backup"
wenda faq decide "$(wenda faq unanswered | grep 可以遛狗 | cut -f 1)" ignored --as 1001 --note 已有人工答复
wenda faq decide "$(wenda faq unanswered | grep 外县 | cut -f 1)" beyond --as 1001
wenda faq unanswered
wenda log faq --least 1 | head -n 12
wenda log export -o "$state/exchanges.csv"
wenda backup "$state/wenda-backup.db"
