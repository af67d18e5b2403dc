"""Questions made from a library itself: ``python -m benchmarks.library_questions DIR`` prints them as one JSON object.

Five kinds, as many of each: a heading asked about, a sentence with its figure asked for, a lay word, one of these with
a character mistyped for another of the same sound, and a look-up. Half of those about a report with a place or a year
name them. The same seed gives the same questions.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import cycle, islice

from pypinyin import lazy_pinyin

from benchmarks.command_line import positive
from benchmarks.library_serving import LOOK_UP
from retrieval import Library
from retrieval.models import Passage
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

# After a word and before a unit; no dates.
_FIGURE = re.compile(r"(?<=[\u4e00-\u9fff]{2})\d[\d,.]*+(?=(?![年月日号])[\u4e00-\u9fff%])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BREAK = re.compile(r"[，。；：、,;:!?！？\s]+")
_HEADING_ASKED = ("{}有哪些要求", "{}是怎么规定的", "{}由谁负责", "{}做了哪些工作", "{}")
_LAY_ASKED = ("{}怎么办", "{}找谁", "{}有什么规定", "{}要多久")
_SHORTEST, _LONGEST = 4, 40
_TRIES = 50


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """Text that is asked, or looked up, and the kind that it is of."""

    kind: str
    text: str


class QuestionMaker:
    """Draws questions from the passages of a library."""

    def __init__(self, library: Library, seed: int) -> None:
        """The same seed gives the same questions."""
        self._library, self._random = library, random.Random(seed)
        self._files = sorted(library.catalog.metadata)
        self._forms = sorted(library.lexicon)

    def questions(self, count: int) -> list[LibraryQuestion]:
        """``count`` questions, the kinds in turn."""
        kinds: dict[str, Callable[[], str]] = {
            "heading": self._heading,
            "figure": self._figure,
            "lay": self._lay,
            "misspelt": self._misspelt,
            LOOK_UP: self._look_up,
        }
        return [LibraryQuestion(kind, kinds[kind]()) for kind in islice(cycle(kinds), count)]

    def _heading(self) -> str:
        for passage in self._drawn():
            if heading := next(filter(None, map(str.strip, reversed(passage.clause.headings))), ""):
                return self._scope(passage) + self._random.choice(_HEADING_ASKED).format(heading[:_LONGEST])
        return self._random.choice(_HEADING_ASKED).format(passage.title[:_LONGEST])

    def _figure(self) -> str:
        for passage in self._drawn():
            if pieces := [each for each in _pieces(passage) if _FIGURE.search(each)]:
                return self._scope(passage) + _FIGURE.sub("多少", self._random.choice(pieces), count=1)
        return f"{passage.title[:_LONGEST]}有多少"

    def _lay(self) -> str:
        form = self._random.choice(self._forms) if self._forms else "办证"
        return self._random.choice(_LAY_ASKED).format(form)

    def _misspelt(self) -> str:
        text = self._random.choice((self._heading, self._figure))()
        places = [match.start() for match in _HAN.finditer(text)]
        self._random.shuffle(places)
        for at in places:
            others = [char for char in self._homophones.get(_sound(text[at]), ()) if char != text[at]]
            if others:
                return text[:at] + self._random.choice(others) + text[at + 1 :]
        return text

    def _look_up(self) -> str:
        for passage in self._drawn():
            if drawn := [each for each in words(fold(passage.text)) if len(each) > 1]:
                at = self._random.randrange(len(drawn))
                text = " ".join(drawn[at : at + 3])
                year = self._library.catalog.metadata[passage.file].year
                phrase = f'"{drawn[at]}"'
                return self._random.choice((text, text, phrase, f"{text} 年:{year}" if year else text))
        return passage.title

    def _drawn(self) -> Iterator[Passage]:
        """Passages of files at random, until a file is found that has what is looked for."""
        for _ in range(_TRIES):
            yield self._random.choice(self._library.passages.of_report(self._random.choice(self._files)))

    def _scope(self, passage: Passage) -> str:
        """Place and year of a passage's report, half of the time."""
        metadata = self._library.catalog.metadata[passage.file]
        place = metadata.place.name if metadata.place else ""
        year = f"{metadata.year}年" if metadata.year else ""
        return place + year if self._random.random() < 0.5 else ""

    @cached_property
    def _homophones(self) -> dict[str, list[str]]:
        """Characters by their sound, of some passages."""
        found: dict[str, list[str]] = {}
        for char in sorted({char for passage in self._drawn() for char in _HAN.findall(passage.text)}):
            found.setdefault(_sound(char), []).append(char)
        return found


def _pieces(passage: Passage) -> list[str]:
    """The parts of a passage between marks of punctuation that make a question."""
    return [piece for piece in _BREAK.split(passage.text) if _SHORTEST <= len(piece) <= _LONGEST]


def _sound(char: str) -> str:
    return "".join(lazy_pinyin(char))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the size of a library and the questions made from it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library_questions", description=__doc__)
    parser.add_argument("library", metavar="DIR")
    parser.add_argument("--questions", type=positive, default=400, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="default: %(default)s")
    options = parser.parse_args(arguments)
    library = Library.open(options.library)
    texts = (library.passages.report(file).text for file in library.catalog.metadata)
    sizes = {
        "documents": len(library.catalog),
        "passages": len(library.passages),
        "text_bytes": sum(len(text.encode("utf-8", "surrogatepass")) for text in texts),
    }
    asked = [asdict(each) for each in QuestionMaker(library, options.seed).questions(options.questions)]
    json.dump({"sizes": sizes, "questions": asked}, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
