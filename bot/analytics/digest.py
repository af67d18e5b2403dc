"""Digest: the figures of a period as a message to staff, short enough for the caption of a chart. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.analytics.statistics import AskedTopic, PeriodStatistics
from bot.strings import one_line, shorten
from bot.texts import chat

MAX_TOPICS = 5  # topics of each kind
_WORDING_LENGTH = 24  # characters of a question


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
    if figures.top:
        yield chat.STATS_TOP
        yield from _topic_lines(chat.STATS_TOP_ITEM, figures.top)
    if figures.new:
        yield chat.STATS_NEW.format(count=figures.new_count)
        yield from _topic_lines(chat.STATS_NEW_ITEM, figures.new)


def _topic_lines(form: str, topics: Sequence[AskedTopic]) -> Iterator[str]:
    for rank, topic in enumerate(topics[:MAX_TOPICS], 1):
        wording = shorten(one_line(topic.wording), _WORDING_LENGTH)
        share = f"{topic.answered / topic.count:.0%}"
        yield form.format(rank=rank, wording=wording, people=topic.people, share=share)
