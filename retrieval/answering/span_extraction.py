"""Span extraction: the answer in the fewest characters (189项, 855.6万元, 4月28日), a slice of the quote.

Of several figures the unit that is asked for, the item around each figure and the words near it decide. Short answers
that staff marked add to the score, the more the question resembles their phrasings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Protocol

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.roles.role_answers import date_answer, role_answer
from retrieval.answering.short_answers.answer_spans import answer_spans, outside_names
from retrieval.answering.short_answers.nearness import PairNearness, SentenceItems
from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.scoring.figures import figure_of, position_factor, wants_figure
from retrieval.scoring.service_guide import value_of
from retrieval.statements.fit import is_linked, settles, share_covered
from retrieval.statements.number_candidates import is_stated, number_candidates, stated
from retrieval.statements.number_slots import number_slot
from retrieval.statements.number_statements import number_statements
from retrieval.statements.roles.coverage import echo
from retrieval.statements.roles.role_slots import AskedRole
from retrieval.text.answer_type import ANSWER_FORMS, NUMERIC, AnswerType
from retrieval.text.normalization import FoldedText, fold
from retrieval.text.tokenization import bigrams, plain_words
from retrieval.text.values.asked_units import asked_units, same_units, units_of_totals
from retrieval.text.values.grammar import value_ending

_WITHIN_ITEM, _ACROSS_ITEMS, _GAP = re.compile(r"[^,，;；。]*"), re.compile(r"[^;；。]{0,14}"), 2
# A staff's short answer of a type without a figure is shown only where the question is this close to a phrasing.
_CLOSE = {AnswerType.WHY: 0.4, AnswerType.HOW: 0.4, AnswerType.YES_NO: 0.4}
_CLOSE_ELSE = 0.3
# The stages of a case before its end.
_STAGE, _STAGE_REACH = re.compile("受理|申请|立案|收案|收到|接收|登记|移送|审查"), 10
_OF_THE_EARLIER = 0.9
_ANY_UNIT = 0.7
_SAME_UNIT, _FACT, _LEXICON = 2.0, 1.5, 0.7
_LONGEST_NOUN, _LAST_KEYWORD, _CONTEXT, _MANY = 4, 2.0, 0.3, 5


def short_answer(quote: str, question: Question, facts: Sequence[tuple[Span, float]]) -> str | None:
    """The best short answer within ``quote``; None where no span of the wanted type scores above 0.

    ``facts`` are spans of the quote that staff marked as short answers, with how well the question fits each.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> short_answer("配备仪器788台,设备131台", analyse("设备多少台", (), Lexicon(), None), [])
    '131台'
    """
    # Staff type keywords for a memo, which needs the figure.
    kind = AnswerType.COUNT if question.kind is AnswerType.WHAT and question.keywords else question.kind
    raw = FoldedText.of(quote)
    folded, marked = raw.text, [(raw.folded_span(*span), score) for span, score in facts]
    scores = scored_figures(folded, kind, question, marked)
    candidates = stated(_with_outcomes(scores, folded, question), number_candidates(folded, question, marked))
    best = max(candidates, key=lambda span: (candidates[span], -span[0]), default=None)
    if best and candidates[best] > 0:
        start, end = _join_asked_figures(folded, best, candidates, question)
        start, end = raw.raw_span(
            _with_word(folded, start, end, candidates, question), _with_noun(folded, end, question)
        )
        return quote[start:end]
    if question.kind in NUMERIC:
        return None
    form = ANSWER_FORMS[question.kind].staff_span
    fitting = [fact for fact in facts if form is None or form.search(quote[slice(*fact[0])])]
    best_fact = max(fitting, key=lambda fact: fact[1], default=None)
    return quote[slice(*best_fact[0])] if best_fact else None


def _with_outcomes(scores: dict[Span, float], folded: str, question: Question) -> dict[Span, float]:
    """Scored figures, those raised that tell how many cases came to the end that is asked for: 结了多少, 已结案39件."""
    ended = _outcomes(folded, question)
    return {span: score + (_SAME_UNIT + ended[span] if span in ended else 0.0) for span, score in scores.items()}


def is_outcome_of_the_earlier(span: Span, folded: str, question: Question) -> bool:
    """Whether a figure tells how many of the cases of the question before came to the end that is asked for.

    Of 复议50件,已结案39件,诉讼30件,已审结24件 it is 39件 where 复议受理多少 was asked before.
    """
    return _outcomes(folded, question).get(span, 0.0) >= _OF_THE_EARLIER


def _outcomes(folded: str, question: Question) -> dict[Span, float]:
    """The figures of cases that came to the end that is asked for.

    With each how far the figure before it, which counts all cases, has the words of the question before this one.
    """
    slot, found = number_slot(question), number_statements(folded)
    asked = [word.text for word in slot.own_words if settles(word.text)]
    leaned = [word for word in slot.words if word not in slot.own_words]
    return {
        each.span: share_covered(leaned, before.own) if before else 0.0
        for before, each in zip((None, *found), found, strict=False)
        if any(is_linked(word, slot, each.own) for word in asked)
    }


def _with_word(folded: str, start: int, end: int, candidates: Iterable[Span], question: Question) -> int:
    """The start of a short answer, moved before a keyword that stands right there, where many figures have its unit.

    保留79件、修改4件、废止11件: the figure alone would not say which one it is.
    """
    unit = folded[start:end][-1:]
    if sum(folded[slice(*span)].endswith(unit) for span in candidates) < _MANY or not question.keywords:
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


class SpanExtractor(Protocol):
    """Finds the short answer within a quote."""

    def extract(self, reading: QuoteReading) -> str | None:
        """A slice of a quote of the best sentence, or None where none stands out."""


class FormExtractor:
    """Short answers by the role that is asked for, by their form, and by those that staff gave."""

    def extract(self, reading: QuoteReading) -> str | None:
        """The filler of the asked role, else the span of the wanted form that stands nearest to what was asked."""
        slot, question = reading.slot, reading.question
        if slot and slot.asked is not AskedRole.WHEN:
            return role_answer(reading, slot)
        short = short_answer(reading.raw, question, staff_answers(reading))
        if slot:
            return date_answer(reading, short)
        # What only says again what was asked is no answer.
        again = short and question.kind not in NUMERIC and echo(fold(short), question.text) == 1
        return None if again else short


class ConceptExtractor:
    """Short answers in a library: the figure beside the concept, or what a guide's line says; else by their form."""

    def __init__(self, forms: FormExtractor) -> None:
        """``forms`` serves where no concept tells."""
        self._forms = forms

    def extract(self, reading: QuoteReading) -> str | None:
        """By form where known questions point at the sentence."""
        return (None if reading.facts else self._beside(reading)) or self._forms.extract(reading)

    def _beside(self, reading: QuoteReading) -> str | None:
        if reading.row:
            return None
        quote, question = reading.raw, reading.question
        may_be_figure = wants_figure(question) or question.kind is AnswerType.WHAT
        concepts = reading.concepts if may_be_figure else []
        figure = figure_of(quote, concepts, question) if may_be_figure else None
        return (figure if figure and may_answer(figure, quote, question) else None) or value_of(quote)


def may_answer(figure: str, quote: str, question: Question) -> bool:
    """Whether no statement of the quote speaks against a figure of it."""
    raw = FoldedText.of(quote)
    numbers = number_candidates(raw.text, question)
    told = [each for each in numbers if quote[slice(*raw.raw_span(*each.span))] in figure]
    return not told or any(map(is_stated, told))


def staff_answers(reading: QuoteReading) -> list[tuple[Span, float]]:
    """The short answers that staff gave within a quote, relative to it, with how well the question fits each."""
    question = reading.question
    formless = question.kind not in NUMERIC and not question.keywords
    least = _CLOSE.get(question.kind, _CLOSE_ELSE) if formless else 0.0
    fitting = (fact for fact in reading.facts if fact.score > 0 and fact.closeness >= least)
    return [(reading.folded.raw_span(*fact.short), fact.fit) for fact in fitting if fact.short]


def scored_figures(
    folded: str, kind: AnswerType, question: Question, facts: Sequence[tuple[Span, float]]
) -> dict[Span, float]:
    """The spans of a folded quote that can answer, scored; none for a type without values."""
    spans = set(answer_spans(folded, kind, question))
    marked = [span for span, _ in facts if _is_mostly_value(folded[slice(*span)], kind, question)]
    spans.update(outside_names(folded, marked) if kind in NUMERIC else marked)
    most = max((score for _, score in facts), default=0.0) or 1.0
    items = SentenceItems.of(folded)
    nearness, asked = PairNearness(items, _weights(items, question)), asked_unit_groups(question.text)
    # A figure belongs to the words before it rather than after it, a date to the words after it.
    earlier, later = (0.25, 0.7) if kind is AnswerType.DATE else (0.5, 0.25)
    return {
        span: (nearness.of(span, earlier, later) + unit_bonus(folded, span, asked))
        * position_factor(folded, span, question)
        + _FACT * _fact_score(span, facts) / most
        for span in sorted(spans)
    }


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


def unit_bonus(folded: str, span: Span, asked: Iterable[tuple[str, ...]]) -> float:
    """A bonus where the span has a unit or is followed by a noun that is asked for."""
    matching = [unit for unit in asked if _has_unit(folded, span, unit)]
    # 个 counts anything.
    return max((_ANY_UNIT if unit == ("个",) else _SAME_UNIT for unit in matching), default=0.0)


def _has_unit(folded: str, span: Span, unit: tuple[str, ...]) -> bool:
    value = value_ending(folded, span[1])
    stated = value.unit if value else folded[slice(*span)]
    return stated.endswith(unit) or folded.startswith(unit, span[1])


def asked_unit_groups(text: str) -> list[tuple[str, ...]]:
    """The units that a question asks for, each with the units that mean the same.

    >>> asked_unit_groups("几类、多少条"), asked_unit_groups("审核人员数"), asked_unit_groups("几大项")
    ([('类',), ('条',)], [('人', '名', '位')], [('大项',)])
    """
    return [same_units(unit) for unit in asked_units(text) or units_of_totals(text)]


def _fact_score(span: Span, facts: Sequence[tuple[Span, float]]) -> float:
    """The score of the best fact whose short answer holds the span or is held by it."""
    return max(
        (s for (a, b), s in facts if (a <= span[0] and span[1] <= b) or (span[0] <= a and b <= span[1])), default=0.0
    )


def _join_asked_figures(folded: str, best: Span, candidates: Iterable[Span], question: Question) -> Span:
    """The span from the first to the last figure where several are asked for: 几类多少条, 受理 结案."""
    reached, asked = best, asked_unit_groups(question.text)
    wanted = [unit for unit in asked if not _has_unit(folded, best, unit)]
    for unit in wanted if len(wanted) < len(asked) else []:
        spans = [span for span in candidates if _has_unit(folded, span, unit)]
        reached = _widen(folded, reached, spans, _WITHIN_ITEM)
    # Of 行政复议 结案 the first is what was closed, of 受理 结案 another figure.
    ended = any(settles(keyword) and _stands_beside(folded, best, keyword) for keyword in question.keywords)
    for keyword in reversed(question.keywords):
        if ended and not settles(keyword) and not _STAGE.fullmatch(keyword):
            continue
        spans = [span for span in candidates if _stands_beside(folded, span, keyword)]
        if not any(reached[0] <= span[0] and span[1] <= reached[1] for span in spans):
            before, reached = reached, _widen(folded, reached, spans, _ACROSS_ITEMS)
            if reached == before:
                break
    return reached


def _stands_beside(folded: str, span: Span, keyword: str) -> bool:
    """Whether a keyword stands right before a figure or right behind it: 结案39件, 8个大类."""
    stem = keyword.removesuffix("数").removesuffix("总")
    reach = _STAGE_REACH if _STAGE.fullmatch(stem) else _GAP
    before = re.split("[,;。]", folded[max(span[0] - len(stem) - reach, 0) : span[0]])[-1]
    return len(stem) > 1 and (stem in before or folded.startswith(stem, span[1]))


def _widen(folded: str, span: Span, others: list[Span], between: re.Pattern[str]) -> Span:
    """The span widened to the nearest other span that only text matching ``between`` separates from it."""
    for other in sorted(others, key=lambda other: abs(other[0] - span[0])):
        first, last = min(span, other), max(span, other)
        if between.fullmatch(folded, first[1], last[0]):
            return first[0], last[1]
    return span
