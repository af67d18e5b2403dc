"""Words that two people write, in private and in a group, made into all that staff can make of them; then searched for
in every byte, once the first of them is forgotten, and once the second one's time is over.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import clock
from bot.analytics.digest import digest_text
from bot.analytics.statistics import Period, period_statistics
from bot.app import AppContext
from bot.cli.main import cli
from bot.config import settings as settings_module
from bot.config.settings import pseudonym_secret
from bot.curation import curated_answers, gold_questions
from bot.dashboard import snapshot
from bot.erasure.data_erasure import DataErasure
from bot.erasure.personal_columns import ColumnContent, columns_with
from bot.erasure.tombstones import FILE
from bot.operations import backups
from bot.privacy.redaction import pseudonym
from bot.storage import notices
from bot.storage.database import Connection
from bot.storage.update_inbox import Body, UpdateInbox
from bot.texts import staff_chat
from bot.texts.chat import DIGEST_LEAD, FORGOTTEN_STAYS
from bot.topics import topics
from bot.topics.topics import TopicAction
from retrieval import Engine
from tests.bot.chatting import ask, press
from tests.bot.staffed import FIRST, SECOND, answer_to, prompt, staffed, topic
from tests.botapi import BotApiServer, Chat
from tests.waiting import until

ANA, BOB = 7_700_771, 8_800_882
# Each marker is part of a question that the reports do not answer.
HERS, HERS_IN_GROUP = "碧水湾渡口的夜班船几点开", "青石巷的旧井归谁来管"
HIS, HIS_IN_GROUP = "乌桕坡的石碑还修不修", "那前年的乌桕坡石碑呢"
MARKS = {ANA: ("碧水湾", "青石巷"), BOB: ("乌桕坡",)}


def forms(person: int, app_context: AppContext) -> list[bytes]:
    """What tells that something of a person is left: their words, plain and as JSON escapes them, pseudonym, number."""
    words = [form for mark in MARKS[person] for form in (mark.encode(), json.dumps(mark)[1:-1].encode())]
    alias = pseudonym(person, pseudonym_secret(app_context.settings))
    return [*words, alias.encode(), str(person).encode()]


def left(folder: Path, person: int, app_context: AppContext) -> dict[str, list[bytes]]:
    """The files under a folder that hold anything of a person, with what they hold."""
    found = {
        str(path.relative_to(folder)): [form for form in forms(person, app_context) if form in path.read_bytes()]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: held for name, held in found.items() if held}


def holding(app_context: AppContext, person: int) -> set[tuple[str, str]]:
    """The columns of the log that hold words of a person."""

    def holds(db: Connection, table: str, column: str) -> bool:
        return any(mark in str(row[column]) for row in db.table(table).rows for mark in MARKS[person])

    every = columns_with(ColumnContent.WORDS, ColumnContent.STAFF)
    return app_context.store.read(lambda db: {(table, column) for table, column in every if holds(db, table, column)})


async def ask_in_group(group: Chat, person: Any, text: str) -> None:
    """Ask by a command, and wait for the answer."""
    group.send(f"/ask {text}", user=person)
    await group.wait_for()


def make_the_rest(app_context: AppContext) -> None:
    """What staff make on the command line, and what a former version has left."""
    store, history = app_context.store, app_context.log.recent(99)
    app_context.assigner.assign_new()
    for row in history:  # gold questions of the group, one of which follows up another person's question
        thread = tuple(json.loads(row["history"] or "[]"))
        case = gold_questions.ReviewedExchange(row["question"], thread, (), None, None, row["id"])
        store.write(partial(gold_questions.add, case=case, who="staff"))
    numbers = store.read(lambda db: {row["anchor"]: row["id"] for row in db.table("topics").rows})
    for one in (HERS, HIS):
        decide = partial(topics.decide, action=TopicAction.BEYOND, who="staff")
        # Beside the words of another topic, which stays when the other one goes.
        store.write(partial(decide, number=numbers[HIS if one == HERS else HERS], note=f"见“{one}”"))
        store.write(partial(notices.add, text=f"第 1 号（“{one}”）已暂停", now="2026-01-01"))
    passage = next(passage for passage in app_context.library.passages if "法律顾问" in passage.text)
    cited = [curated_answers.cite(app_context.library, passage.id)]
    asked = [HERS, HERS_IN_GROUP, HIS, HIS_IN_GROUP, "渡口夜航怎么问"]
    store.write(lambda db: curated_answers.add(db, "由交通部门负责。", cited, asked, "staff"))


def set_aside(app_context: AppContext) -> None:
    """Updates that failed: one of each person, and one of staff who replied to a prompt with the person's words."""
    inbox = UpdateInbox.at(app_context.settings.inbox, app_context.settings.bot_id)
    prompt_of = {"message_id": 1, "date": 1, "chat": {"id": FIRST}, "text": f"写答案 #1：{HERS}"}
    bodies: list[Body] = [
        *({"update_id": 9_000 + at, "message": _written(person, f"{MARKS[person][0]}又怎么了")}
          for at, person in enumerate((ANA, BOB))),
        {"update_id": 9_010, "message": _written(FIRST, "由街道负责。") | {"reply_to_message": prompt_of}},
    ]  # fmt: skip
    inbox.put(bodies).result()
    for body in bodies:
        inbox.bury(body["update_id"], f"Traceback: {body['message']['text']}").result()
    inbox.close()


def _written(person: int, text: str) -> dict[str, Any]:
    return {"message_id": 2, "date": 1, "chat": {"id": person}, "from": {"id": person}, "text": text}


def copies(app_context: AppContext, folder: Path) -> None:
    """A backup, the dashboard's snapshot, exports, the digest of staff, the gold questions and what use teaches."""
    folder.mkdir()
    backups.back_up(app_context.settings, folder / "backup.db")
    snapshot.create(app_context.settings.database, folder / "snapshot.db")
    for name, command in {
        "log.csv": ("log", "export"), "log.jsonl": ("log", "export", "--format", "jsonl"),
        "faq.md": ("log", "faq", "--least", "1"), "answers.jsonl": ("faq", "export"),
    }.items():  # fmt: skip
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.output
        (folder / name).write_bytes(done.stdout_bytes)
    now = clock.now()
    period = Period.ending(now.astimezone(clock.CHINA).date(), 7)
    figures = app_context.store.read_snapshot(lambda db: period_statistics(db, period, now))
    (folder / "digest.txt").write_text(digest_text(figures, DIGEST_LEAD), "utf-8")
    (folder / "gold.txt").write_text(str(app_context.store.read(gold_questions.list_cases)), "utf-8")
    (folder / "lessons.txt").write_text(str(app_context.lessons.placed(app_context.library)), "utf-8")


async def test_what_was_erased_is_gone(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Of one person at once, of the other with retention; from the log, the inbox, threads, backups and exports."""
    state = tmp_path / "var"
    hers, first, second = (server.private_chat(user_id=number) for number in (ANA, FIRST, SECOND))
    people = [server.user(ANA, "安"), server.user(BOB, "波")]
    group = server.group_chat(people)
    async with staffed(server, monkeypatch, state, engine) as app_context:
        await ask(server.private_chat(user_id=BOB), HIS)
        await ask_in_group(group, people[0], HERS_IN_GROUP)
        await ask_in_group(group, people[1], HIS_IN_GROUP)
        await ask(hers, HERS)  # the newest comes first in the queue
        await press(first, await topic(first), staff_chat.STAR_ABSENT)
        prompted = await prompt(first, await topic(first), staff_chat.WRITE_BUTTON)
        await answer_to(first, prompted, "夜间航班由交通部门安排。\n出处：p14")
        (waiting,) = await second.wait_for()
        await press(second, waiting, staff_chat.APPROVE_BUTTON)
        await asyncio.to_thread(make_the_rest, app_context)
        await asyncio.to_thread(set_aside, app_context)
        former = state / "wenda.db.before-20260101T000000Z"
        await asyncio.to_thread(copies, app_context, tmp_path / "before")
        shutil.copy(tmp_path / "before" / "backup.db", former)

        expected = {
            *(("interactions", column) for column in ("question", "history")),
            *(("topics", column) for column in ("anchor", "before", "wording")),
            *(("gold", column) for column in ("question", "history")),
            ("curated_phrasings", "question"), ("decisions", "note"), ("notices", "text"),
        }  # fmt: skip
        assert holding(app_context, ANA) >= expected
        held = set(left(state, ANA, app_context))
        assert former.name in held
        assert {name.partition("-")[0] for name in held} >= {"wenda.db", "inbox.db"}
        assert set(left(tmp_path / "before", ANA, app_context)) == {
            path.name for path in (tmp_path / "before").iterdir()
        }

        said = await ask(hers, "/forget")
        assert said.text.endswith(FORGOTTEN_STAYS)
        await until(lambda: not waiting_in(app_context), "the end of the request itself")
        await asyncio.to_thread(tidy, app_context)
        assert holding(app_context, ANA) == set()
        assert left(state, ANA, app_context) == {}
        await ask_in_group(group, people[1], "那再早一年的呢")
        assert left(state, ANA, app_context) == {}
        await asyncio.to_thread(copies, app_context, tmp_path / "after")
        assert left(tmp_path / "after", ANA, app_context) == {}
        assert set(left(state, BOB, app_context)) >= {former.name}
        assert left(tmp_path / "after", BOB, app_context)
        answers = await asyncio.to_thread(app_context.store.read, curated_answers.list_answers)
        assert [answer.phrasings for answer in answers] == [(), (HIS, HIS_IN_GROUP, "渡口夜航怎么问")]

        await asyncio.to_thread(restored_elsewhere, tmp_path, state)
        assert left(tmp_path / "elsewhere", ANA, app_context) == {}
        assert left(tmp_path / "elsewhere", BOB, app_context)

        await asyncio.to_thread(DataErasure(app_context.store).purge_before, "9999")
        await asyncio.to_thread(copies, app_context, tmp_path / "late")
        assert left(tmp_path / "late", BOB, app_context) == {}
        assert set(left(state, BOB, app_context)) <= {"inbox.db", "inbox.db-wal"}  # set aside, for seven days


def waiting_in(app_context: AppContext) -> int:
    """The updates that are not handled yet."""
    inbox = UpdateInbox.at(app_context.settings.inbox, app_context.settings.bot_id)
    try:
        return inbox.waiting_count()
    finally:
        inbox.close()


def tidy(app_context: AppContext) -> None:
    """Do what the service does once a minute."""
    inbox = UpdateInbox.at(app_context.settings.inbox, app_context.settings.bot_id)
    inbox.clean_up()
    inbox.close()
    DataErasure(app_context.store).finish()


def restored_elsewhere(folder: Path, state: Path) -> None:
    """Restore the old backup on another machine, to which backups were copied with the list of erasures."""
    shutil.copy(state / FILE, folder / "before" / FILE)
    backups.restore(folder / "before" / "backup.db", settings_module.load(state=folder / "elsewhere"))
