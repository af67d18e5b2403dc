"""What holds for any text as a question: replies, quotes, spelling, time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from retrieval import Engine
from retrieval.models import Outcome, Region, Reply
from retrieval.scoring.candidates import Sentence, sentences
from retrieval.text.normalization import fold
from tests.examples import examples
from tests.pace import cost

LIMIT_S = 0.05
SHORTEST_COPY = 12
TEXT_PROPER = {Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW}
TO_TRADITIONAL = OpenCC("s2t")

PIECES = (
    "行政复议 行政诉讼 审批事项 执法记录仪 法律顾问 规范性文件 信用修复 黑名单 调解 普法 热线 区长 司法局 荣成市 "
    "多少 几件 几个人 多少钱 什么时候 谁 哪些 为什么 怎么办 吗 呢 电话 地址 2021年 2019年 去年 二〇二〇年 明年 "
    "shenpi xingzheng ＧＤＰ １２ 3.4% 🤔 ，。 ？！ 《 》 \n \u3000 請問 複議 記錄 谢谢 请问 不罚 4月28日 13号 ( 〔 % ."
).split(" ")
ASKED = (
    "一共保留了多少审批事项",
    "执法记录仪有几台",
    "法律顾问代理了多少起诉讼案件",
    "行政复议申请受理了多少件",
    "不予处罚涉及多少钱",
    "考试通过率是多少",
    "人民调解队伍有多少人",
    "重大行政决策程序有哪些步骤",
    "司法局电话是多少",
    "执法记录仪多少钱一台",
    "荣成市保留了多少审批事项",
    "有没有败诉的案件",
    "帮多少家企业修复了信用",
    "民商事诉讼收案下降了多少",
    "下一步法治公园建设",
    "行政复议调解和解委员会是什么时候成立的",
    "文号是多少",
    "文件废止时间",
    "规范性文件清理了多少件",
    "防诈骗相声被谁收录",
)

anything = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=40),
)
questions = st.sampled_from(ASKED)
emoji = st.text("🤔🙏😀❤️👍🏻😭🎉", min_size=1, max_size=4)
before = st.sampled_from(["", "请问,", "您好,", "麻烦问下", "你好！请问", "想问下", "帮我查下 "])
after = st.sampled_from(["", ",谢谢", "？谢谢您!", ",多谢", "!!", "??", "~", " "])


def steady(count: int) -> settings:
    """Settings for a property: seeded, without a deadline."""
    return settings(
        max_examples=examples(count),
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def first(reply: Reply) -> tuple[int, int] | None:
    """Where the first quote stands."""
    return (reply.quotes[0].start, reply.quotes[0].end) if reply.quotes else None


def body(engine: Engine) -> list[Sentence]:
    """The sentences of the text proper that are long enough to be copied as a question."""
    return [
        sentence
        for passage in engine.library.passages
        for sentence in sentences(passage)
        if passage.clause.place in TEXT_PROPER and len(sentence.text) > SHORTEST_COPY
    ]


@given(question=anything, history=st.lists(anything, max_size=2))
@steady(250)
def test_any_text_gets_a_truthful_reply(engine: Engine, question: str, history: list[str]) -> None:
    """Any text is replied to; quotes are slices of the source, each short answer stands in its quote."""
    reply = engine.ask(question, history)
    text = engine.library.reports[0].text
    assert reply.question == question
    assert all(text[q.start : q.end] == q.text and q.text for q in reply.quotes)
    assert all(0 <= start < end <= len(q.text) for q in reply.quotes for start, end in q.marks)
    parts = [(part.short, part.quote) for part in reply.parts]
    shorts = parts or [(reply.short, 0)]
    assert all(short is None or (short and short in reply.quotes[at or 0].text) for short, at in shorts)
    assert len(reply.quotes) <= 3
    assert len({(q.start, q.end) for q in reply.quotes}) == len(reply.quotes)


@given(question=anything)
@steady(80)
def test_outcomes_keep_their_word(engine: Engine, question: str) -> None:
    """An answer and what comes nearest have a quote, small talk a kind, and whatever is no answer has a reason."""
    reply = engine.ask(question)
    match reply.outcome:
        case Outcome.ANSWER:
            assert reply.quotes
        case Outcome.SMALLTALK:
            assert reply.greeting
            assert not reply.quotes
        case Outcome.NONE:
            assert not reply.quotes
            assert reply.reason
        case Outcome.RELATED:
            assert reply.quotes
            assert reply.reason
            assert reply.short is None
        case outcome:
            # A year or place that the library does not hold may leave nothing to quote.
            assert outcome is Outcome.SCOPE
            assert reply.reason
            assert reply.short is None


@given(question=anything)
@steady(80)
def test_any_text_is_answered_in_time(engine: Engine, question: str) -> None:
    """After warming up a reply takes at most 50 ms of the processor."""
    assert cost(lambda: engine.ask(question), LIMIT_S) < LIMIT_S


@pytest.mark.parametrize(
    "question", ["行政复议受理了多少件" * 20, "多" * 400, "Ａ" * 400, "谢谢" * 100, "1.5" * 100, "🤔" * 300]
)
def test_a_long_text_is_answered_in_time(engine: Engine, question: str) -> None:
    """Long messages keep the limit too."""
    assert cost(lambda: engine.ask(question), LIMIT_S) < LIMIT_S


@given(question=anything, history=st.lists(anything, max_size=1))
@steady(60)
def test_the_same_question_gets_the_same_reply(engine: Engine, question: str, history: list[str]) -> None:
    """Asking is deterministic, whatever was asked in between."""
    once = engine.ask(question, history)
    engine.ask("执法记录仪有几台")
    assert engine.ask(question, history) == once


def test_a_copied_sentence_comes_first(engine: Engine) -> None:
    """A question that copies a sentence of the report gets that sentence first."""
    for sentence in body(engine):
        assert first(engine.ask(sentence.text)) == (sentence.start, sentence.end), sentence.text


@given(question=questions, signs=emoji, at=st.integers(0, 40))
@steady(40)
def test_emoji_change_nothing(engine: Engine, question: str, signs: str, at: int) -> None:
    """Emoji before or after a question do not change the reply's first quote and outcome."""
    plain = engine.ask(question)
    for asked in (signs + question, question + signs, f"{signs} {question} {signs}"):
        reply = engine.ask(asked)
        assert (first(reply), reply.outcome) == (first(plain), plain.outcome)


@given(question=questions, cuts=st.lists(st.integers(1, 10), max_size=4))
@steady(40)
def test_spaces_between_words_change_nothing(engine: Engine, question: str, cuts: list[int]) -> None:
    """Blanks between the characters of a question do not change the first quote."""
    spaced = question
    for cut in sorted(cuts, reverse=True):
        spaced = spaced[:cut] + " " + spaced[cut:]
    assert first(engine.ask(spaced)) == first(engine.ask(question))


@given(question=questions, courtesy=before, thanks=after)
@steady(60)
def test_courtesies_change_nothing(engine: Engine, question: str, courtesy: str, thanks: str) -> None:
    """Polite words around a question do not change the reply's first quote and outcome."""
    plain, polite = engine.ask(question), engine.ask(courtesy + question + thanks)
    assert (first(polite), polite.outcome) == (first(plain), plain.outcome)


@given(question=st.one_of(questions, st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
@steady(80)
def test_traditional_spelling_changes_nothing(engine: Engine, question: str) -> None:
    """A question in traditional characters gets the same first quote, outcome and short answer."""
    traditional = TO_TRADITIONAL.convert(question)
    one, other = engine.ask(question), engine.ask(traditional)
    assert fold(traditional) == fold(question)
    assert (first(one), one.outcome, one.short) == (first(other), other.outcome, other.short)


@pytest.mark.slow
def test_copied_sentences_in_traditional_spelling(engine: Engine) -> None:
    """Every sentence of the report, in traditional characters, gets the same first quote and outcome."""
    for sentence in body(engine):
        one, other = engine.ask(sentence.text), engine.ask(TO_TRADITIONAL.convert(sentence.text))
        assert (first(one), one.outcome) == (first(other), other.outcome)


@given(question=questions)
@steady(20)
def test_width_and_case_change_nothing(engine: Engine, question: str) -> None:
    """Full-width figures, letters and marks are read like plain ones."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in question) + "？"
    one, other = engine.ask(question), engine.ask(wide)
    assert (first(one), one.outcome, one.short) == (first(other), other.outcome, other.short)
