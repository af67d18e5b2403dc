"""What answerability goes by, over a small report: each feature held against its definition, and each estimator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.answering.answerability import (
    AnswerabilityClassifier,
    ClassifierEstimator,
)
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.resources import DATA
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.sentence_source import CandidateFilter
from retrieval.text.answer_type import AnswerType
from retrieval.text.question_text import ask_tokens, tokens
from tests.retrieval.answering.harbour import ASKS, FILES, evidence
from tests.retrieval.invented import HARBOUR_PHRASINGS, library_of

# Of an invented berth: 码头 stands for 港口, which no sentence about berths has; 添置 for 购置, which one has.
QUESTIONS = (
    "码头多出几个船位呢",
    "全年新建泊位多少个",
    "起重设备添置数量是多少",
    "安委会啥时候搭起来的",
    "泊位维修花了多少天",
    "港口的电话是多少",
    "起重机值多少钱",
    "港务系统怎么样",
    "夜间值守有没有加强",
)


def shares(parts: EngineParts, found: Evidence, *explained: frozenset[str]) -> list[float]:
    """The shares of a question's pairs and characters, weighed by their idf, that the sentence or some tokens hold."""
    question, sentence = found.question, found.best.stated
    forms = [form for form, terms in question.expansions if any(term.text in sentence for term in terms)]
    told = {piece for form in forms for piece in (*form, *(form[at : at + 2] for at in range(len(form) - 1)))}
    idf = parts.known.idf if parts.known.asked else lambda token: parts.statistics.idf(token[1:])
    weights = {t: w * idf(t) for t, w in tokens(question.text).items() if t[0] in "bu"}
    return [
        sum(w for t, w in weights.items() if t[1:] in sentence or t[1:] in told or t in holds) / sum(weights.values())
        for holds in explained
    ]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("without", [False, True])
def test_how_much_of_a_question_is_explained(prepared: EngineParts, question: str, without: bool) -> None:
    """By the sentence, by the phrasings that point at it, and by those of the closest fact; but for those left out."""
    known = prepared.known
    mask = np.arange(len(known.questions)) % 2 == 0 if without else None
    found = evidence(prepared, question, CandidateFilter(without_questions=mask))
    features = prepared.estimator.features(found)
    similar = found.candidates.hits.similarity
    here = [at for at in known.phrasings_of(found.best.sentence.key) if mask is None or not mask[at]]
    all_here = frozenset().union(*(known.ask_tokens(at) for at in here))
    best = max(here, key=lambda at: similar[at], default=None)
    fact = known.fact_tokens(best, mask) if best is not None else frozenset()
    by_sentence, by_phrasings, by_fact = shares(prepared, found, frozenset(), all_here, fact)
    assert features["explained by the sentence"] == pytest.approx(by_sentence)
    assert features["explained with phrasings"] == pytest.approx(by_phrasings)
    assert features["explained by the closest fact"] == (pytest.approx(by_fact) if here else 0.0)
    assert features["phrasing anywhere"] == max(similar[: known.asked])
    assert features["gap anywhere"] == max(similar[known.asked :])
    assert features["phrasing here"] == max((similar[at] for at in here), default=0.0)
    alike = [similar[at] for at in here if known.kinds[at] is found.question.kind]
    assert features["kind asked before"] == max(alike, default=0.0)
    closest = sorted(range(len(similar)), key=lambda at: (-similar[at], at))[:8]
    sides = sum(similar[at] ** 2 * (1 if at < known.asked else -1) for at in closest)
    assert features["neighbours"] == pytest.approx(sides / sum(similar[at] ** 2 for at in closest))


@pytest.mark.parametrize(
    ("question", "asked"), [("码头多出几个船位呢", "新添的船位数"), ("修好几个旧的船位呢", "翻修好的旧船位")]
)
def test_of_two_facts_of_a_sentence_the_one_asked_for_is_the_closest(tmp_path: Path, question: str, asked: str) -> None:
    """Whichever of them the report states first."""
    files = FILES | {"a.phrasings": f"{HARBOUR_PHRASINGS}\n> 维修泊位5个\n= 5个\n修好几个旧船位\n翻修好的旧船位\n"}
    parts = EngineParts.of(library_of(tmp_path, files))
    known, found = parts.known, evidence(parts, question)
    here = known.phrasings_of(found.best.sentence.key)
    assert len({int(known.fact_of[at]) for at in here}) == 2
    of_both = frozenset().union(*map(known.ask_tokens, here))
    by_fact, by_both = shares(parts, found, known.fact_tokens(known.questions.index(asked)), of_both)
    features = parts.estimator.features(found)
    assert features["explained by the closest fact"] == pytest.approx(by_fact)
    assert features["explained with phrasings"] == pytest.approx(by_both)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("own", [-1, 0, 1])
def test_the_odds_of_what_is_asked(prepared: EngineParts, question: str, own: int) -> None:
    """Of all tokens, of those beyond the sentence, and of those beyond its phrasings too, in sum and at the ends."""
    found = evidence(prepared, question)
    features = prepared.estimator.features(found, own)
    asked = ask_tokens(found.question.text)
    told = frozenset[str]().union(
        *(prepared.known.ask_tokens(at) for at in prepared.known.phrasings_of(found.best.sentence.key))
    )
    every = {token: ASKS.log_odds(token, own) for token in asked}
    beyond = {token: odds for token, odds in every.items() if token[1:] not in found.best.stated}
    rest = {token: odds for token, odds in beyond.items() if token not in told}
    for name, odds in (("of all", every), ("beyond the sentence", beyond), ("unexplained", rest)):
        assert features[f"odds {name}"] == pytest.approx(sum(odds.values()) / (len(asked) + 1))
    assert features["worst odds unexplained"] == max(rest.values(), default=0.0)
    assert own or prepared.estimator.features(found) == features
    assert features["worst odds"] == max(every.values())
    assert features["best odds"] == min(every.values())


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_report_without_known_questions_is_weighed_by_its_words(bare: EngineParts, question: str) -> None:
    """Shares go by how rare words are in the report, and what known questions tell is nothing."""
    found = evidence(bare, question)
    features = bare.estimator.features(found)
    (by_sentence,) = shares(bare, found, frozenset())
    assert features["explained by the sentence"] == pytest.approx(by_sentence)
    assert features["explained with phrasings"] == pytest.approx(by_sentence)
    for name in ("explained by the closest fact", "phrasing anywhere", "phrasing here", "gap anywhere", "neighbours"):
        assert features[name] == 0.0


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("全年新建泊位多少个", {"slot": 1, "attribute supported": 1, "unit": 1, "asks count": 1}),
        ("维修泊位多少公里", {"slot": 1, "unit": 0, "asks count": 1}),
        ("泊位维修花了多少天", {"attribute supported": 0, "attribute unsupported": 1}),
        ("港口安全委员会的经费多少钱", {"slot": 0, "hard slot missing": 1, "asks money": 1}),
        ("引航员多少名", {"slot": 0, "hard slot missing": 0}),
    ],
)
def test_what_a_sentence_lacks_of_what_is_asked(
    prepared: EngineParts, question: str, wanted: Mapping[str, float]
) -> None:
    """A slot of the wanted kind, the attribute, the unit; only a sum, share, period or day is missed for certain."""
    found = evidence(prepared, question)
    features = prepared.estimator.features(found)
    assert {name: features[name] for name in wanted} == wanted
    assert sum(features[f"asks {kind}"] for kind in AnswerType) == 1
    assert features["length"] == pytest.approx(math.log(1 + len(found.question.text)))
    assert features["words covered"] == found.best.coverage
    assert features["text score"] == pytest.approx(found.best.text_score / 30)


def test_nothing_is_wanted_and_nothing_unsupported(prepared: EngineParts) -> None:
    """Without an attribute both are 0; one of several is enough."""
    found = evidence(prepared, "全年新建泊位多少个")
    (stated,) = found.wanted
    missing = replace(stated, support="灯塔")
    for wanted, supported, unsupported in (
        ((), 0, 0),
        ((stated,), 1, 0),
        ((missing,), 0, 1),
        ((missing, stated), 1, 0),
    ):
        features = prepared.estimator.features(replace(found, wanted=wanted))
        assert (features["attribute supported"], features["attribute unsupported"]) == (supported, unsupported)


def test_no_unit_is_missed_where_none_is_asked_for(prepared: EngineParts) -> None:
    """The sentence states no number at all."""
    assert prepared.estimator.features(evidence(prepared, "夜间值守有没有加强"))["unit"] == 1.0


def test_a_mark_behind_another_question_asks_for_nothing_more(prepared: EngineParts) -> None:
    """What it leans on finds the sentence; its own words, of which there are none, speak neither for it nor against."""
    question = prepared.analyzer.analyse("？", ("全年新建泊位多少个",))
    found = answer_pipeline(prepared).reader.evidence(question, CandidateFilter())
    assert "泊位" in found.best.stated
    features = prepared.estimator.features(found)
    odds = [name for name in features if "odds" in name]
    assert len(odds) == 6
    assert all(features[name] == 0.0 for name in (*odds, "explained by the sentence", "length"))


@pytest.mark.parametrize(
    ("scores", "margin"), [((4.0, 1.0), 0.75), ((4.0, 4.0), 0.0), ((4.0,), 1.0), ((0.0,), 0.0), ((0.0, 0.0), 0.0)]
)
def test_the_margin_is_the_lead_over_the_next(prepared: EngineParts, scores: tuple[float, ...], margin: float) -> None:
    """As a share of the best score; whole where there is no other."""
    found = evidence(prepared, "全年新建泊位多少个")
    ranking = tuple(replace(each, score=score) for each, score in zip(found.ranking, scores, strict=False))
    assert prepared.estimator.features(replace(found, ranking=ranking))["margin"] == margin


def test_log_odds_and_rarity() -> None:
    """By hand: half a case is shared out by the sides' sizes, and a case's own token is taken out once."""
    assert ASKS.log_odds("b位呢") == pytest.approx(math.log((3 + 0.125) / 10.5) - math.log((1 + 0.375) / 30.5))
    assert ASKS.log_odds("b位呢", -1) == pytest.approx(math.log((2 + 0.125) / 10.5) - math.log((1 + 0.375) / 30.5))
    assert ASKS.log_odds("b位呢", 1) == pytest.approx(math.log((3 + 0.125) / 10.5) - math.log(0.375 / 30.5))
    for own in (-1, 0, 1):
        assert ASKS.log_odds("b火星", own) == pytest.approx(math.log(0.125 / 10.5) - math.log(0.375 / 30.5))
    assert ASKS.rarity("b位呢") == pytest.approx(math.log(1 + (40 - 4 + 0.5) / 4.5))
    assert ASKS.rarity("b电话") == pytest.approx(math.log(1 + (40 - 6 + 0.5) / 6.5))
    assert ASKS.rarity("b多少") == pytest.approx(math.log(1 + (40 - 9 + 0.5) / 9.5))
    assert ASKS.rarity("b火星") == pytest.approx(math.log(82))


def test_each_library_has_its_model(prepared: EngineParts, bare: EngineParts) -> None:
    """One for reports with known questions, one for those without; a threshold is that of both."""
    classifier = AnswerabilityClassifier.load(DATA / "gate.json").with_threshold(0.9)
    assert (classifier.known.threshold, classifier.bare.threshold) == (0.9, 0.9)
    for parts, model in ((prepared, classifier.known), (bare, classifier.bare)):
        estimator = ClassifierEstimator(classifier, parts.known, parts.statistics)
        found = evidence(parts, "全年新建泊位多少个")
        assert estimator.threshold == 0.9
        assert estimator.probability(found) == model.probability(estimator.features(found))
