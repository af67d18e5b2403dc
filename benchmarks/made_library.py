"""Made library: ``python -m benchmarks.made_library FOLDER --passages N`` writes reports of N passages in all.

Zipf's words under real place names, in an order that chance has made: what they say is nonsense.

A report has the structure of an official one: agency, title with its year, document number, an introduction, chapters
with headings, and numbered sections that each state a number. Reports are made one after another and not kept. The
same seed gives the same library, and a smaller one is the beginning of a larger one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.command_line import positive
from benchmarks.synthetic import vocabulary
from benchmarks.synthetic_questions import official_terms
from retrieval.resources import read_gazetteer
from retrieval.text.values.numerals import chinese_numeral

# Passages of a report: its title, its introduction, and chapters of one heading and thirteen sections.
REPORT_PASSAGES = 100
_CHAPTER_PASSAGES = 14
_FIRST_YEAR, _YEARS = 2006, 20
# Words that could be read as the mark of a chapter, an annex or a contents page.
_MARKS = frozenset("零一二三四五六七八九十百千万两第附目")
_SENTENCE_WORDS = (5, 9)


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report: the name of its file, and its text."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """A library of so many passages.

    >>> report = next(iter(MadeLibrary(100)))
    >>> report.text.splitlines()[1]
    '2018年企业诉讼工作报告'
    """

    passages: int
    seed: int = 7

    def __len__(self) -> int:
        """The number of reports."""
        return max(1, round(self.passages / REPORT_PASSAGES))

    def __iter__(self) -> Iterator[MadeReport]:
        """The reports in order."""
        return (self.report(number) for number in range(len(self)))

    def report(self, number: int) -> MadeReport:
        """The report of this number. The last one is longer or shorter than the others, so that the sum is right."""
        last = number == len(self) - 1
        size = self.passages - number * REPORT_PASSAGES if last else REPORT_PASSAGES
        return _Writer(np.random.default_rng([self.seed, number]), number).report(size)

    def write(self, folder: Path) -> None:
        """Write each report to a file of its own."""
        for report in self:
            (folder / report.file).write_text(report.text, "utf-8")


class _Writer:
    """Writes one report."""

    def __init__(self, random: np.random.Generator, number: int) -> None:
        places, topics = _places(), official_terms()
        self._random, self._number = random, number
        self._place = places[int(random.integers(len(places)))]
        self._year = _FIRST_YEAR + int(random.integers(_YEARS))
        self._topic = topics[int(random.integers(len(topics)))]

    def report(self, size: int) -> MadeReport:
        """The report with so many passages."""
        title = (
            f"{self._place}人民政府\n{self._year}年{self._topic}工作报告\n政发〔{self._year}〕{self._number + 1}号\n"
        )
        lines = [title, f"{self._year}年,{self._place}{self._sentence()}现将有关情况报告如下。\n"]
        for chapter, left in enumerate(range(size - 2, 0, -_CHAPTER_PASSAGES), 1):
            lines.append(f"{chinese_numeral(chapter)}、{self._words(2)}")
            lines += [self._section(at) for at in range(1, min(left, _CHAPTER_PASSAGES))]
        file = f"{self._number:06}-{self._place}-{self._year}-{self._topic}.txt"
        return MadeReport(file, "\n".join(lines) + "\n")

    def _section(self, at: int) -> str:
        heading, fact, done = self._words(2), self._words(2), int(self._random.integers(1, 10_000))
        return f"({chinese_numeral(at)}){heading}。{self._sentence()}全年完成{fact}{done}件,{self._sentence()}"

    def _sentence(self) -> str:
        sizes = self._random.integers(*_SENTENCE_WORDS, 2).tolist()
        return f"{self._words(sizes[0])},{self._words(sizes[1])}。"

    def _words(self, count: int) -> str:
        words, bounds = _words()
        return "".join(words[np.searchsorted(bounds, self._random.random(count), side="right")])


@cache
def _words() -> tuple[Any, Any]:
    """Words that are no marks, most frequent first, and Zipf's probabilities summed up, but for the last one's."""
    words = np.array([word for word in vocabulary() if word[0] not in _MARKS], dtype=object)
    shares = 1 / np.arange(1, len(words) + 1)
    return words, np.cumsum(shares / shares.sum())[:-1]


@cache
def _places() -> list[str]:
    """Names of counties below those of their provinces and prefectures."""
    gazetteer = read_gazetteer()
    places = (gazetteer.by_name(name) for name in sorted(gazetteer.names))
    return ["".join((*place.above, place.name)) for place in places if len(place.above) == 2]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the library."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.made_library", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="an empty folder")
    parser.add_argument("--passages", type=positive, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    options = parser.parse_args(arguments)
    MadeLibrary(options.passages, options.seed).write(options.folder)


if __name__ == "__main__":
    main()
