"""File formats: detected by content, decoded exactly, or refused with a reason."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from bot.texts.unread_files import skipped_reason
from retrieval.conversion.decoding import decode
from retrieval.conversion.formats import OFFICE_LIBRARIES, convert
from retrieval.models import Refusal, ReportError, Skipped
from tests.pace import cost
from tests.reading import read_text

docx = pytest.importorskip("docx", reason="python-docx is not installed")
pytest.importorskip("trafilatura", reason="trafilatura is not installed")
pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")

PAGE = """<html><head><title>某市统计公报_某市政府</title><script>var 甲=1</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">新闻</a><a href="/b">互动</a></div>
<table><tr><td>索引号：</td><td>A/2023-1</td></tr></table>
<div class="article"><h1>某市2022年统计公报</h1>
<p>全年地区生产总值<sup>[1]</sup><span>3</span><span>47</span>3.12亿元，同比增长5.3%，经济运行总体平稳，发展质量稳步提升。</p>
<table><tr><th>指标</th><th>绝对数</th></tr><tr><td>粮食</td><td>215万吨</td></tr></table>
<p>全年居民消费价格上涨2.0%，其中食品价格上涨3.1%，非食品价格上涨1.7%，各项指标保持在合理区间。</p>
<p>附件：1.某表</p><p>[1]本公报数据为初步统计数。</p></div>
<div class="foot">主办：某市政府 某ICP备06000000号</div></body></html>"""


def word(*lines: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*lines: str, password: str | None = None) -> bytes:
    """A PDF of Latin lines, written by hand; the standard fonts have no Chinese characters."""
    text = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 700 Td {text} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, at = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        at.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    secret = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
    tail = b"trailer<</Size 6/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (secret if password else b"", len(body))
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_decoded_to_the_character(encoding: str) -> None:
    """Line breaks, blanks and the byte order mark stay, because citations are offsets."""
    text = "  某市报告\r\n\r\n一、总则\t \n\u200b完"
    found = read_text(text.encode(encoding), "a.md")
    assert found == ("\ufeff" if encoding == "utf-8-sig" else "") + text


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a"])
def test_the_name_decides_nothing(name: str) -> None:
    """The content decides the format: a web page named .txt is read as a page, a Word file named .pdf as Word."""
    assert "某市2022年统计公报" in read_text(PAGE.encode(), name)
    assert "<html>" not in read_text(PAGE.encode(), name)
    assert read_text(word("某市报告"), name).startswith("某市报告\n")
    assert "Report of 2021" in read_text(pdf("Report of 2021"), name)
    assert read_text("一、<甲>与<乙>的说明".encode(), name) == "一、<甲>与<乙>的说明"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        ("。，——\n".encode(), "no letter and no digit"),
        (b"text\nwith\0nul", ":2: wanted text, found a NUL byte"),
        (b"good\nbad \xff\xff", ":2: wanted UTF-8 or GB18030, found the byte 0xff"),
        (b"a\x01\x02b", "control characters"),
        ("\ue001\ue002某".encode(), "private characters"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a broken container"),
        (b"\x89PNG\r\n\x1a\n0", "a picture"),
        (b"%PDF-1.7 nothing else", "a broken file"),
        (b"PK\x03\x04 nothing else", "a broken archive"),
        (b"<html><body><p> </p></body></html>", "no letter and no digit"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, found: str) -> None:
    """The message names the file, the line where there is one, and what was found."""
    with pytest.raises(ReportError, match=found.replace("(", r"\(")) as error:
        read_text(data, "某报告.txt")
    assert str(error.value).startswith("某报告.txt:")


def test_what_is_too_large_is_refused() -> None:
    """More than 100 MiB are refused before anything is read of them."""
    with pytest.raises(ReportError, match=r"某报告\.txt: wanted at most 100 MiB"):
        read_text(bytes(100 * 1024 * 1024 + 1), "某报告.txt")


def test_a_single_private_character_is_a_bullet() -> None:
    """A few private characters, which pages use as bullets, do not make a file binary."""
    assert decode("\ue5e5某市政府工作报告，全文如下，请予审议。".encode(), "a.txt").startswith("\ue5e5")


def test_a_page_keeps_its_article_whole() -> None:
    """Tables, attachments and footnotes are kept, figures are not broken, menus and scripts are removed."""
    text = read_text(PAGE.encode(), "a.html")
    assert "生产总值[1]3473.12亿元" in text
    assert "粮食 | 215万吨" in text
    assert "附件：1.某表" in text
    assert "[1]本公报数据为初步统计数。" in text
    assert "索引号" in text
    assert "互动" not in text
    assert "var 甲" not in text
    assert text == read_text(PAGE.encode(), "a.html")


def test_a_page_in_its_own_encoding() -> None:
    """A page that declares GB2312 is decoded as GB18030, even if its bytes are valid in another encoding."""
    page = '<html><head><meta charset="gb2312"></head><body><p>某市关于镕字的通知。</p></body></html>'
    assert "某市关于镕字的通知。" in read_text(page.encode("gb18030"), "a.html")


def test_a_fragment_without_a_head_is_a_page() -> None:
    """A saved fragment of a page may begin with any tag or with a server directive."""
    for start in ("<tbody><tr><td>", '<%@ page language="java" %>\n<html><body>', "<div>"):
        assert read_text((start + "<p>某市关于某事的通知</p>" * 3).encode(), "a").count("某市关于某事的通知") >= 1


def test_word_keeps_paragraphs_rows_and_list_numbers() -> None:
    """Rows are joined with bars in the order of the document."""
    text = read_text(word("某市名单", "如下", rows=(("序号", "单位"), ("1", "某局"))), "a.docx")
    assert text == "某市名单\n如下\n\n序号 | 单位\n1 | 某局\n\n"


def test_other_archives_and_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip archive that is no Word file, and a zip bomb, are refused before they fill the memory."""
    for entries, found in (({"a.txt": b"x"}, "found an archive"), ({"word/document.xml": bytes(2000)}, "unpacked")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in entries.items():
                archive.writestr(name, data)
        monkeypatch.setattr("retrieval.conversion.archive._LARGEST_PART", 1000)
        with pytest.raises(ReportError, match=found):
            read_text(out.getvalue(), "a.docx")


def test_word_reads_no_external_entity(tmp_path: Path) -> None:
    """An external entity brings no local file into the text."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET", "utf-8")
    good = word("某市报告MARK")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
                head, _, rest = data.partition(b"?>")
                data = head + b"?>" + entity + rest.replace(b"MARK", b"&x;")
            new.writestr(part.filename, data)
    text = ""
    with suppress(ReportError):
        text = read_text(out.getvalue(), "a.docx")
    assert "SECRET" not in text


def test_encrypted_pdf_is_refused() -> None:
    """An encrypted PDF is refused as encrypted or broken, and never read as empty text."""
    with pytest.raises(ReportError, match=r"encrypted|broken"):
        read_text(pdf("Report", password="x"), "a.pdf")


def test_pdf_without_text_is_refused() -> None:
    """A PDF of empty pages is refused."""
    with pytest.raises(ReportError, match="no letter and no digit"):
        read_text(pdf(), "a.pdf")


def test_readers_are_imported_where_they_are_used() -> None:
    """Reading text does not import the converters of other formats, which would slow down the start."""
    code = (
        "import sys; from retrieval.conversion.formats import convert; convert('某'.encode(), 'a');"
        "import retrieval.sandbox.sandboxed_reader;"
        "heavy = ('trafilatura', 'pypdfium2', 'lxml', 'xlrd', 'olefile', 'PIL', 'rapidocr', 'onnxruntime');"
        "print([m for m in heavy if m in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_page_of_any_depth_and_size_is_read_in_time() -> None:
    """Tags nested a thousand deep lose no text; unclosed directives and blank lines are read in bounded time."""
    deep = "<html><body>" + "<div>" * 1500 + "某市关于某事的通知" + "</div>" * 1500
    assert "某市关于某事的通知" in read_text(deep.encode(), "a.html")
    for body in ("<%" * 200_000, "某" + "\n" * 200_000, "<p>某</p>" * 5_000, "<td>|" * 5_000):
        data = f"<html><body>某市通知{body}".encode()
        assert cost(lambda: read_text(data, "a.html"), 10) < 10  # noqa: B023 - called at once


@pytest.mark.parametrize("library", OFFICE_LIBRARIES)
def test_old_office_files_without_the_extra_are_refused_with_advice(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """The refusal has a reason of its own, which names the extra; other formats are read as ever."""
    for module in ("retrieval.conversion.compound", "retrieval.conversion.spreadsheet.xls"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ReportError, match="wanted the extra office") as caught:
        convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc")
    assert caught.value.refusal is Refusal.OLD_OFFICE
    assert "wenda-bot[office]" in skipped_reason(Skipped("a.doc", 0, str(caught.value), Refusal.OLD_OFFICE))
    assert convert("某市公报".encode(), "a.txt").text == "某市公报"
