"""Document names: the title that a question names, 某某管理条例 or 某部关于某事的通知, and whether it is held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from retrieval.answering.documents.described_documents import name_readings, named_whole, title_share, word_weights
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import Condition
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question
from retrieval.question.scope import Scope
from retrieval.text.normalization import fold
from retrieval.text.tokenization import bigrams

_KINDS = r"条例|实施细则|细则|(?:管理|实施|暂行|登记|处罚|若干)(?:办法|规定)|司法解释"
_QUOTED = re.compile(r"《([^《》]{4,60})》")
_ABOUT = re.compile(
    r"([\u4e00-\u9fff]{2,14}(?:部|委|局|署|院|厅|办|政府|法|会|检)"
    r"关于[\u4e00-\u9fff]{2,30}?的?(?:通知|意见|解释|规定|决定|批复|公告|答复))"
)
_NAMED = re.compile(rf"([\u4e00-\u9fff]{{4,24}}?(?:{_KINDS}))(?!修)")
# Words in front of a name that belong to the sentence.
_BEFORE = re.compile(r"^.*(?:按照?|根据|依据|依照|违反|请问|想问|查一?下|关于|对于|和|跟|与|的|在|了|有|我们?)")
# What the titles of many documents have.
_COMMON = re.compile(r"监督|管理|实施|暂行|若干|问题|国家|中华人民共和国|有关|工作|规定|办法|条例|细则|解释|通知|意见")
_HELD, _NOT_HELD, _LOOKED_AT = 0.75, 0.34, 40


def document_name(question: Question) -> str:
    """The title of a document that a question names, folded; empty where it names none.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> [document_name(analyse(text, (), Lexicon(), None)) for text in ("按照某物监督管理条例怎么罚", "有什么规定")]
    ['某物监督管理条例', '']
    """
    quoted = _QUOTED.search(question.raw)
    return fold(quoted[1]) if quoted else _unquoted(question.text)


def _unquoted(folded: str) -> str:
    if about := _ABOUT.search(folded):
        return about[1]
    named = _NAMED.search(folded)
    return _BEFORE.sub("", named[1]) if named else ""


def held_share(name: str, titles: Iterable[str]) -> float:
    """How much of a document's name the best of some titles holds, 0 to 1; 1 where it says nothing of its own.

    >>> held_share("某部关于校外培训的通知", ["某部关于节假日的通知"]), held_share("养犬管理条例", ["某市养犬管理条例"])
    (0.0, 1.0)
    """
    weights = word_weights(_COMMON.sub(" ", name.rpartition("关于")[2]))  # an issuer issues many
    return max((title_share(weights, fold(title)) for title in titles), default=0.0) if weights else 1.0


def is_held(name: str, question: Question, catalog: ReportCatalog, scope: Scope) -> bool:
    """Whether a report in scope may be a document of a name, in these or in official words."""
    near = _near(name, question, catalog, scope.reports)
    return any(held_share(reading, _titles(reports)) > _NOT_HELD for reading, reports in near)


def named_file(name: str, question: Question, catalog: ReportCatalog, reports: Condition) -> str | None:
    """The one report in scope whose title has nearly all of a document's name; None where none or several do.

    One whose title is the name comes before those whose titles have it.
    """
    for reading, near in _near(name, question, catalog, reports):
        weights = word_weights(reading)
        fitting = [each for each in near if weights and title_share(weights, fold(" ".join(each.titles))) >= _HELD]
        if fitting:
            meant = named_whole(reading, fitting) or fitting
            return meant[0].file if len(meant) == 1 else None
    return None


def _near(
    name: str, question: Question, catalog: ReportCatalog, reports: Condition
) -> Iterator[tuple[str, list[DocumentMetadata]]]:
    """The readings of a name, each with the reports whose titles are most like it."""
    for reading in name_readings(name, question.expansions):
        yield reading, catalog.metadata.get_many(catalog.resembling(bigrams(reading), reports, _LOOKED_AT))


def _titles(reports: Iterable[DocumentMetadata]) -> Iterator[str]:
    return (title for each in reports for title in each.titles)
