"""Refusals: which year, place or agency no report speaks of, and what can be asked instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.refusals import ScopeCheck, example_questions, understood
from retrieval.corpus.filters import EVERY_REPORT, AnyOf
from retrieval.models import Lack, Quote, Reason
from retrieval.question.analysis import analyse
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.presentable import is_presentable
from retrieval.question.scope import Scope
from retrieval.scoring.evidence import Evidence
from retrieval.text.lexicon import Lexicon, Term
from tests.retrieval.corpus.test_catalog import catalog_of, entry_of
from tests.retrieval.invented import HARBOUR, passage_of


@pytest.fixture(scope="module")
def check(engine: Engine) -> ScopeCheck:
    """The check over the shipped report."""
    return engine.parts.scope_check


def quote_at(engine: Engine, text: str) -> Quote:
    """A quote of the shipped report's first passage that holds a text."""
    passage = next(p for p in engine.library.passages if text in p.text)
    return Quote(passage.text, passage.start, passage.end, passage)


def beyond(check: ScopeCheck, engine: Engine, question: str, text: str, scope: Scope) -> Reason | None:
    """What a question names beyond the library, where the passage with a text was found."""
    return check.beyond(engine.parts.analyzer.analyse(question), scope, quote_at(engine, text))


def test_a_missing_place_or_year_is_lacking(check: ScopeCheck, engine: Engine) -> None:
    """With the titles that are held."""
    held = tuple(report.title for report in engine.library.reports)
    lacking = Reason(Lack.PLACE, "荣成市", held, held_count=1)
    assert check.lacking(Scope(EVERY_REPORT, 1, missing_place="荣成市")) == lacking
    assert check.lacking(Scope(EVERY_REPORT, 1, missing_year=2019)) == replace(lacking, lack=Lack.YEAR, what="2019年")
    assert check.lacking(Scope(EVERY_REPORT, 1)) is None


def test_of_many_titles_five_are_named_and_all_counted() -> None:
    """Whatever the size of the library."""
    catalog = catalog_of([entry_of(f"{at:03}.txt", f"第{at}号通报") for at in range(300)])
    check = ScopeCheck(catalog, lambda phrase, reports: False)
    assert check.lacking(Scope(EVERY_REPORT, 300, missing_year=2019)) == Reason(
        Lack.YEAR, "2019年", ("第0号通报", "第1号通报", "第2号通报", "第3号通报", "第4号通报"), held_count=300
    )


def test_what_the_quote_speaks_of_is_not_lacking(check: ScopeCheck, engine: Engine) -> None:
    """A sentence that names the place answers for it."""
    passage = passage_of(HARBOUR, "一/(一)/二是")
    said = Quote("荣成市2019年购置起重机8台。", 0, 10, passage)
    assert check.lacking(Scope(AnyOf(), 0, missing_year=2019, missing_place="荣成市"), said) is None


def test_an_agency_that_no_report_names_is_lacking(check: ScopeCheck, engine: Engine) -> None:
    """One that the report names is not."""
    scope = Scope(EVERY_REPORT, 1)
    found = beyond(check, engine, "海洋发展局办了多少审批事项", "审批事项189项", scope)
    assert found is not None
    assert (found.lack, found.what.endswith("海洋发展局")) == (Lack.PLACE, True)
    assert beyond(check, engine, "行政审批服务局保留了多少审批事项", "审批事项189项", scope) is None


def test_the_year_to_come_is_in_the_plan_alone(check: ScopeCheck, engine: Engine) -> None:
    """A sentence on what was done answers nothing of the year that the report plans."""
    scope = Scope(EVERY_REPORT, 1)
    found = beyond(check, engine, "2022年保留了多少审批事项", "审批事项189项", scope)
    assert found is not None
    assert (found.lack, found.what) == (Lack.YEAR, "2022年")
    assert beyond(check, engine, "2021年和2022年保留了多少审批事项", "审批事项189项", scope) is None
    assert beyond(check, engine, "2022年法治考核重点看什么", "纳入全区高质量发展考核评价体系", scope) is None


def found(engine: Engine, question: str) -> Evidence:
    """The evidence of a question."""
    return engine.pipeline.reader.evidence(engine.parts.analyzer.analyse(question))


def test_suggestions_are_questions_that_the_nearest_sentences_answer(engine: Engine) -> None:
    """At most two, no two of one fact, each of them asked by staff, and whole."""
    advice, evidence = engine.pipeline.composer.advice, found(engine, "审批事项保留了多少")
    suggested = advice.suggestions(evidence)
    assert 0 < len(suggested) <= 2
    assert all(map(is_presentable, suggested))
    staff = {phrasing.question for phrasing in engine.parts.known.phrasings if not phrasing.own_words}
    assert set(suggested) <= staff


@pytest.mark.parametrize(
    ("question", "lack", "what"),
    [("司法局电话是多少", Lack.ATTRIBUTE, "电话"), ("审批事项里的火星", Lack.WORD, "火星")],
)
def test_a_reason_names_what_the_best_sentence_lacks(engine: Engine, question: str, lack: Lack, what: str) -> None:
    """The attribute that is asked for, else the word that nothing explains."""
    reason = engine.pipeline.composer.advice.reason(found(engine, question))
    assert (reason.lack, reason.what) == (lack, what)


def test_a_sentence_shares_a_thing_with_the_question(engine: Engine) -> None:
    """A verb of change alone is none."""
    advice = engine.pipeline.composer.advice
    assert advice.shares_content(found(engine, "审批事项保留了多少"))
    assert not advice.shares_content(found(engine, "猪肉价格涨了多少"))


def test_examples_come_from_what_staff_wrote_else_from_headings(engine: Engine) -> None:
    """Three, from different parts."""
    known = engine.parts.known
    assert set(engine.examples) <= {phrasing.question for phrasing in known.phrasings}
    assert len(set(engine.examples)) == 3
    assert all(map(is_presentable, engine.examples))
    asked = example_questions(KnownQuestionIndex([]), engine.library.passages)
    assert len(set(asked)) == 3
    headings = {heading for passage in engine.library.passages for heading in passage.clause.headings}
    assert {question.removesuffix("有哪些内容") for question in asked} <= headings
    assert example_questions(KnownQuestionIndex([]), ()) == ()


def test_what_has_nothing_of_the_question_is_not_suggested(engine: Engine) -> None:
    """Not even where it stands in the nearest sentence."""
    advice = engine.pipeline.composer.advice
    similarity = engine.parts.known.recall("怎么投诉").similarity
    suggested = advice.suggestions(found(engine, "怎么投诉"))
    known = {phrasing.question: at for at, phrasing in enumerate(engine.parts.known.phrasings)}
    assert all(similarity[known[question]] >= 0.2 for question in suggested)
    assert "监管遵循什么理念" not in suggested


def test_a_lay_form_is_understood_as_the_term_in_the_quote() -> None:
    """Only where the quote says it in the official term alone."""
    asked = analyse("吊机几台", (), Lexicon({"吊机": (Term("起重机", 1.0),)}), None)
    assert understood(asked, "购置起重机8台") == (("吊机", "起重机"),)
    assert understood(asked, "购置吊机8台") == understood(asked, "吊机即起重机") == ()


@pytest.mark.parametrize(
    ("question", "lack", "what"),
    [
        ("法律顾问办理的公证", Lack.WORD, "公证"),
        ("法律顾问的公积金", Lack.WORD, "公积金"),
        ("执法记录仪配备的法律顾问", Lack.UNSURE, ""),
        ("化解了多少起纠纷", Lack.UNSURE, ""),
        ("黑名单里有哪些企业", Lack.UNSURE, ""),
        ("法制审核人员准备去的镇街", Lack.UNSURE, ""),
    ],
)
def test_only_whole_words_that_no_report_names_are_denied(engine: Engine, question: str, lack: Lack, what: str) -> None:
    """A word that stands elsewhere in the report is not; nor a piece of one, such as 积金 or 黑名."""
    reason = engine.pipeline.composer.advice.reason(found(engine, question))
    assert lack is not Lack.WORD or (reason.lack, reason.what) == (lack, what)
    assert lack is Lack.WORD or reason.lack is not Lack.WORD


def test_a_lay_word_of_a_term_that_a_report_names_is_not_denied(engine: Engine) -> None:
    """The report has its official term."""
    asked = replace(engine.parts.analyzer.analyse("讼师几名"), expansions=(("讼师", (Term("法律顾问", 1.0),)),))
    evidence = engine.pipeline.reader.evidence(asked)
    assert engine.pipeline.composer.advice.reason(evidence).lack is not Lack.WORD
    unexplained = replace(evidence, question=replace(asked, expansions=()))
    assert engine.pipeline.composer.advice.reason(unexplained).what == "讼师"


def test_a_missing_kind_of_answer_is_named(engine: Engine) -> None:
    """Where all words are held and the sentence has no answer of the kind: 没有写明时间."""
    reason = engine.pipeline.composer.advice.reason(found(engine, "法律顾问何时选聘"))
    assert (reason.lack, reason.what) in [(Lack.KIND, "date"), (Lack.ATTRIBUTE, "日期")]
