"""The path of a question, in one page: analyse, rank, weigh, quote."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.attributes import parse_attributes
from retrieval.bank import Bank, Fact, Mask, Recall
from retrieval.content import Gap, Phrasing, formal
from retrieval.evidence import Ranking, SentenceIndex, rank
from retrieval.gate import Gate, features
from retrieval.index import Scores, ranked
from retrieval.library import DATA, Library
from retrieval.metadata import asked_field
from retrieval.places import PlaceName, parse_places
from retrieval.question import Question, analyse
from retrieval.quoting import quote_of
from retrieval.repair import Repair
from retrieval.short import NUMERIC, short_answer
from retrieval.smalltalk import greeting_of
from retrieval.text import STOPWORDS, dictionary_frequency, fold, words
from retrieval.types import Hit, Lack, Outcome, Passage, Place, Quote, Reason, Reply, Report, Span

_QUOTES = 3
# A further quote must come this near to the first one's score.
_FURTHER = 0.5
# A question this short may lean on the one before it.
_SHORT = 12
# A short answer without a form of its own is shown only where the question is this close to a phrasing of the fact.
_CLOSE = 0.3
_EXAMPLES = 3
# A word with one of these in it is no thing that a report could state.
_FUNCTION = frozenset("".join(STOPWORDS)) - frozenset("地方事情面内外上下中问知道行动自向") | frozenset("几半")
_PROVINCE = ("省", "自治区", "市", "特别行政区")
_PLAN_ASKED, _PLAN_UNASKED = 1.5, 0.85


Repairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the engine knows of one question before it decides."""

    question: Question
    ranking: Ranking
    recall: Recall
    fact_scores: Scores
    scores: Scores
    order: list[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: its evidence, how likely that answers, and what was put right."""

    evidence: Evidence
    probability: float
    repairs: Repairs


class Engine:
    """Answers questions over one library. Thread-safe: nothing changes after construction."""

    def __init__(self, library: Library, gate: Gate | None = None) -> None:
        """Index a library's sentences and the content beside its reports."""
        from retrieval import __version__

        self.library = library
        self.version = __version__
        self.index = SentenceIndex(library.passages)
        self.bank = _bank(library, self.index)
        self.attributes = parse_attributes((DATA / "attributes.txt").read_text("utf-8"), "attributes.txt")
        self.places = parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt")
        self._home = self._home_places()
        self.gate = gate or Gate.load(DATA / "gate.json")
        self.model = self.gate.known if self.bank.asked else self.gate.bare
        self.repair = Repair(_vocabulary(self.index))
        self._plan = np.array([_is_plan(sentence.passage) for sentence in self.index.sentences])
        self._passage_at = {passage.id: at for at, passage in enumerate(library.passages)}
        self._year = max((year for report in library.reports if (year := _year_of(report))), default=None)

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The cited reply to a question; ``history`` holds the earlier questions of the thread, oldest first."""
        started = time.perf_counter()
        reply = self._reply(question, tuple(history))
        return replace(reply, elapsed_ms=round((time.perf_counter() - started) * 1000, 3))

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """Passages ranked by their best sentence; none where no word is known."""
        evidence = self.gather(analyse(words, (), self.library.lexicon, self._year))
        best: dict[str, float] = {}
        for at in ranked(evidence.scores):
            passage = self.index.sentences[at].passage
            best.setdefault(passage.id, float(evidence.scores[at]))
        return [Hit(self.library.passage(name), score) for name, score in list(best.items())[:k]]

    @property
    def examples(self) -> tuple[str, ...]:
        """Three questions that the library answers, from different parts of it."""
        asked = [phrasing.question for phrasing in self.bank.phrasings if not phrasing.own_words and phrasing.short]
        if len(asked) >= _EXAMPLES:
            return tuple(asked[len(asked) * (2 * part + 1) // (2 * _EXAMPLES)] for part in range(_EXAMPLES))
        headings = [p.clause.headings[-1] for p in self.library.passages if p.clause.headings and p.clause.headings[-1]]
        return tuple(headings[:_EXAMPLES])

    def gather(self, question: Question, mask: Mask | None = None, dead: Sequence[int] = ()) -> Evidence:
        """Rank the sentences for a question, without the known questions in ``mask`` and the sentences in ``dead``."""
        ranking = rank(self.index, question)
        recall = self.bank.recall(question.text, question.context, mask)
        facts = self.bank.by_fact(recall.scores)
        scores = ranking.scores * self.index.body + self.bank.by_sentence(facts, len(self.index.sentences))
        scores = scores * np.where(self._plan, _PLAN_ASKED if question.plan else _PLAN_UNASKED, 1.0)
        scores[list(dead)] = 0.0
        return Evidence(question, ranking, recall, facts, scores, ranked(scores, _QUOTES))

    def look(self, evidence: Evidence, mask: Mask | None = None, own: int = 0) -> dict[str, float]:
        """The gate's features for the best sentence of some evidence."""
        return features(evidence.question, self.index, self.bank, self.gate.asks, evidence.ranking, evidence.recall,
                        evidence.order, evidence.scores, self.attributes.asked(evidence.question.text), mask,
                        own)  # fmt: skip

    def analyse(self, question: str, history: Sequence[str] = ()) -> Question:
        """Take a question apart with this library's lexicon and newest year."""
        return analyse(question, tuple(history), self.library.lexicon, self._year)

    def _reply(self, raw: str, history: tuple[str, ...]) -> Reply:
        greeting = greeting_of(raw)
        if greeting:
            return Reply(raw, Outcome.SMALLTALK, greeting=greeting, suggestions=self.examples)
        question = self.analyse(raw, history)
        about_document = self._metadata(question)
        if about_document:
            return about_document
        reading = self._best_reading(question, history)
        if reading is None:
            return Reply(raw, Outcome.NONE, reason=Reason(Lack.NO_WORDS), suggestions=self.examples)
        evidence = reading.evidence
        question = evidence.question
        quotes = tuple(self._quote(evidence, at) for at in self._worth(evidence))
        beyond = self._beyond_scope(question, quotes[0])
        if beyond:
            return Reply(raw, Outcome.SCOPE, quotes, reason=beyond)
        understood = reading.repairs + _understood(question, quotes[0].text)
        if reading.probability >= self.model.threshold and self._shares_content(evidence):
            short = short_answer(quotes[0].text, question, self._shorts(evidence, quotes[0]))
            return Reply(raw, Outcome.ANSWER, quotes, short, understood)
        return Reply(
            raw, Outcome.RELATED, quotes, None, understood, self._suggestions(evidence), self._reason(evidence)
        )

    def _best_reading(self, question: Question, history: tuple[str, ...]) -> Reading | None:
        """The question as it stands; else with the earlier one, else repaired, whichever is answered first."""
        readings = []
        for variant, repairs in self._variants(question, history):
            evidence = self.gather(variant)
            if evidence.order:
                probability = self.model.probability(self.look(evidence))
                readings.append(Reading(evidence, probability, repairs))
                if probability >= self.model.threshold:
                    return readings[-1]
        return readings[0] if readings else None

    def _variants(self, question: Question, history: tuple[str, ...]) -> Iterator[tuple[Question, Repairs]]:
        yield question, ()
        if history and not question.context and len(question.text) <= _SHORT:
            yield analyse(question.raw, history, self.library.lexicon, self._year, lean=True), ()
        repaired, repairs = self.repair(question.text)
        if repairs:
            yield analyse(repaired, history, self.library.lexicon, self._year), repairs

    def _metadata(self, question: Question) -> Reply | None:
        """The header line that a question about the document asks for; an empty one is said to be empty."""
        if len(self.library.shelves) != 1:
            return None
        shelf = self.library.shelves[0]
        field = asked_field(question.text, shelf.report)
        header = next((p for p in shelf.passages if p.clause.place is Place.HEADER), None)
        if field is None or header is None:
            return None
        quote = quote_of(shelf.report, header, field.start, field.end, question, ())
        if not field.value:
            reason = Reason(Lack.EMPTY_FIELD, field.name)
            return Reply(question.raw, Outcome.RELATED, (quote,), reason=reason)
        return Reply(question.raw, Outcome.ANSWER, (quote,), field.value)

    def _worth(self, evidence: Evidence) -> list[int]:
        best = evidence.scores[evidence.order[0]]
        return [at for at in evidence.order if evidence.scores[at] >= _FURTHER * best]

    def _quote(self, evidence: Evidence, at: int) -> Quote:
        sentence = self.index.sentences[at]
        report = self.library.report_of(sentence.passage)
        quote = quote_of(report, sentence.passage, sentence.start, sentence.end, evidence.question,
                         evidence.question.expansions)  # fmt: skip
        return replace(quote, score=float(evidence.scores[at]))

    def _shorts(self, evidence: Evidence, quote: Quote) -> list[tuple[Span, float]]:
        """The short answers that staff gave within a quote, relative to it, with their facts' scores."""
        facts = self.bank.facts_of(evidence.order[0])
        question = evidence.question
        numeric = question.kind in NUMERIC or question.keywords
        telling = self.bank.telling(question.text, facts)
        most, most_telling = max(evidence.fact_scores[facts], default=0.0) or 1.0, max(telling, default=0.0) or 1.0
        found = []
        for fact, tells in zip(facts, telling, strict=True):
            short, score = self.bank.facts[fact].short, float(evidence.fact_scores[fact])
            if not numeric and self.bank.closeness(fact, evidence.recall.similarity) < _CLOSE:
                continue
            if short and score > 0 and quote.start <= short[0] and short[1] <= quote.end:
                fit = (score / most + tells / most_telling) / 2
                found.append(((short[0] - quote.start, short[1] - quote.start), fit))
        return found

    def _shares_content(self, evidence: Evidence) -> bool:
        """Whether the best sentence, its clause or its phrasings hold any content word of the question."""
        best = evidence.order[0]
        known = set().union(*(self.bank.ask_sets[at] for at in self.bank.phrasings_of(best)))
        asked = words(f"{evidence.question.context} {evidence.question.text}")
        return evidence.ranking.coverage[best] > 0 or any(f"w{word}" in known for word in asked)

    def _suggestions(self, evidence: Evidence) -> tuple[str, ...]:
        """Up to three questions that the nearest sentences do answer, the most similar first."""
        near = [at for sentence in evidence.order for at in self.bank.phrasings_of(sentence)]
        near.sort(key=lambda at: -evidence.recall.similarity[at])
        chosen: dict[int, str] = {}
        for at in near:
            if not self.bank.phrasings[at].own_words:
                chosen.setdefault(int(self.bank.fact_of[at]), self.bank.phrasings[at].question)
        return tuple(chosen.values())[:_EXAMPLES]

    def _beyond_scope(self, question: Question, quote: Quote) -> Reason | None:
        """The year or place that the question names, if neither the library nor the quote speaks of it."""
        held = tuple(report.title for report in self.library.reports)
        years = {year for report in self.library.reports if (year := _year_of(report))}
        years |= {year + 1 for year in years}
        for year in question.years:
            if years and year not in years and str(year) not in quote.text:
                return Reason(Lack.YEAR, f"{year}年", held)
        if not self._home:
            return None
        named = self.places.named(question.text, frozenset(place for place in self._home if place.endswith(_PROVINCE)))
        foreign = [place for place in named if place.name not in self._home and place.name[:2] not in quote.text]
        return Reason(Lack.PLACE, foreign[0].name, held) if foreign else None

    def _home_places(self) -> frozenset[str]:
        """The places that the library's reports are about, with those above them."""
        named: list[PlaceName] = []
        for report in self.library.reports:
            issuer = report.field("发文机关")
            named += self.places.named(fold(f"{issuer.value if issuer else ''} {report.title}"))
        return frozenset(name for place in named for name in (place.name, *place.above))

    def _reason(self, evidence: Evidence) -> Reason:
        """What the nearest sentence lacks: the asked attribute, else the most telling word that nothing explains."""
        gap = self.bank.closest_gap(evidence.recall.similarity)
        turn_to = gap.turn_to if gap else ""
        question, best = evidence.question, evidence.order[0]
        sentence = self.index.folded[best]
        wanted = self.attributes.asked(question.text)
        if wanted and not any(attribute.supported(sentence) for attribute in wanted):
            return Reason(Lack.ATTRIBUTE, wanted[0].name, turn_to=turn_to)
        known = set().union(*(self.bank.ask_sets[at] for at in self.bank.phrasings_of(best)))
        lacking = [word for word in words(question.text) if word not in sentence and f"w{word}" not in known]
        lacking = [word for word in lacking if dictionary_frequency(word) and not set(word) & _FUNCTION]
        if lacking:
            return Reason(Lack.WORD, max(lacking, key=self.index.idf), turn_to=turn_to)
        return Reason(Lack.UNSURE, turn_to=turn_to)


def _bank(library: Library, index: SentenceIndex) -> Bank:
    """The known questions of all reports, each tied to the sentence that it is about."""
    facts: dict[tuple[int, Span, Span | None], int] = {}
    phrasings: list[Phrasing] = []
    gaps: list[Gap] = []
    fact_of: list[int] = []
    nearest: list[int] = []
    for shelf in library.shelves:
        file = shelf.report.file
        own_words = {(p.span, p.short): formal(shelf.report, p.span, p.short) for p in shelf.phrasings}
        in_own_words = [Phrasing(question, *key, own_words=True) for key, question in own_words.items()]
        for phrasing in (*shelf.phrasings, *in_own_words):
            sentence = index.find(*phrasing.span, file)
            if sentence is not None:
                phrasings.append(phrasing)
                fact_of.append(facts.setdefault((sentence, phrasing.span, phrasing.short), len(facts)))
        for gap in shelf.gaps:
            gaps.append(gap)
            near = index.find(*gap.nearest, file) if gap.nearest else None
            nearest.append(-1 if near is None else near)
    return Bank(phrasings, gaps, [Fact(*key) for key in facts], fact_of, nearest)


def _vocabulary(index: SentenceIndex) -> list[str]:
    """The words of the library's sentences, the most frequent first."""
    counts = Counter(word for sentence in index.folded for word in words(sentence))
    return [word for word, _ in counts.most_common()]


def _is_plan(passage: Passage) -> bool:
    top = passage.clause.headings[0] if passage.clause.headings else ""
    return any(word in top for word in ("安排", "打算", "计划", "下一步", "思路", "目标任务"))


def _year_of(report: Report) -> int | None:
    """The year that a report speaks of: the one in its title, else that of its date."""
    for text in (report.title, report.date or ""):
        digits = next((text[at : at + 4] for at in range(len(text) - 3) if text[at : at + 2] in ("19", "20")), "")
        if digits.isdecimal():
            return int(digits)
    return None


def _understood(question: Question, quote: str) -> tuple[tuple[str, str], ...]:
    """The lay forms that were taken for an official term which the quote uses."""
    return tuple(
        (form, term.text)
        for form, terms in question.expansions
        if form in question.text and form not in quote
        for term in terms[:1]
        if term.text in quote
    )
