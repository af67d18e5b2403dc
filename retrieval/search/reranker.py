"""Feature reranker: scores the best candidates of a search again, by features too slow for every passage.

The score is a weighted sum. The weights were chosen by hand over four collections of different genres; small changes
of them change little. Weights trained on judged questions gained on their own collection and lost on the others.
No feature depends on neighbouring passages or on the position of a candidate in its document.

Where hardly a pair of the query's characters stands in the best of them, people use words of their own; there a table
of word vectors tells what means nearly the same. Elsewhere it would put first what is merely about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.resources import read_word_vectors
from retrieval.text.answer_type import ANSWER_FORMS, PassageCue
from retrieval.text.normalization import SEPARATORS, fold
from retrieval.text.tokenization import character_pairs, unigrams, words
from retrieval.text.word_vectors import WordVectors, standard_scores

_INTERROGATIVE = re.compile(
    "请问|什么样|什么|哪些|哪个|哪里|哪儿|哪种|哪几|哪|怎么样|怎么|怎样|如何|为什么|为何|多少|几|谁|是否|吗|呢|何|啥|咋"
    "|么"
)
_SENTENCE = re.compile(r"[^。!?;\n]+")

# In the order of `FeatureReranker._features`.
_WEIGHTS = {
    "fused": 1.0,
    "unigrams": 0.35,
    # Negative: a passage must not win by repeating what its title says.
    "text": -0.2,
    "coverage": 0.5,
    "definition": 0.5,
    "passage": 0.3,
    "sentence": 0.15,
    "cue": 0.12,
    "near": 0.1,
}
# The first features are BM25 scores; each is divided by the best candidate's.
_BM25_FEATURES = 3
_COVERAGE = list(_WEIGHTS).index("coverage")
# Makes up for the negative weight, so that no score is negative.
_OFFSET = 0.2
# What means something else is found all the same.
_LEAST = 1e-6
# What the meaning counts, times the share of the pairs below this that even the best candidate lacks.
_MEANING, _LITTLE_SHARED = 0.6, 0.2
_LONGEST_READ = 400  # characters of a passage whose meaning is looked at
# Characters between two words that count as near each other.
_NEAR = 16
# The index's parameters of BM25.
_K1, _B = 0.9, 0.4

# Sanctions and telephone numbers are no answer types.
_CUES = (
    *(form.passage for form in ANSWER_FORMS.values() if form.passage),
    PassageCue.of(
        r"处罚|罚款|责任|后果|处分|追究|惩|违反|如何处理|怎么处理|会怎",
        r"罚款|处以|责令|吊销|追究|警告|拘留|没收|有期徒刑|处分|撤销",
    ),
    PassageCue.of(r"电话|热线|联系方式|号码", r"[0-9]{3,4}-?[0-9]{3,8}|电话|热线"),
)
_ASKS_DEFINITION = re.compile("什么是|什么叫|是什么意思|指什么|指的是|是指|含义|定义|概念|何谓|何为|所称")
_DEFINITION_WORDS = re.compile("意思|含义|定义|概念|所称|指|叫|的|是|为|谓")


class RerankQuery:
    """The query of both stages: the folded question, and the words, character pairs and characters of its content.

    Its content is all but the interrogatives, which answers do not repeat.

    >>> RerankQuery("罚款多少钱").content
    '罚款 钱'
    """

    def __init__(self, raw: str) -> None:
        """Take a question as it was typed."""
        self.text = fold(raw)
        self.content = _INTERROGATIVE.sub(" ", self.text)
        self.words = words(self.content)
        self.bigrams = character_pairs(self.content)
        self.unigrams = unigrams(self.content)

    @cached_property
    def runs(self) -> list[str]:
        """The parts of the question between interrogatives and punctuation."""
        return [run for run in SEPARATORS.split(self.content) if run]

    @cached_property
    def definition(self) -> re.Pattern[str] | None:
        """The pattern of a definition of the thing that the question wants defined; None for another question.

        >>> bool(RerankQuery("什么是肉制品？").definition.search("本细则所称肉制品,是指以畜禽产品为主要原料"))
        True
        """
        thing = SEPARATORS.sub("", _DEFINITION_WORDS.sub(" ", self.content))
        if not thing or not _ASKS_DEFINITION.search(self.text):
            return None
        return re.compile(f"所称.{{0,2}}{re.escape(thing)}|{re.escape(thing)}.{{0,3}}(?:是指|系指|指:|:)", re.DOTALL)

    @cached_property
    def cues(self) -> list[re.Pattern[str]]:
        """The patterns of passages that can answer the question; several types of answer may be wanted."""
        return [cue.holds for cue in _CUES if cue.asks.search(self.text)]


@dataclass(frozen=True, slots=True)
class RerankCandidate:
    """A passage found by the first stage: folded title and text, fused score, and the unigrams' share of that score."""

    title: str
    text: str
    fused: float
    unigrams: float


class FeatureReranker:
    """Scores candidates from the idf of bigrams and the mean length of a text in the collection, and by meaning."""

    def __init__(
        self,
        idf: Callable[[Sequence[str]], Sequence[float]],
        mean_length: float,
        vectors: Callable[[], WordVectors] = read_word_vectors,
    ) -> None:
        """``idf`` gives that of each of some bigrams, ``mean_length`` is in characters; ``vectors`` is read late."""
        self._idf = idf
        self._mean_length = max(mean_length, 1.0)
        self._vectors = vectors

    def scores(self, query: RerankQuery, candidates: Sequence[RerankCandidate]) -> NDArray[np.float64]:
        """One score a candidate, 0 or more. Scores of different calls are not comparable."""
        features = _Features(query, self._idf(query.bigrams), self._mean_length)
        table = np.array([features.of(candidate) for candidate in candidates])
        table = table.reshape(len(candidates), len(_WEIGHTS))
        best = table[:, :_BM25_FEATURES].max(axis=0, initial=0.0)
        table[:, :_BM25_FEATURES] /= np.where(best > 0, best, 1.0)
        weighed: NDArray[np.float64] = table @ np.array(list(_WEIGHTS.values())) + _OFFSET
        lacking = _LITTLE_SHARED - table[:, _COVERAGE].max(initial=0.0)
        if lacking <= 0 or len(candidates) < 2:
            return weighed
        near = self._nearness(query, candidates)
        raised: NDArray[np.float64] = np.maximum(weighed + _MEANING * lacking * weighed.max() * near, _LEAST)
        return raised

    def _nearness(self, query: RerankQuery, candidates: Sequence[RerankCandidate]) -> NDArray[np.float64]:
        """How near the meanings of the candidates are to the query's, in standard deviations."""
        vectors = self._vectors()
        texts = [f"{candidate.title}\n{candidate.text}"[:_LONGEST_READ] for candidate in candidates]
        whole, *others = vectors.encode([query.text, *texts])
        return standard_scores(np.array(others, np.float64) @ whole)


class _Features:
    """What candidates have of one query. The pairs that a candidate lacks are looked for once, for all features."""

    def __init__(self, query: RerankQuery, idf: Sequence[float], mean_length: float) -> None:
        self._query, self._mean_length = query, mean_length
        self._weighted = list(zip(query.bigrams, idf, strict=True))
        self._idf = dict(self._weighted)
        self._total = sum(self._idf.values()) or 1.0
        self._tiling = Tiling(query.runs)

    def of(self, candidate: RerankCandidate) -> tuple[float, ...]:
        """The features in the order of their weights."""
        query, text = self._query, candidate.text
        whole = f"{candidate.title}\n{text}"
        held = {pair: weight for pair, weight in self._idf.items() if pair in whole}
        return (
            candidate.fused,
            candidate.unigrams,
            self._text_score(text, held),
            sum(held.values()) / self._total,
            float(bool(query.definition and query.definition.search(text))),
            self._tiling.share(whole, held),
            self._best_sentence(text, held),
            _share([bool(cue.search(text)) for cue in query.cues]),
            _share([are_near(whole, one, other) for one, other in pairwise(query.words)]),
        )

    def _text_score(self, text: str, held: Collection[str]) -> float:
        """BM25 of the bigrams in the text without its title."""
        length = _K1 * (1 - _B + _B * len(text) / self._mean_length)
        counts = ((weight, text.count(pair)) for pair, weight in self._weighted if pair in held)
        return sum(weight * count * (_K1 + 1) / (count + length) for weight, count in counts if count)

    def _best_sentence(self, text: str, held: Collection[str]) -> float:
        """How much of the query the sentence repeats that repeats the most of it."""
        best = 0.0
        for sentence in _SENTENCE.findall(text) if held else ():
            within = {pair for pair in held if pair in sentence}
            if within:
                best = max(best, self._tiling.share(sentence, within))
        return best


def _share(found: Sequence[bool]) -> float:
    return sum(found) / (len(found) or 1)


def are_near(text: str, one: str, other: str) -> bool:
    """Whether two words stand near each other in a text, in either order.

    >>> are_near("复议的申请", "申请", "复议"), are_near("复议", "复议", "复议")
    (True, False)
    """
    return _follows(text, one, other) or _follows(text, other, one)


def _follows(text: str, one: str, other: str) -> bool:
    at = text.find(one)
    while at >= 0:
        end = at + len(one)
        if text.find(other, end, end + _NEAR + len(other)) >= 0:
            return True
        at = text.find(one, at + 1)
    return False


class Tiling:
    """How much of some runs texts repeat, long pieces counting more: Σ length^1.5 of the pieces over that of the runs.

    Greedy string tiling: from the left, the longest piece first, at least two characters.

    >>> Tiling(["行政复议申请"]).share("申请行政复议的", {"申请", "行政", "政复", "复议"}) == (4**1.5 + 2**1.5) / 6**1.5
    True
    """

    def __init__(self, runs: Sequence[str]) -> None:
        self._runs = [(run, [run[at : at + 2] for at in range(len(run) - 1)]) for run in runs]
        self._whole = sum(len(run) ** 1.5 for run in runs) or 1.0

    def share(self, text: str, held: Collection[str]) -> float:
        """The share, 0 to 1; ``held`` are the pairs of the runs that the text holds."""
        covered = 0.0
        for run, pairs in self._runs:
            total, at = 0.0, 0
            while at < len(pairs):
                if pairs[at] not in held:
                    at += 1
                    continue
                end = at + 2
                while end < len(run) and pairs[end - 1] in held and run[at : end + 1] in text:
                    end += 1
                total += (end - at) ** 1.5
                at = end
            covered += total
        return covered / self._whole
