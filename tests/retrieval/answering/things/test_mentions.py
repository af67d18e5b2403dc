"""Mentions: what reports name, whole or in part, and the sentences about a thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval import Engine
from retrieval.answering.things.mentions import ReportMentions, content_words, official_terms
from retrieval.answering.things.thing_readings import asking_of
from retrieval.corpus.filters import EVERY_REPORT
from retrieval.question.analysis import analyse
from retrieval.text.lexicon import Lexicon, Term


@pytest.fixture(scope="module")
def mentions(engine: Engine) -> ReportMentions:
    """What the shipped report names."""
    return engine.parts.mentions


@pytest.mark.parametrize(
    ("word", "named"), [("法律顾问", True), ("法治政府建设情况报告", True), ("律师事务所", True), ("公积金", False)]
)
def test_a_report_names_what_it_holds(mentions: ReportMentions, word: str, named: bool) -> None:
    """In its text, its headings or its title."""
    assert mentions.names(word) is named


def test_whole_words_alone_mean_something() -> None:
    """No pieces, no function words; what is only counted is no part of the word behind it."""
    assert content_words("住房公积金和黑名单") == ["住房", "公积金", "黑名单"]
    assert content_words("化解了多少起纠纷") == ["化解", "纠纷"]
    assert content_words("") == content_words("呢") == []


def test_the_terms_of_a_word() -> None:
    """Those of a lay form within it, and of one that it is within."""
    asked = analyse("民告官的事", (), Lexicon({"民告官": (Term("行政诉讼", 1.0),)}), None)
    assert official_terms(asked, "民告官") == official_terms(asked, "告官") == ("行政诉讼",)
    assert official_terms(asked, "讼师") == official_terms(asked, "") == ()


def thing(engine: Engine, question: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names and words of a follow-up's thing as the shipped report has them."""
    asked = engine.parts.analyzer.analyse(question, ["执法记录仪有几台"])
    found = engine.parts.mentions.thing_of(asked, EVERY_REPORT)
    return (found.names[:1], tuple(word for word, *_ in found.words)) if found else None


def test_a_thing_as_reports_name_it(engine: Engine) -> None:
    """Whole, else by those of its words that they hold; counts and dates are no words of it."""
    assert thing(engine, "那法律顾问呢") == (("法律顾问",), ("法律顾问",))
    assert thing(engine, "那法律顾问公积金呢") == ((), ("法律顾问",))
    assert thing(engine, "那公积金呢") is None
    assert thing(engine, "那十三月的两次呢") is None


def test_the_sentences_about_a_thing(engine: Engine) -> None:
    """Those that name it, in the order of the ranking; else those below a heading that does."""
    asked = engine.parts.analyzer.analyse("那法律顾问呢", ["执法记录仪有几台"])
    ranking = engine.pipeline.reader.evidence(asked).ranking
    found = engine.parts.mentions.thing_of(asked, EVERY_REPORT)
    assert found is not None
    about = found.among(ranking, engine.parts.known)
    assert about
    assert [scored for scored in ranking if "法律顾问" in scored.folded] == list(about)
    headed = replace(found, names=("社会矛盾纠纷行政预防",), words=())
    everything = engine.pipeline.reader.evidence(engine.parts.analyzer.analyse("网格设立人民调解委员会"))
    assert {scored.sentence.passage.clause.path for scored in headed.among(everything.ranking, engine.parts.known)} == {
        "四/(五)"
    }


@pytest.mark.parametrize(
    ("earlier", "asking"),
    [
        ("法律顾问叫什么名字", "叫什么名字"),
        ("执法记录仪多少钱一台", "多少钱一台"),
        ("司法局电话是多少", "电话是多少"),
        ("执法记录仪有几台", "有多少"),
        ("几个部门报了不罚清单", "有多少"),
        ("法律顾问代理了多少起诉讼案件", "有多少"),
        ("考试通过率是多少", "比例是多少"),
        ("复议调解和解委员会哪天成立的", "是什么时候"),
        ("信用码上见是干什么的", "是干什么的"),
    ],
)
def test_what_the_earlier_question_asks(engine: Engine, earlier: str, asking: str) -> None:
    """Its words behind the thing where they tell, else what its kind of answer is asked for by."""
    asked = engine.parts.analyzer.analyse("那公共服务呢", [earlier])
    assert asking_of(asked, engine.parts.mentions) == asking
