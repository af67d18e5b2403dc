"""Validity: whether a document is still in force: the sentence that abolishes it, else the term that it sets itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.answering.documents.described_documents import DocumentFinder, is_abbreviated
from retrieval.answering.documents.document_lines import without_fillers
from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.filters import EVERY_REPORT, Filters, Is, ReportField
from retrieval.corpus.passages import PassageStore
from retrieval.models import Outcome, Passage, Region, Reply, Span
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import SEVERAL_REPORTS, sentences
from retrieval.search.retriever import Query
from retrieval.text.normalization import fold

_END = r"(?:吗|么|不|没有?|了没有?|了吗|呢|了)?$"
_ASKS = re.compile(
    r"(?:到?现在|目前|如今|今年)?(?:是否|是不是|还|仍然?|继续|算不算|有没有){0,3}"
    rf"(?:有效|管用|作数|算数|在?生效|能用|在执行){_END}"
    rf"|(?:是否|是不是|有没有|已经?|被|早就?|有){{0,3}}(?:废止|废除|作废|失效|取消|停用|停止执行|过期){_END}"
    r"|(?:什么时候|啥时候|何时|哪一?[天年])(?:被)?(?:废止|废除|作废|失效|到期|过期)的?"
    r"|被?(?:什么|哪个)(?:文件|规定|办法|决定)?(?:废止|废除)的?"
)
_ASKS_TERM = re.compile(
    r"有效期(?:限)?(?:是|为|有|到|至|截止到?)?(?:多久|多长(?:时间)?|几年|什么时候|啥时候|何时|哪一?[天年])?$"
    r"|有效(?:几年|多久|到(?:什么时候|何时|哪一?[天年]))"
)
_ABOLISHES = re.compile(r"废止|失效|停止执行|不再(?:执行|施行|适用)")
_NAMES = re.compile(
    r"《([^《》]{3,60})》"
    r"|(?:^|\n)[^\S\n]{0,8}(?:\(?[\d一二三四五六七八九十]{1,3}[)）、.．])?[^\S\n]{0,4}([\u4e00-\u9fff]{4,60})"
)
_TERM = re.compile(r"有效期|(?:施行|执行|实施)(?:期限|至)|失效|止。?$")
_SENTENCE = re.compile(r"[^\s。][^\n。]*。?")
_LEAST, _LONGER, _FOUND = 4, 3, 30


def asked_validity(folded: str) -> str | None:
    """What a folded question says besides asking whether something is in force; None where it does not ask that.

    >>> asked_validity("某某办法现在还有效吗"), asked_validity("有效件数多少")
    ('某某办法', None)
    """
    match = _ASKS.search(folded) or _ASKS_TERM.search(folded)
    return without_fillers(folded[: match.start()] + folded[match.end() :]) if match else None


class ValidityResponder:
    """Replies to whether a document is in force, and until when."""

    def __init__(self, finder: DocumentFinder, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """``finder`` finds the document that a question describes; its passages are in ``passages``."""
        self._finder, self._passages, self._scope_check = finder, passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for something else, or no document of the library says it."""
        question = asked.question
        name = asked_validity(question.text)
        if name is None:
            return None
        found = next(self._abolishing(name), None) if len(name) >= _LEAST else None
        if found is None and not self._scope_check.lacking(scope):
            file = self._finder.find(name, scope, question.expansions) if name else scope.file
            found = _term(self._passages.of_report(file)) if file else None
        if found is None:
            return None
        passage, (start, end) = found
        quote = quote_of(passage, start, end, question, question.expansions)
        return Reply(question.raw, Outcome.ANSWER, (quote,))

    def _abolishing(self, name: str) -> Iterator[tuple[Passage, Span]]:
        """The lines that abolish what is named, in any report: a later rule or a decision on many."""
        abolishing = Is(ReportField.TITLE, "废止")
        for filters in (Filters(EVERY_REPORT, phrases=("废止",)), Filters(abolishing)):
            for hit in self._finder.retriever.search(Query(name), filters, _FOUND):
                above = " ".join((*hit.passage.titles, *hit.passage.clause.headings[:-1]))
                for line in _SENTENCE.finditer(hit.passage.text):
                    names = (fold(found[0] or found[1]) for found in _NAMES.findall(line[0]))
                    if _ABOLISHES.search(above + line[0]) and any(_is_meant(name, each) for each in names):
                        yield hit.passage, (hit.passage.start + line.start(), hit.passage.start + line.end())


def _term(passages: Sequence[Passage]) -> tuple[Passage, Span] | None:
    """The sentence of a document that says until when it is in force."""
    ending = [each for each in passages if each.clause.place not in (Region.SIGNATURE, Region.NOISE)]
    found = (each for passage in reversed(ending) for each in sentences(passage, SEVERAL_REPORTS.longest))
    return next(((s.passage, (s.start, s.end)) for s in found if _TERM.search(s.text) and "本" in s.text), None)


def _is_meant(name: str, title: str) -> bool:
    """Whether a title is the one that a question names, in full or abbreviated."""
    return is_abbreviated(name, title) and len(title) <= _LONGER * len(name)
