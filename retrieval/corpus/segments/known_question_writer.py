"""Known questions of a segment: phrasings and gaps with what is worked out of them, so that opening computes nothing.

Arrays under ``known/phrasings/`` and ``known/gaps/``:

- ``rows``: one row a question, see the columns below; -1 stands for nothing
- ``texts``: four lists as JSON: the questions as written, as `plain` gives them, their words joined by blanks, and
  where gaps tell to turn
- ``tokens``, ``weights``, ``bounds``: fingerprints of each question's tokens, twice their weights, and where they begin

Under ``known/word``, ``known/pair`` and ``known/character`` are the postings of the phrasings.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence

import numpy as np

from retrieval.corpus.segments.segment_writer import IndexedReport, passage_number
from retrieval.corpus.sources.annotations import formal_question
from retrieval.index.fingerprints import Fingerprints, fingerprints
from retrieval.index.packed_texts import encode_text
from retrieval.index.postings import PostingsWriter
from retrieval.index.segments import Arrays, NumberArray
from retrieval.models import Passage, Span
from retrieval.parsing.sentences import LONGEST_SENTENCE, sentence_keys
from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.question_text import plain, tokens
from retrieval.text.tokenization import TokenKind, tokens_of, words

NAME = "known"
PHRASINGS, GAPS = f"{NAME}/phrasings", f"{NAME}/gaps"
KINDS = tuple(AnswerType)
# Row of the report, kind of answer, span of fact or nearest sentence, span of the short answer, whether in the report's
# own words or the block of a gap, and the sentence twice: its passage and offset, whole and cut behind semicolons.
COLUMNS = 11
REPORT, KIND, SPAN, SHORT, MORE, WHOLE, CUT = 0, 1, slice(2, 4), slice(4, 6), 6, slice(7, 9), slice(9, 11)
_NOTHING = (-1, -1)


def token_fingerprints(found: Sequence[str]) -> Fingerprints:
    """The fingerprints of tokens of questions, whose first letter tells their kind."""
    return fingerprints(TokenKind.WORD, found)


class KnownQuestionWriter:
    """Collects the known questions of a segment: a `retrieval.index.segments.SegmentPart`."""

    def __init__(self) -> None:
        self._reports = 0
        self._phrasings, self._gaps = _Questions(), _Questions()
        self._postings = {kind: PostingsWriter(kind) for kind in TokenKind}

    def add(self, report: IndexedReport) -> None:
        """Take in the phrasings and gaps of the next report of the segment."""
        row, loaded = self._reports, report.loaded
        self._reports += 1
        if not (loaded.phrasings or loaded.gaps):
            return
        find = _sentence_finder(loaded.passages)
        own_words = {(p.span, p.short): formal_question(loaded.report, p.span, p.short) for p in loaded.phrasings}
        asked = [(p.question, p.span, p.short, False) for p in loaded.phrasings]
        for question, span, short, own in (*asked, *((text, *key, True) for key, text in own_words.items())):
            text = self._phrasings.add(row, question, (*span, *(short or _NOTHING), own, *find(span)))
            for kind, writer in self._postings.items():
                writer.add(tokens_of(kind, text))
        for gap in loaded.gaps:
            nearest = find(gap.nearest) if gap.nearest else _NOTHING * 2
            self._gaps.add(row, gap.question, (*(gap.nearest or _NOTHING), *_NOTHING, gap.block, *nearest), gap.turn_to)

    def arrays(self) -> Arrays:
        """The arrays of all questions that were added."""
        postings = (writer.arrays(f"{NAME}/{kind}") for kind, writer in self._postings.items())
        arrays: dict[str, NumberArray] = {name: each for part in postings for name, each in part.items()}
        return arrays | self._phrasings.arrays(PHRASINGS) | self._gaps.arrays(GAPS)


class _Questions:
    """Rows, texts and tokens of questions of one sort."""

    def __init__(self) -> None:
        self._rows, self._weights, self._bounds = array("q"), array("B"), array("q", [0])
        self._texts: tuple[list[str], list[str], list[str], list[str]] = ([], [], [], [])
        self._tokens: list[str] = []

    def add(self, report: int, question: str, columns: Sequence[int], turn_to: str = "") -> str:
        """Take in a question; its plain text. ``columns`` are those after the kind."""
        text = plain(question)
        cut = words(text)
        for place, each in zip(self._texts, (question, text, " ".join(cut), turn_to), strict=True):
            place.append(each)
        self._rows.extend((report, KINDS.index(kind_of(text)), *columns))
        weighted = tokens(text, cut)
        self._tokens.extend(weighted)
        self._weights.extend(int(2 * weight) for weight in weighted.values())
        self._bounds.append(len(self._tokens))
        return text

    def arrays(self, name: str) -> dict[str, NumberArray]:
        """The arrays, under names that begin with ``name``."""
        texts = encode_text(json.dumps(self._texts, ensure_ascii=False))
        return {
            f"{name}/rows": np.frombuffer(self._rows, np.int64).reshape(-1, COLUMNS),
            f"{name}/texts": np.frombuffer(texts, np.uint8),
            f"{name}/tokens": token_fingerprints(self._tokens),
            f"{name}/weights": np.frombuffer(self._weights, np.uint8),
            f"{name}/bounds": np.frombuffer(self._bounds, np.int64),
        }


def _sentence_finder(passages: Sequence[Passage]) -> Callable[[Span], tuple[int, int, int, int]]:
    """A function that gives the sentence at a span, whole and cut; -1 where there is none."""
    finders = [sentence_keys(passages, longest) for longest in (None, LONGEST_SENTENCE)]

    def find(span: Span) -> tuple[int, int, int, int]:
        whole, cut = (
            _NOTHING if key is None else (passage_number(key[0]), key[1]) for key in (f(span) for f in finders)
        )
        return (*whole, *cut)

    return find
