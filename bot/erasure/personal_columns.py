"""Personal columns: what each column of the program's databases holds, and how its content is erased.

Everything that a person wrote, and every pseudonym, stands in a column of this list. A test compares it with the
schema, so that no column is added without a decision about what becomes of its content.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ColumnContent(StrEnum):
    """What a column holds."""

    WORDS = "words of people"  # erased with the exchange that they come from, wherever they were copied to
    PERSON = "pseudonym of a person or a chat"  # erased with the row
    UPDATE = "an update as it was received, or its trace"  # erased once it is handled, or at once on request
    STAFF = "text or pseudonym of staff"  # theirs; what repeats a person's words is refused or emptied
    REPORT = "text of reports, or a place in them"
    PROGRAM = "a number, a time, a name or a code of the program"


def _columns(**contents: str) -> dict[str, ColumnContent]:
    """The content of each column, from the names of columns by content."""
    return {name: ColumnContent[content.upper()] for content, names in contents.items() for name in names.split()}


COLUMNS: Mapping[str, Mapping[str, ColumnContent]] = {
    "interactions": _columns(
        words="question understood reason history suggestions parts",
        person="user chat author",
        report="passages short",
        staff="written",
        program="id time channel outcome engine_version index_version milliseconds update_id question_message"
        " reply_message curated disclaims",
    ),
    "ratings": _columns(person="user", program="interaction verdict complaint time"),
    "topics": _columns(words="anchor before wording", report="key", program="id kind"),
    "members": _columns(program="interaction topic"),
    "decisions": _columns(staff="who note", program="id topic action time interaction people"),
    "progress": _columns(staff="name", program="value"),
    "curated": _columns(
        staff="text author approver why", report="citations", program="id state topic created approved changed"
    ),
    "curated_phrasings": _columns(words="question", program="curated asked"),
    "gold": _columns(
        words="question history", report="quotes answer clause", staff="who", program="id interaction time"
    ),
    "lexicon": _columns(staff="lay official who", program="id time effect forced"),
    "notices": _columns(staff="text", program="id time sent"),
    "removed_lessons": _columns(staff="who", program="key time"),
    "inbox": _columns(update="body trace", program="bot number state received started deaths failures ended"),
}
"""The content of each column, by table, of ``wenda.db`` and ``inbox.db``."""


def columns_with(*contents: ColumnContent) -> list[tuple[str, str]]:
    """The table and the name of each column with one of these contents.

    >>> columns_with(ColumnContent.PERSON)
    [('interactions', 'user'), ('interactions', 'chat'), ('interactions', 'author'), ('ratings', 'user')]
    """
    return [
        (table, column)
        for table, columns in COLUMNS.items()
        for column, content in columns.items()
        if content in contents
    ]
