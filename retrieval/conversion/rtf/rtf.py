"""RTF converter (.rtf): paragraphs, tables, text boxes and notes, with the numbers of lists that the file holds.

Hidden and deleted text, headers and footers of pages, comments and pictures are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.conversion.converted import Converted
from retrieval.conversion.rtf.rtf_fonts import RtfFonts
from retrieval.conversion.rtf.rtf_rows import RtfRow
from retrieval.conversion.rtf.rtf_story import RtfStory, StoryKind
from retrieval.conversion.rtf.rtf_tokens import RtfToken, TokenType, rtf_tokens
from retrieval.conversion.word.word_markup import FlatEnd, WordStory, element, story_text
from retrieval.conversion.word.word_package import Element
from retrieval.models import ReportError

_MOST_GROUPS = 5_000
# Groups that are no text of the document; any other that begins with \* is one as well.
_UNREAD = frozenset(
    "stylesheet colortbl info pict nonshppict header headerl headerr headerf footer footerl footerr footerf ftnsep "
    "ftnsepc ftncn aftnsep aftnsepc aftncn fldinst sp shprslt nonesttables xe tc rxe objdata listtable "
    "listoverridetable rsidtbl filetbl revtbl bkmkstart bkmkend mmathPict moMathParaPr mrPr mctrlPr".split()
)
_READ_ALTHOUGH_STARRED = frozenset(
    "shpinst do nesttableprops ud moMath moMathPara mr me msup msub mnum mden mf mrad mdeg".split()
)
_STORIES = {
    "footnote": StoryKind.FOOTNOTE,
    "shptxt": StoryKind.TEXT_BOX,
    "dptxbxtext": StoryKind.TEXT_BOX,
    "listtext": StoryKind.LABEL,
    "pntext": StoryKind.LABEL,
}
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "_": "-"}
_SWITCHES = {"v": "hidden", "deleted": "deleted", "super": "raised"}
_PAGES = {"mac": 10000, "pc": 437, "pca": 850}


@dataclass(slots=True)
class _Group:
    """What holds within a group: whether it is read, what of fonts, and the formats of characters and paragraphs."""

    reads: bool = True
    in_fonts: bool = False
    waits_for_unicode: bool = False
    nested_row: bool = False
    font: int = 0
    unicode_skip: int = 1
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    depth: int = 0
    story: bool = False

    def inner(self) -> _Group:
        """A group in this one, in which the same holds to begin with. Files have hundreds of thousands."""
        return _Group(
            self.reads,
            self.in_fonts,
            self.waits_for_unicode,
            self.nested_row,
            self.font,
            self.unicode_skip,
            self.hidden,
            self.deleted,
            self.raised,
            self.depth,
        )


def convert_rtf(data: bytes, name: str) -> Converted:
    """The text of an RTF file. Raises `ReportError` for one whose groups or tables have no end."""
    reader = _RtfReader(name)
    for token in rtf_tokens(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        reader.take(token)
    return Converted(story_text(reader.finished(), name))


class _RtfReader:
    """Takes the tokens of one file in order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fonts, self._default_font = RtfFonts(), 0
        self._row, self._nested_row = RtfRow(), RtfRow()
        self._groups, self._opened, self._starred = [_Group()], False, False
        self._stories = [RtfStory(StoryKind.BODY)]
        self._notes: dict[StoryKind, list[tuple[int, list[Element]]]] = {
            StoryKind.FOOTNOTE: [],
            StoryKind.ENDNOTE: [],
        }
        self._bytes, self._skip, self._high = bytearray(), 0, ""

    def take(self, token: RtfToken) -> None:
        """Take in a token."""
        if token.type is TokenType.BYTES:
            self._take_bytes(token.data)
            return
        self._decode()
        group = self._groups[-1]
        if token.type is TokenType.OPEN:
            self._open()
        elif token.type is TokenType.CLOSE:
            self._close()
        elif token.type is TokenType.SYMBOL:
            self._symbol(token.name)
        elif self._opened and self._destination(token.name, group):
            self._opened = self._starred = False
        else:
            self._opened = self._starred = False
            if group.in_fonts:
                self._font_word(token.name, token.number)
            elif group.reads:
                self._word(token.name, token.number, group)

    def finished(self) -> WordStory:
        """The document, where the file ends. Raises `ReportError` for a file that breaks off."""
        if len(self._groups) > 1:
            raise ReportError(f"{self._name}: wanted an RTF file that is whole, found one that breaks off")
        blocks = self._stories[0].blocks(0)
        return WordStory(blocks, self._notes[StoryKind.FOOTNOTE], self._notes[StoryKind.ENDNOTE])

    def _open(self) -> None:
        if len(self._groups) > _MOST_GROUPS:
            raise ReportError(f"{self._name}: wanted at most {_MOST_GROUPS} groups in one another, found more")
        self._groups.append(self._groups[-1].inner())
        self._opened, self._starred, self._skip = True, False, 0

    def _close(self) -> None:
        self._opened, self._skip = False, 0
        if self._groups[-1].story and len(self._stories) > 1:
            self._end_story()
        if len(self._groups) > 1:
            self._groups.pop()
            self._groups[0].reads = len(self._groups) > 1  # nothing behind the document is text

    def _destination(self, word: str, group: _Group) -> bool:
        """Whether the first control word of a group says what the group is; it is then done with."""
        if word in _STORIES and group.reads:
            self._stories.append(RtfStory(_STORIES[word]))
            group.story, group.depth = True, 0
        elif word == "fonttbl":
            group.in_fonts = True
        elif word == "upr":
            group.waits_for_unicode, group.reads = True, False
        elif word == "ud" and group.waits_for_unicode:
            group.waits_for_unicode, group.reads = False, True
        elif word == "nesttableprops":
            group.nested_row = True
        elif word in _UNREAD or (self._starred and word not in _READ_ALTHOUGH_STARRED):
            group.reads = group.in_fonts = False
        else:
            return False
        return True

    def _symbol(self, sign: str) -> None:
        if sign == "*" and self._opened:
            self._starred = True
            return
        self._opened = self._starred = False
        if self._skip:
            self._skip -= 1
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in _SIGNS:
            self._add(_SIGNS[sign])

    def _word(self, word: str, number: int | None, group: _Group) -> None:
        if word == "u":
            self._unicode(number or 0, group)
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _SWITCHES:
            setattr(group, _SWITCHES[word], number != 0)
        elif not (self._nested_row if group.nested_row else self._row).define(word, number):
            self._format(word, number or 0, group)

    def _format(self, word: str, number: int, group: _Group) -> None:
        match word:
            case "par" | "sect":
                self._end_paragraph()
            case "cell":
                self._stories[-1].end(1, FlatEnd.CELL)
            case "row":
                self._stories[-1].end(1, FlatEnd.ROW, self._row.shape())
            case "nestcell":
                self._stories[-1].end(max(group.depth, 2), FlatEnd.CELL)
            case "nestrow":
                self._stories[-1].end(max(group.depth, 2), FlatEnd.ROW, self._nested_row.shape())
            case "pard":
                group.depth = 0
            case "intbl":
                group.depth = max(group.depth, 1)
            case "itap":
                group.depth = max(number, 0)
            case "plain":
                group.font, group.hidden, group.deleted, group.raised = self._default_font, False, False, False
            case "nosupersub" | "sub":
                group.raised = False
            case "up":
                group.raised = number > 0
            case "f":
                group.font = number
            case "uc":
                group.unicode_skip = max(number, 0)
            case "deff":
                self._default_font = group.font = number
            case "ansicpg":
                self._fonts.page = number
            case "mac" | "pc" | "pca":
                self._fonts.page = _PAGES[word]
            case "ftnalt":
                if self._stories[-1].kind is StoryKind.FOOTNOTE:
                    self._stories[-1].kind = StoryKind.ENDNOTE

    def _font_word(self, word: str, number: int | None) -> None:
        if word == "f":
            self._groups[-1].font = number or 0
        elif word == "fcharset":
            self._fonts.charsets[self._groups[-1].font] = number or 0
        elif word == "u" and number is not None:
            self._skip = self._groups[-1].unicode_skip

    def _unicode(self, number: int, group: _Group) -> None:
        char = chr(number & 0xFFFF)
        self._skip = group.unicode_skip
        if "\ud800" <= char < "\udc00":
            self._high = char
            return
        pair = (self._high + char).encode("utf-16-le", "surrogatepass") if self._high else b""
        self._add(pair.decode("utf-16-le", "ignore") if pair else char)
        self._high = ""

    def _take_bytes(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._opened = self._starred = False
        if self._groups[-1].reads:
            self._bytes += data[skipped:]

    def _decode(self) -> None:
        """Take in the bytes that wait, as text of the font at hand."""
        if not self._bytes:
            return
        data, group, self._bytes = bytes(self._bytes), self._groups[-1], bytearray()
        if group.in_fonts:
            self._fonts.names.setdefault(group.font, data.decode("latin-1").strip().rstrip(";"))
        else:
            self._add(self._fonts.decoded(data, group.font))

    def _add(self, text: str) -> None:
        group = self._groups[-1]
        if group.reads and not (group.in_fonts or group.hidden or group.deleted):
            self._stories[-1].add(text, group.raised)

    def _end_paragraph(self) -> None:
        """End the paragraph, unless its end is hidden or was deleted: then the next goes on in it."""
        group = self._groups[-1]
        if group.reads and not (group.in_fonts or group.hidden or group.deleted):
            self._stories[-1].end(group.depth)

    def _end_story(self) -> None:
        """Put a text where it is anchored in the one around it."""
        story = self._stories.pop()
        around = self._stories[-1]
        if story.kind is StoryKind.LABEL:
            around.add(story.label(), False)
        elif story.kind is StoryKind.TEXT_BOX:
            around.add_node(element("txbxContent", *story.blocks(0)))
        else:
            notes = self._notes[story.kind]
            notes.append((len(notes) + 1, story.blocks(0)))
            around.add_node(element(f"{story.kind.value}Reference", id=len(notes)))
