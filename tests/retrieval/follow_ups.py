"""Follow-ups that only name a thing: which things a library names, and whether a reply is about one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import jieba.posseg

from retrieval import Engine
from retrieval.models import Lack, Outcome, Region, Reply
from retrieval.question.intent import asked_section
from retrieval.text.normalization import fold
from retrieval.text.tokenization import STOPWORDS, is_han

_TEXT_PROPER = (Region.INTRODUCTION, Region.LEAF, Region.PARENT)


def things(engine: Engine) -> list[str]:
    """The nouns of the headings and facts of a library, in order; of a report without known questions, all nouns."""
    proper = [p for p in engine.library.passages if p.clause.place in _TEXT_PROPER]
    facts = [(engine.library.passage(fact.sentence[0]), fact.span) for fact in engine.parts.known.facts]
    asked = {passage.file for passage, _ in facts}
    stated = [engine.library.report_of(passage).text[slice(*span)] for passage, span in facts if passage in proper]
    stated += [passage.text for passage in proper if passage.file not in asked]
    headings = [heading for passage in proper for heading in passage.clause.headings]
    return list(dict.fromkeys(noun for text in (*headings, *stated) for noun in _nouns(fold(text))))


def _nouns(folded: str) -> Iterator[str]:
    for word, flag in jieba.posseg.lcut(folded):
        is_noun = flag.startswith("n") or flag == "vn"
        if is_noun and len(word) > 1 and word not in STOPWORDS and all(map(is_han, word)):
            yield word


def is_about(reply: Reply, names: Iterable[str]) -> bool:
    """Whether a quote or a heading above it holds one of the names of a thing, which may be that of a section."""
    names = tuple(names)
    if reply.outcome is Outcome.ANSWER and (any(map(asked_section, names)) or is_of_header(reply)):
        return True
    texts = [fold(" ".join((quote.text, *quote.passage.clause.headings))) for quote in reply.quotes]
    return any(name in text for name in names for text in texts)


def is_of_header(reply: Reply) -> bool:
    """Whether a reply gives a field of the header, whose name may be another than the asked one: 生效, 开始实施."""
    return bool(reply.short) and reply.quotes[0].passage.clause.place is Region.HEADER


def is_denied(engine: Engine, reply: Reply, thing: str) -> bool:
    """Whether a reply says that a thing is not there, or shows nothing about it."""
    names = (thing, thing.removesuffix("情况"), *(term.text for term in engine.library.lexicon.get(thing, ())))
    denies = reply.outcome in (Outcome.NONE, Outcome.SCOPE)
    unnamed = reply.reason is not None and reply.reason.lack is Lack.WORD
    return denies or unnamed or not is_about(reply, names)
