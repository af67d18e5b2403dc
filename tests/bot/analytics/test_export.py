"""Exports: tables without formulas, JSON lines, and the page of frequent questions."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.analytics.export import BOM, ExportError, guard, remove_guard, to_csv, to_jsonl, write_export
from bot.cli.main import cli
from bot.curation.publication.markdown import block_quote, escape
from bot.curation.publication.publishing import COLUMNS, FaqEntry, FaqEvidence, FaqPage, collect_faq, faq_page, faq_rows
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import MIGRATIONS, Interaction, InteractionLog, Rating
from bot.strings import text_digest
from bot.texts import command_line, replies
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.text.lexicon import Lexicon
from tests.bot.conftest import passage_at

DANGEROUS = "=+-@\t\r\n＝＋－＠"
HIDING = "'\ufeff\u200b \u3000\0"
MARKUP = ("**甲**", "_a_", "`a`", "<b>", "</p>", "<!--", "&lt;", "[a](b)", "~~a~~", "# ", "1. ", "|a|\n|-|", "\\")
# What formulas begin with, what may hide them, what CSV and Markdown are made of, and any other character.
PIECES = st.one_of(
    st.sampled_from(DANGEROUS + HIDING), st.sampled_from(MARKUP), st.characters(exclude_categories=["Cs"])
)
NASTY = st.builds(str.__add__, st.sampled_from(["", *DANGEROUS, *HIDING]), st.lists(PIECES, max_size=8).map("".join))
COMMISSIONS, LAWYERS, RECORDERS = "一共保留了多少审批事项", "选聘了多少名法律顾问", "执法记录仪有多少台"


def parsed(pieces: Iterable[str]) -> list[list[str]]:
    """What a reader of CSV makes of it."""
    return list(csv.reader(io.StringIO("".join(pieces).removeprefix(BOM), newline="")))


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_every_text_comes_back(cells: list[str]) -> None:
    """Whatever people asked, in every column, the heading included."""
    columns = [f"c{n}" for n in range(len(cells))]
    heading, row = parsed(to_csv([dict(zip(columns, cells, strict=True))], columns))
    assert [remove_guard(cell) for cell in row] == cells
    assert not any(cell[:1] in DANGEROUS for cell in row if cell)
    (named,) = parsed(to_csv([], cells))
    assert not any(cell[:1] in DANGEROUS for cell in named if cell)
    assert heading == columns


@given(NASTY)
def test_what_is_invisible_hides_no_formula(text: str) -> None:
    """Blanks, control characters and the like before a sign of a formula change nothing."""
    for hidden in (" ", "\u3000", "\u200b", "\ufeff", "\0"):
        assert guard(f"{hidden}={text}").startswith("'")


def test_numbers_stay_numbers() -> None:
    """They bear no quotation marks and no apostrophe; what is absent is empty; lines end as RFC 4180 has it."""
    made = "".join(to_csv([{"a": -1, "b": 2.5, "c": None, "d": "12"}], ["a", "b", "c", "d"]))
    assert made == BOM + '"a","b","c","d"\r\n-1,2.5,"","12"\r\n'


@given(st.lists(st.dictionaries(NASTY, st.one_of(NASTY, st.integers(), st.none()))))
def test_json_lines_come_back(rows: list[dict[str, object]]) -> None:
    """One object a line, with readable Chinese."""
    made = "".join(to_jsonl(rows))
    assert [json.loads(line) for line in made.split("\n")[:-1]] == rows


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """What fails on the way leaves what was there; nothing is replaced unasked; only the owner may read it."""

    def failing() -> Iterable[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    target = tmp_path / "a.csv"
    with pytest.raises(ExportError, match="磁盘满了"):
        write_export(failing(), target)
    assert list(tmp_path.iterdir()) == []
    write_export(["甲\r\n"], target)
    with pytest.raises(ExportError, match="已经存在"):
        write_export(["乙"], target)
    with pytest.raises(ExportError):
        write_export(failing(), target, force=True)
    assert target.read_bytes() == "甲\r\n".encode()
    write_export(["乙"], target, force=True)
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == ("乙".encode(), 0o600)
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(ExportError, match="检查文件夹"):
        write_export(["甲"], tmp_path / "none" / "a.csv")


# --- Markdown ------------------------------------------------------------------------------------------------------


def rendered(markdown: str) -> str:
    """The HTML that a CommonMark renderer with GitHub's tables and strike-through makes of it."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def shown(html: str) -> str:
    """The text that a reader sees."""
    from html import unescape

    return unescape(re.sub("<[^>]+>", "", html))


@given(NASTY)
@example("=\t#")
def test_markdown_shows_a_text_to_the_letter(text: str) -> None:
    """No character of a question makes markup, a link or HTML, in a heading or a paragraph."""
    text = text.replace("\0", "")  # CommonMark replaces it
    line = " ".join(text.split())
    assert shown(rendered(f"#### {escape(text)}")).strip() == line
    if line:
        html = rendered(escape(text))
        assert (shown(html).strip(), set(re.findall("<[^>]+>", html))) == (line, {"<p>", "</p>"})


@given(st.lists(NASTY.map(lambda text: " ".join(text.replace("\0", "").split())).filter(bool), min_size=1, max_size=4))
def test_a_quotation_keeps_its_lines(lines: list[str]) -> None:
    """Each line stands as it is, indentation included, and nothing leaves the block."""
    html = rendered(block_quote("\n".join(f"  {line}" for line in lines)))
    assert shown(html).strip("\n").split("\n") == [f"  {line}" for line in lines]
    assert set(re.findall("<[^>]+>", html)) <= {"<blockquote>", "</blockquote>", "<p>", "</p>", "<br />"}


# --- frequent questions --------------------------------------------------------------------------------------------


@pytest.fixture
def asked(store: DatabaseWorker, log: InteractionLog, engine: Engine) -> DatabaseWorker:
    """What people asked, as the engine answered it."""
    for user, question in [
        ("a", COMMISSIONS), ("b", COMMISSIONS + "？"), ("c", "请问" + COMMISSIONS), ("a", RECORDERS), ("b", RECORDERS),
        ("a", LAWYERS), ("a", LAWYERS), ("a", "图书馆几点开门"), ("b", "图书馆几点开门"), ("a", "你好"), ("b", "你好"),
    ]:  # fmt: skip
        put(log, engine, user, question)
    group(store)
    return store


def put(log: InteractionLog, engine: Engine, user: str, question: str, history: tuple[str, ...] = ()) -> int:
    """Log a question with its reply."""
    reply = engine.ask(question, history)
    traces = tuple(
        {"file": quote.passage.file, "clause": quote.passage.clause.path, "start": quote.start, "end": quote.end}
        for quote in reply.quotes
    )
    time = "2026-11-18T04:00:00.000+00:00"
    row = Interaction(time, "telegram", question, reply.outcome.value, "1", "1", 1.0, user=user, passages=traces,
                      short=reply.short, history=history)  # fmt: skip
    return log.add(row).id or 0


def group(store: DatabaseWorker) -> None:
    """Put what was asked into topics."""
    TopicAssigner(store, lambda: QuestionReader(Lexicon())).assign_new()


def found(store: DatabaseWorker, engine: Engine, least: int = 2) -> FaqPage:
    """The entries."""
    return store.read_snapshot(lambda db: collect_faq(db, engine, least))


def approve(store: DatabaseWorker, library: Library, quote: str, **more: object) -> None:
    """An answer that staff wrote and approved."""
    passage = passage_at(library, "一/(一)/一是")
    cited = {"file": passage.file, "clause": passage.clause.path, "start": 0, "end": 9, "text": quote}
    cited["digest"] = text_digest(quote)
    row = {"text": "第一段\n* 第二段", "citations": json.dumps([cited]), "author": "a", "created": "t"}
    with_state = {"state": "approved", "topic": None} | more
    number = store.write(lambda db: db.table("curated").insert({**row, **with_state}).last_pk)
    said = {"curated": number, "question": "政务服务<b>怎么样"}
    store.write(lambda db: db.table("curated_phrasings").insert(said))


def test_only_what_several_people_asked_and_is_answered(asked: DatabaseWorker, engine: Engine) -> None:
    """One person who asks twice is one; what nobody could answer and small talk are left out."""
    assert [(one.question, one.answer, one.people, one.count) for one in found(asked, engine).entries] == [
        (COMMISSIONS, "189项", 3, 3), (RECORDERS, "788台", 2, 2)
    ]  # fmt: skip
    assert [one.question for one in found(asked, engine, 3).entries] == [COMMISSIONS]
    assert [one.question for one in found(asked, engine, 1).entries] == [COMMISSIONS, LAWYERS, RECORDERS]


def test_what_must_not_be_published_is_left_out(asked: DatabaseWorker, log: InteractionLog, engine: Engine) -> None:
    """Words that held personal data, follow-ups that say nothing alone, answers that people found wrong."""
    for user in "ab":
        put(log, engine, user, f"［手机号］{LAWYERS}［手机号］")
        put(log, engine, user, "那行政许可呢", (COMMISSIONS,))
        log.rate(Rating(4, user, "bad", "off", "t"))
    group(asked)
    assert [one.question for one in found(asked, engine).entries] == [COMMISSIONS]


def test_answers_of_staff_come_in_their_topics_place(asked: DatabaseWorker, engine: Engine, library: Library) -> None:
    """Approved ones only, whose words the library holds; the others are counted."""
    quote = passage_at(library, "一/(一)/一是").text[:20]
    approve(asked, library, quote, topic=1)
    approve(asked, library, quote, state="draft")
    assert [(one.question, one.curated) for one in found(asked, engine).entries] == [
        ("政务服务<b>怎么样", True), (RECORDERS, False)
    ]  # fmt: skip
    approve(asked, library, "这句话已经不在了", topic=2)
    assert (len(found(asked, engine).entries), found(asked, engine).stale) == (2, 1)


def test_the_page_is_by_chapter_with_citations(asked: DatabaseWorker, engine: Engine, library: Library) -> None:
    """Report, chapter, question, answer, quotation to the letter and citation with its day, in the report's order."""
    approve(asked, library, passage_at(library, "一/(一)/一是").text[:20])
    made = faq_page(found(asked, engine, 1).entries, library, "2026-11-26")
    lines = [line for line in shown(rendered(made)).splitlines() if line.strip()]
    at = lines.index("《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)", 6)
    assert lines[:3] == [command_line.FAQ_TITLE, "更新日期：2026年11月26日", replies.DISCLAIMER]
    assert lines[at + 1 : at + 9] == [
        "一、2021年推进法治政府建设的主要举措和成效 › (一)依法履行政府职能",
        "政务服务<b>怎么样", command_line.FAQ_CURATED, "第一段", "* 第二段",
        passage_at(library, "一/(一)/一是").text[:20],
        "出处：《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)一、(一)一是，2021年12月31日",
        COMMISSIONS,
    ]  # fmt: skip
    text = "".join(report.text for report in library.reports)
    quotes = re.findall(r"<blockquote>\n<p>(.*?)</p>", rendered(made), re.DOTALL)
    assert len(quotes) == 4
    assert all(shown(quote) in text for quote in quotes)


def test_the_contents_lead_to_the_chapters(asked: DatabaseWorker, engine: Engine, library: Library) -> None:
    """Every line of the table of contents has its anchor, and every anchor its line."""
    made = faq_page(found(asked, engine, 1).entries, library, "2026-11-26")
    links, anchors = re.findall(r"\]\(#(\w+)\)", made), re.findall(r'<a id="(\w+)">', made)
    assert links == anchors == ["r1", "r1c1", "r1c2", "r1c3"]


def test_the_page_names_nobody(asked: DatabaseWorker, engine: Engine, library: Library) -> None:
    """No pseudonym and no count of people stands in it."""
    entry = FaqEntry("谁", "", (FaqEvidence("甲", library.passages[0]),), people=77777, count=88888)
    assert not re.search("77777|88888", faq_page([entry], library, "2026-11-26"))
    assert not {"user", "chat"} & set(COLUMNS)


def test_a_page_without_questions_says_so(library: Library) -> None:
    """And has no table of contents."""
    assert faq_page([], library, "2026-11-26").endswith(f"{command_line.FAQ_NONE}\n")


def test_the_same_as_a_table(asked: DatabaseWorker, engine: Engine, library: Library) -> None:
    """One row a question with its chapter, quotation and citation."""
    rows = list(faq_rows(found(asked, engine).entries, library))
    assert [tuple(row) for row in rows] == [COLUMNS, COLUMNS]
    assert rows[1]["chapter"] == "一、2021年推进法治政府建设的主要举措和成效 › (三)严格规范行政执法行为"
    assert (rows[1]["date"], rows[1]["clause"], rows[1]["people"]) == ("2021-12-31", "一/(三)/一是", 2)


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, engine: Engine, tmp_path: Path) -> Path:
    """A state folder with a log, and the engine of the test run."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)
    monkeypatch.setenv("WENDA_STATE", str(tmp_path))
    store = DatabaseWorker(tmp_path / "wenda.db", "wenda", MIGRATIONS)
    log = InteractionLog(store)
    for user in "ab":
        put(log, engine, user, COMMISSIONS)
    late = Interaction("2026-11-18T16:00:00.000+00:00", "ask", "=1+1", "none", "1", "1", 2.5)
    log.rate(Rating(log.add(late).id or 0, "a", "bad", None, "t"))
    log.close()
    return tmp_path


def invoke(*arguments: str) -> Result:
    """Run in this process."""
    return CliRunner().invoke(cli, list(arguments))


def test_the_log_as_a_table(state: Path) -> None:
    """All columns, pseudonyms as they are, where the answer stands, and the thumbs."""
    made = invoke("log", "export").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(made, newline="")))
    assert [(row["user"], row["question"], row["short"], row["clause"], row["bad"]) for row in rows] == [
        ("a", COMMISSIONS, "189项", "一/(一)/一是", "0"), ("b", COMMISSIONS, "189项", "一/(一)/一是", "0"),
        ("", "'=1+1", "", "", "1"),
    ]  # fmt: skip


def test_days_are_those_of_china_and_included(state: Path) -> None:
    """18 November ends at 16:00 UTC."""
    for options, count in [
        (["--until", "2026-11-18"], 2), (["--since", "2026-11-19"], 1), (["--since", "2026-11-18"], 3),
        (["--since", "2026-11-18", "--until", "2026-11-19"], 3), (["--until", "2026-11-17"], 0),
    ]:  # fmt: skip
        lines = invoke("log", "export", "--format", "jsonl", *options).stdout.splitlines()
        assert len(lines) == count, options


def test_nested_columns_are_nested_in_json(state: Path) -> None:
    """As `wenda log list --json` has them."""
    first = json.loads(invoke("log", "export", "--format", "jsonl").stdout.splitlines()[0])
    assert first["passages"][0]["clause"] == "一/(一)/一是"


def test_frequent_questions_in_three_formats(state: Path, library: Library) -> None:
    """The same entries each time; what was not grouped yet is."""
    assert COMMISSIONS in invoke("log", "faq").stdout
    assert json.loads(invoke("log", "faq", "--format", "jsonl").stdout)["answer"] == "189项"
    made = invoke("log", "faq", "--format", "csv").stdout_bytes
    assert made.startswith(BOM.encode())
    assert [row["people"] for row in csv.DictReader(io.StringIO(made.decode("utf-8-sig")))] == ["2"]
    assert command_line.FAQ_NONE in invoke("log", "faq", "--least", "3").stdout


def test_a_file_is_written_once(state: Path) -> None:
    """It is not replaced unless forced, and stdout stays empty."""
    done, again = (invoke("log", "export", "-o", "a.csv") for _ in range(2))
    assert (done.exit_code, done.stdout, again.exit_code) == (0, "", 1)
    assert "--force" in again.stderr
    assert Path("a.csv").read_bytes() == invoke("log", "export").stdout_bytes
    assert invoke("log", "faq", "-o", "a.csv", "--force").exit_code == 0
    assert Path("a.csv").read_text("utf-8").startswith("# ")


def test_without_a_log_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command says that there is nothing, and makes neither a database nor a file."""
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    done = invoke("log", "export", "-o", "a.csv")
    assert (done.exit_code, done.stderr.strip()) == (1, f"wenda: {command_line.NOTHING_LOGGED}")
    assert not (tmp_path / "var").exists()
    assert not Path("a.csv").exists()
