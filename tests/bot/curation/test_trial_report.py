"""Trial report: what staff read of a change before it is kept, and of one that was."""

from __future__ import annotations

from dataclasses import asdict, replace

from bot.curation.regression_trials import GoldScore, RegressionTrial
from bot.curation.trial_report import effect_text, trial_lines
from retrieval import Engine
from retrieval.evaluation.gold import GoldQuestion

BEFORE = GoldScore(questions=200, points=150.0, absent=40, answered=2, shorts=100, right=80)
AFTER = replace(BEFORE, points=151.0, answered=3)
NOTHING = GoldScore(0, 0.0, 0, 0, 0, 0)
LONG = GoldQuestion("g1", "fact", "这项工作\n" + "多" * 60 + "少", (), (), None, None)


def trial(engine: Engine, asked: str, before: GoldScore = BEFORE, after: GoldScore = AFTER) -> RegressionTrial:
    """A trial in which a question that nothing answers becomes another one."""
    return RegressionTrial(before, after, (LONG,), engine.ask("火星上有几座冷库"), engine.ask(asked))


def test_figures_before_and_after(engine: Engine) -> None:
    """Shares in percent of the questions that each is about, and on one line what fares worse, cut where it is long."""
    figures, worse = trial_lines(trial(engine, "火星上有几座冷库"), has_question=False)
    assert figures == "标准题 200 道：准确率 75.0% → 75.5%，误答率 5.0% → 7.5%，短答案正确率 80.0% → 80.0%"
    assert worse.startswith("变差的题：这项工作 多多")
    assert worse.endswith("…")
    assert len(worse) < len(LONG.question)


def test_the_question_at_hand(engine: Engine) -> None:
    """Whether it is answered now, and with which sentence of which clause; else which one comes nearest."""
    found = trial(engine, "征求意见的时间不少于多少天")
    (quote, *_) = found.reply_after.quotes
    assert trial_lines(found)[-2:] == [
        "这个问题：没有答上 → 答上了",
        f"答的是：“{quote.text}”（{quote.passage.clause.label}）",
    ]
    assert trial_lines(trial(engine, "你好"))[2:] == ["这个问题：没有答上 → 没有答上"]
    found = trial(engine, "2021年发布了多少项国家标准")
    outcomes, sentence = trial_lines(found)[-2:]
    assert outcomes == "这个问题：没有答上 → 没有答上"
    assert sentence.startswith(f"最接近的是：“{found.reply_after.quotes[0].text[:20]}")


def test_without_gold_questions_no_figures_are_made_up(engine: Engine) -> None:
    """Where there is nothing to compare with it is said, and the effect of what was kept stays empty."""
    found = trial(engine, "火星上有几座冷库", NOTHING, NOTHING)
    assert trial_lines(found, has_question=False)[0].startswith("没有标准题可以对照")
    assert effect_text({"before": asdict(NOTHING), "after": asdict(NOTHING)}, forced=False) == ""
    assert effect_text({}, forced=False) == ""


def test_the_effect_of_a_kept_entry() -> None:
    """The accuracy, and that staff kept it all the same."""
    effect = {"before": asdict(BEFORE), "after": asdict(AFTER)}
    assert effect_text(effect, forced=False) == "75.0% → 75.5%"
    assert effect_text(effect, forced=True) == "75.0% → 75.5%（仍要采用）"
