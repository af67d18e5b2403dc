"""Office holders: who signs or speaks as mayor, director or governor, for 市长是谁."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import Filters
from retrieval.models import Outcome, Passage, Region, Reply, Span
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import Sentence, sentences
from retrieval.search.retriever import Query, Retriever
from retrieval.text.gazetteer import stem_of
from retrieval.text.normalization import fold

OFFICES = r"(?:总理|省长|市长|区长|县长|镇长|乡长|州长|盟长|旗长|主席|主任|局长|厅长|部长|院长|检察长|行长|署长)"
_ASKS = re.compile(
    rf"^(?P<before>.{{0,20}}?)(?:现任|现在的?|的|当时的?)?(?P<office>{OFFICES})(?:现在)?(?:是|叫)(?:谁|哪[位个]|什么名字?|啥名字?)(?:签的?|啊)?$"
    rf"|^谁是(?P<of>.{{0,20}}?)的?(?P<held>{OFFICES})$"
)
_AROUND = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.INTRODUCTION, Region.FOOTER})
# A signature has two characters of a name apart: 李　明.
_HOLDER = r"[\s\u3000:：]*(?P<name>[\u4e00-\u9fff·]{1,4}(?:[ \u3000]{1,4}[\u4e00-\u9fff]{1,3})?)[\s\u3000]*$"
_FOUND = 100


class OfficeHolderResponder:
    """Replies with the line of the newest document that names who holds an office."""

    def __init__(self, catalog: ReportCatalog, retriever: Retriever, scope_check: ScopeCheck) -> None:
        """The catalog and the search of a library."""
        self._catalog, self._retriever, self._scope_check = catalog, retriever, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no office holder, or no document in scope names one."""
        question = asked.question
        match = _ASKS.search(question.text)
        if match is None or self._scope_check.lacking(scope):
            return None
        office, of = match["office"] or match["held"], match["before"] or match["of"] or ""
        for place in asked.named.places:
            of = of.replace(place.name, "").replace(stem_of(place), "")
        named = list(self._named(office, of.strip("市县区省州的"), scope))
        if not named:
            return None
        sentence, short = max(named, key=lambda each: self._age(each[0].passage))
        quote = quote_of(sentence.passage, sentence.start, sentence.end, question)
        return Reply(question.raw, Outcome.ANSWER, (quote,), sentence.text[slice(*short)])

    def _named(self, office: str, of: str, scope: Scope) -> Iterator[tuple[Sentence, Span]]:
        """The lines around the text of documents in scope that name the holder of an office of a body."""
        pattern = re.compile(office + _HOLDER, re.MULTILINE)
        for hit in self._retriever.search(Query(office), Filters(scope.reports, phrases=(office,)), _FOUND):
            if hit.passage.clause.place not in _AROUND:
                continue
            around = fold(" ".join((hit.passage.text, *hit.passage.titles)))
            for sentence in sentences(hit.passage):
                if of in around and (match := pattern.search(sentence.text)):
                    yield sentence, match.span("name")

    def _age(self, passage: Passage) -> tuple[int, str]:
        metadata = self._catalog.metadata[passage.file]
        return metadata.year or 0, metadata.published
