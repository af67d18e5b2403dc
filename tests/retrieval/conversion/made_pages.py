"""Pages of our own making, written by hand as PDF and as OFD: words and rules by places in points from the top."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 595.0, 842.0
_MM = 25.4 / 72
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/Ascent 860/Descent -140"
    b"/FontBBox[-25 -254 1000 880]/ItalicAngle 0/CapHeight 737/StemV 58>>>>]>>"
)
# Its characters are numbers of shapes, and nothing tells what they are.
_SECRET_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Secret/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/ABCDEF+Secret/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+Secret/Flags 4/Ascent 860/Descent -140"
    b"/FontBBox[0 0 1000 1000]/ItalicAngle 0/CapHeight 700/StemV 80>>>>]>>"
)


@dataclass(frozen=True)
class Words:
    """Words that begin at a place on a baseline; ``turn``: quarters clockwise; ``apart``: points between characters."""

    text: str
    x: float
    y: float
    size: float = 12.0
    turn: int = 0
    apart: float = 0.0
    hidden: bool = False
    secret: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page: its words, its rules (x, y, x, y), how it is turned when shown, and a grey picture that fills it.

    ``drawn``: operators of a PDF; ``forms``: those of its form XObjects /R0, /R1, ….
    """

    words: Sequence[Words] = ()
    rules: Sequence[tuple[float, float, float, float]] = ()
    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0
    picture: bool = False
    drawn: str = ""
    forms: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """How paragraphs are set: the left edge, the number of characters of a full line, the first and the last line."""

    left: float = 90.0
    characters: int = 30
    top: float = 90.0
    lines: int = 20
    size: float = 14.0
    leading: float = 28.0
    indent: int = 2


@dataclass
class _Setter:
    column: Column
    sheets: list[list[Words]] = field(default_factory=lambda: [[]])
    line: int = 0

    def add(self, text: str) -> None:
        if self.line == self.column.lines:
            self.sheets.append([])
            self.line = 0
        c = self.column
        indent = len(text) - len(text.lstrip("\t"))
        place = c.left + indent * c.indent * c.size, c.top + self.line * c.leading
        self.sheets[-1].append(Words(text.lstrip("\t"), *place, c.size))
        self.line += 1


def typeset(paragraphs: Sequence[str], column: Column | None = None) -> list[list[Words]]:
    """Paragraphs as lines of full-width characters, over as many pages as they need."""
    setter = _Setter(column or Column())
    for paragraph in paragraphs:
        first = setter.column.characters - setter.column.indent
        setter.add("\t" + paragraph[:first])
        rest = paragraph[first:]
        while rest:
            setter.add(rest[: setter.column.characters])
            rest = rest[setter.column.characters :]
    return setter.sheets


def table(rows: Sequence[Sequence[str]], left: float, top: float, width: float = 110.0, height: float = 26.0) -> Sheet:
    """A ruled table of cells of one size."""
    edges = [left + width * at for at in range(len(rows[0]) + 1)]
    levels = [top + height * at for at in range(len(rows) + 1)]
    words = [
        Words(cell, edges[at] + 6, levels[row] + height - 8)
        for row, cells in enumerate(rows)
        for at, cell in enumerate(cells)
        if cell
    ]
    rules = [(edges[0], y, edges[-1], y) for y in levels] + [(x, levels[0], x, levels[-1]) for x in edges]
    return Sheet(words, rules)


def with_words(sheet: Sheet, *words: Words) -> Sheet:
    """The sheet with more words."""
    return replace(sheet, words=[*sheet.words, *words])


def width_of(text: str, size: float) -> float:
    """How wide words are set."""
    return sum(size if ord(char) > 0xFF or char == "×" else size / 2 for char in text)


def pdf_of(*sheets: Sheet) -> bytes:
    """The sheets as a PDF in the standard Chinese font, which needs no file."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", _FONT, _SECRET_FONT, _picture()]
    kids: list[int] = []
    for sheet in sheets:
        content = _content(sheet).encode("ascii")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        own = len(objects)
        box = b"[0 0 %d %d]" % (sheet.width, sheet.height)
        first = len(objects) + 1
        named = b"".join(b"/R%d %d 0 R" % (at, first + at) for at in range(len(sheet.forms)))
        resources = b"<</Font<</F 3 0 R/S 4 0 R>>/XObject<</P 5 0 R%s>>>>" % named
        for form in sheet.forms:
            head = b"<</Type/XObject/Subtype/Form/BBox%s/Resources%s/Length %d>>" % (box, resources, len(form))
            objects.append(b"%sstream\n%s\nendstream" % (head, form.encode("ascii")))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox%s/Rotate %d/Contents %d 0 R/Resources%s>>"
            % (box, sheet.rotate, own, resources)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    body, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + rows + tail


def _picture() -> bytes:
    head = b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>"
    return head + b"stream\n\x80\x90\x80\x90\nendstream"


def _content(sheet: Sheet) -> str:
    parts = [f"q {sheet.width} 0 0 {sheet.height} 0 0 cm /P Do Q"] if sheet.picture else []
    parts += [
        f"{x0:.2f} {sheet.height - y0:.2f} m {x1:.2f} {sheet.height - y1:.2f} l S" for x0, y0, x1, y1 in sheet.rules
    ]
    for words in sheet.words:
        a, b = ((1, 0), (0, -1), (-1, 0), (0, 1))[words.turn % 4]
        font, mode = "S" if words.secret else "F", 3 if words.hidden else 0
        matrix = f"{a} {b} {-b} {a} {words.x:.2f} {sheet.height - words.y:.2f}"
        code = words.text.encode("utf-16-be").hex()
        parts.append(f"BT {mode} Tr {words.apart:.2f} Tc /{font} {words.size} Tf {matrix} Tm <{code}> Tj ET")
    return "\n".join([*parts, sheet.drawn])


def ofd_of(*sheets: Sheet, parts: dict[str, bytes] | None = None) -> bytes:
    """The sheets as an OFD file; ``parts`` are added, or stand for those of the same name."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sheets)))
    root = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    files = {
        "OFD.xml": f"<ofd:OFD {space}>{root}</ofd:OFD>".encode(),
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea/></ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>".encode(),
    }
    for number, sheet in enumerate(sheets):
        size = f"0 0 {sheet.width * _MM:.3f} {sheet.height * _MM:.3f}"
        box = f"<ofd:Area><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:Area>"
        layer = f"<ofd:Content><ofd:Layer>{''.join(_objects(sheet))}</ofd:Layer></ofd:Content>"
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = f"<ofd:Page {space}>{box}{layer}</ofd:Page>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files | (parts or {})).items():
            archive.writestr(name, data)
    return out.getvalue()


def _objects(sheet: Sheet) -> Iterator[str]:
    for x0, y0, x1, y1 in sheet.rules:
        path = f"M {x0 * _MM:.3f} {y0 * _MM:.3f} L {x1 * _MM:.3f} {y1 * _MM:.3f}"
        drawn = f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData>"
        yield f'<ofd:PathObject Boundary="0 0 300 300">{drawn}</ofd:PathObject>'
    for words in sheet.words:
        a, b = ((1, 0), (0, 1), (-1, 0), (0, -1))[words.turn % 4]
        widths = [width_of(char, words.size) + words.apart for char in words.text]
        steps = " ".join(f"{width * _MM:.4f}" for width in widths[:-1])
        turned = f' CTM="{a} {b} {-b} {a} 0 0"' if words.turn else ""
        yield (
            f'<ofd:TextObject Boundary="{words.x * _MM:.4f} {words.y * _MM:.4f} 200 20" Size="{words.size * _MM:.4f}"'
            f'{turned}><ofd:TextCode X="0" Y="0" DeltaX={quoteattr(steps)}>{escape(words.text)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )
