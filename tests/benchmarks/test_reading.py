"""The measurement of reading: what is compared with what, on documents made here."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest

from benchmarks.raw_documents import RawDocument, raw_document
from benchmarks.reading import measure, read_documents, truth_of
from benchmarks.reading_checks import Line
from retrieval.resources import read_gazetteer

LAW = (
    "河南省灯塔条例\n2001年2月3日 河南省第九届人民代表大会常务委员会第二次会议通过\n"
    "2015年6月7日 河南省人民代表大会常务委员会公告第42号修订\n第一条　为了灯塔，制定本条例。\n第二条　某局负责灯塔。\n"
)
PAGE = (
    "<html><head><title>某部关于灯塔的通知</title></head><body><p>某部关于灯塔的通知</p><p>某部发〔2020〕3号</p>"
    "<p>各局：</p><p>一、点灯。请各局在天黑以前点亮所辖的灯塔，并且做好记录，以备查考，不得有误，有误的要说明原因。</p>"
    "<p>二、熄灯。请各局在天亮以后熄灭所辖的灯塔，并且做好记录，以备查考，不得有误，有误的要说明原因。</p></body></html>"
)
TRUTH: list[dict[str, object]] = [
    {"file": "灯塔条例.txt", "title": "河南省灯塔条例", "year": 2015, "prov": "河南", "cat": "DLC"},
    {"file": "灯塔解释.docx", "title": "某某院关于灯塔问题的解释", "year": 2020},
    {
        "file": "灯塔通知.html",
        "title": "某部关于灯塔的通知",
        "year": 2020,
        "number": "某部发〔2020〕3号",
        "genre": "gov.cn",
    },
    {"file": "没有.txt", "title": "没有"},
]


def word_file() -> bytes:
    """A Word file with a table, of which one cell is merged over two rows."""
    document = docx.Document()
    for line in (
        "某某院",
        "关于灯塔问题的解释",
        "某释〔2020〕7号",
        "（2020年8月9日某会第3次会议通过）",
        "第一条　好。",
        "第二条　快。",
    ):
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=2)
    for at, text in enumerate(("塔", "高", "甲", "30米", "", "40米")):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    data = BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three documents, one of them in a folder of its own, and what is known of them beside it."""
    library = tmp_path / "library"
    (library / "网页").mkdir(parents=True)
    (library / "灯塔条例.txt").write_text(LAW, "utf-8")
    (library / "灯塔解释.docx").write_bytes(word_file())
    (library / "网页" / "灯塔通知.html").write_text(PAGE, "utf-8")
    (tmp_path / "truth.jsonl").write_text("\n".join(json.dumps(each) for each in TRUTH), "utf-8")
    return library


def measured(folder: Path) -> dict[str, Line]:
    """The lines of the table by name."""
    return {line.name: line for line in measure(read_documents(folder, truth_of(folder, None), read_gazetteer()))}


def test_what_is_right_is_counted(folder: Path) -> None:
    """Each line of the table counts the documents that it speaks of."""
    lines = measured(folder)
    counts = {name: (line.right, line.count) for name, line in lines.items() if line.count}
    assert counts == {
        "titles: laws": (1, 1),
        "titles: Word files": (1, 1),
        "titles: pages": (1, 1),
        "year of the version": (2, 2),
        "year: pages": (1, 1),
        "province": (1, 1),
        "no false county": (1, 1),
        "genre": (3, 3),
        "number": (3, 3),
        "articles complete": (2, 2),
        "parts 一、 complete": (1, 1),
        "Word table rows": (3, 3),
        "text within 1%": (3, 3),
        "text within 1%: Word files": (1, 1),
        "text within 1%: pages": (1, 1),
    }


def test_what_is_wrong_is_missed(folder: Path) -> None:
    """A wrong title, year, province or number lowers its line, and is named."""
    wrong = [TRUTH[0] | {"title": "河北省灯塔办法", "year": 2001, "prov": "河北", "number": "某令第1号"}]
    (folder.parent / "truth.jsonl").write_text(json.dumps(wrong[0]), "utf-8")
    lines = measured(folder)
    missed = {name for name, line in lines.items() if line.count and line.share < 100}
    assert missed == {"titles: laws", "year of the version", "province", "genre", "number"}
    assert lines["titles: laws"].missed[0].startswith("灯塔条例.txt")


def test_a_folder_without_truth(tmp_path: Path) -> None:
    """Nothing can be compared."""
    with pytest.raises(FileNotFoundError, match=r"truth\.jsonl"):
        truth_of(tmp_path, None)


def test_the_grid_of_a_word_table() -> None:
    """A cell over two rows stands in both."""
    assert raw_document(word_file(), "a.docx").rows == (("塔", "高"), ("甲", "30米"), ("甲", "40米"))


def test_marks_and_numbers_in_the_plainest_way() -> None:
    """Parts count on from one, articles begin a line, numbers of other documents are left out."""
    raw = RawDocument(
        ("《某办法》（某发〔2019〕1号）", "某发〔2020〕2号", "一、甲", "三、丙", "二、乙", "第一条　见第二条 的规定。")
    )
    assert (raw.numbers, raw.parts, raw.articles) == (["某发〔2020〕2号"], ["一", "二"], ["第一条"])
    with pytest.raises(ValueError, match=r"found \.pdf"):
        raw_document(b"", "a.pdf")
