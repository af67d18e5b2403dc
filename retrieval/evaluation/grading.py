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
from retrieval.models import Outcome, Reply
from retrieval.text.normalization import fold

_LONGEST_QUOTE, _LONGEST_LIST = 300, 900
_SHOWN = frozenset({Outcome.ANSWER, Outcome.RELATED, Outcome.CLARIFY})
_WITH_SHORT = frozenset({"number", "metadata", "fact", "cross-doc", "year-confusion", "staff-keyword", "staff"})
_FIGURE = re.compile(r"[0-9〇一二三四五六七八九十百千万]")
_SHORT_SLACK = 6


@dataclass(frozen=True, slots=True)
class GradedReply:
    """Reply to a gold question with its points, whether the short answer is right, and the reason for lost points."""

    gold: GoldQuestion
    reply: Reply
    points: float
    short_right: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class QualityTotals:
    """Figures of an evaluation run. Rates are in percent; ``unfaithful`` counts quotes that differ from the report."""

    questions: int
    accuracy: float
    false_answers: float
    false_refusals: float
    short_exact: float
    unfaithful: int
    median_quote: float
    median_ms: float


def evaluate(engine: Engine, golds: Iterable[GoldQuestion]) -> list[GradedReply]:
    """Ask every question and grade the replies."""
    return [grade(gold, engine.ask(gold.question, gold.history)) for gold in golds]


def grade(gold: GoldQuestion, reply: Reply) -> GradedReply:
    """Grade one reply."""
    hits = [_hits(quote.text, gold) for quote in reply.quotes[:3]]
    short = _short_right(gold, reply)
    if not gold.quotes:
        answered = reply.outcome is Outcome.ANSWER
        return GradedReply(gold, reply, float(not answered), short, "answered what is not stated" if answered else "")
    if reply.outcome not in _SHOWN or not any(hits):
        why = "refused" if reply.outcome not in _SHOWN else "the sentence is not among those shown"
        return GradedReply(gold, reply, 0.0, short, why)
    longest = _LONGEST_LIST if gold.kind == "list" else _LONGEST_QUOTE
    if reply.outcome is Outcome.ANSWER and hits[0] and len(reply.quotes[0].text) <= longest:
        return GradedReply(gold, reply, 1.0, short, "")
    why = "found, but taken for not stated" if hits[0] else "another sentence came first"
    return GradedReply(gold, reply, 0.5, short, why)


def _hits(quote: str, gold: GoldQuestion) -> bool:
    """Whether a quote contains a gold sentence, or most of one including its answer."""
    text = _seen(quote)
    for wanted in map(_seen, gold.quotes):
        if wanted in text:
            return True
        common = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match().size
        near = text in wanted or common >= 0.6 * len(wanted)
        answer = _seen(gold.answer or "")
        if near and (not answer or answer not in wanted or answer in text):
            return True
    return False


def _seen(text: str) -> str:
    """Text for comparison: folded, without white space and quotation marks."""
    return re.sub(r"[\s“”\"'‘’]+", "", fold(text))


def _short_right(gold: GoldQuestion, reply: Reply) -> bool | None:
    """Whether the short answer is the gold one; None for questions whose answer has no figure."""
    if not gold.quotes or not gold.answer or gold.kind not in _WITH_SHORT or not _FIGURE.search(fold(gold.answer)):
        return None
    short, answer = _seen(reply.short or ""), _seen(gold.answer)
    return bool(short) and (short == answer or (answer in short and len(short) <= len(answer) + _SHORT_SLACK))


def totals(engine: Engine, run: Sequence[GradedReply]) -> QualityTotals:
    """The figures of a run. Raises ValueError for an empty one."""
    stated = [g for g in run if g.gold.quotes]
    absent = [g for g in run if not g.gold.quotes]
    shorts = [g.short_right for g in run if g.short_right is not None]
    quotes = [len(g.reply.quotes[0].text) for g in run if g.reply.quotes]
    shown = [quote for g in run for quote in g.reply.quotes]
    refused = sum(g.reply.outcome not in _SHOWN for g in stated)
    return QualityTotals(
        questions=len(run),
        accuracy=_percent(sum(g.points for g in run), len(run)),
        false_answers=_percent(sum(g.reply.outcome is Outcome.ANSWER for g in absent), len(absent)),
        false_refusals=_percent(refused, len(stated)),
        short_exact=_percent(sum(shorts), len(shorts)),
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
