"""Articles: the article of a law that a question asks for by its number, whole or the sentence of it that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.documents.described_documents import DocumentFinder
from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.passages import PassageStore
from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Lack, Outcome, Passage, Quote, Reason, Reply
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import SEVERAL_REPORTS, Sentence, sentences
from retrieval.text.answer_type import has_slot
from retrieval.text.normalization import fold
from retrieval.text.tokenization import bigrams
from retrieval.text.values.numerals import DIGITS, TENS, ZEROS, whole_number

_NUMERAL = rf"[{TENS}百{ZEROS}\d]{{1,7}}"
_ASKED = lazy_pattern(
    rf"第(?P<number>{_NUMERAL})条(?:之(?P<within>[{DIGITS}]))?(?:第(?P<paragraph>{_NUMERAL})款)?"
    r"|(?P<last>最后一条|末条)"
)
_OF_PATH = lazy_pattern(rf"第({_NUMERAL})条(?:之([{DIGITS}]))?")
_PARAGRAPH = lazy_pattern(rf"第({_NUMERAL})款")
# What asks for the article as a whole.
_WHOLE = lazy_pattern(
    r"(?:说|讲|写|规定)[了的]?[些个]?(?:什么|啥)|"
    r"(?:具体)?(?:内容|原文|全文|条文|规定)(?:是|有)?(?:什么|啥|哪些)?|怎么(?:说|写|规定|讲)的?|"
    r"(?:是|有)?(?:什么|啥|哪些)(?:内容|规定)?|"
    r"念一?下|看一?下|查一?下|贴出来|给我|呢|的|是|吗|里|中|关于|请问|那么?"
)
# The name of a law at the end of what stands before the number of an article.
_LAW = lazy_pattern(r"[\u4e00-\u9fff]{2,30}(?:法|条例|办法|规定|细则|规则|规范|决定|章程)(?=的?$)")
# A quote of more characters is no sentence or a few.
_LONGEST = 300

ArticleNumber = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AskedArticle:
    """An article that is asked for: its number, the paragraph in it, and what stands before and behind it.

    ``number`` is None for the last article, ``paragraph`` for the whole of it.
    """

    number: ArticleNumber | None
    paragraph: int | None
    name: str
    before: str
    behind: str


def asked_article(folded: str) -> AskedArticle | None:
    """The article that a folded question asks for; None where it names none.

    >>> asked_article("某某条例第十三条说什么")
    AskedArticle(number=(13, 0), paragraph=None, name='第十三条', before='某某条例', behind='说什么')
    """
    found = _ASKED.search(folded)
    if found is None:
        return None
    number = None if found["last"] else _number(found["number"], found["within"])
    paragraph = whole_number(found["paragraph"]) if found["paragraph"] else None
    return AskedArticle(number, paragraph, found[0], folded[: found.start()], folded[found.end() :])


def without_asking(folded: str) -> str:
    """What is said around the number of an article, without what asks for the article as a whole.

    >>> without_asking("某某条例的说什么")
    '某某条例'
    """
    return _WHOLE.sub("", folded)


def _number(number: str, within: str | None) -> ArticleNumber:
    """The number of an article; 第三条之一 stands behind 第三条."""
    return whole_number(number) or 0, (whole_number(within) or 0) if within else 0


class ArticleResponder:
    """Replies with the article of the document that a question names, in scope or in the question before it."""

    def __init__(self, finder: DocumentFinder, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """``finder`` finds the document that a question describes; its passages are in ``passages``."""
        self._finder, self._passages, self._scope_check = finder, passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no article by its number, or no document of the library is meant."""
        question = asked.question
        article = asked_article(question.text)
        if article is None or self._scope_check.lacking(scope):
            return None
        file = self._document(article, question, scope)
        if file is None and (name := _LAW.search(article.before)):
            return Reply(
                question.raw, Outcome.SCOPE, reason=self._scope_check.not_held(Lack.PLACE, name[0], question.query)
            )
        articles = _articles(self._passages.of_report(file)) if file else {}
        if file is None or not articles:
            return None
        number = max(articles) if article.number is None else article.number
        held = articles.get(number, ())
        if article.paragraph is not None:
            held = [each for each in held if _paragraph_of(each) == article.paragraph] or held
        if not held:
            title = self._finder.catalog.metadata[file].title
            return Reply(question.raw, Outcome.SCOPE, reason=Reason(Lack.CLAUSE, article.name, (title,), held_count=1))
        return Reply(question.raw, Outcome.ANSWER, _quotes(held, article, question))

    def _document(self, article: AskedArticle, question: Question, scope: Scope) -> str | None:
        """The document that the article is of: named before it, else behind it, else in the question before."""
        named = without_asking(article.before) or (scope.file and "") or without_asking(article.behind)
        if named:
            return self._finder.find(named, scope, question.expansions)
        earlier = asked_article(question.context)
        if earlier and earlier.before:
            return self._finder.find(without_asking(earlier.before), scope, question.expansions)
        return scope.file


def _articles(passages: Sequence[Passage]) -> dict[ArticleNumber, list[Passage]]:
    """The passages of each article of a document, in order."""
    found: dict[ArticleNumber, list[Passage]] = {}
    for passage in passages:
        for step in passage.clause.path.split("/"):
            if mark := _OF_PATH.fullmatch(step):
                found.setdefault(_number(mark[1], mark[2]), []).append(passage)
                break
    return found


def _paragraph_of(passage: Passage) -> int | None:
    found = _PARAGRAPH.search(passage.clause.path)
    return whole_number(found[1]) if found else None


def _quotes(held: Sequence[Passage], article: AskedArticle, question: Question) -> tuple[Quote, ...]:
    """The sentence of an article that a question asks for, or the whole of it, a quote a passage."""
    asked = without_asking(article.behind)
    if asked and (sentence := _best(held, replace(question, text=asked), asked)):
        return (quote_of(sentence.passage, sentence.start, sentence.end, question, question.expansions),)
    return tuple(quote_of(each, each.start, each.end, question) for each in held)


def _best(held: Sequence[Passage], question: Question, asked: str) -> Sentence | None:
    """The sentence that has most of what is asked, if any has; one that can state it comes first."""
    wanted = {
        asked,
        *bigrams(asked),
        *(term.text for form, terms in question.expansions for term in terms if form in asked),
    }
    found = [each for passage in held for each in sentences(passage, SEVERAL_REPORTS.longest)]
    texts = (fold(each.text) for each in found)
    ranked = [(has_slot(question.kind, text), sum(word in text for word in wanted)) for text in texts]
    best = max(ranked, default=(False, 0))
    return found[ranked.index(best)] if best[1] or best[0] else None
