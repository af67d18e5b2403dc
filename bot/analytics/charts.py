"""Chart of the figures of a period. The only module that imports matplotlib (extra ``charts``), and only when it draws.

The font comes with the program, so that no system needs any set-up.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.analytics.statistics import AskedTopic, PeriodStatistics, answered_share
from bot.config.extras import Extra, require
from bot.strings import one_line, shorten
from bot.texts import chat
from bot.topics.wording import in_context
from retrieval.fonts import FONT
from retrieval.models import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

MAX_DAILY_BARS = 31  # a longer period is drawn by weeks
_TOPIC_COUNT = 5
_INCHES, _DPI = (10.0, 9.0), 100  # 1000 × 900 pixels: legible on a phone
_UPPER_AXES, _LOWER_AXES = (0.07, 0.52, 0.85, 0.31), (0.03, 0.02, 0.94, 0.39)  # left, bottom, width, height
_WORDS, _SMALL = 20, 16  # font sizes in points
_LINE_LENGTH = 34  # characters of a question that fit on a line
# Okabe and Ito's palette, which colour-blind people can distinguish.
_COLOURS = {
    Outcome.ANSWER: "#009E73",
    Outcome.RELATED: "#E69F00",
    Outcome.NONE: "#D55E00",
    Outcome.SCOPE: "#CC79A7",
    Outcome.CLARIFY: "#56B4E9",
    Outcome.SMALLTALK: "#BBBBBB",
}
_INK, _LINE, _BAR = "#222222", "#0072B2", "#8DA3B9"

Bars = Sequence[tuple[date, Mapping[Outcome, int]]]
"""The first day of each bar, and the exchanges by outcome."""


class ChartPainter:
    """Draws one chart at a time: matplotlib is not thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def draw(self, figures: PeriodStatistics) -> bytes:
        """A PNG of 1000 × 900 pixels: questions by day and outcome, the share of answers, the top topics.

        Raises:
            MissingExtraError: matplotlib is not installed.
        """
        require(Extra.CHARTS)
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with self._lock:
            picture = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
            FigureCanvasAgg(picture)  # attaches itself to the picture
            pen = _ChartFont(FONT)
            daily = len(figures.days) <= MAX_DAILY_BARS
            picture.text(0.03, 0.95, chat.CHART_BY_DAY if daily else chat.CHART_BY_WEEK, **pen.style())
            picture.text(0.03, 0.425, chat.CHART_TOP, **pen.style())
            above, below = picture.add_axes(_UPPER_AXES), picture.add_axes(_LOWER_AXES)
            bars = _bars(figures)
            _draw_days(above, bars, pen)
            _draw_share(above, bars, pen)
            _write_legend(picture, pen)
            _draw_topics(below, figures.top[:_TOPIC_COUNT], pen)
            image = BytesIO()
            picture.savefig(image, format="png")
            return image.getvalue()


class _ChartFont:
    """The font in its sizes, and the characters that it has."""

    def __init__(self, path: Path) -> None:
        from matplotlib.font_manager import get_font

        self._path = path
        self._known = frozenset(get_font(str(path)).get_charmap())

    def font(self, size: float = _WORDS) -> FontProperties:
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=str(self._path), size=size)

    def fit(self, text: str, longest: int = _LINE_LENGTH) -> str:
        """A text on one line, with □ for characters that the font lacks: people ask in emoji too."""
        known = "".join(c if ord(c) in self._known or c.isspace() else "□" for c in text)
        return shorten(one_line(known), longest)

    def style(self, size: float = _WORDS) -> dict[str, Any]:
        """Style of a text; a dollar sign does not begin a formula."""
        return {"fontproperties": self.font(size), "color": _INK, "parse_math": False}


def _bars(figures: PeriodStatistics) -> Bars:
    """One bar for each day; for a long period one for every seven days, counted back from the last."""
    if len(figures.days) <= MAX_DAILY_BARS:
        return figures.days
    bars: list[tuple[date, Mapping[Outcome, int]]] = []
    for end in range(len(figures.days), 0, -7):
        week = figures.days[max(0, end - 7) : end]
        bars.append((week[0][0], sum((Counter(outcomes) for _, outcomes in week), Counter[Outcome]())))
    return bars[::-1]


def _labels(days: Sequence[date]) -> list[str]:
    """The labels of days; where they are of several years, the first of each year has it below.

    >>> _labels([date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 30)])
    ['12/1\\n2025', '12/31', '1/30\\n2026']
    """
    starts = {year: min(day for day in days if day.year == year) for year in {day.year for day in days}}
    with_year = set(starts.values()) if len(starts) > 1 else set()
    return [f"{day.month}/{day.day}" + (f"\n{day.year}" if day in with_year else "") for day in days]


def _draw_days(axes: Axes, bars: Bars, pen: _ChartFont) -> None:
    from matplotlib.ticker import MaxNLocator

    places = range(len(bars))
    bottom = [0] * len(bars)
    for outcome in Outcome:
        counts = [outcomes.get(outcome, 0) for _, outcomes in bars]
        if any(counts):
            label = chat.OUTCOMES[outcome.value]
            axes.bar(places, counts, 0.75, bottom=bottom, color=_COLOURS[outcome], label=label)
            bottom = [below + count for below, count in zip(bottom, counts, strict=True)]
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.set_ylim(0, max(1, *bottom) * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    step = -(-len(bars) // 8)
    shown = [at for at in places if (len(bars) - 1 - at) % step == 0]
    axes.set_xticks(shown, _labels([bars[at][0] for at in shown]))
    _write_ticks(axes, pen)


def _draw_share(axes: Axes, bars: Bars, pen: _ChartFont) -> None:
    """A line over the bars, with its own scale, interrupted at days without questions."""
    beside = axes.twinx()
    shares = [math.nan if (share := answered_share(outcomes)) is None else 100 * share for _, outcomes in bars]
    beside.plot(range(len(bars)), shares, color="white", linewidth=6)  # sets the line off from the bars
    style: dict[str, Any] = {"color": _LINE, "linewidth": 3, "marker": "o", "markersize": 8, "markeredgecolor": "white"}
    beside.plot(range(len(bars)), shares, label=chat.CHART_SHARE, **style)
    beside.set_ylim(0, 110)
    beside.set_yticks([0, 50, 100], ["0", "50%", "100%"])
    _write_ticks(beside, pen)


def _write_ticks(axes: Axes, pen: _ChartFont) -> None:
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.tick_params(length=0)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(**pen.style(_SMALL))


def _write_legend(picture: Figure, pen: _ChartFont) -> None:
    style: dict[str, Any] = {"frameon": False, "columnspacing": 1.2, "handlelength": 1.2, "prop": pen.font(_SMALL)}
    picture.legend(loc="upper left", ncols=4, bbox_to_anchor=(0.015, 0.935), **style)


def _draw_topics(axes: Axes, topics: Sequence[AskedTopic], pen: _ChartFont) -> None:
    """Each question on a line of its own over its bar, as there is no room beside it."""
    axes.set_axis_off()
    if not topics:
        axes.text(0.5, 0.6, chat.CHART_NO_TOP, ha="center", transform=axes.transAxes, **pen.style(_SMALL))
        return
    most = max(topic.people for topic in topics)
    for rank, topic in enumerate(topics):
        axes.barh(rank, topic.people, 0.3, color=_BAR)
        axes.text(
            0, rank - 0.26, pen.fit(in_context(topic.wording, topic.before)), va="bottom", **pen.style(_SMALL + 2)
        )
        axes.text(topic.people + most * 0.012, rank, str(topic.people), va="center", **pen.style(_SMALL))
    axes.set_xlim(0, most * 1.1)
    axes.set_ylim(_TOPIC_COUNT - 0.7, -0.85)
