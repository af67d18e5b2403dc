"""Splitter: takes a message that asks several things apart.

It goes by the asking words of each clause, by what is coordinated before 各 and 分别, and by a clerk's list of
attributes. What asks once is left whole, whatever background, conditions or lists stand around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.question.parts.asking_words import AskedSort, AskingWord
from retrieval.question.parts.coordination import attribute_list, coordinated
from retrieval.question.parts.ellipsis import AskedText, EllipsisResolver
from retrieval.question.parts.message_clauses import MessageClause, read_clauses
from retrieval.text.normalization import FoldedText

_LONGEST = 500
# More than so many parts are read as one, and so are parts of which all readings together have more characters.
MOST_PARTS = 8
_MOST_READ = 250
# Marks between the clauses of one sentence.
_WITHIN = ("、", ",", " ")
_SWAP = re.compile(r"[^,?]{1,16}呢$")
# Asks for each of what the clause before asks for: 有哪几类、各几项.
_OF_EACH = re.compile(r"(?:又|都)?(?:各自?|分别)")
_COUNTED_ONLY = re.compile(r"(?:一共|总共|共|又|各)?")


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One of the questions in a message.

    ``asked`` are its own words as they were typed. ``readings`` are the ways to put it as a question of its own, the
    likeliest first. ``before`` is the question before it where it only names another thing, else empty. ``is_listed``:
    the same is asked in the same words of several things. ``is_keyword``: it is an attribute in a clerk's list.
    ``leans``: it says little without what is carried into its first reading.
    """

    asked: str
    readings: tuple[str, ...]
    before: str = ""
    is_listed: bool = False
    is_keyword: bool = False
    leans: bool = False


@dataclass(frozen=True, slots=True)
class _UnfilledPart:
    """A part before what it leaves unsaid is filled in; ``word`` is None for one that only names another thing."""

    asked: str
    text: AskedText | None
    thing: str = ""
    background: str = ""
    is_listed: bool = False


def split_question(raw: str) -> tuple[QuestionPart, ...]:
    """The questions in a message, in order; empty where it asks one thing or nothing.

    >>> [part.asked for part in split_question("有多少法律顾问，管多少部门？")]
    ['有多少法律顾问', '管多少部门']
    >>> split_question("我在外地打工，不回文登能办吗")
    ()
    """
    message = FoldedText.of(raw[:_LONGEST])
    clauses = read_clauses(message.text)
    if not any(clause.asked for clause in clauses):
        return _attributes(clauses, message, raw)
    units = list(_units(_merged(clauses, message.text), message, raw))
    if not 2 <= len(units) <= MOST_PARTS:
        return ()
    resolver = EllipsisResolver()
    parts = tuple(_part(unit, resolver) for unit in units)
    return parts if sum(len(reading) for part in parts for reading in part.readings) <= _MOST_READ else ()


def _part(unit: _UnfilledPart, resolver: EllipsisResolver) -> QuestionPart:
    if unit.text is None:
        before = resolver.before.text if resolver.before else ""
        return QuestionPart(unit.asked, (resolver.swapped(unit.thing), unit.thing), before)
    own = unit.text
    filled = resolver.filled(own, unit.background, unit.is_listed)
    readings = [own.text, filled] if own.stands_alone else [filled] if own.is_bare else [filled, own.text]
    return QuestionPart(
        unit.asked, tuple(dict.fromkeys(readings)), is_listed=unit.is_listed, leans=not own.stands_alone
    )


def _attributes(clauses: list[MessageClause], message: FoldedText, raw: str) -> tuple[QuestionPart, ...]:
    """Each attribute of a clerk's list with the thing that stands before it: 减轻处罚 案件数 金额."""
    texts = [clause.text for clause in clauses]
    first = attribute_list(texts)
    asked = [_typed(message, raw, clause.start, clause.end) for clause in clauses[first : first + MOST_PARTS]]
    readings = [" ".join([*texts[:first], text]) for text in texts[first:]]
    return tuple(QuestionPart(own, (reading,), is_keyword=True) for own, reading in zip(asked, readings, strict=False))


def _units(clauses: list[MessageClause], message: FoldedText, raw: str) -> Iterator[_UnfilledPart]:
    """The questions of the clauses of a message, each with the background before it."""
    background, any_asked = "", False
    for clause in clauses:
        if clause.asked:
            for unit in _of_clause(clause, message, raw):
                yield replace(unit, background=background)
                background = ""
            any_asked = True
        elif any_asked and _SWAP.fullmatch(clause.text):
            yield _UnfilledPart(_typed(message, raw, clause.start, clause.end), None, clause.text)
        else:
            background += clause.text


def _merged(clauses: list[MessageClause], folded: str) -> list[MessageClause]:
    """The clauses with those joined that ask or name one thing together.

    A list before an asking word (法律顾问、执法记录仪各多少), measures of one thing (有几类、多少条), what is asked of
    each of the things before (有哪几类，各几项), and a doubt that leads to what is asked or follows it up
    (有没有收费标准，收多少).
    """
    merged: list[MessageClause] = []
    for clause in clauses:
        last = merged[-1] if merged else None
        if last and ((last.mark == "、" and not last.asked) or _asks_on(last, clause)):
            merged[-1] = last.joined(clause, folded)
        elif last and last.only_doubts and last.mark in _WITHIN and clause.asked and not clause.only_doubts:
            merged[-1:] = [replace(last, asked=()), clause]
        else:
            merged.append(clause)
    return merged


def _asks_on(last: MessageClause, clause: MessageClause) -> bool:
    """Whether a clause only asks on about what the clause before it asks for."""
    if not last.asked or not clause.asked or last.mark not in _WITHIN:
        return False
    return clause.only_doubts or bool(_OF_EACH.match(clause.text)) or _counts_the_same(last, clause)


def _counts_the_same(last: MessageClause, clause: MessageClause) -> bool:
    """Whether a clause is a bare count behind a clause that ends with one: 有几类、多少条."""
    if last.mark == " " or len(clause.asked) != 1:
        return False
    word, before = clause.asked[0], last.asked[-1]
    bare = word.end == len(clause.text) and _COUNTED_ONLY.fullmatch(clause.text[: word.start])
    return bool(bare) and before.end == len(last.text) and _is_count(last, before) and _is_count(clause, word)


def _is_count(clause: MessageClause, word: AskingWord) -> bool:
    """Whether an asking word counts things of the kind that its clause names: 几类, not 多少钱 or 多久."""
    return word.sort is AskedSort.FIGURE and not re.search(
        r"[钱元天年月日人久长大高远]$|多少$", clause.text[: word.end]
    )


def _of_clause(clause: MessageClause, message: FoldedText, raw: str) -> Iterator[_UnfilledPart]:
    """The questions of one clause with asking words."""
    for text, spans in coordinated(clause.text, clause.asked):
        asked = "".join(_typed(message, raw, clause.start + a, clause.start + b) for a, b in spans)
        # Of one of several things the same is asked as of the others: it is typed in two places.
        yield _UnfilledPart(asked, text, is_listed=len(spans) > 1)


def _typed(message: FoldedText, raw: str, start: int, end: int) -> str:
    """What was typed between two offsets of the folded message."""
    return raw[slice(*message.raw_span(start, end))].strip()
