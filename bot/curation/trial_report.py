"""Trial report: what lexicon entries would change, and what kept ones changed, in the words that staff read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.curation.regression_trials import GoldScore, RegressionTrial
from bot.strings import one_line, shorten
from bot.texts import staff_chat, teaching
from retrieval.models import Outcome, Reply

_LISTED = 40  # characters of a question in a list
_SENTENCE = 300


def trial_lines(found: RegressionTrial, has_question: bool = True) -> list[str]:
    """The figures before and after, what fares worse, and, where there was one, the question at hand."""
    lines = [_figures(found)]
    if found.worse:
        worse = "；".join(shorten(one_line(each.question), _LISTED) for each in found.worse)
        lines.append(staff_chat.WORDS_WORSE.format(questions=worse))
    if has_question:
        lines += _question_lines(found)
    return lines


def effect_text(effect: Mapping[str, Any], forced: bool) -> str:
    """The accuracy before and after a kept entry; empty where there was nothing to measure it by."""
    scores = [GoldScore(**effect[name]) for name in ("before", "after") if isinstance(effect.get(name), dict)]
    text = ""
    if len(scores) == 2 and scores[0].questions:
        text = staff_chat.CHANGE.format(before=scores[0].accuracy, after=scores[1].accuracy)
    return teaching.WORDS_FORCED.format(effect=text) if forced else text


def _figures(found: RegressionTrial) -> str:
    before, after = found.before, found.after
    if not before.questions:
        return staff_chat.WORDS_NO_GOLD
    changes = {name: _change(name, before, after) for name in ("accuracy", "false_answers")}
    shorts = _change("short_right", before, after)
    return staff_chat.WORDS_FIGURES.format(questions=before.questions, **changes, shorts=shorts)


def _question_lines(found: RegressionTrial) -> list[str]:
    reply = found.reply_after
    lines = [staff_chat.WORDS_ASKED.format(before=_answered(found.reply_before), after=_answered(reply))]
    if reply.quotes:
        first = reply.quotes[0]
        sentence = staff_chat.WORDS_SENTENCE if reply.outcome is Outcome.ANSWER else staff_chat.WORDS_NEAREST
        lines.append(sentence.format(text=shorten(one_line(first.text), _SENTENCE), place=first.passage.clause.label))
    return lines


def _change(name: str, before: GoldScore, after: GoldScore) -> str:
    return staff_chat.CHANGE.format(before=getattr(before, name), after=getattr(after, name))


def _answered(reply: Reply) -> str:
    return staff_chat.OUTCOME_ANSWERED if reply.outcome is Outcome.ANSWER else staff_chat.OUTCOME_UNANSWERED
