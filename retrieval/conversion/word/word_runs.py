"""Word runs: the text of a paragraph as Word shows it, tracked changes taken as accepted.

Not shown are hidden text, what was deleted or moved away, codes of fields, and phonetic guides; what stands a second
time for old versions of Word is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.conversion.raised_text import TextPiece
from retrieval.conversion.word.equation_fields import equation_of_field
from retrieval.conversion.word.equations import equation_text
from retrieval.conversion.word.symbol_fonts import symbol, with_symbols
from retrieval.conversion.word.word_notes import WordNotes
from retrieval.conversion.word.word_package import MC, Element, M, W, child, value_of
from retrieval.conversion.word.word_styles import WordStyles

_UNSEEN = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "rt", "delText", "delInstrText", "rubyPr")}
    | {f"{W}{name}" for name in ("sdtPr", "sdtEndPr", "fldData", "pgNum", "sectPr")}
)
_EQUATIONS = frozenset({f"{M}oMath", f"{M}oMathPara"})
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_LONGEST_CODE = 10_000
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


@dataclass(slots=True)
class _BegunField:
    """A field that has begun: its code, whether its result has begun, which is shown, and whether that has text."""

    code: str = ""
    shows: bool = False
    has_text: bool = False


class WordRuns:
    """Reads the paragraphs of a document one after the other. Text boxes wait until they are taken."""

    def __init__(self, styles: WordStyles, footnotes: WordNotes, endnotes: WordNotes) -> None:
        """``styles`` tell what is hidden; the notes are told which marks were read."""
        self._styles = styles
        self._notes = {f"{W}footnoteReference": footnotes, f"{W}endnoteReference": endnotes}
        self._boxes: list[Element] = []
        self._fields: list[_BegunField] = []  # those that have begun, the innermost last

    def pieces(self, paragraph: Element) -> list[TextPiece]:
        """The visible text of a paragraph, in pieces on the line and above it."""
        style = self._styles.of_paragraph(child(paragraph, "pPr"))
        found = [piece for piece in self._within(paragraph, style, False) if piece.text]
        # A code ends with its paragraph: a field that never ends must not hide the rest of the document.
        self._fields = [field for field in self._fields if field.shows]
        return found

    def take_boxes(self) -> list[Element]:
        """The contents of the text boxes that were passed since the last call, in order."""
        taken, self._boxes = self._boxes, []
        return taken

    def _within(self, node: Element, style: str | None, raised: bool) -> Iterator[TextPiece]:
        for each in node:
            tag = each.tag
            if not isinstance(tag, str) or tag in _UNSEEN:
                continue
            if tag == f"{W}r":
                yield from self._run(each, style)
            elif tag == f"{W}fldChar":
                yield TextPiece(self._field(value_of(each, "fldCharType")), raised)
            elif tag == f"{W}instrText":
                if self._fields and len(self._fields[-1].code) < _LONGEST_CODE:
                    self._fields[-1].code += each.text or ""
            elif tag == f"{MC}AlternateContent":
                yield from self._alternative(each, style, raised)
            elif tag == f"{W}txbxContent":
                self._boxes.append(each)
            elif all(field.shows for field in self._fields):
                yield from self._shown(each, style, raised)

    def _shown(self, node: Element, style: str | None, raised: bool) -> Iterator[TextPiece]:
        """What a node that is no wrapper of runs shows, else what is within it."""
        tag = node.tag
        if tag == f"{W}t":
            if self._fields and node.text:
                self._fields[-1].has_text = True
            yield TextPiece(with_symbols(node.text or "", _font(node.getparent())), raised)
        elif tag in _SIGNS:
            yield TextPiece(_SIGNS[tag], raised)
        elif tag == f"{W}sym":
            yield TextPiece(_symbol(node), raised)
        elif tag in _EQUATIONS:
            yield TextPiece(equation_text(node), raised)
        elif tag == _WORD_ART:
            yield TextPiece(node.get("string", ""), raised)
        elif tag in self._notes:
            yield TextPiece(self._notes[tag].mark(node), True)
        else:
            yield from self._within(node, style, raised)

    def _run(self, run: Element, style: str | None) -> Iterator[TextPiece]:
        properties = child(run, "rPr")
        hidden = self._styles.is_hidden(properties, style)
        raised = self._styles.alignment(properties) == "superscript"
        for piece in self._within(run, style, raised):
            if not hidden:
                yield piece

    def _alternative(self, node: Element, style: str | None, raised: bool) -> Iterator[TextPiece]:
        choices = [each for each in node if each.tag in (f"{MC}Choice", f"{MC}Fallback")]
        if choices:
            yield from self._within(choices[0], style, raised)

    def _field(self, kind: str | None) -> str:
        """Take note of the begin, the middle or the end of a field; what an equation shows, which has no result."""
        if kind == "begin":
            self._fields.append(_BegunField())
        elif self._fields and kind == "separate":
            self._fields[-1].shows = True
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            if not ended.has_text and all(field.shows for field in self._fields):
                return equation_of_field(ended.code)
        return ""


def _font(run: Element | None) -> str:
    fonts = child(run, "rPr", "rFonts") if run is not None else None
    return value_of(fonts, "ascii") or value_of(fonts, "hAnsi") or ""


def _symbol(node: Element) -> str:
    try:
        return symbol(value_of(node, "font") or "", int(value_of(node, "char") or "", 16))
    except ValueError:
        return ""
