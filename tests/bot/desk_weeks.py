"""Some weeks of exchanges that nobody held: the shipped report's own questions with the engine's own replies, asked
over and over by people who do not exist, rated, decided about and partly answered by staff."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.curation.regression_trials import GoldScore
from bot.dialogue.conversation import Conversation, QuestionSource
from bot.storage.database import DatabaseWorker, Row
from bot.storage.interactions import InteractionLog
from bot.storage.migrations import MIGRATIONS
from bot.strings import text_digest
from bot.topics import topics
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval import Engine
from retrieval.evaluation.gold import load_gold
from retrieval.resources import DATA

if TYPE_CHECKING:
    from sqlite_utils import Database

DAYS = 42
WORKDAY, WEEKEND = (34, 62), (9, 20)  # exchanges a day, from and to
PEOPLE = 260
_SEED = 7
# The hours of a day, by how much is asked in them.
_HOURS = [hour for hour, share in zip(range(7, 23), (1, 3, 8, 9, 6, 3, 4, 7, 8, 7, 5, 3, 3, 3, 2, 1), strict=True)
          for _ in range(share)]  # fmt: skip
_FRESH_FROM = 14  # in the last two weeks something new is asked
_NEW = ("新能源汽车充电桩建了多少个", "小区里哪里有充电桩", "灵活就业社保补贴怎么申请", "行政审批大厅周末上班吗",
        "执法记录仪多少钱一台", "法律援助中心的电话是多少")  # fmt: skip
_ANSWER = "报告没有写明这一项，最接近的内容见下。具体办法请向政务服务大厅询问，或拨打 12345。"


@dataclass(frozen=True, slots=True)
class Weeks:
    """What was written: the database, and the pseudonyms in it that must stand nowhere else."""

    database: Path
    people: tuple[str, ...]


def write(database: Path, engine: Engine, until: datetime | None = None, asked_too: Sequence[str] = ()) -> Weeks:
    """Fill a database with the weeks before a time; ``asked_too`` are questions that some ask lately."""
    chance, now = random.Random(_SEED), until or datetime.now(UTC)
    new = (*_NEW, *asked_too)
    replies = _replies(database.with_name("asked.db"), engine, new)
    people = tuple(f"{chance.getrandbits(128):032x}" for _ in range(PEOPLE))
    store = DatabaseWorker(database, "wenda", MIGRATIONS)
    try:
        rows = list(_rows(replies, new, people, now, chance))
        store.write(lambda db: db.table("interactions").insert_all(rows))
        store.write(lambda db: db.table("ratings").insert_all(list(_ratings(rows, chance))))
        TopicAssigner(store, lambda: QuestionReader(engine.library.lexicon, engine.library.gazetteer)).assign_new()
        store.write(lambda db: _decide(db, people[0], now, engine.library.reports[0].text))
    finally:
        store.close()
    return Weeks(database, people)


def _replies(path: Path, engine: Engine, new: Sequence[str]) -> dict[str, Row]:
    """How the engine replies to each question, as it is logged."""
    log = InteractionLog.at(path)
    conversation = Conversation(engine, log, engine.library.version, b"weeks")
    gold = load_gold((DATA / "eval" / "development.jsonl").read_text("utf-8"), "development.jsonl")
    usual = (one.question for one in gold if not one.history and not re.search("[A-Za-z]{2}", one.question))
    asked = [*usual, *new]
    try:
        for question in asked:
            conversation.ask(question, QuestionSource("telegram"))
        found = {row["question"]: row for row in log.recent(len(asked))}
    finally:
        log.close()
    path.unlink()
    return found


def _rows(
    replies: dict[str, Row], new: Sequence[str], people: Sequence[str], now: datetime, chance: random.Random
) -> Iterator[Row]:
    # A few questions are asked by many, most by few.
    usual = [question for question in replies if question not in new]
    chance.shuffle(usual)
    usual.sort(key=lambda question: replies[question]["outcome"] != "answer" and chance.random() < 0.7)
    weights = [1 / (place + 3) for place in range(len(usual))]
    times = sorted(_times(now, chance))
    for number, time in enumerate(times, 1):
        fresh = now - time < timedelta(days=_FRESH_FROM) and chance.random() < 0.14
        question = chance.choice(new) if fresh else chance.choices(usual, weights)[0]
        slow = chance.expovariate(1 / 40) if chance.random() < 0.012 else 0.0
        who = chance.choice(people)
        yield {
            **replies[question],
            "id": number,
            "time": time.isoformat(timespec="milliseconds"),
            "user": who,
            "chat": who,
            "milliseconds": round(chance.lognormvariate(1.2, 0.3) + slow, 3),
            "update_id": 700_000_000 + number,
            "question_message": 2 * number,
            "reply_message": 2 * number + 1,
        }


def _times(now: datetime, chance: random.Random) -> Iterator[datetime]:
    for back in range(DAYS):
        day = (now + timedelta(hours=8) - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        for _ in range(chance.randint(*(WEEKEND if day.weekday() > 4 else WORKDAY))):
            minute = timedelta(hours=chance.choice(_HOURS), seconds=chance.randrange(3600))
            time = day + minute - timedelta(hours=8)
            if time < now:
                yield time


def _ratings(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    for row in rows:
        if chance.random() < 0.16:
            bad = chance.random() < (0.12 if row["outcome"] == "answer" else 0.55)
            complaint = chance.choice(("off", "misquoted", "outdated", None)) if bad else None
            yield {"interaction": row["id"], "user": row["user"], "verdict": "bad" if bad else "good",
                   "complaint": complaint, "time": row["time"]}  # fmt: skip


def _score(points: float) -> Row:
    return asdict(GoldScore(430, points, 96, 1, 267, 222))


def _decide(db: Database, who: str, now: datetime, text: str) -> None:
    """Staff have dealt with some of what was not answered."""
    waiting = topics.unanswered(db, 12, now)
    time = (now - timedelta(days=3)).isoformat(timespec="seconds")
    for state, topic in zip(("approved", "draft", "suspended"), waiting[::4], strict=False):
        nearest = json.loads(topics.recent_questions(db, topic.id, 1)[0]["passages"] or "[]")
        cited = [
            {name: trace[name] for name in ("file", "clause", "start", "end")}
            | {"digest": text_digest(quote := text[trace["start"] : trace["end"]]), "text": quote}
            for trace in nearest[:1]
        ]
        db.table("curated").insert({
            "text": _ANSWER, "citations": json.dumps(cited, ensure_ascii=False), "state": state, "topic": topic.id,
            "author": who, "created": time, "approver": who if state != "draft" else None,
            "approved": time if state != "draft" else None, "changed": time,
            "why": "所引的条款已有改动" if state == "suspended" else None,
        })  # fmt: skip
        number = db.execute("select max(id) from curated").fetchone()[0]
        db.table("curated_phrasings").insert({"curated": number, "question": topic.wording})
        if state == "approved":
            topics.decide(db, topic.id, topics.TopicAction.CURATED, who)
    topics.decide(db, waiting[1].id, topics.TopicAction.IGNORED, who)
    effect = json.dumps({"before": _score(411.0), "after": _score(411.5)})
    db.table("lexicon").insert({"lay": "办照", "official": "企业登记", "who": who, "time": time, "effect": effect,
                                "forced": 0})  # fmt: skip
