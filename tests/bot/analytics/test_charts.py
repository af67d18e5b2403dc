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

from bot.analytics.charts import FONT_PACKAGE, ChartPainter, FontMissingError, find_font
from bot.analytics.short_precision import ShortPrecision
from bot.analytics.statistics import AskedTopic, Period, PeriodStatistics, PeriodTotals, ThumbCounts
from bot.texts import chat
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


def test_the_font_that_is_installed_with_the_program_comes_first(tmp_path: Path) -> None:
    """A font of the system is used where that one is missing, the first that is there."""
    system = (tmp_path / "none.ttc", tmp_path / "wqy.ttc")
    system[1].write_bytes(b"a font")
    assert find_font(system).parent.name == FONT_PACKAGE.replace("-", "_")
    assert find_font(system, module="no_such_module") == system[1]


def test_without_a_font_the_error_says_what_to_install(tmp_path: Path) -> None:
    """The sentence names the packages."""
    with pytest.raises(FontMissingError, match=f"{FONT_PACKAGE}.*fonts-noto-cjk"):
        find_font((tmp_path / "none.ttc",), module="no_such_module")


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
