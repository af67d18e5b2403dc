"""State folders of former versions: they open with this program, and nothing of what they hold is lost.

``state_0_1_0`` is the state folder of 0.1.0 as SQL: exchanges in a thread, a thumb, an answer by staff, an everyday
word, a gold question, a notice that waits, an erasure that was asked for, and an update that was not answered yet.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import AppContext
from bot.config import settings
from bot.operations import backups
from bot.storage import migrations, update_inbox
from bot.storage.schema import find_emptied, find_missing
from bot.texts import replies
from retrieval import Engine
from tests.bot.chatting import ask
from tests.bot.staffed import staffed
from tests.botapi import BotApiServer

FORMER = Path(__file__).parent / "state_0_1_0"
DATABASES = {"wenda": migrations.MIGRATIONS, "inbox": update_inbox.MIGRATIONS}
COUNTS = {"interactions": 6, "ratings": 1, "topics": 3, "members": 5, "decisions": 1, "curated": 1, "gold": 1}
COUNTS |= {"curated_phrasings": 3, "lexicon": 1, "notices": 1, "removed_lessons": 1}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder as 0.1.0 left it; it is kept as long as can be, however much later this test runs."""
    monkeypatch.setenv("WENDA_RETENTION_DAYS", "3650")
    folder = tmp_path / "var"
    folder.mkdir()
    for name in DATABASES:
        with closing(sqlite3.connect(folder / f"{name}.db")) as db:
            db.executescript((FORMER / f"{name}.sql").read_text("utf-8"))
    shutil.copy2(FORMER / "tombstones", folder)
    return folder


def counts(database: Path) -> dict[str, int]:
    """The rows of each table that people's words or decisions are in."""
    with closing(sqlite3.connect(database)) as db:
        return {table: db.execute(f"select count(*) from {table}").fetchone()[0] for table in COUNTS}


def assert_up_to_date(folder: Path) -> None:
    """Nothing is missing, and every migration has run once."""
    for name, known in DATABASES.items():
        path = folder / f"{name}.db"
        assert (find_emptied(path), find_missing(path, name, known)) == ("", "")
        with closing(sqlite3.connect(path)) as db:
            ran = [row[0] for row in db.execute("select name from _sqlite_migrations order by id")]
        assert ran == [each.__name__ for each in known]


async def test_the_service_goes_on_where_the_former_one_ended(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, state: Path, engine: Engine
) -> None:
    """What waited is answered; answers of staff, everyday words, threads and erasures still hold."""
    before = counts(state / "wenda.db")
    assert before == COUNTS
    waiting = server.private_chat(user_id=51)
    async with staffed(server, monkeypatch, state, engine):
        assert "55台" in (await waiting.wait_for())[0].text
        given = await ask(server.private_chat(user_id=70), "游艇能靠岸吗")
        assert given.text.startswith("可以，先向港务部门登记。")
        assert replies.WRITTEN_BY_STAFF in given.text
        assert "788台" in (await ask(server.private_chat(user_id=71), "随身小相机有多少台")).text
        kept = await ask(waiting, "/mydata")
        assert "那录音设备呢" in kept.text
    after = counts(state / "wenda.db")
    assert after["interactions"] == before["interactions"] + 3
    assert {name: count for name, count in after.items() if before[name] > count} == {}
    assert (state / "tombstones").read_text("utf-8") == (FORMER / "tombstones").read_text("utf-8")
    assert_up_to_date(state)


def test_a_former_backup_is_restored(state: Path, tmp_path: Path) -> None:
    """`wenda restore` takes a copy of 0.1.0, and the next command brings it up to date."""
    copy = tmp_path / "copy.backup"
    chosen = settings.load(state=state)
    backups.back_up(chosen, copy)
    elsewhere = settings.load(state=tmp_path / "elsewhere")
    backups.restore(copy, elsewhere)
    assert counts(elsewhere.database) == COUNTS
    with closing(AppContext()) as app_context:
        app_context.__dict__["settings"] = elsewhere
        assert [row["question"] for row in app_context.log.recent(1)] == ["一共保留了多少审批事项"]
    assert find_missing(elsewhere.database, "wenda", migrations.MIGRATIONS) == ""
