"""The engine of wenda: text in, cited evidence out. Knows no Telegram and no SQL.

The public names are those of ``__all__``; each is imported when it is first used, because jieba and numpy are slow to
load and ``wenda --help`` needs neither.

>>> from retrieval import Engine, Library
>>> reply = Engine(Library.default()).ask("执法记录仪有多少台")
>>> reply.outcome.value, reply.short
('answer', '788台')
>>> [quote.citation for quote in reply.quotes[:1]]
['《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)一、(三)一是']
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Before numpy is loaded, where nobody set it: the matrices of a question are small, and threads that wait for each
# other took a third of the processor's time, more where other work ran beside.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from retrieval.corpus.library import Library
    from retrieval.corpus.storage import UnusableIndexError, UnwritableIndexError
    from retrieval.engine import Engine
    from retrieval.models import (
        Clause,
        DamagedIndexError,
        DialogueAct,
        EmptyLibraryError,
        HeldVersions,
        Hit,
        Lack,
        LibraryError,
        ManifestFacts,
        MetadataField,
        Outcome,
        Part,
        Passage,
        Quote,
        Reason,
        Refusal,
        Region,
        Reply,
        Report,
        ReportError,
        SearchRefusedError,
        SearchUnavailableError,
        Skipped,
        TextMark,
        WendaError,
    )
    from retrieval.search.syntax import QuerySyntaxError

__version__ = "0.2.0"

__all__ = [
    "Clause",
    "DamagedIndexError",
    "DialogueAct",
    "EmptyLibraryError",
    "Engine",
    "HeldVersions",
    "Hit",
    "Lack",
    "Library",
    "LibraryError",
    "ManifestFacts",
    "MetadataField",
    "Outcome",
    "Part",
    "Passage",
    "QuerySyntaxError",
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
    "TextMark",
    "UnusableIndexError",
    "UnwritableIndexError",
    "WendaError",
]

_MODULES = {
    "Engine": "retrieval.engine",
    "Library": "retrieval.corpus.library",
    "QuerySyntaxError": "retrieval.search.syntax",
    "UnusableIndexError": "retrieval.corpus.storage",
    "UnwritableIndexError": "retrieval.corpus.storage",
}


def __getattr__(name: str) -> Any:
    """A public name, imported from its module."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES.get(name, "retrieval.models")), name)


def __dir__() -> list[str]:
    """The public names, for whoever looks around in a terminal."""
    return [*__all__, "__version__"]
