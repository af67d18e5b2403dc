"""Dialogue act classifier: what a message does, clause by clause, where no clause of it asks the library anything."""

from __future__ import annotations

import re
import unicodedata

from retrieval.models import DialogueAct
from retrieval.question.dialogue_acts.asking import asks
from retrieval.question.dialogue_acts.courtesies import courtesy_of
from retrieval.question.dialogue_acts.grievances import complains, insults, without_rhetoric
from retrieval.question.dialogue_acts.requests import is_of_own_affairs, wants_favour, without_polite_question
from retrieval.question.dialogue_acts.wordless import without_links, wordless_act
from retrieval.text.normalization import fold

# Of a longer message the beginning and the end are read.
_LONGEST = 1_000
_CLAUSE = re.compile(r"(\w++)(\W*+)")
# What outweighs all else in a message, and what is said in passing, weightiest first.
_WEIGHT = (
    DialogueAct.COMPLAINT,
    DialogueAct.REQUEST,
    DialogueAct.INSULT,
    DialogueAct.WHO,
    DialogueAct.CHAT,
    DialogueAct.UNHELPFUL,
    DialogueAct.THANKS,
    DialogueAct.PRAISE,
    DialogueAct.BYE,
    DialogueAct.HELLO,
    DialogueAct.ACKNOWLEDGEMENT,
    DialogueAct.NOISE,
)
_EXPRESSIVE = frozenset(_WEIGHT[:3])


def dialogue_act(raw: str) -> DialogueAct | None:
    """What a message does that asks nothing; None for a question, and for what may be one.

    Beside a complaint, an insult or a request others of its clauses may tell anything, as long as none asks.

    >>> [str(dialogue_act(text)) for text in ("嗯", "今天去办事，那个人态度太差了", "投诉电话多少", "How are you?")]
    ['acknowledgement', 'complaint', 'None', 'language']
    """
    text = _visible(fold(raw if len(raw) <= 2 * _LONGEST else f"{raw[:_LONGEST]}\n{raw[-_LONGEST:]}"))
    if not any(map(str.isalnum, text)):
        return DialogueAct.SIGNS
    if (act := wordless_act(text)) is DialogueAct.LINK:
        return act
    clauses = _CLAUSE.findall(without_links(text))
    courtesies = [courtesy_of(clause) for clause, _ in clauses]
    if all(courtesies):
        return _weightiest(courtesies)
    if act is DialogueAct.LANGUAGE and (courtesy := courtesy_of("".join(clause for clause, _ in clauses))):
        return courtesy  # thank you, written apart
    if act:
        return act
    acts = [_expressed(clause) or courtesy for courtesy, (clause, _) in zip(courtesies, clauses, strict=True)]
    if any(act is None and ("?" in after or asks(clause)) for act, (clause, after) in zip(acts, clauses, strict=True)):
        return None
    found = _weightiest(acts)
    return found if found in _EXPRESSIVE else None


def _visible(text: str) -> str:
    """A text without characters of no width, which no reader sees."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc", "Mn") or char in "\n\t ")


def _weightiest(acts: list[DialogueAct | None]) -> DialogueAct | None:
    return next((act for act in _WEIGHT if act in acts), None)


def _expressed(clause: str) -> DialogueAct | None:
    """The complaint, request or insult of a clause that asks nothing besides."""
    if insults(clause):
        return DialogueAct.INSULT
    if is_of_own_affairs(clause) or (wants_favour(clause) and not asks(without_polite_question(clause))):
        return DialogueAct.REQUEST
    return DialogueAct.COMPLAINT if complains(clause) and not asks(without_rhetoric(clause)) else None
