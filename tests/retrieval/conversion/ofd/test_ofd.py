"""OFD files: pages, templates and drawings of GB/T 33190, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from retrieval.conversion.formats import convert
from retrieval.conversion.recognition import ocr
from retrieval.models import Refusal, ReportError
from tests.reading import read_text
from tests.retrieval.conversion.made_pages import Sheet, Words, ofd_of

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
DOCUMENT = "Doc_0/Document.xml"
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def page(content: str, template: str = "") -> bytes:
    return f"<ofd:Page {SPACE}>{template}<ofd:Content>{content}</ofd:Content></ofd:Page>".encode()


def text_object(text: str, y: float, more: str = "") -> str:
    code = f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text) - 1} 5">{text}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="30 {y} 150 8" Size="5" {more}>{code}</ofd:TextObject>'


def document(common: str = "", pages: str = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>') -> bytes:
    return (
        f"<ofd:Document {SPACE}><ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    ).encode()


def made(parts: dict[str, bytes]) -> bytes:
    return ofd_of(Sheet(), parts=parts)


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(ReportError, match=r"^a\.ofd: ") as error:
        convert(data, "a.ofd")
    return error.value.refusal


def test_positions_make_the_lines() -> None:
    """Text objects in any order of the file are read from top to bottom."""
    data = made(
        {PAGE: page(f"<ofd:Layer>{text_object('办件二十七件。', 60)}{text_object('某市报告', 30)}</ofd:Layer>")}
    )
    assert read_text(data, "a.ofd") == "某市报告\n办件二十七件。\n"


def test_names_of_parts_are_found_in_any_case_and_from_the_root() -> None:
    """Programs write paths with either slash, from the root or beside the part, and in any case."""
    for place in ("/doc_0/pages/PAGE_0/content.xml", "Pages\\\\Page_0\\\\Content.xml".replace("\\\\", "\\")):
        entry = f'<ofd:Page ID="1" BaseLoc="{place}"/>'
        data = made({DOCUMENT: document(pages=entry), PAGE: page(text_object("某市报告", 30))})
        assert read_text(data, "a.ofd") == "某市报告\n"


def test_templates_and_drawings_belong_to_their_pages() -> None:
    """What a template or a drawing that is shown by number says is text of the page; blocks may lie in each other."""
    common = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/><ofd:DocumentRes>Res.xml</ofd:DocumentRes>'
    unit = (
        f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9"><ofd:Content>'
        f"{text_object('图中的字', 0)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    shown = '<ofd:CompositeObject ResourceID="9" Boundary="0 120 100 10"/>'
    block = f"<ofd:PageBlock><ofd:PageBlock>{text_object('填写的内容', 60)}</ofd:PageBlock></ofd:PageBlock>"
    parts = {
        DOCUMENT: document(common),
        "Doc_0/Tpls/T.xml": page(f"<ofd:Layer>{text_object('申请表', 30)}</ofd:Layer>"),
        "Doc_0/Res.xml": unit.encode(),
        PAGE: page(f"<ofd:Layer>{block}{shown}</ofd:Layer>", '<ofd:Template TemplateID="7"/>'),
    }
    assert read_text(made(parts), "a.ofd") == "申请表\n填写的内容\n图中的字\n"


def test_a_drawing_that_shows_itself_ends() -> None:
    """A drawing within itself is followed a few times and no more."""
    unit = (
        f'<ofd:Res {SPACE}><ofd:CompositeGraphicUnit ID="9"><ofd:Content>{text_object("字", 0)}'
        '<ofd:CompositeObject ResourceID="9"/><ofd:CompositeObject ResourceID="9"/></ofd:Content>'
        "</ofd:CompositeGraphicUnit></ofd:Res>"
    )
    common = "<ofd:DocumentRes>Res.xml</ofd:DocumentRes>"
    parts = {DOCUMENT: document(common), "Doc_0/Res.xml": unit.encode(),
             PAGE: page('<ofd:Layer><ofd:CompositeObject ResourceID="9"/></ofd:Layer>')}  # fmt: skip
    assert set(read_text(made(parts), "a.ofd")) == {"字", "\n"}


def test_what_is_not_shown_is_no_text() -> None:
    """Objects that are not visible, and watermarks that stand askew, are left out."""
    askew = text_object("仅供内部使用", 100, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = text_object("看不见", 80, 'Visible="false"')
    data = made(
        {PAGE: page(f"<ofd:Layer>{text_object('某市报告', 30)}{hidden}{askew}{text_object('正文。', 50)}</ofd:Layer>")}
    )
    assert read_text(data, "a.ofd") == "某市报告\n正文。\n"


def test_characters_without_steps_are_read() -> None:
    """Where a file does not say how far characters are apart, they follow each other."""
    code = '<ofd:TextCode X="0" Y="5">某市2021年报告</ofd:TextCode>'
    code = f'<ofd:TextObject Boundary="30 30 150 8" Size="5">{code}</ofd:TextObject>'
    assert read_text(made({PAGE: page(code)}), "a.ofd") == "某市2021年报告\n"


def test_several_documents_in_one_file() -> None:
    """Their texts follow each other."""
    bodies = "".join(f"<ofd:DocBody><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot></ofd:DocBody>" for n in (0, 1))
    parts = {"OFD.xml": f"<ofd:OFD {SPACE}>{bodies}</ofd:OFD>".encode()}
    for n, text in enumerate(("某市报告", "某县报告")):
        parts |= {f"Doc_{n}/Document.xml": document(), f"Doc_{n}/Pages/Page_0/Content.xml": page(text_object(text, 30))}
    assert read_text(made(parts), "a.ofd") == "某市报告\n某县报告\n"


def test_what_shows_nothing_is_passed_over() -> None:
    """Pictures, drawings and resources that the file lacks, and settings within an object, change no text."""
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common += "<ofd:DocumentRes>Nowhere.xml</ofd:DocumentRes><ofd:PublicRes>Res.xml</ofd:PublicRes>"
    unit = f'<ofd:Res {SPACE}><ofd:CompositeGraphicUnit ID="9"><ofd:Thumbnail/></ofd:CompositeGraphicUnit></ofd:Res>'
    code = '<ofd:FillColor Value="0 0 0"/><ofd:TextCode X="0" Y="5" DeltaX="5 5 5 5 5 5 5">某市报告</ofd:TextCode>'
    objects = (
        f'<ofd:TextObject Boundary="30 30 150 8" Size="5">{code}</ofd:TextObject>'
        '<ofd:ImageObject ResourceID="404"/><ofd:CompositeObject ResourceID="9"/>'
        '<ofd:CompositeObject ResourceID="404"/>'
    )
    data = made({DOCUMENT: document(common), "Doc_0/Res.xml": unit.encode(), PAGE: page(objects)})
    assert read_text(data, "a.ofd") == "某市报告\n"


def test_cells_that_are_drawn_as_closed_outlines() -> None:
    """Four lines that close make the edges of a cell, whatever else the path holds."""
    words = [Words("单位", 100, 100), Words("办件", 210, 100), Words("公安", 100, 126), Words("27", 210, 126)]
    edges = "".join(
        f'<ofd:PathObject Boundary="0 0 300 300"><ofd:AbbreviatedData>C M {x} {y} L {x + 38.8} {y} '
        f"L {x + 38.8} {y + 9.2} ? L {x} {y + 9.2} C</ofd:AbbreviatedData></ofd:PathObject>"
        for x in (33.2, 72.0)
        for y in (28.5, 37.7)
    )
    parts = ofd_of(Sheet(words))
    content = zipfile.ZipFile(io.BytesIO(parts)).read(PAGE).replace(b"<ofd:Layer>", b"<ofd:Layer>" + edges.encode())
    assert "单位 | 办件\n公安 | 27" in read_text(ofd_of(Sheet(words), parts={PAGE: content}), "a.ofd")


def test_encrypted_broken_and_empty_files_are_refused() -> None:
    """Each with its own reason."""
    encrypted = f"<ofd:OFD {SPACE}><ofd:Encryptions>Encryptions.xml</ofd:Encryptions></ofd:OFD>".encode()
    assert refusal_of(made({"OFD.xml": encrypted})) is Refusal.ENCRYPTED
    assert refusal_of(made({PAGE: b"<ofd:Page"})) is Refusal.BROKEN
    assert refusal_of(made({DOCUMENT: document(pages='<ofd:Page BaseLoc="Nowhere.xml"/>')})) is Refusal.BROKEN
    assert refusal_of(ofd_of(Sheet())) is Refusal.NO_TEXT
    assert refusal_of(made({"OFD.xml": f"<ofd:OFD {SPACE}/>".encode()})) is Refusal.BROKEN
    assert refusal_of(made({PAGE: page("<x/>" * 100_001)})) is Refusal.TOO_LARGE


def picture_of(data: bytes) -> bytes:
    """An OFD file whose only page is this picture."""
    media = '<ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>1.png</ofd:MediaFile></ofd:MultiMedia>'
    image = '<ofd:ImageObject ResourceID="5" CTM="210 0 0 297 0 0" Boundary="0 0 210 297"/>'
    resources = f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'
    return made(
        {
            DOCUMENT: document("<ofd:PublicRes>Res.xml</ofd:PublicRes>"),
            "Doc_0/Res.xml": resources.encode(),
            "Doc_0/Res/1.png": data,
            PAGE: page(f"<ofd:Layer>{image}</ofd:Layer>"),
        }
    )


def test_a_picture_of_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra every picture, with it one that cannot be read."""
    monkeypatch.setattr(ocr, "_LIBRARIES", ("a_library_that_nobody_has",))
    assert refusal_of(picture_of(b"")) is Refusal.SCAN
    monkeypatch.setattr(ocr, "_LIBRARIES", ())
    assert refusal_of(picture_of(b"GIF89a no picture")) is Refusal.NO_TEXT


def test_fonts_that_only_have_shapes_are_refused() -> None:
    """Characters of a private area are never taken for text."""
    code = text_object("\ue11e\ue236\ue28a\ue0c0\ueb06\ue2f6\ue0da\ue0ba", 30)
    assert refusal_of(made({PAGE: page(code)})) is Refusal.FONTS


def test_no_entity_brings_a_file_in() -> None:
    """An entity of a part brings no text from outside."""
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    data = made({PAGE: head + page(text_object("某市&amp;报告", 30)).replace(b"&amp;", b"&x;")})
    assert read_text(data, "a.ofd").rstrip() in ("某市报告", "某市")


def test_the_archive_says_what_it_is() -> None:
    """An OFD file is told by its parts, whatever its name, and a zip of other things is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.bin", b"\0")
    with pytest.raises(ReportError):
        read_text(out.getvalue(), "a.ofd")
    assert read_text(ofd_of(Sheet([Words("某市报告", 90, 90)])), "a.docx") == "某市报告\n"
