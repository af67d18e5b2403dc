"""Deadlines: who has so much time, and for what: 被告几天内交答辩状 is not answered by a court's 五日内发送."""

from __future__ import annotations

import re

from retrieval.answering.contradictions.quote_parts import SEGMENT, part_around
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.question.analysis import Question
from retrieval.statements.number_slots import terms_for
from retrieval.statements.roles.clauses import Tag, words_of

_HOW_LONG = r"(?:多少|几)个?(?:工作日|小时|月|[天日周年])|多久"
_ASKED = re.compile(rf"(?:{_HOW_LONG}|多长时间)之?以?内(?:就|应当|必须|可以|需要|[要应得可须])*")
_ASKED_BEFORE = re.compile(rf"提[前早](?:多少|几|多久)|(?:{_HOW_LONG})之?以?前")
# Verbs that stand for any deed: 几天内办.
_ANY_DEED = re.compile("[办弄搞做干]")
# An actor of so many words and characters; a deed stands within so many.
_MOST_WORDS, _LONGEST = 2, 24


def contradicts(span: Span, reading: QuoteReading) -> bool:
    """Whether a span is how long somebody else has, or has for something else."""
    question = reading.question
    if _other_side(question.text, reading.text[span[0] : span[1] + 1]):
        return True
    asked = _ASKED.search(question.text)
    if asked is None or question.context or reading.facts:
        return False
    actor, deed = _actor(question.text[: asked.start()]), _deed(question.text[asked.end() :])
    behind = reading.text[span[1] : part_around(span, reading.text, SEGMENT)[1]]
    return not _says(actor, f"{reading.above} {reading.text}", question) or not _says(
        deed, behind, question, in_part=True
    )


def _other_side(asked: str, told: str) -> bool:
    """Whether a question asks within what time and a figure says how long before, or the other way round."""
    within, before = bool(_ASKED.search(asked)), bool(_ASKED_BEFORE.search(asked))
    return (within and told.endswith("前")) or (before and told.endswith("内"))


def _actor(before: str) -> str:
    """Who a question for a deadline begins with: the last of one or two nouns; empty where more is said."""
    if len(before) > _LONGEST:
        return ""
    words = [word for word in words_of(before) if word.tag not in (Tag.ADVERB, Tag.PREPOSITION)]
    only_nouns = 0 < len(words) <= _MOST_WORDS and all(word.tag is Tag.NOUN for word in words)
    return words[-1].text if only_nouns else ""


def _deed(behind: str) -> str:
    """What is to be done in the time, by its first word; empty where that is no deed, or any."""
    first = next(iter(words_of(behind[:_LONGEST])), None)
    tells = first is not None and first.tag in (Tag.NOUN, Tag.VERB) and not _ANY_DEED.match(first.text)
    return first.text if first and tells else ""


def _says(word: str, text: str, question: Question, in_part: bool = False) -> bool:
    """Whether a text has a word, an official term for it, or where ``in_part`` one of its characters."""
    if not word or word in text or (in_part and any(char in text for char in word)):
        return True
    return any(term.text in text for term in terms_for(word, question))
