"""Definitions: the sentence that says what a term means, for a question that asks for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.filters import Condition, Filters
from retrieval.models import Outcome, Reply
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import SEVERAL_REPORTS, Sentence, folded_sentences, sentences
from retrieval.search.retriever import Query, Retriever

_WHAT = r"(?:什么|啥|何)"
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_WHAT}(?:是|叫做?|样的?(?:才)?[算是])|何为|何谓|所谓的?|怎么?样?(?:才)?算是?)(?P<term>.{{2,24}})$",
        rf"^(?P<term>.{{2,40}}?)(?:到底|具体)?(?:是|指的?是?|算|叫|说的?是)个?{_WHAT}(?:意思|东西|概念|玩意|定义)?$",
        rf"^(?P<term>.{{2,40}}?)的?(?:定义|含义|概念|意思|范围)(?:是{_WHAT}|怎么说|是怎么.{{1,6}})?$",
        r"^(?P<term>.{2,40}?)(?:是)?(?:怎么|如何|怎样)(?:定义|界定|解释|理解|认定)的?$",
        r"^(?:怎么|如何|怎样)(?:定义|界定|理解|认定)(?P<term>.{2,24})$",
    )
)
# What stands before the term: the document that it is a term of.
_OF_DOCUMENT = re.compile(
    r"^.*(?:里面|里|中|上|规定|所称|所说|所指|提到)(?:所?(?:说|称|指|讲|写|提到?|规定))?的?(?=.{2})"
)
_END = re.compile(r"(?:是)?(?:什么|啥)?(?:意思|东西)?$|[的呢啊吗]$")
# Between a term and what it means: 某物(以下简称某),是指.
_MEANS = (
    r"[”’》]?(?:\([^()]{0,60}\))?[”’》]?,?(?:在?本[\u4e00-\u9fff]{1,6}中)?"
    r"(?P<verb>,?(?:主要|均|都|就|通常|一般)?(?:是指|系指|指的是|指)|:是?指|(?:主要)?包括|是(?!否|不是|什么|啥))"
)
_SO_CALLED = re.compile(r"(?:所称|所指|所说)的?[“‘《]?$")
_NAMED = re.compile(
    r"(?:所称|所指|所说)的?[“‘《]?$|(?:^|[。;;\n])(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])?[“‘《]?$"
)
_FOUND = 40


def asked_term(folded: str) -> str | None:
    """The term whose meaning a folded question asks for; None where it may ask for more.

    >>> [asked_term(text) for text in ("什么是某某水域", "某某办法里的某某水域是指什么", "某某水域多大")]
    ['某某水域', '某某水域', None]
    """
    found = next((match for pattern in _ASKS if (match := pattern.search(folded))), None)
    if found is None:
        return None
    term = _OF_DOCUMENT.sub("", _END.sub("", found["term"]))
    return term if len(term) > 1 else None


class DefinitionResponder:
    """Replies with the sentence that defines the term that is asked for."""

    def __init__(self, retriever: Retriever, scope_check: ScopeCheck) -> None:
        """``retriever`` finds the passages that hold a term."""
        self._retriever, self._scope_check = retriever, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no meaning, or no report in scope states it."""
        question = asked.question
        term = asked_term(question.query) if not question.context else None
        if term is None or self._scope_check.lacking(scope):
            return None
        for name in _names(term, question):
            if sentence := self._defining(name, scope.reports):
                quote = quote_of(sentence.passage, sentence.start, sentence.end, question, question.expansions)
                return Reply(question.raw, Outcome.ANSWER, (quote,))
        return None

    def _defining(self, term: str, reports: Condition) -> Sentence | None:
        """The sentence that defines a term most plainly; of equals the first by rank of its passage."""
        hits = self._retriever.search(Query(f"{term}是指"), Filters(reports, phrases=(term,)), _FOUND)
        best, most = None, 0
        for hit in hits:
            found = sentences(hit.passage, SEVERAL_REPORTS.longest)
            for sentence, folded in zip(found, folded_sentences(hit.passage, found), strict=True):
                if (plainness := definition_in(folded, term)) > most:
                    best, most = sentence, plainness
        return best


def _names(term: str, question: Question) -> Iterator[str]:
    """The term, and the official terms of the lay form that it is."""
    yield term
    for form, terms in question.expansions:
        if form == term:
            yield from (each.text for each in terms)


def definition_in(folded: str, term: str) -> int:
    """How plainly a folded sentence defines a term: 0 not at all, 3 as 本办法所称某物,是指.

    >>> [definition_in(text, "某物") for text in ("本办法所称某物,是指甲。", "某物指甲。", "禁止出售某物。")]
    [3, 2, 0]
    """
    best = 0
    for match in re.finditer(re.escape(term) + _MEANS, folded):
        if "指" in match["verb"]:
            best = max(best, 3 if "是指" in match["verb"] and _NAMED.search(folded[: match.start()]) else 2)
        elif _SO_CALLED.search(folded[: match.start()]):
            best = max(best, 1)
    return best
