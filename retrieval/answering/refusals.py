"""What a refusal says: what is missing, what can be asked instead, how the question was understood."""

from __future__ import annotations

import re

from retrieval.answering.pipeline import Evidence, Finder
from retrieval.models import Lack, Reason
from retrieval.question.analysis import Question
from retrieval.text.normalization import fold
from retrieval.text.tokenization import STOPWORDS, dictionary_frequency, words

_SUGGESTIONS = 3
_CHANGE = re.compile(r"[涨跌升降增减]|个点|幅度|变化|多少|^.$")
# A word with one of these in it is no thing that a report could state.
_FUNCTION = frozenset("".join(STOPWORDS)) - frozenset("地方事情面内外上下中问知道行动自向") | frozenset("几半")


def shares_content(finder: Finder, evidence: Evidence) -> bool:
    """Whether the best sentence, what stands around it or its phrasings hold a thing that the question names.

    A verb of change is no thing: what rose, if it is not in the report, is not answered by something else that did.
    """
    best, question = evidence.order[0], evidence.question
    sentence, passage = finder.index.folded[best], finder.index.sentences[best].passage
    around = fold(" ".join((passage.text, passage.title, *passage.clause.headings)))
    known = set().union(*(finder.bank.ask_sets[at] for at in finder.bank.phrasings_of(best)))
    meant = [form for form, terms in question.expansions if any(term.text in sentence for term in terms)]
    asked = [word for word in words(f"{question.context} {question.text}") if not _CHANGE.search(word)]
    return not asked or any(
        word in around or f"w{word}" in known or any(word in form for form in meant) for word in asked
    )


def suggestions_for(finder: Finder, evidence: Evidence) -> tuple[str, ...]:
    """Up to three questions that the nearest sentences do answer, the most similar first."""
    bank = finder.bank
    near = [at for sentence in evidence.order for at in bank.phrasings_of(sentence)]
    near.sort(key=lambda at: -evidence.recall.similarity[at])
    chosen: dict[int, str] = {}
    for at in near:
        if not bank.phrasings[at].own_words:
            chosen.setdefault(int(bank.fact_of[at]), bank.phrasings[at].question)
    return tuple(chosen.values())[:_SUGGESTIONS]


def reason_for(finder: Finder, evidence: Evidence) -> Reason:
    """What the nearest sentence lacks: the asked attribute, else the most telling word that nothing explains."""
    gap = finder.bank.closest_gap(evidence.recall.similarity, evidence.order[0])
    turn_to = gap.turn_to if gap else ""
    question, best = evidence.question, evidence.order[0]
    sentence = finder.index.folded[best]
    wanted = finder.attributes.asked(question.text)
    if wanted and not any(attribute.supported(sentence) for attribute in wanted):
        return Reason(Lack.ATTRIBUTE, wanted[0].name, turn_to=turn_to)
    known = set().union(*(finder.bank.ask_sets[at] for at in finder.bank.phrasings_of(best)))
    lacking = [word for word in words(question.text) if word not in sentence and f"w{word}" not in known]
    lacking = [word for word in lacking if dictionary_frequency(word) and not set(word) & _FUNCTION]
    if lacking:
        return Reason(Lack.WORD, max(lacking, key=finder.index.idf), turn_to=turn_to)
    return Reason(Lack.UNSURE, turn_to=turn_to)


def understood(question: Question, quote: str) -> tuple[tuple[str, str], ...]:
    """The lay forms that were taken for an official term which the quote uses."""
    return tuple(
        (form, term.text)
        for form, terms in question.expansions
        if form in question.text and form not in quote
        for term in terms[:1]
        if term.text in quote
    )
