"""Question similarity: 1 for the same words, 0 for nothing in common or a decisive difference.

Courtesies, particles and interrogatives are dropped, and word order does not matter. The remaining words are weighted
by their rarity in the language, so that the figure does not depend on the other logged questions. Words that the
other question lacks count in part where both stand for one official term (the lexicon), or are spelled alike (typing
errors). Contrasts (`bot.topics.contrasts`) and place names can only lower the figure. Not handled here: who does what
to whom (甲告乙 and 乙告甲 are alike), and synonyms that the lexicon lacks.

Anybody may send anything, so that time and memory are bounded: what `plain` reads of a question and of the one before
it is analysed, in time linear in its length; beyond `MOST_WORDS` words it is only compared as a whole, and a comparison
of others takes at most the square of that number of steps.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from bot.topics.contrasts import are_compatible, are_opposed, count_negations, numbers, opposite_sides
from retrieval.question.analysis import analyse
from retrieval.text.answer_type import AnswerType
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon, Term
from retrieval.text.tokenization import STOPWORDS, bigrams, dictionary_frequency, plain_words

# The weight of a word is the decimal logarithm of one over its share of all text, between these two.
_DICTIONARY_SIZE, _MIN_WEIGHT, _MAX_WEIGHT = 6e7, 2.5, 6.5
# The shares of content words and of the characters of the whole question in the similarity.
_WORD_SHARE, _CHARACTER_SHARE = 0.8, 0.2
# Words that are spelled this much alike may be one word with a typing error, or 歌 and 歌曲.
_MIN_SPELLING_SIMILARITY = 0.5
# A question is also indexed by the official terms that its words stand for with at least this weight.
_MIN_TERM_WEIGHT = 0.7
# Questions that are kept, and their length in characters: what recurs is short.
_CACHE_SIZE, _LONGEST_CACHED = 4096, 100
# Of different content words. Nobody asks for the same in similar words who needs more of them.
MOST_WORDS = 40
# Lay forms of a question, and official terms of each, the best first, that are compared.
_MOST_FORMS, _MOST_TERMS = 40, 12
# Factors for another kind of answer, for an open kind, and for each decisive difference.
_OTHER_KIND, _OPEN_KIND, _DIFFERENCE = 0.6, 0.95, 0.4
# Words of courtesy or emphasis, beyond the stop words of the search.
_FILLERS = frozenset(
    "才能 怎样才能 才 能够 应该 应 该 需要 现在 如今 呀 嘛 哟 有人 谁有 各位 跪求 求 找 说说 一般 比较 好".split()
)


@dataclass(frozen=True, slots=True)
class QuestionFeatures:
    """The features by which questions are compared. ``text`` is folded, without courtesies, and begins with the
    question that it follows up; ``words`` are its content words with their weights; ``terms`` gives for each word the
    official terms that it is or stands for, with their weights. ``core`` is the same for questions that differ only in
    particles, courtesies and word order, and within a process for no others, but for one chance in 2^61.

    A question that is not ``is_comparable`` has too many words, and keeps neither them nor ``terms`` and ``chars``.
    """

    text: str
    kind: AnswerType
    words: dict[str, float]
    weight: float
    terms: dict[str, Mapping[str, float]]
    chars: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    sides: frozenset[str]
    negated: bool
    core: int
    is_comparable: bool


class QuestionReader:
    """Extracts the features of questions. ``places`` is the gazetteer; without it place names are ordinary words."""

    def __init__(self, lexicon: Lexicon, places: Gazetteer | None = None) -> None:
        self._lexicon = lexicon
        self._places = places
        self._forms: dict[str, Mapping[str, float]] = {}
        # Frequent questions recur with exactly the same words.
        self._read = lru_cache(_CACHE_SIZE)(self._extract)

    def read(self, question: str, history: Sequence[str] = ()) -> QuestionFeatures:
        """The features of a question; the last of ``history`` is part of it where it refers back to that."""
        read = self._read if len(question) <= _LONGEST_CACHED else self._extract
        return read(question, tuple(history[-1:]))

    def _extract(self, question: str, history: tuple[str, ...]) -> QuestionFeatures:
        analysed = analyse(question, history, self._lexicon, None)
        text = f"{analysed.context} {analysed.text}".strip()
        words = _content_words(text)
        named, places = numbers(text), self._places.find(text, self._places.names) if self._places else []
        where, sides = frozenset(place.name for place in places), opposite_sides(text)
        negated = count_negations(text) % 2 == 1
        core = hash((analysed.kind, frozenset(words), named, where, sides, negated))
        is_comparable = len(words) <= MOST_WORDS
        if not is_comparable:
            words = {}
        return QuestionFeatures(
            text=text,
            kind=analysed.kind,
            words=words,
            weight=math.fsum(words.values()),
            terms=self._terms(words, analysed.expansions[:_MOST_FORMS]),
            chars=frozenset(text) if is_comparable else frozenset(),
            numbers=named,
            places=where,
            sides=sides,
            negated=negated,
            core=core,
            is_comparable=is_comparable,
        )

    def _terms(
        self, words: Iterable[str], expansions: Iterable[tuple[str, tuple[Term, ...]]]
    ) -> dict[str, Mapping[str, float]]:
        terms: dict[str, Mapping[str, float]] = {}
        for form, official in expansions:
            weights = self._term_weights(form, official)
            for word in words:
                if word in form or form in word:
                    terms[word] = {**terms[word], **weights} if word in terms else weights
        return terms

    def _term_weights(self, form: str, official: tuple[Term, ...]) -> Mapping[str, float]:
        # One object for each form, however many cached questions contain it.
        if form not in self._forms:
            self._forms[form] = {term.text: term.weight for term in official[:_MOST_TERMS]} | {form: 1.0}
        return self._forms[form]


def _content_words(text: str) -> dict[str, float]:
    every = [word for word in plain_words(text) if word.strip()]
    content = [word for word in every if word not in STOPWORDS and word not in _FILLERS]
    # A question of stop words only is compared by those.
    return {word: _word_weight(word) for word in content or every}


def _word_weight(word: str) -> float:
    return min(max(math.log10(_DICTIONARY_SIZE / (dictionary_frequency(word) + 1)), _MIN_WEIGHT), _MAX_WEIGHT)


def question_similarity(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """The similarity of two questions, 0 to 1; symmetric. With too many words 1 where all are the same, else 0."""
    if not (ours.is_comparable and theirs.is_comparable):
        return float(ours.core == theirs.core)
    if ours.text == theirs.text:
        return 1.0
    words, characters = _word_similarity(ours, theirs), _jaccard(ours.chars, theirs.chars)
    return (_WORD_SHARE * words + _CHARACTER_SHARE * characters) * _agreement(ours, theirs)


def similarity_bound(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """An upper bound of the similarity; much cheaper to compute."""
    return (_WORD_SHARE + _CHARACTER_SHARE * _jaccard(ours.chars, theirs.chars)) * _agreement(ours, theirs)


def _word_similarity(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    shared = math.fsum(ours.words[word] for word in ours.words.keys() & theirs.words.keys())
    mine, other = ours.words.keys() - theirs.words.keys(), theirs.words.keys() - ours.words.keys()
    if not mine and not other:
        return 1.0
    matched = 2 * shared + (_near_matches(mine, ours, other, theirs) if mine and other else 0.0)
    dice = matched / (ours.weight + theirs.weight)
    return dice / (2 - dice)


def _near_matches(mine: Set[str], ours: QuestionFeatures, other: Set[str], theirs: QuestionFeatures) -> float:
    """The weight, on both sides, of words that the other question has in other words or in a similar spelling."""
    best = dict.fromkeys(mine, 0.0), dict.fromkeys(other, 0.0)
    for word in mine:
        letters = frozenset(word)
        for that in other:
            if word not in ours.terms and that not in theirs.terms and letters.isdisjoint(that):
                continue
            spelling = Indel.normalized_similarity(word, that, score_cutoff=_MIN_SPELLING_SIMILARITY)
            near = max(spelling, _term_similarity(ours, word, theirs, that))
            best[0][word] = max(best[0][word], near)
            best[1][that] = max(best[1][that], near)
    # fsum is exact, so the order of a set, which differs between runs, has no effect.
    return math.fsum(
        share * of.words[word]
        for of, found in zip((ours, theirs), best, strict=True)
        for word, share in found.items()
        if share
    )


def _term_similarity(ours: QuestionFeatures, word: str, theirs: QuestionFeatures, that: str) -> float:
    """How well two words stand for one official term, or one of them for a term that contains the other."""
    mine, other = ours.terms.get(word), theirs.terms.get(that)
    best = 0.0
    if mine and other:
        best = max((weight * other[term] for term, weight in mine.items() if term in other), default=0.0)
    for terms, part, text in ((mine, that, theirs.text), (other, word, ours.text)):
        if terms:
            named = (weight for term, weight in terms.items() if part in term and term in text)
            best = max(best, max(named, default=0.0))
    return best


def differ_decisively(ours: QuestionFeatures, theirs: QuestionFeatures) -> bool:
    """Whether two questions differ in a negation, an opposite, a number or a place."""
    return bool(_differences(ours, theirs))


def _differences(ours: QuestionFeatures, theirs: QuestionFeatures) -> int:
    return (
        (ours.negated != theirs.negated)
        + (bool(ours.sides) and are_opposed(ours.sides, theirs.sides))
        + (bool(ours.numbers) and bool(theirs.numbers) and ours.numbers != theirs.numbers)
        + (bool(ours.places) and bool(theirs.places) and ours.places != theirs.places)
    )


def _agreement(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    same_kind = (
        1.0 if ours.kind is theirs.kind else _OPEN_KIND if are_compatible(ours.kind, theirs.kind) else _OTHER_KIND
    )
    return same_kind * float(_DIFFERENCE ** _differences(ours, theirs))


def _jaccard(ours: frozenset[str], theirs: frozenset[str]) -> float:
    both = len(ours & theirs)
    return both / (len(ours) + len(theirs) - both) if both else 0.0


def index_keys(question: QuestionFeatures) -> set[str]:
    """The keys of a question in an inverted index: its words, their bigrams, which survive a typing error, and the
    official terms that its words stand for. Of a question with too many words its text alone.
    """
    if not question.is_comparable:
        return {question.text}
    terms = {
        term for weights in question.terms.values() for term, weight in weights.items() if weight >= _MIN_TERM_WEIGHT
    }
    return {*terms, *question.words, *(pair for part in (*terms, *question.words) for pair in bigrams(part))}


def shared_key_counts(wanted: Iterable[str], postings: Mapping[str, Sequence[int]], limit: int) -> Counter[int]:
    """For each entry of an inverted index, the number of keys that it shares; the rarest keys are looked up until
    ``limit`` postings were seen.
    """
    shared: Counter[int] = Counter()
    seen = 0
    for size, key in sorted((len(postings[key]), key) for key in wanted if key in postings):
        if seen and seen + size > limit:
            break
        shared.update(postings[key])
        seen += size
    return shared
