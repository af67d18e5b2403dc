"""Sentence reranker: for what no sentence answers by its words, what means nearly the same comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.answering.answerability import AnswerabilityClassifier
from retrieval.models import Lesson, Outcome, ReportError
from retrieval.resources import DATA
from retrieval.scoring.evidence import Evidence, Nearness
from retrieval.scoring.reranking.answer_model import AnswerModel
from retrieval.scoring.reranking.sentence_reranker import RankingModel, SentenceReranker
from tests.retrieval.invented import library_of
from tests.retrieval.scoring.reranking.test_meaning_match import HANDBOOK, RULES

WAGES = "用人单位应当按时足额支付劳动报酬。"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two small reports."""
    return library_of(tmp_path_factory.mktemp("reranked"), {"风车.txt": HANDBOOK, "砀山.txt": RULES})


@pytest.fixture(scope="module")
def reader(library: Library) -> SentenceReranker:
    """The reranker of the library."""
    found = Engine(library).pipeline.reader.reranker
    assert found is not None
    return found


def evidence(library: Library, question: str) -> Evidence:
    """What is found by the words alone."""
    reader = Engine(library).pipeline.reader
    return reader.evidence(reader.analyzer.analyse(question))


def test_the_nearest_in_meaning_comes_first(library: Library, reader: SentenceReranker) -> None:
    """应当 stands in several sentences; of the rest of the question no word stands anywhere."""
    again = reader.rerank(evidence(library, "老板应当给工钱吗"))
    assert again.best.sentence.text == WAGES
    assert again.best.score == 1.0
    assert [each.score for each in again.ranking] == sorted((each.score for each in again.ranking), reverse=True)


def test_sentences_without_a_word_of_the_question_are_looked_at(library: Library, reader: SentenceReranker) -> None:
    """By their words they are not even among those that the closer look is at."""
    found = evidence(library, "老板应当给工钱吗")
    looked = reader.features(found)
    texts = {found.candidates.batch.sentences[at].text for at in looked.positions}
    assert WAGES in texts
    assert "2021年度砀山县办事规程" in texts
    assert {len(values) for values in looked.features.values()} == {len(looked.positions)}


def test_a_clear_lead_stays(library: Library, reader: SentenceReranker) -> None:
    """Words count first."""
    found = evidence(library, "赶集的日子由谁公布")
    assert reader.rerank(found).best.sentence == found.best.sentence


def test_what_is_near_by_its_words_keeps_what_the_model_prefers_near(
    library: Library, reader: SentenceReranker
) -> None:
    """A question that shares nothing with any sentence is far from all of them, in whatever order they stand."""
    near = evidence(library, "值守的人几点应当到岗位上")
    assert near.near()
    assert reader.rerank(near).near() == reader.rerank(near).nearest
    far = replace(near, nearness=Nearness())
    assert not far.near()
    assert not reader.rerank(far).near()


def test_what_is_answered_by_its_words_is_not_put_in_order_again(library: Library) -> None:
    """Only what no sentence answers is."""
    answered = Engine(library).ask("饲养犬只应当办理什么")
    assert answered.outcome is Outcome.ANSWER
    assert answered.quotes[0].text == "饲养犬只应当办理登记。"
    assert answered.quotes[0].score != 1.0


def test_lessons_count_beside_the_model(library: Library) -> None:
    """What use taught of the very question comes first, whatever it means."""
    passage = next(each for each in library.passages if "赶集" in each.text)
    lesson = Lesson("老板应当给工钱吗", "", passage.id, (passage.start, passage.end))
    taught = library.with_lessons([lesson])
    reader = Engine(taught).pipeline.reader
    found = reader.evidence(reader.analyzer.analyse("老板应当给工钱吗"))
    assert reader.reranker is not None
    assert "赶集" in reader.reranker.rerank(found).best.sentence.text


def test_a_model_is_read_as_it_was_written(tmp_path: Path, library: Library, reader: SentenceReranker) -> None:
    """The file holds a weight a feature; one that no sentence has, and what is no model, is an error that says so."""
    shipped = RankingModel.load(DATA / "ranking.json")
    shipped.save(tmp_path / "again.json")
    assert RankingModel.load(tmp_path / "again.json") == shipped
    (tmp_path / "none.json").write_text('{"format": "wenda-ranking 1"}', "utf-8")
    with pytest.raises(ReportError, match=r"none\.json: wanted a ranking of format"):
        RankingModel.load(tmp_path / "none.json")
    unknown = replace(reader, model=RankingModel({"colour": 1.0}))
    with pytest.raises(KeyError, match="colour"):
        unknown.rerank(evidence(library, "老板应当给工钱吗"))


def test_what_tells_of_the_first_sentence_goes_along(library: Library, reader: SentenceReranker) -> None:
    """Each feature of the model of answers, and the slot of what is asked for: a sum is not in the sentence."""
    model, reader = AnswerModel.load(DATA / "answering.json"), replace(reader, fitted_on=1)
    told = reader.rerank(evidence(library, "老板应当给工钱吗")).features
    assert told is not None
    assert 0 < model.probability(told) < 1
    assert told["hard slot missing"] == 0
    sums = reader.rerank(evidence(library, "老板应当给多少钱的工钱")).features
    assert sums is not None
    assert sums["hard slot missing"] == 1
    assert model.probability(sums) < model.right.threshold
    assert model.probability({**told, "hard slot missing": 1.0}) < model.right.threshold


def test_nothing_is_told_of_the_first_of_few(library: Library, reader: SentenceReranker) -> None:
    """Libraries that were fitted on have thousands of sentences: a lead over six says less."""
    assert reader.rerank(evidence(library, "老板应当给工钱吗")).features is None


def test_nothing_is_told_of_a_sentence_that_use_has_taught(library: Library) -> None:
    """The features are of the one that the model puts first."""
    passage = next(each for each in library.passages if "赶集" in each.text)
    taught = library.with_lessons([Lesson("老板应当给工钱吗", "", passage.id, (passage.start, passage.end))])
    reader = Engine(taught).pipeline.reader
    assert reader.reranker is not None
    found = reader.evidence(reader.analyzer.analyse("老板应当给工钱吗"))
    assert replace(reader.reranker, fitted_on=1).rerank(found).features is None


def test_a_model_of_answers_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What is none is an error that says so."""
    shipped = AnswerModel.load(DATA / "answering.json")
    shipped.save(tmp_path / "again.json")
    again = AnswerModel.load(tmp_path / "again.json")
    assert again.stated.to_json() == shipped.stated.to_json()
    assert again.right.to_json() == shipped.right.to_json()
    (tmp_path / "none.json").write_text("{}", "utf-8")
    with pytest.raises(ReportError, match=r"none\.json: wanted a model of answers of format"):
        AnswerModel.load(tmp_path / "none.json")


def test_both_models_of_answers_have_one_threshold() -> None:
    """What the model of reranked sentences finds likely is held against the threshold of the classifier."""
    classifier = AnswerabilityClassifier.load(DATA / "gate.json")
    thresholds = {model.threshold for model in (classifier.known, classifier.bare)}
    assert thresholds == {AnswerModel.load(DATA / "answering.json").right.threshold}
