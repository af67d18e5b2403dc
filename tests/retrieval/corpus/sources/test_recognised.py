"""Recognised text: marked in the index, below the quote and in JSON; scans are tried again once that is possible."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.config import settings
from bot.config.settings_review import SettingsReview
from bot.dialogue import report_list
from bot.dialogue.excerpts import hit_json
from bot.dialogue.reply_blocks import ReplyFrame, lay_out, to_plain
from bot.dialogue.reply_json import to_json
from bot.operations.self_check import run_checks
from bot.texts import holdings, operator, replies
from retrieval import Engine, Library
from retrieval.cluster.documents import passage_from_json, passage_to_json
from retrieval.conversion.recognition import ocr
from retrieval.corpus.builder import build
from retrieval.corpus.sources.source_file import SourceFile, waits_for_extra
from retrieval.models import ManifestFacts, Refusal, Skipped
from retrieval.search.query import LookupQuery
from tests.retrieval.conversion.made_pages import Column, Sheet, Words, pdf_of, typeset

LINES = ["某市2021年法治政府建设情况报告", "一、行政执法", "全年共办结行政处罚案件1380件，同比下降百分之五。"]


def sheet(hidden: bool, name: str = "某市") -> Sheet:
    lines = [line.replace("某市", name) for line in LINES]
    words = typeset(lines, Column(indent=0))[0]
    return Sheet([Words(w.text, w.x, w.y, w.size, hidden=hidden) for w in words], picture=hidden)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Of a library with a scan that has its text behind it, and a document that is none."""
    (tmp_path / "scan.pdf").write_bytes(pdf_of(sheet(hidden=True)))
    (tmp_path / "text.pdf").write_bytes(pdf_of(sheet(hidden=False, name="乙市")))
    assert build(tmp_path).skipped == ()
    return Engine(Library.open(tmp_path))


@pytest.mark.parametrize(("place", "recognised"), [("某市", True), ("乙市", False)])
def test_a_quote_of_recognised_text_says_so(engine: Engine, place: str, recognised: bool) -> None:
    """Below the quote, in the JSON of the reply and of look-ups; other documents say nothing of it."""
    reply = engine.ask(f"{place}全年办结行政处罚案件多少件")
    assert reply.short == "1380件"
    shown = to_plain(lay_out(reply, ReplyFrame()))
    assert (replies.RECOGNISED in shown) is recognised
    assert to_json(reply, "问")["quotes"][0].get("recognised", False) is recognised
    hits = engine.search(f"{place}行政处罚", k=1)
    assert hit_json(hits[0], LookupQuery(words=("行政处罚",))).get("recognised", False) is recognised


def test_the_mark_goes_to_a_cluster_and_back(engine: Engine) -> None:
    """A passage as JSON keeps its marks."""
    passage = engine.search("某市行政处罚", k=1)[0].passage
    assert passage_from_json(passage_to_json(passage)).marks == passage.marks


def test_commands_tell_which_files_were_recognised(engine: Engine, tmp_path: Path) -> None:
    """``wenda library`` in its last column, ``wenda index`` beside the file, both as JSON; ``wenda doctor`` too."""
    listed = {row[-2]: row[-1] for row in report_list.rows(engine.library)}
    assert listed == {"scan.pdf": holdings.HOLDINGS_RECOGNISED, "text.pdf": ""}
    described = {entry.metadata.file: entry.to_json()["recognised"] for entry in engine.library.catalog}
    assert described == {"scan.pdf": True, "text.pdf": False}
    rows = [line.split("\t") for line in CliRunner().invoke(cli, ["index", str(tmp_path)]).stdout.splitlines()[1:]]
    assert {row[0]: row[3] for row in rows} == {"scan.pdf": holdings.RECOGNISED_FILE, "text.pdf": ""}
    assert json.loads(CliRunner().invoke(cli, ["index", str(tmp_path), "--json"]).stdout)["recognised"] == ["scan.pdf"]
    checked = run_checks(SettingsReview(settings.load(state=tmp_path / "var", library=tmp_path)))
    told = [check.said for check in checked if check.what == operator.DOCTOR_RECOGNISED]
    assert told == [f"scan.pdf：{holdings.RECOGNISED_FILE}"]


@pytest.mark.parametrize("refusal", [Refusal.SCAN, Refusal.PICTURE_PAGES])
def test_scans_are_tried_again_once_they_can_be_recognised(monkeypatch: pytest.MonkeyPatch, refusal: Refusal) -> None:
    """A file that was refused as pictures counts as changed when the extra is there, any other does not."""
    file = SourceFile("a.pdf", (), "", "", ManifestFacts(), None, Skipped("a.pdf", 0, "a scan", refusal))
    other = SourceFile("b.pdf", (), "", "", ManifestFacts(), None, Skipped("b.pdf", 0, "broken"))
    monkeypatch.setattr(ocr, "_LIBRARIES", ("a_library_that_nobody_has",))
    assert not waits_for_extra([file, other])
    monkeypatch.setattr(ocr, "_LIBRARIES", ())
    assert waits_for_extra([file, other])
    assert not waits_for_extra([other])


def test_old_office_files_are_tried_again_once_they_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was refused for want of the extra ``office`` counts as changed when that is there."""
    skipped = Skipped("a.doc", 0, "wanted the extra office", Refusal.OLD_OFFICE)
    file = SourceFile("a.doc", (), "", "", ManifestFacts(), None, skipped)
    assert waits_for_extra([file])
    monkeypatch.setitem(sys.modules, "xlrd", None)
    assert not waits_for_extra([file])
