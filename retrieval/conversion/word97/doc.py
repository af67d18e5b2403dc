"""Word 97 converter (.doc, .wps): paragraphs, tables, text boxes, notes and numbers of lists, as Word shows them.

Tracked changes are taken as accepted. Hidden text, comments, headers and footers of pages and pictures are left out.
"""

from __future__ import annotations

import struct

from retrieval.conversion.converted import Converted
from retrieval.conversion.word.word_markup import WordStory, story_text
from retrieval.conversion.word97.doc_text import DocumentText
from retrieval.conversion.word97.file_information import FileInformation
from retrieval.conversion.word97.piece_table import PieceTable
from retrieval.models import ReportError


def convert_doc(streams: dict[str, bytes], name: str) -> Converted:
    """The text of a Word file from its streams by name.

    Raises `ReportError` for a broken or encrypted file, and for one of Word 95 or older.
    """
    try:
        file = FileInformation.read(streams, name)
        text = DocumentText(file, PieceTable(file, name))
        body = [*text.blocks(file.texts.body), *text.loose_boxes()]
        story = WordStory(body, text.footnotes(), text.endnotes(), text.lists.numbering)
    except (struct.error, IndexError) as error:
        raise ReportError(f"{name}: wanted a Word file, found a broken one: {error}") from error
    return Converted(story_text(story, name))
