"""Models: reports, passages, quotes, replies and errors, the nouns of all rooms.

Every offset counts Unicode code points of the file's decoded text, so that ``report.text[start:end]`` is the cited
text to the letter.

In: nothing. Out: frozen data, and the errors that a person can act on.
May import: nothing.
"""

from retrieval.models.errors import (
    DamagedIndexError,
    EmptyLibraryError,
    LibraryError,
    Refusal,
    ReportError,
    SearchRefusedError,
    SearchUnavailableError,
    Skipped,
    WendaError,
)
from retrieval.models.lessons import Lesson, LessonKind
from retrieval.models.reply import (
    MOST_HELD,
    PART_SEPARATOR,
    DialogueAct,
    HeldVersions,
    Hit,
    Lack,
    Outcome,
    Part,
    Quote,
    Reason,
    Reply,
)
from retrieval.models.reports import (
    Clause,
    ManifestFacts,
    MetadataField,
    Passage,
    PassageReading,
    Region,
    Report,
    Span,
    TextMark,
)

__all__ = [
    "MOST_HELD",
    "PART_SEPARATOR",
    "Clause",
    "DamagedIndexError",
    "DialogueAct",
    "EmptyLibraryError",
    "HeldVersions",
    "Hit",
    "Lack",
    "Lesson",
    "LessonKind",
    "LibraryError",
    "ManifestFacts",
    "MetadataField",
    "Outcome",
    "Part",
    "Passage",
    "PassageReading",
    "Quote",
    "Reason",
    "Refusal",
    "Region",
    "Reply",
    "Report",
    "ReportError",
    "SearchRefusedError",
    "SearchUnavailableError",
    "Skipped",
    "Span",
    "TextMark",
    "WendaError",
]
