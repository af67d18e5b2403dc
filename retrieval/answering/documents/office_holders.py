"""Office holders: who signs or speaks as mayor, director or governor, for 市长是谁."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from retrieval.answering.documents.described_documents import DocumentFinder
from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.filters import Filters
from retrieval.corpus.passages import PassageStore
from retrieval.models import Outcome, Passage, Region, Reply, Span
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import Sentence, sentences
from retrieval.search.retriever import Query
from retrieval.text.gazetteer import Place, stem_of
from retrieval.text.normalization import fold

OFFICES = r"(?:总理|省长|市长|区长|县长|镇长|乡长|州长|盟长|旗长|主席|主任|局长|厅长|部长|院长|检察长|行长|署长)"
_IS_WHO = r"(?:是|叫)(?:谁|哪[位个]|什么名字?|啥名字?)"
_ASKS = re.compile(
    rf"^(?P<before>.{{0,20}}?)(?:现任|现在的?|的|当时的?)?(?P<office>{OFFICES})(?:现在)?{_IS_WHO}$"
    rf"|^谁是(?P<of>.{{0,20}}?)的?(?P<held>{OFFICES})$"
)
_ASKS_SIGNER = re.compile(rf"^(?P<document>.{{2,40}}?)(?:是|由)?(?:哪[个位]|谁)(?:{OFFICES})?(?:签署?|签发|签名)的?$")
# Where a document says of itself who gave it, when and where.
AROUND_TEXT = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.INTRODUCTION, Region.FOOTER})
# A signature has two characters of a name apart: 李　明.
_HOLDER = r"[\s\u3000:：]*(?P<name>[\u4e00-\u9fff·]{1,4}(?:[ \u3000]{1,4}[\u4e00-\u9fff]{1,3})?)[\s\u3000]*$"
_FOUND = 100


class OfficeHolderResponder:
    """Replies with the line that names who holds an office, of the newest document or of the one that is signed."""

    def __init__(self, finder: DocumentFinder, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """``finder`` finds the document that a question describes; its passages are in ``passages``."""
        self._finder, self._passages, self._scope_check = finder, passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no office holder, or no document in scope names one."""
        question = asked.question
        holder, signer = _ASKS.search(question.text), _ASKS_SIGNER.search(question.text)
        if not (holder or signer) or self._scope_check.lacking(scope):
            return None
        if holder:
            of = _without_places(holder["before"] or holder["of"] or "", asked.named.places)
            named = list(self._named(holder["office"] or holder["held"], of, scope))
        else:
            file = self._finder.find(signer["document"], scope, question.expansions) if signer else None
            named = list(_holders(OFFICES, self._passages.of_report(file))) if file else []
        if not named:
            return None
        sentence, short = max(named, key=lambda each: self._age(each[0].passage))
        quote = quote_of(sentence.passage, sentence.start, sentence.end, question)
        return Reply(question.raw, Outcome.ANSWER, (quote,), sentence.text[slice(*short)])

    def _named(self, office: str, of: str, scope: Scope) -> Iterator[tuple[Sentence, Span]]:
        """The lines of documents in scope that name the holder of an office of a body."""
        hits = self._finder.retriever.search(Query(office), Filters(scope.reports, phrases=(office,)), _FOUND)
        around = (hit.passage for hit in hits if of in fold(" ".join((hit.passage.text, *hit.passage.titles))))
        return _holders(office, around)

    def _age(self, passage: Passage) -> tuple[int, str]:
        metadata = self._finder.catalog.metadata[passage.file]
        return metadata.year or 0, metadata.published


def _holders(office: str, passages: Iterable[Passage]) -> Iterator[tuple[Sentence, Span]]:
    """The lines around the text of documents that end with an office and a name."""
    pattern = re.compile(office + _HOLDER, re.MULTILINE)
    for passage in passages:
        if passage.clause.place in AROUND_TEXT:
            for sentence in sentences(passage):
                if match := pattern.search(sentence.text):
                    yield sentence, match.span("name")


def _without_places(body: str, places: Iterable[Place]) -> str:
    for place in places:
        body = body.replace(place.name, "").replace(stem_of(place), "")
    return body.strip("市县区省州的")
