"""Everyday words that staff added: kept, taken up while serving, and tried on gold questions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import AppContext
from bot.cli.main import cli
from bot.curation import gold_questions, lexicon_entries, regression_trials
from bot.curation.gold_questions import ReviewedExchange
from bot.curation.lexicon_entries import LexiconEntryError, StaffLexicon
from bot.curation.regression_trials import RegressionTrials, shipped_gold_questions
from bot.operations.engine_provider import EngineProvider, IndexSource, LexiconVersion, index_stamp, load_engine
from bot.storage.database import DatabaseWorker
from bot.texts import staff_chat
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.corpus.builder import build
from retrieval.corpus.library import same_reports
from tests.retrieval.invented import HARBOUR, LIBRARIES, indexed, write
from tests.shipped import REPORTS

ENTRY = "停船位 => 泊位"
ASKED = "停船位弄了几个"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An indexed folder of two reports."""
    return indexed(tmp_path, {"a.txt": HARBOUR, "c.txt": LIBRARIES})


def add(store: DatabaseWorker, line: str) -> lexicon_entries.LexiconEntry:
    """Keep an entry."""
    return store.write(lambda db: lexicon_entries.add(db, line, "who", {"worse": []}))


def test_an_entry_is_kept_once(store: DatabaseWorker) -> None:
    """A second time gives the first one back; each change shows in the version; what was removed is gone."""
    first = add(store, ENTRY)
    assert add(store, ENTRY) == first
    assert store.read(lexicon_entries.version) == 1
    assert [word.line for word in store.read(lexicon_entries.list_entries)] == [ENTRY]
    assert store.write(lambda db: lexicon_entries.remove(db, first.id))
    assert not store.write(lambda db: lexicon_entries.remove(db, first.id))
    assert store.read(lexicon_entries.version) == 2
    assert store.read(lexicon_entries.list_entries) == []


@pytest.mark.parametrize(
    "written",
    ["", "甲乙", "=> 丙", "甲乙 =>", "甲乙 => 丙*0", "甲 => 丙丁", "甲，乙 丙 => 丁", "# 甲乙 => 丙", "乙" * 201],
)
def test_what_is_no_entry_is_refused(written: str) -> None:
    """In a sentence, whatever was written."""
    with pytest.raises(LexiconEntryError):
        lexicon_entries.parse_entries(written)


def test_looking_makes_no_database(tmp_path: Path) -> None:
    """Without a log there are no words, and there is no log afterwards."""
    store = DatabaseWorker(tmp_path / "none" / "wenda.db", "wenda", ())
    added = StaffLexicon(store)
    assert (added.version(), dict(added.lexicon())) == (0, {})
    store.close()
    assert not store.path.exists()


def test_words_and_indexes_are_taken_up_while_serving(folder: Path, store: DatabaseWorker) -> None:
    """Each new word and each new index; the texts of the reports are read only with a new index."""
    stamp, loads = index_stamp(folder), 0

    def load(root: Path) -> Engine:
        nonlocal loads
        loads += 1
        return load_engine(root)

    engine = load_engine(folder)
    lexicon = LexiconVersion(StaffLexicon(store), engine.library, 0)
    source = EngineProvider(folder, engine, stamp, lexicon, IndexSource(load=load))
    plain = source.current().library.version
    assert not source.refresh()
    assert ENTRY.partition(" ")[0] not in source.current().library.lexicon
    word = add(store, ENTRY)
    assert source.refresh()
    assert not source.refresh()
    assert source.current().library.version.startswith(f"{plain}+")
    assert same_reports(plain, source.current().library.version)
    assert source.ask(ASKED).quotes[0].text.startswith("全年新建泊位12个")
    assert loads == 0
    write(folder, {"a.txt": HARBOUR.replace("泊位12个", "泊位13个")})
    build(folder)
    assert source.refresh()
    assert loads == 1
    assert "停船位" in source.current().library.lexicon
    assert not same_reports(plain, source.current().library.version)
    store.write(lambda db: lexicon_entries.remove(db, word.id))
    assert source.refresh()
    assert "停船位" not in source.current().library.lexicon
    assert "+" not in source.current().library.version
    assert loads == 1


def test_what_is_derived_of_texts_is_shared(library: Library) -> None:
    """An engine with more words has the same folded texts, and quotes of it are the same slices."""
    Engine(library)
    more = library.with_words(lexicon_entries.lexicon_of(["讼师 => 法律顾问"]))
    assert more.index is library.index
    assert more.reports == library.reports
    assert list(more.passages) == list(library.passages)


def test_every_command_uses_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``find`` and ``eval`` as well; a log that cannot be read is reported and costs nobody the reports."""
    monkeypatch.setenv("WENDA_LIBRARY", str(REPORTS))
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    app_context = AppContext()
    add(app_context.store, "讼师 => 法律顾问")
    app_context.close()
    found = CliRunner().invoke(cli, ["find", "讼师", "-n", "1"])
    assert found.exit_code == 0
    assert "法律顾问" in found.stdout
    (tmp_path / "var" / "wenda.db").write_bytes(b"not a database, but long enough to be looked at" * 9)
    without = CliRunner().invoke(cli, ["find", "执法"])
    assert without.exit_code == 0
    assert "going on without what staff and use have added" in without.stderr
    assert "法治政府建设情况报告" in without.stdout


def test_an_evaluation_has_a_column_for_what_staff_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Library
) -> None:
    """Beside the files, unless it is left out; accepted figures know nothing of it."""
    monkeypatch.setenv("WENDA_LIBRARY", str(REPORTS))
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    gold = tmp_path / "few.jsonl"
    gold.write_text('{"id": "1", "kind": "number", "question": "执法记录仪有多少台", "quotes": ["788台"]}\n', "utf-8")
    app_context = AppContext()
    case = ReviewedExchange("选聘了多少名法律顾问", (), ("选聘15名法律顾问",), "15名", "x", 7)
    assert app_context.store.write(lambda db: gold_questions.add(db, case, "who")) == 1
    assert app_context.store.write(lambda db: gold_questions.add(db, case, "who")) is None
    app_context.close()
    accepted = CliRunner().invoke(cli, ["eval", str(gold), "--accept"])
    assert accepted.exit_code == 0, accepted.output
    assert "| 工作人员收的 | 1 | 100.0 |" in accepted.stdout
    assert "| 题型 | few | 工作人员收的 |" in accepted.stdout
    assert "staff" not in (tmp_path / "accepted.json").read_text("utf-8")
    assert "staff" not in CliRunner().invoke(cli, ["eval", str(gold), "--no-staff"]).stdout
    nothing = CliRunner().invoke(cli, ["eval", "--accept"])
    assert (nothing.exit_code, staff_chat.EVAL_NOTHING_TO_ACCEPT in nothing.stderr) == (2, True)


def test_another_library_is_held_to_what_staff_kept_only(
    folder: Path, store: DatabaseWorker, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shipped gold questions belong to the shipped report, wherever that is served."""
    other = load_engine(folder)
    assert shipped_gold_questions(other.library) == []
    assert len(shipped_gold_questions(engine.library)) == 430
    trials = RegressionTrials(lambda: other, store)
    trial = trials.try_entries([ENTRY], ASKED)
    assert (trial.before.questions, trial.is_worse) == (0, False)
    assert (trial.before.accuracy, trial.before.false_answers, trial.before.short_right) == (0.0, 0.0, 0.0)
    case = ReviewedExchange("新建泊位多少个", (), ("全年新建泊位12个",), "12个", "一/(一)/一是", 1)
    store.write(lambda db: gold_questions.add(db, case, "who"))
    trial = trials.try_entries([ENTRY], ASKED)
    assert (trial.before.questions, trial.before.accuracy, trial.after.accuracy) == (1, 100.0, 100.0)
    monkeypatch.setattr(regression_trials, "_CACHED_TRIALS", 1)
    assert trials.try_entries(["吊机 => 起重机"], ASKED).before == trial.before
    assert trials.try_entries([ENTRY], ASKED) == trial
    reader = QuestionReader(other.library.lexicon, other.library.gazetteer)
    assert trials.contradicted_by(reader, ["请问新建泊位多少个"], ["隐患整改率98.5%"]) == trials.gold_questions()
    assert trials.contradicted_by(reader, ["请问新建泊位多少个"], ["全年新建泊位12个,维修泊位5个"]) == []
    assert trials.contradicted_by(reader, ["演练了多少场"], ["隐患整改率98.5%"]) == []


def test_words_that_cannot_be_read_now_leave_the_engine_at_hand(
    folder: Path, store: DatabaseWorker, caplog: pytest.LogCaptureFixture
) -> None:
    """It is reported, and the words are taken up when they can be read."""

    class Failing(StaffLexicon):
        fails = True

        def version(self) -> int:
            if self.fails:
                raise sqlite3.OperationalError("database is locked")
            return super().version()

    engine, failing = load_engine(folder), Failing(store)
    source = EngineProvider(folder, engine, index_stamp(folder), lexicon=LexiconVersion(failing, engine.library, 0))
    add(store, ENTRY)
    assert not source.refresh()
    assert "database is locked" in caplog.text
    failing.fails = False
    assert source.refresh()
    assert "停船位" in source.current().library.lexicon


def test_an_answer_against_a_gold_question_is_refused_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Library
) -> None:
    """One line says which one; ``--force`` passes over it."""
    for name, value in {"LIBRARY": REPORTS, "STATE": tmp_path / "var", "STAFF": "1,2", "SECRET": "s" * 32}.items():
        monkeypatch.setenv(f"WENDA_{name}", str(value))
    asked = "一共保留了多少审批事项"
    # One of those that come with the shipped report would be answered wrongly.
    found = next(gold for gold in shipped_gold_questions(library) if gold.quotes and not gold.history)
    for question in (asked, found.question):
        added = CliRunner().invoke(cli, ["faq", "add", "--as=1", "--ask", question, "--cite=p30", "--text=无。"])
        assert added.exit_code == 0, added.output
    number = added.stdout.strip()
    refused = CliRunner().invoke(cli, ["faq", "approve", number, "--as=2"])
    assert refused.exit_code == 1
    assert f"与标准题 {found.id} 不符：“{found.question}”" in refused.stderr
    assert CliRunner().invoke(cli, ["faq", "approve", number, "--as=2", "--force"]).exit_code == 0
