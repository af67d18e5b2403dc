"""The index of known questions: similarity, votes, facts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.composition import EngineParts
from retrieval.models import Span
from retrieval.parsing.report import passages
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.candidates import sentences
from retrieval.text.question_text import ask_tokens, tokens
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, library_of, report_of

PASSAGES = passages(report_of())


def span_of(text: str) -> Span:
    """Where a text stands in the invented report."""
    return HARBOUR.index(text), HARBOUR.index(text) + len(text)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> KnownQuestionIndex:
    """The known questions of the invented report."""
    folder: Path = tmp_path_factory.mktemp("harbour")
    files: dict[str, str | bytes] = {
        "a.txt": HARBOUR,
        "a.phrasings": HARBOUR_PHRASINGS,
        "a.gaps": HARBOUR_GAPS,
    }
    return EngineParts.of(library_of(folder, files)).known


def test_kinds_of_tokens_do_not_mix() -> None:
    """Words, pairs and characters carry their kind, so that 复议 as a word and as a pair are two."""
    assert tokens("复议") == {"w复议": 1.0, "b复议": 1.0, "u复": 0.5, "u议": 0.5}
    assert ask_tokens("叫什么") >= {"t叫什么", "b什么"}


def test_a_known_question_is_like_itself(known: KnownQuestionIndex) -> None:
    """Each known question has similarity 1 with itself and less with every other."""
    for at, question in enumerate(known.questions):
        similarity = known.recall(question).similarity
        assert similarity[at] == pytest.approx(1.0)
        assert (np.delete(similarity, at) < 0.9999).all()


def test_similarity_is_between_none_and_one(known: KnownQuestionIndex) -> None:
    """Similarities stay within 0 and 1, and a strange text is like nothing."""
    for text in ("吊机买了几台谁买的", "盖了几个停船的位置" * 3, "qqq"):
        assert ((known.recall(text).similarity >= 0) & (known.recall(text).similarity <= 1 + 1e-9)).all()
    assert not known.recall("qqq").similarity.any()
    assert not known.recall("").similarity.any()


def test_a_masked_question_is_forgotten(known: KnownQuestionIndex) -> None:
    """A masked question has neither similarity nor score."""
    mask = np.zeros(len(known.questions), dtype=bool)
    mask[0] = True
    recall = known.recall(known.questions[0], mask=mask)
    assert recall.similarity[0] == 0
    assert recall.scores[0] == 0


def test_a_question_that_leans_finds_what_both_ask(known: KnownQuestionIndex) -> None:
    """With the question before it, a short one is as like a known question as the two together."""
    alone = known.recall("几台").similarity
    leaning = known.recall("几台", context="吊机买了").similarity
    at = known.questions.index("吊机买了几台")
    assert leaning[at] > alone[at]


def test_phrasings_and_gaps_are_told_apart(known: KnownQuestionIndex) -> None:
    """The closest of each: a known question is wholly like itself, one like none is like nothing."""
    phrasing, gap = known.questions[0], known.questions[known.asked]
    assert known.closest(known.recall(phrasing).similarity)[0] == pytest.approx(1.0)
    assert known.closest(known.recall(gap).similarity)[1] == pytest.approx(1.0)
    assert known.closest(np.zeros(len(known.questions))) == (0.0, 0.0)
    assert known.closest(np.empty(0)) == (0.0, 0.0)


def test_a_gap_is_closest(known: KnownQuestionIndex) -> None:
    """A question much like a gap gives that gap, one like none of them nothing."""
    gap = known.closest_gap(known.recall("一台吊机要多少钱").similarity)
    assert gap is not None
    assert gap.turn_to == "请向县港务局咨询"
    assert known.closest_gap(known.recall("qqq").similarity) is None


def test_a_gap_that_shares_the_words_of_asking_is_not_close(known: KnownQuestionIndex) -> None:
    """Nobody is sent to the harbour office for the price of a ticket to a park."""
    assert known.closest_gap(known.recall("公园的门票几块钱").similarity) is None


def test_gaps_that_say_otherwise_leave_it_open(known: KnownQuestionIndex) -> None:
    """Where two gaps are nearly as much like the question, and name two offices, none is named."""
    similarity = np.zeros(len(known.questions))
    crane, ticket = (
        known.asked + next(at for at, gap in enumerate(known.gaps) if word in gap.question) for word in ("吊机", "船票")
    )
    similarity[crane], similarity[ticket] = 0.6, 0.55
    assert known.closest_gap(similarity) is None
    similarity[ticket] = 0.3
    assert known.closest_gap(similarity) == known.gaps[crane - known.asked]


def test_votes(known: KnownQuestionIndex) -> None:
    """The closest known questions vote for an answer or against, between -1 and 1; none vote 0."""
    assert known.vote(known.recall("吊机买了几台").similarity, 1) == 1.0
    assert known.vote(known.recall("安委会电话是多少").similarity, 1) == -1.0
    assert known.vote(known.recall("qqq").similarity, 8) == 0.0
    assert -1 <= known.vote(known.recall("吊机多少钱买了几台").similarity, 8) <= 1


def test_a_fact_scores_by_its_phrasings(known: KnownQuestionIndex) -> None:
    """The fact that a question asks for scores best, and so does its sentence."""
    facts = known.by_fact(known.recall("盖了几个停船的位置").scores)
    best = int(facts.argmax())
    scores = known.by_sentence(facts)
    assert max(scores, key=lambda key: scores[key]) == known.facts[best].sentence
    assert max(scores.values()) == facts.max()


def test_a_sentence_scores_its_best_fact(known: KnownQuestionIndex) -> None:
    """Sentences whose facts score nothing are left out."""
    cranes = next(fact.sentence for fact in known.facts if fact.short == span_of("8台"))
    others = {fact.sentence for fact in known.facts} - {cranes}
    facts = np.array([2.0 if fact.sentence == cranes else 0.0 for fact in known.facts])
    assert known.by_sentence(facts) == {cranes: 2.0}
    facts = np.array([float(at + 1) for at in range(len(known.facts))])
    expected = {key: max(facts[at] for at in known.facts_of(key)) for key in {cranes, *others}}
    assert known.by_sentence(facts) == expected
    assert known.by_sentence(np.zeros(len(known.facts))) == {}


def test_the_second_best_phrasing_counts_half(known: KnownQuestionIndex) -> None:
    """A fact scores its best phrasing and half of its second best, whatever its others say."""
    scores = np.zeros(known.asked)
    scores[:3] = 3.0, 1.0, 2.0
    fact = int(known.fact_of[0])
    assert [int(at) for at in known.fact_of[:3]] == [fact] * 3
    assert known.by_fact(scores)[fact] == pytest.approx(3.0 + 0.5 * 2.0)


def test_facts_know_their_sentence(known: KnownQuestionIndex) -> None:
    """Facts and phrasings of a sentence point at it."""
    for at, fact in enumerate(known.facts):
        assert at in known.facts_of(fact.sentence)
        assert known.phrasings_of(fact.sentence)
        assert known.sentence_of[known.phrasings_of(fact.sentence)[0]] == fact.sentence
    for stranger in (("p999", known.facts[0].sentence[1]), (known.facts[0].sentence[0], 9999)):
        assert known.facts_of(stranger) == []
        assert known.phrasings_of(stranger) == []


def test_a_fact_stands_in_the_sentence_that_states_it(known: KnownQuestionIndex) -> None:
    """Its key is the passage's id and the first offset of the sentence that holds the fact's span."""
    keys = {sentence.key: sentence for passage in PASSAGES for sentence in sentences(passage)}
    for fact in known.facts:
        sentence = keys[fact.sentence]
        assert sentence.start <= fact.span[0] < fact.span[1] <= sentence.end
    near = known.sentence_of[known.asked :]
    assert [keys[key].text if key else "" for key in near] == [
        *["购置起重机8台,叉车21台。"] * 3,
        *["3月15日,成立港口安全委员会。"] * 2,
        "",
    ]


def test_an_empty_bank_knows_nothing() -> None:
    """Without phrasings and gaps every question is new, and nothing fails."""
    known = KnownQuestionIndex([])
    recall = known.recall("吊机买了几台", "起重机")
    assert len(recall.similarity) == 0
    assert known.by_fact(recall.scores).tolist() == []
    assert known.by_sentence(np.zeros(0)) == {}
    assert known.vote(recall.similarity, 8) == 0.0
    assert known.closest_gap(recall.similarity) is None


def test_an_unseen_token_tells_most(known: KnownQuestionIndex) -> None:
    """A token that no known question has weighs at least as much as any that one has."""
    assert known.idf("w火星") >= max(known.idf(token) for token in tokens("吊机买了几台"))
