"""Regression trials: the gold questions asked before and after a change, of the same engine.

The gold questions are those of the shipped report, where the library holds that, and those of staff. A change that
lowers the points, or makes the engine answer more of what is not stated, is worse.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.curation import gold_questions
from bot.curation.answer_matcher import MIN_SIMILARITY, match_score
from bot.curation.lexicon_entries import lexicon_of
from bot.storage.database import DatabaseWorker
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from retrieval.conversion.decoding import decode
from retrieval.corpus.filters import AnyOf, Is, ReportField
from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.evaluation.grading import GradedReply, evaluate
from retrieval.models import Outcome, Reply, Report
from retrieval.parsing.report import parse_report
from retrieval.resources import DATA
from retrieval.text.normalization import fold

SHIPPED_SETS = ("development", "blind")
MAX_NAMED = 5  # questions that fare worse and are shown
_CACHED_TRIALS = 8
_MAX_NAMESAKES = 8  # reports of the shipped report's title whose texts are compared with it


@dataclass(frozen=True, slots=True)
class GoldScore:
    """The score of a set of gold questions: points; questions without an answer in the reports, and how many were
    answered; questions with a short answer, and how many were right.
    """

    questions: int
    points: float
    absent: int
    answered: int
    shorts: int
    right: int

    @classmethod
    def of(cls, run: Sequence[GradedReply]) -> GoldScore:
        """The score of graded replies."""
        absent = [graded for graded in run if not graded.gold.quotes]
        shorts = [graded.short_right for graded in run if graded.short_right is not None]
        answered = sum(graded.reply.outcome is Outcome.ANSWER for graded in absent)
        return cls(len(run), sum(graded.points for graded in run), len(absent), answered, len(shorts), sum(shorts))

    @property
    def accuracy(self) -> float:
        """In percent."""
        return 100 * self.points / self.questions if self.questions else 0.0

    @property
    def false_answers(self) -> float:
        """In percent of the questions without an answer."""
        return 100 * self.answered / self.absent if self.absent else 0.0

    @property
    def short_right(self) -> float:
        """In percent of the questions with a short answer."""
        return 100 * self.right / self.shorts if self.shorts else 0.0


@dataclass(frozen=True, slots=True)
class RegressionTrial:
    """The effect of a change: the scores, the gold questions that fare worse, and the replies to the question at
    hand.
    """

    before: GoldScore
    after: GoldScore
    worse: tuple[GoldQuestion, ...]
    reply_before: Reply
    reply_after: Reply

    @property
    def is_worse(self) -> bool:
        """Whether the change makes the engine worse."""
        return self.after.points < self.before.points or self.after.answered > self.before.answered

    def to_json(self) -> dict[str, Any]:
        """The figures, for the database: questions by their ids, since their words can be erased."""
        outcomes = [self.reply_before.outcome.value, self.reply_after.outcome.value]
        before, after = asdict(self.before), asdict(self.after)
        return {"before": before, "after": after, "worse": [gold.id for gold in self.worse], "outcome": outcomes}


class RegressionTrials:
    """Tries changes. For use from any thread; a trial of some hundred questions takes some seconds."""

    def __init__(self, engine: Callable[[], Engine], store: DatabaseWorker) -> None:
        self.engine = engine
        self._store = store
        self._trials: dict[object, RegressionTrial] = {}
        self._lock = threading.Lock()
        self._run_before: tuple[object, list[GradedReply]] = None, []

    def gold_questions(self) -> list[GoldQuestion]:
        """The gold questions for the library. Raises OSError or sqlite3.Error."""
        return [*shipped_gold_questions(self.engine().library), *self._store.read(gold_questions.list_cases)]

    def try_entries(self, lines: Sequence[str], question: str, history: Sequence[str] = ()) -> RegressionTrial:
        """The effect of these lexicon entries; ``question`` is the one that they are meant for."""
        with self._lock:  # one at a time: a trial takes a core
            engine, golds = self.engine(), self.gold_questions()
            key = engine.library.version, tuple(lines), question, tuple(history), tuple(golds)
            if key not in self._trials:
                while len(self._trials) >= _CACHED_TRIALS:
                    self._trials.pop(next(iter(self._trials)))
                changed = Engine(engine.library.with_words(lexicon_of(lines)))
                before, after = (each.ask(question, history) for each in (engine, changed))
                graded = self._graded_before(engine, golds), evaluate(changed, golds)
                self._trials[key] = _trial(*graded, before, after)
            return self._trials[key]

    def _graded_before(self, engine: Engine, golds: Sequence[GoldQuestion]) -> list[GradedReply]:
        """The graded replies before a change: the same for every change that is tried on one engine."""
        cached, run = self._run_before
        if cached != (key := (engine.library.version, tuple(golds))):
            run = evaluate(engine, golds)
            self._run_before = key, run
        return run

    def contradicted_by(
        self, reader: QuestionReader, phrasings: Iterable[str], cited: Sequence[str]
    ) -> list[GoldQuestion]:
        """The gold questions that a staff answer with these phrasings would be given to, and whose sentence is not
        among its cited texts.
        """
        asked = [reader.read(phrasing) for phrasing in phrasings]
        return [
            gold
            for gold in self.gold_questions()
            if gold.quotes
            and not any(quote in text or text in quote for quote in gold.quotes for text in cited)
            and any(match_score(reader.read(gold.question, gold.history), each) >= MIN_SIMILARITY for each in asked)
        ]


def shipped_gold_questions(library: Library) -> list[GoldQuestion]:
    """The gold questions on the shipped report; none where the library does not hold exactly that report."""
    reports = sorted((DATA / "reports").glob("*.txt"))
    if not reports or not all(_holds(library, parse_report(decode(p.read_bytes(), p.name), p.name)) for p in reports):
        return []
    paths = [path for name in SHIPPED_SETS if (path := DATA / "eval" / f"{name}.jsonl").exists()]
    return [gold for path in paths for gold in load_gold(path.read_text("utf-8"), path.name)]


def _holds(library: Library, report: Report) -> bool:
    """Whether a library has this very text, under its file name or its title."""
    named = AnyOf((Is(ReportField.FILE, report.file), Is(ReportField.TITLE, fold(report.title))))
    files = library.catalog.select(named, _MAX_NAMESAKES)
    return any(library.passages.report(file).text == report.text for file in files)


def _trial(
    graded_before: Sequence[GradedReply], graded_after: Sequence[GradedReply], before: Reply, after: Reply
) -> RegressionTrial:
    pairs = zip(graded_before, graded_after, strict=True)
    worse = [now.gold for was, now in pairs if now.points < was.points]
    scores = GoldScore.of(graded_before), GoldScore.of(graded_after)
    return RegressionTrial(*scores, tuple(worse[:MAX_NAMED]), before, after)
