"""Grading: scores an engine's replies to gold questions and gives the reason for each lost point.

The rubric is the one used for Chinese government sites: 1 for an exact answer, 0.5 for a related one, 0 for a wrong
one or for a refusal where an answer exists. A question that the library does not answer earns 1 for any reply but an
answer.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from retrieval.engine import Engine
from retrieval.evaluation.gold import GoldQuestion
from retrieval.evaluation.short_answers import is_short_right, parts_stated, seen
from retrieval.models import Outcome, Reply
from retrieval.text.normalization import fold

_LONGEST_QUOTE, _LONGEST_LIST = 300, 900
_SHOWN = frozenset({Outcome.ANSWER, Outcome.RELATED, Outcome.CLARIFY})
_WITH_SHORT = frozenset({"number", "metadata", "fact", "cross-doc", "year-confusion", "staff-keyword", "staff"})
_FIGURE = re.compile(r"[0-9〇一二三四五六七八九十百千万]")
_SHORT_SLACK = 6


@dataclass(frozen=True, slots=True)
class GradedReply:
    """Reply to a gold question with its points, whether the short answer is right, and the reason for lost points.

    ``short_right`` tells whether the answer that the gold has is given, None where it has none with a figure;
    ``given_right`` whether the one that is given is right, None where none is.
    """

    gold: GoldQuestion
    reply: Reply
    points: float
    short_right: bool | None
    given_right: bool | None
    parts_stated: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class QualityTotals:
    """Figures of an evaluation run. Rates are in percent; ``unfaithful`` counts quotes that differ from the report.

    Of ``short_given`` short answers ``short_precision`` are right; of the stated parts of messages that ask several
    things ``parts_stated`` are answered in bold. Both are None where there are none.
    """

    questions: int
    accuracy: float
    false_answers: float
    false_refusals: float
    short_exact: float
    short_precision: float | None
    short_given: int
    parts_stated: float | None
    unfaithful: int
    median_quote: float
    median_ms: float


def evaluate(engine: Engine, golds: Iterable[GoldQuestion]) -> list[GradedReply]:
    """Ask every question and grade the replies."""
    return [grade(gold, engine.ask(gold.question, gold.history)) for gold in golds]


def grade(gold: GoldQuestion, reply: Reply) -> GradedReply:
    """Grade one reply."""
    points, why = _points(gold, reply)
    short = _short_right(gold, reply)
    return GradedReply(gold, reply, points, short, is_short_right(gold, reply), parts_stated(gold, reply), why)


def _points(gold: GoldQuestion, reply: Reply) -> tuple[float, str]:
    """The points of a reply, and why it has less than all."""
    if not gold.quotes:
        answered = reply.outcome is Outcome.ANSWER
        return float(not answered), "answered what is not stated" if answered else ""
    hits = [_hits(quote.text, gold) for quote in reply.quotes[:3]]
    if reply.outcome not in _SHOWN or not any(hits):
        return 0.0, "refused" if reply.outcome not in _SHOWN else "the sentence is not among those shown"
    longest = _LONGEST_LIST if gold.kind == "list" else _LONGEST_QUOTE
    if reply.outcome is Outcome.ANSWER and hits[0] and len(reply.quotes[0].text) <= longest:
        return 1.0, ""
    return 0.5, "found, but taken for not stated" if hits[0] else "another sentence came first"


def _hits(quote: str, gold: GoldQuestion) -> bool:
    """Whether a quote contains a gold sentence, or most of one including its answer."""
    text = seen(quote)
    answers = gold.answers or (gold.answer,) * len(gold.quotes)
    for wanted, answer in zip(map(seen, gold.quotes), map(seen, map(_text, answers)), strict=False):
        if wanted in text:
            return True
        common = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match().size
        near = text in wanted or common >= 0.6 * len(wanted)
        if near and (not answer or answer not in wanted or answer in text):
            return True
    return False


def _text(answer: str | None) -> str:
    return answer or ""


def _short_right(gold: GoldQuestion, reply: Reply) -> bool | None:
    """Whether the short answer is the gold one; None for questions whose answer has no figure."""
    if not gold.quotes or not gold.answer or gold.kind not in _WITH_SHORT or not _FIGURE.search(fold(gold.answer)):
        return None
    short, answer = seen(reply.short or ""), seen(gold.answer)
    return bool(short) and (short == answer or (answer in short and len(short) <= len(answer) + _SHORT_SLACK))


def totals(engine: Engine, run: Sequence[GradedReply]) -> QualityTotals:
    """The figures of a run. Raises ValueError for an empty one."""
    stated = [g for g in run if g.gold.quotes]
    absent = [g for g in run if not g.gold.quotes]
    shorts = [g.short_right for g in run if g.short_right is not None]
    given = [g.given_right for g in run if g.given_right is not None]
    parts_given, parts_there = (sum(g.parts_stated[at] for g in run) for at in range(2))
    quotes = [len(g.reply.quotes[0].text) for g in run if g.reply.quotes]
    shown = [quote for g in run for quote in g.reply.quotes]
    refused = sum(g.reply.outcome not in _SHOWN for g in stated)
    return QualityTotals(
        questions=len(run),
        accuracy=_percent(sum(g.points for g in run), len(run)),
        false_answers=_percent(sum(g.reply.outcome is Outcome.ANSWER for g in absent), len(absent)),
        false_refusals=_percent(refused, len(stated)),
        short_exact=_percent(sum(shorts), len(shorts)),
        short_precision=_percent(sum(given), len(given)) if given else None,
        short_given=len(given),
        parts_stated=_percent(parts_given, parts_there) if parts_there else None,
        unfaithful=sum(engine.library.report_of(q.passage).text[q.start : q.end] != q.text for q in shown),
        median_quote=statistics.median(quotes) if quotes else 0.0,
        median_ms=round(statistics.median(g.reply.elapsed_ms for g in run), 2),
    )


def by_kind(run: Iterable[GradedReply]) -> dict[str, tuple[int, float]]:
    """For each kind of question how many there are and their accuracy in percent."""
    points: dict[str, list[float]] = defaultdict(list)
    for graded in run:
        points[graded.gold.kind].append(graded.points)
    return {kind: (len(earned), _percent(sum(earned), len(earned))) for kind, earned in sorted(points.items())}


def _percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
