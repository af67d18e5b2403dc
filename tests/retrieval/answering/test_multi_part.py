"""Messages that ask several things, answered part by part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pytest

from retrieval import Engine
from retrieval.answering.multi_part import AskOne, RatedReply, answer_parts, leaned_on
from retrieval.models import Lack, Outcome, Passage, Quote, Reason, Reply
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.parts.splitter import split_question


def answered(message: str, history: tuple[str, ...], ask: AskOne) -> Reply | None:
    """The reply to a message by its parts."""
    return answer_parts(message, split_question(message), history, ask, lambda: ask(message, history))


def quoted(passage: Passage, start: int, end: int, short: str | None = None) -> Reply:
    """An answer that quotes a slice of a passage."""
    quote = Quote(passage.text[start:end], passage.start + start, passage.start + end, passage, ((0, 2),))
    return Reply("", Outcome.ANSWER, (quote,), short)


@dataclass
class Script:
    """Answers from a script, and notes what it is asked; nothing else is answered.

    ``only_beside`` are answered where the sentences of other parts are known.
    """

    replies: dict[str, Reply]
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    probability: float = 0.9
    only_beside: tuple[str, ...] = ()

    def __call__(self, raw: str, history: tuple[str, ...], beside: Collection[SentenceKey] = ()) -> RatedReply:
        """The reply of the script; an answer is as likely as ``probability`` says."""
        self.asked.append((raw, history))
        lacking = Reply(raw, Outcome.RELATED, reason=Reason(Lack.WORD, raw[:2]))
        hidden = raw in self.only_beside and not beside
        reply = lacking if hidden else self.replies.get(raw, lacking)
        return RatedReply(reply, self.probability if reply.outcome is Outcome.ANSWER else 0.1)


@pytest.fixture
def passage(engine: Engine) -> Passage:
    """A passage of the shipped report with some text."""
    return next(each for each in engine.library.passages if len(each.text) > 100)


def test_one_question_is_not_taken_apart() -> None:
    """Nobody is asked, and there is no reply of parts."""
    script = Script({})
    assert answered("食堂几点开门", (), script) is None
    assert script.asked == []


def test_a_message_of_which_nothing_is_stated_has_no_parts() -> None:
    """It is left to be answered as one question."""
    assert answered("食堂几点开门，猫有几只", (), Script({})) is None


def test_each_part_has_its_answer_and_each_sentence_is_quoted_once(passage: Passage) -> None:
    """Two parts of one sentence share its quote; the third has another; the short answers are joined."""
    script = Script(
        {
            "码头建了几座": quoted(passage, 0, 20, passage.text[2:4]),
            "码头花了多少钱": quoted(passage, 0, 20, passage.text[6:9]),
            "谁修的灯塔": quoted(passage, 30, 50, passage.text[31:34]),
        }
    )
    reply = answered("码头建了几座，花了多少钱？谁修的灯塔？", (), script)
    assert reply is not None
    assert [(quote.start - passage.start, quote.end - passage.start) for quote in reply.quotes] == [(0, 20), (30, 50)]
    assert [part.quote for part in reply.parts] == [0, 0, 1]
    assert reply.short == "；".join(part.short or "" for part in reply.parts)
    assert reply.outcome is Outcome.ANSWER


def test_a_part_that_is_not_stated_says_why(passage: Passage) -> None:
    """It has no quote, and the reason of its own reply."""
    reply = answered("码头建了几座，猫有几只", (), Script({"码头建了几座": quoted(passage, 0, 20, passage.text[2:4])}))
    assert reply is not None
    assert (reply.parts[1].asked, reply.parts[1].short, reply.parts[1].quote) == ("猫有几只", None, None)
    assert reply.parts[1].reason == Reason(Lack.WORD, "猫有")  # not the carried 码头
    assert reply.short == passage.text[2:4]


def test_one_figure_answers_one_part_only(passage: Passage) -> None:
    """What stands in bold for one part is not given for the next; the sentence is named instead."""
    same = quoted(passage, 0, 20, passage.text[2:4])
    reply = answered("码头建了几座，修了几座", (), Script({"码头建了几座": same, "码头修了几座": same}))
    assert reply is not None
    assert [(part.short, part.quote) for part in reply.parts] == [(passage.text[2:4], 0), (None, 0)]


def test_a_part_is_looked_for_beside_what_answers_the_others(passage: Passage) -> None:
    """What is not answered by itself is, where the sentence of another part gives a short answer of its own."""
    replies = {
        "码头建了几座": quoted(passage, 0, 20, passage.text[2:4]),
        "码头花了多少钱": quoted(passage, 0, 20, passage.text[6:9]),
        "码头归谁管": quoted(passage, 0, 20),
    }
    script = Script(replies, only_beside=("码头花了多少钱", "码头归谁管"))
    reply = answered("码头建了几座，花了多少钱，归谁管", (), script)
    assert reply is not None
    assert [part.quote for part in reply.parts] == [0, 0, None]


def test_a_doubtful_part_does_not_answer_a_message(passage: Passage) -> None:
    """Of several parts one is answered by chance: it must be likely, or confirmed by others."""
    one = {"码头建了几座": quoted(passage, 0, 20, passage.text[2:4])}
    message = "码头建了几座，花了多少钱"
    assert answered(message, (), Script(one, probability=0.4)) is None
    assert answered(message, (), Script(one, probability=0.7)) is not None
    assert answered(message, (), Script(one | {message: quoted(passage, 0, 20)}, probability=0.4)) is not None
    both = one | {"码头花了多少钱": quoted(passage, 0, 20, passage.text[6:9])}
    assert answered(message, (), Script(both, probability=0.4)) is not None
    far = both | {"码头花了多少钱": quoted(replace(passage, id="p0"), 0, 20, passage.text[6:9])}
    assert answered(message, (), Script(far, probability=0.5)) is not None
    assert answered(message + "，归谁管", (), Script(far, probability=0.5)) is None
    without = {"码头建了几座": quoted(passage, 0, 20)}
    assert answered(message, (), Script(without, probability=0.7)) is None


def test_a_clerks_list_stays_one_line_where_one_answer_holds_all(passage: Passage) -> None:
    """案件数 金额 in one phrase of the report is given as that phrase."""
    whole = quoted(passage, 0, 20, passage.text[2:10])
    replies = {
        "码头 座数": quoted(passage, 0, 20, passage.text[2:4]),
        "码头 金额": quoted(passage, 0, 20, passage.text[6:9]),
        "码头 座数 金额": whole,
    }
    assert answered("码头 座数 金额", (), Script(replies)) == whole
    replies["码头 座数 金额"] = quoted(passage, 0, 20, passage.text[2:4])
    in_parts = answered("码头 座数 金额", (), Script(replies))
    assert in_parts is not None
    assert len(in_parts.parts) == 2


def test_a_part_leans_on_the_message_and_the_message_on_its_thread(passage: Passage) -> None:
    """All parts come with the thread, one that only names another thing also with the part before it."""
    script = Script({"村里路灯换了几盏": quoted(passage, 0, 20)})
    answered("村里路灯换了几盏？城里的呢？", ("路灯归谁管",), script)
    assert script.asked[0] == ("村里路灯换了几盏", ("路灯归谁管",))
    assert script.asked[1][1] == ("路灯归谁管", "村里路灯换了几盏")


def test_several_reports_that_fit_a_part_are_its_reason(passage: Passage) -> None:
    """A part that would be asked back about says that, with the titles."""
    unclear = Reply("", Outcome.CLARIFY, suggestions=("甲报告", "乙报告"))
    script = Script({"码头建了几座": quoted(passage, 0, 20), "码头归谁管": unclear})
    reply = answered("码头建了几座，归谁管", (), script)
    assert reply is not None
    assert reply.parts[1].reason == Reason(Lack.WHICH_REPORT, held=("甲报告", "乙报告"), held_count=2)


def test_a_follow_up_leans_on_the_last_part() -> None:
    """The thread keeps the message; what comes next continues its last question."""
    assert leaned_on(("甲", "码头建了几座，花了多少钱")) == ("甲", "码头花了多少钱")
    assert leaned_on(("甲", "码头建了几座")) == ("甲", "码头建了几座")
    assert leaned_on(()) == ()


@pytest.mark.parametrize(
    ("message", "shorts"),
    [
        ("受理多少，结了多少", ["50件", "39件"]),
        ("复议受理多少，结了多少", ["50件", "39件"]),
        ("行政复议申请受理了多少件，已结案几件", ["50件", "39件"]),
        ("执法记录仪有多少台？录音设备呢？一台多少钱？", ["788台", "131台", None]),
        ("考试通过率是多少，多少名执法人员持证上岗", ["94%", "852名"]),
        ("普法宣传活动开展了多少场次，法治讲座多少场次，惠及群众多少人", ["120多场次", "300多场次", "10万多人"]),
        ("行政许可信息和行政处罚信息各归集多少条", ["50235条", "1380条"]),
        ("审批事项保留多少项？食堂有几个？", ["189项", None]),
    ],
)
def test_the_shipped_report_answers_part_by_part(engine: Engine, message: str, shorts: list[str | None]) -> None:
    """The short answer of each part is a slice of the quote that it names, and the reply joins them.

    What the rules choose is shown here, however sure it is.
    """
    confidence = engine.parts.confidence.with_threshold(0.0)
    reply = Engine.of(replace(engine.parts, confidence=confidence)).ask(message)
    assert [part.short for part in reply.parts] == shorts
    for part in reply.parts:
        if part.quote is None:
            assert part.reason is not None
        else:
            assert part.short is None or part.short in reply.quotes[part.quote].text
    assert reply.short == "；".join(part.short for part in reply.parts if part.short)
    assert len({(quote.start, quote.end) for quote in reply.quotes}) == len(reply.quotes)


def test_a_question_on_the_message_before_is_about_its_last_part(engine: Engine) -> None:
    """那…呢 after a message of two parts asks what the second one asked."""
    message, last = "法律顾问有多少名？保留的审批事项里行政许可有多少项？", "保留的审批事项里行政许可有多少项"
    assert engine.ask("那行政确认呢", [message]).short == engine.ask("那行政确认呢", [last]).short == "4项"
