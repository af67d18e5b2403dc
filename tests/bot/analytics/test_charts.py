"""The picture of a period."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from matplotlib.font_manager import get_font

from bot.analytics.charts import ChartPainter
from bot.analytics.short_precision import ShortPrecision
from bot.analytics.statistics import AskedTopic, Period, PeriodStatistics, PeriodTotals, ThumbCounts
from bot.config.extras import MissingExtraError
from bot.texts import chat
from retrieval.fonts import FONT
from retrieval.models import Outcome

EVERY: Mapping[Outcome, int] = {outcome: n for n, outcome in enumerate(Outcome, 3)}
QUESTIONS = (
    "一共保留了多少审批事项，其中哪些可以在手机上办理，哪些必须去大厅排队办理",
    "“双随机、一公开”抽查了多少次？",
    "繁體字與全形１２３也要看得見",
    "花了 $\\frac{1$ 元",
    "😀👍🏽 \ue000\U0001f9ff",
)


def made(days: int, questions: tuple[str, ...] = QUESTIONS) -> PeriodStatistics:
    """Figures with every outcome on every day but the second."""
    period = Period.ending(date(2026, 11, 22), days)
    totals = PeriodTotals(days, 1, EVERY, {})
    top = [AskedTopic(n, question, 50 - 9 * n, 9, 9) for n, question in enumerate(questions, 1)]
    by_day = [(day, {} if at == 1 else EVERY) for at, day in enumerate(period.days)]
    return PeriodStatistics(
        period, totals, totals, by_day, 1.0, 2.0, ThumbCounts(0, 0, {}), ShortPrecision(), ShortPrecision(), top, [], 0
    )


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG (its header: PNG specification, 11.2.2)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


@pytest.mark.parametrize("days", [1, 2, 7, 31, 32, 366])
def test_all_words_can_be_drawn(days: int) -> None:
    """No glyph is missing for our labels or for any question: matplotlib would warn, and a warning is an error."""
    assert size(ChartPainter().draw(made(days))) == (1000, 900)


def test_nothing_to_show_is_a_picture_too() -> None:
    """Without topics a sentence says so."""
    quiet = made(7, ())
    assert size(ChartPainter().draw(quiet)) == (1000, 900)
    assert ChartPainter().draw(quiet) != ChartPainter().draw(made(7, ("执法记录仪有多少台",)))


def test_the_same_figures_make_the_same_picture() -> None:
    """Also when several threads draw with one painter."""
    painter, drawn = ChartPainter(), list[bytes]()
    threads = [threading.Thread(target=lambda: drawn.append(painter.draw(made(7)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 4
    assert len(set(drawn)) == 1


def test_the_font_has_what_chinese_is_written_with() -> None:
    """All of GB 2312 and the common half of Big5, and every word of ours that can stand in a picture."""
    known = frozenset(get_font(str(FONT)).get_charmap())
    simplified = (bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    traditional = (bytes((a, b)).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in range(0xA1, 0xFF))
    ours = (value for name, value in vars(chat).items() if name.startswith("CHART_"))
    wanted = {char for text in (*simplified, *traditional, *ours, *chat.OUTCOMES.values()) for char in text}
    assert len(wanted) > 8000
    assert {char for char in wanted if ord(char) not in known} == set()


def test_the_font_comes_with_its_licence() -> None:
    """The SIL Open Font License asks for its text beside the font."""
    said = (FONT.parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in said
    assert FONT.name.startswith("Noto")


def test_without_matplotlib_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how to add it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"make charts.*wenda-bot\[charts\]"):
        ChartPainter().draw(made(7))


def test_every_outcome_and_complaint_has_words() -> None:
    """No name of the program is shown to staff."""
    assert list(chat.OUTCOMES) == [outcome.value for outcome in Outcome]


def test_drawing_leaves_nothing_behind() -> None:
    """matplotlib is loaded when something is drawn, and pyplot with its global state never."""
    script = """
import sys
import bot.analytics.charts
assert "matplotlib" not in sys.modules
from tests.bot.analytics.test_charts import made
bot.analytics.charts.ChartPainter().draw(made(7))
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=root)
    assert (done.returncode, done.stderr.decode()) == (0, "")
