"""RTF stories: the texts of a file, its body, notes, text boxes and labels, while their paragraphs are collected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from retrieval.conversion.number_formats import label_before_text
from retrieval.conversion.word.word_markup import FlatEnd, FlatParagraph, RowShape, assembled, element, text_run
from retrieval.conversion.word.word_package import Element

_BULLETS = frozenset("•·●■◆○□▪◦–➢✓❖\uf0b7\uf06c\uf0a7\uf0d8")


class StoryKind(Enum):
    """What a text is."""

    BODY = "body"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    TEXT_BOX = "text box"
    LABEL = "label"


@dataclass(slots=True)
class RtfStory:
    """A text that is being read: its paragraphs, the one at hand, and the text that is not in it yet."""

    kind: StoryKind
    paragraphs: list[FlatParagraph] = field(default_factory=list)
    node: Element = field(default_factory=lambda: element("p"))
    pending: list[str] = field(default_factory=list)
    raised: bool = False

    def add(self, text: str, raised: bool) -> None:
        """Take in text."""
        if raised != self.raised:
            self.flush()
            self.raised = raised
        self.pending.append(text)

    def add_node(self, *nodes: Element) -> None:
        """Take in what stands in a run of its own."""
        self.flush()
        self.node.append(element("r", *nodes))

    def flush(self) -> None:
        """Put the text that waits into the paragraph."""
        if text := "".join(self.pending):
            self.node.append(text_run(text, self.raised))
        self.pending = []

    def end(self, depth: int, end: FlatEnd = FlatEnd.PARAGRAPH, row: RowShape | None = None) -> None:
        """End the paragraph."""
        self.flush()
        self.paragraphs.append(FlatParagraph(self.node, depth, end, row))
        self.node = element("p")

    def blocks(self, depth: int) -> list[Element]:
        """The paragraphs and tables of the text, which ends here."""
        self.flush()
        if len(self.node):
            self.end(depth)
        return assembled(self.paragraphs)

    def label(self) -> str:
        """The text as the number of a paragraph; nothing for a bullet."""
        text = "".join(self.pending).strip("\t ")
        return "" if text in _BULLETS else label_before_text(text)
