"""Digest: the figures of a period as a message to staff, short enough for the caption of a chart. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.analytics.short_precision import ShortPrecision
from bot.analytics.statistics import AskedTopic, PeriodStatistics, PeriodTotals
from bot.strings import one_line, shorten
from bot.texts import chat
from bot.topics.wording import in_context

MAX_TOPICS = 5  # topics of each kind
MAX_WEEKS = 8  # of the precision by week
_WORDING_LENGTH = 24  # characters of a question
_FOLLOW_UP_LENGTH = 11  # of one that follows up another, and of that


def digest_text(figures: PeriodStatistics, lead: str) -> str:
    """The message below ``lead``, which names the period as ``{first}``, ``{last}`` and ``{days}``."""
    period = figures.period
    days = len(period.days)
    form = chat.STATS_DAY if period.first.year == period.last.year else chat.STATS_DAY_OF_YEAR
    lines = [lead.format(first=_day(period.first, form), last=_day(period.last, form), days=days)]
    if not figures.totals.count:
        return "\n".join([*lines, chat.STATS_NONE])
    outcomes = {outcome.value: count for outcome, count in figures.totals.outcomes.items()}
    channels = chat.STATS_CHANNELS.format(channels=_counts_text(figures.totals.channels, chat.CHANNELS))
    lines += [_count_line(figures, days), *_share_line(figures, days), _counts_text(outcomes, chat.OUTCOMES)]
    return "\n".join([*lines, channels, *_further_lines(figures)])


def weekly_lines(weeks: Mapping[date, ShortPrecision]) -> Iterator[str]:
    """The precision of short answers of the last weeks, a line each; nothing where none was judged."""
    if weeks:
        yield chat.STATS_SHORTS_WEEKS
    for week, shorts in list(weeks.items())[-MAX_WEEKS:]:
        figures = {"share": f"{shorts.share:.1%}", "right": shorts.right, "judged": shorts.judged}
        yield chat.STATS_SHORTS_WEEK.format(week=week.isoformat(), **figures)


def figures_to_json(figures: PeriodStatistics, weeks: Mapping[date, ShortPrecision]) -> dict[str, Any]:
    """The figures of a period, and the precision of short answers by week, for programs."""
    period, thumbs = figures.period, figures.thumbs
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        **{name: _totals_to_json(getattr(figures, name)) for name in ("totals", "before")},
        "days": {day.isoformat(): dict(outcomes) for day, outcomes in figures.days},
        "median_ms": figures.median_ms,
        "p99_ms": figures.p99_ms,
        "thumbs": {"good": thumbs.good, "bad": thumbs.bad, "complaints": dict(thumbs.complaints)},
        "shorts": _shorts_to_json(figures.shorts),
        "shorts_by_week": {week.isoformat(): _shorts_to_json(shorts) for week, shorts in weeks.items()},
        "top": [asdict(topic) for topic in figures.top],
        "new": [asdict(topic) for topic in figures.new],
        "new_count": figures.new_count,
    }


def _totals_to_json(totals: PeriodTotals) -> dict[str, Any]:
    counts = {"outcomes": dict(totals.outcomes), "channels": dict(totals.channels)}
    return {"count": totals.count, "people": totals.people, "share": totals.share, **counts}


def _shorts_to_json(shorts: ShortPrecision) -> dict[str, Any]:
    return {"judged": shorts.judged, "right": shorts.right, "share": shorts.share}


def _day(day: date, form: str) -> str:
    return form.format(year=day.year, month=day.month, day=day.day)


def _count_line(figures: PeriodStatistics, days: int) -> str:
    now, before = figures.totals, figures.before
    change = chat.STATS_BEFORE.format(days=days, count=before.count, people=before.people)
    return chat.STATS_COUNT.format(count=now.count, people=now.people, change=change)


def _share_line(figures: PeriodStatistics, days: int) -> Iterator[str]:
    share, before = figures.totals.share, figures.before.share
    if share is not None:
        earlier = chat.STATS_SHARE_BEFORE.format(days=days, share=f"{before:.1%}") if before is not None else ""
        yield chat.STATS_SHARE.format(share=f"{share:.1%}", before=earlier)


def _counts_text(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """Names with their counts, in the order of ``names``, then unnamed ones; zero counts are left out."""
    order = [*names, *sorted(counts.keys() - names.keys())]
    return chat.STATS_BETWEEN.join(
        chat.STATS_COUNTED.format(name=names.get(name, name), count=counts[name]) for name in order if counts.get(name)
    )


def _further_lines(figures: PeriodStatistics) -> Iterator[str]:
    if figures.median_ms is not None and figures.p99_ms is not None:
        yield chat.STATS_LATENCY.format(median=f"{figures.median_ms:.1f}", p99=f"{figures.p99_ms:.1f}")
    thumbs = figures.thumbs
    if thumbs.good or thumbs.bad:
        wrong = _counts_text(thumbs.complaints, chat.COMPLAINTS)
        said = chat.STATS_COMPLAINTS.format(complaints=wrong) if wrong else ""
        yield chat.STATS_THUMBS.format(good=thumbs.good, bad=thumbs.bad, complaints=said)
    shorts, before = figures.shorts, figures.shorts_before.share
    if shorts.share is not None:
        days = len(figures.period.days)
        earlier = chat.STATS_SHARE_BEFORE.format(days=days, share=f"{before:.1%}") if before is not None else ""
        share = f"{shorts.share:.1%}"
        yield chat.STATS_SHORTS.format(judged=shorts.judged, right=shorts.right, share=share, before=earlier)
    if figures.top:
        yield chat.STATS_TOP
        yield from _topic_lines(chat.STATS_TOP_ITEM, figures.top)
    if figures.new:
        yield chat.STATS_NEW.format(count=figures.new_count)
        yield from _topic_lines(chat.STATS_NEW_ITEM, figures.new)


def _topic_lines(form: str, topics: Sequence[AskedTopic]) -> Iterator[str]:
    for rank, topic in enumerate(topics[:MAX_TOPICS], 1):
        longest = _FOLLOW_UP_LENGTH if topic.before else _WORDING_LENGTH
        wording = in_context(shorten(one_line(topic.wording), longest), topic.before, _FOLLOW_UP_LENGTH)
        share = f"{topic.answered / topic.count:.0%}"
        yield form.format(rank=rank, wording=wording, people=topic.people, share=share)
