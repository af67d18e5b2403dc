"""Figure source: the values of a quote that have the form asked for, by the words of the question near them.

Of several figures the unit that is asked for, the item around each figure and the words near it decide. A figure is
widened to what makes it an answer: the keyword before it, the noun that it counts, another figure that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from retrieval.answering.answer_spans import answer_spans
from retrieval.answering.nearness import PairNearness, SentenceItems
from retrieval.answering.short_answers.quote_reading import QuoteReading, StaffFact
from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.scoring.figures import position_factor
from retrieval.statements.candidates import CandidateSource, ShortAnswerCandidate
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import bigrams, plain_words
from retrieval.text.values.asked_units import asked_units, same_units, units_of_totals
from retrieval.text.values.grammar import value_ending

_WITHIN_ITEM, _ACROSS_ITEMS, _GAP = re.compile(r"[^,，;；。]*"), re.compile(r"[^;；。]{0,14}"), 2
_ANY_UNIT, _SAME_UNIT, _UNIT, _FACT, _LEXICON = 0.35, 1.0, 2.0, 1.5, 0.7
_LONGEST_NOUN, _LAST_KEYWORD, _CONTEXT, _MANY = 4, 2.0, 0.3, 5
# Of a long enumeration only the likeliest figures are looked at.
_MOST = 8


def figure_candidates(reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """The likeliest values of the wanted form, best first; none for a type without values."""
    folded, question, kind = reading.text, reading.question, reading.kind
    spans = set(answer_spans(folded, kind, question))
    marked = [fact.short for fact in reading.facts if fact.short]
    spans |= {span for span in marked if _is_mostly_value(folded[slice(*span)], kind, question)}
    if not spans:
        return []
    items = SentenceItems.of(folded)
    weights = _weights(items, question)
    nearness = PairNearness(items, weights)
    # A figure belongs to the words before it rather than after it, a date to the words after it.
    earlier, later = (0.25, 0.7) if kind is AnswerType.DATE else (0.5, 0.25)
    near = {span: nearness.of(span, earlier, later) for span in spans}
    units = {span: _unit_fit(folded, span, question) for span in spans}
    told = {span: _fact_fit(span, reading.facts) for span in spans}
    most = max(told.values()) or 1.0
    score = {
        span: (near[span] + _UNIT * units[span]) * position_factor(folded, span[0], question)
        + _FACT * told[span] / most
        for span in spans
    }
    ranked = sorted(spans, key=lambda span: (-score[span], span[0]))
    best, second, *_ = [*(score[span] for span in ranked[:2]), 0.0]
    found = []
    for span in ranked[:_MOST]:
        rival = second if score[span] == best else best
        start, end = _join_asked_figures(folded, span, spans, question)
        shown = _with_word(folded, start, end, spans, question), _with_noun(folded, end, question)
        features = {
            "figure nearness": near[span] / (1 + near[span]),
            "figure unit": units[span],
            "figure score": score[span] / (1 + score[span]),
            "figure margin": (score[span] - rival) / (best or 1.0),
            "figure chosen": float(span == ranked[0] and best > 0),
            "figure alone": 1 / len(spans),
        }
        found.append(ShortAnswerCandidate(shown, CandidateSource.FIGURE, features))
    return found


def _is_mostly_value(marked: str, kind: AnswerType, question: Question) -> bool:
    """Whether what staff marked is hardly more than a value of the wanted type."""
    return any(2 * (end - start) >= len(marked) for start, end in answer_spans(marked, kind, question)[:1])


def _weights(sentence: SentenceItems, question: Question) -> dict[str, float]:
    """The bigrams of the question and its official terms; the fewer items of the quote hold one, the heavier."""
    items = sentence.pair_counts()
    weights = {pair: _CONTEXT / items[pair] for pair in bigrams(question.context) if pair in items}
    weights |= {pair: 1 / items[pair] for pair in bigrams(question.text) if pair in items}
    for pair in bigrams(question.keywords[-1]) if question.keywords else ():
        weights[pair] = weights.get(pair, 0.0) * _LAST_KEYWORD
    for form, terms in question.expansions:
        share = _LEXICON if form in question.text else _LEXICON * _CONTEXT
        for term in terms:
            for pair in filter(items.__contains__, bigrams(term.text)):
                weights[pair] = max(weights.get(pair, 0.0), share * term.weight / items[pair])
    return weights


def _unit_fit(folded: str, span: Span, question: Question) -> float:
    """1 where a span has a unit, or is followed by a noun, that the question asks for; less for 个, else 0."""
    matching = [unit for unit in asked_unit_groups(question.text) if has_unit(folded, span, unit)]
    # 个 counts anything.
    return max((_ANY_UNIT if unit == ("个",) else _SAME_UNIT for unit in matching), default=0.0)


def _fact_fit(span: Span, facts: Iterable[StaffFact]) -> float:
    """How well the question fits the best fact whose short answer holds a figure or is held by it."""
    return max((fact.fit for fact in facts if fact.short and _nested(fact.short, span)), default=0.0)


def _nested(one: Span, other: Span) -> bool:
    return (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])


def has_unit(folded: str, span: Span, unit: tuple[str, ...]) -> bool:
    """Whether a figure has one of some units, or a noun of that name stands behind it."""
    value = value_ending(folded, span[1])
    stated = value.unit if value else folded[slice(*span)]
    return stated.endswith(unit) or folded.startswith(unit, span[1])


def asked_unit_groups(text: str) -> list[tuple[str, ...]]:
    """The units that a question asks for, each with the units that mean the same.

    >>> asked_unit_groups("几类、多少条"), asked_unit_groups("审核人员数"), asked_unit_groups("几大项")
    ([('类',), ('条',)], [('人', '名', '位')], [('大项',)])
    """
    return [same_units(unit) for unit in asked_units(text) or units_of_totals(text)]


def _with_word(folded: str, start: int, end: int, figures: Iterable[Span], question: Question) -> int:
    """The start of a short answer, moved before a keyword that stands right there, where many figures have its unit.

    保留79件、修改4件、废止11件: the figure alone would not say which one it is.
    """
    unit = folded[start:end][-1:]
    if not question.keywords or sum(folded[slice(*span)].endswith(unit) for span in figures) < _MANY:
        return start
    word = (plain_words(folded[max(start - _LONGEST_NOUN, 0) : start]) or [""])[-1]
    before = start - len(word)
    # In 8个大类2219项 the word before the figure belongs to the figure before it.
    named = len(word) > 1 and word in question.keywords and folded[before - 1 : before] != "个"
    return before if named else start


def _with_noun(folded: str, end: int, question: Question) -> int:
    """The end of a short answer in 个, moved behind the noun that the question counts: 30余个区市."""
    if not folded[:end].endswith("个"):
        return end
    ends = list(accumulate(map(len, plain_words(folded[end : end + _LONGEST_NOUN]))))[:2]
    for size in reversed(ends):
        noun = folded[end : end + size]
        counted = question.keywords if noun in question.text else ()
        if size > 1 and (counted or re.search(rf"(?:多少|几)个?{re.escape(noun)}", question.text)):
            return end + size
    return end


def _join_asked_figures(folded: str, best: Span, figures: Iterable[Span], question: Question) -> Span:
    """The span from the first to the last figure where several are asked for: 几类多少条, 受理 结案."""
    reached, asked = best, asked_unit_groups(question.text)
    wanted = [unit for unit in asked if not has_unit(folded, best, unit)]
    for unit in wanted if len(wanted) < len(asked) else []:
        spans = [span for span in figures if has_unit(folded, span, unit)]
        reached = _widen(folded, reached, spans, _WITHIN_ITEM)
    for keyword in reversed(question.keywords):
        spans = [span for span in figures if _stands_beside(folded, span, keyword)]
        if not any(reached[0] <= span[0] and span[1] <= reached[1] for span in spans):
            before, reached = reached, _widen(folded, reached, spans, _ACROSS_ITEMS)
            if reached == before:
                break
    return reached


def _stands_beside(folded: str, span: Span, keyword: str) -> bool:
    """Whether a keyword stands right before a figure or right behind it: 结案39件, 8个大类."""
    stem = keyword.removesuffix("数").removesuffix("总")
    before = folded[max(span[0] - len(stem) - _GAP, 0) : span[0]]
    return len(stem) > 1 and (stem in before or folded.startswith(stem, span[1]))


def _widen(folded: str, span: Span, others: list[Span], between: re.Pattern[str]) -> Span:
    """The span widened to the nearest other span that only text matching ``between`` separates from it."""
    for other in sorted(others, key=lambda other: (abs(other[0] - span[0]), other[0])):
        first, last = min(span, other), max(span, other)
        if between.fullmatch(folded, first[1], last[0]):
            return first[0], last[1]
    return span
