"""Conditions: the figure of the case that a question names, none that it names itself, no part of a code."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.contradictions.test_contradiction import speaks_against

FINES = "违法所得不足五千元的,处一万元以上二万元以下罚款;违法所得五千元以上的,处三万元以上六万元以下罚款。"
HOURS = "十六周岁以下的学徒,每日学习不超过四小时;十六周岁以上的学徒,每日学习不超过七小时。"
CROWDS = "集会人数在200人以上800人以下的,由街道办事处登记;集会人数超过800人的,由市公安局许可。"
EVERY = "每三年评选一次示范摊点,按照通则(DB37/T 41205-2019)检查86家。"
TREES = "行道树应当在三十日内补种,但是胸径超过五十厘米的除外。除城墙周围二百米外,停车每小时收费四元。"
BADGES = "摊主胸牌的有效期为两年。摊主应当佩戴胸牌。"
AGES = "摊主年满十九周岁,熟练的可以放宽至六十六周岁。议事时一人一票,每组八人。"
GATE = "离学校大门五十米以内的路边,禁止摆摊。"


@pytest.mark.parametrize(
    ("text", "question", "wrong"),
    [
        (FINES, "违法所得五千元以上罚款多少", "一万元以上二万元以下"),
        (FINES, "违法所得八千元罚款多少", "一万元以上二万元以下"),
        (FINES, "违法所得不足五千元罚款多少", "三万元以上六万元以下"),
        (HOURS, "十五周岁的学徒每日学习几小时", "七小时"),
        (CROWDS, "集会人数800人以上由谁许可", "街道办事处"),
        (CROWDS, "三百人的集会由哪个部门管", "市公安局"),
        (GATE, "学校大门 五十米 摆摊", "五十米"),
        (TREES, "行道树补种期限多少天", "五十厘米"),
        (TREES, "停车收费多少", "二百米"),
        (BADGES, "摊位照明灯的有效期多久", "两年"),
        (AGES, "摊主 年龄 要求", "六十六周岁"),
        (AGES, "议事一组多少人", "一人"),
        (BADGES, "摆摊许可的期限是几年", "两年"),
        (EVERY, "通则 编号 数量", "41205"),
        (EVERY, "通则 年份 数量", "2019"),
    ],
)
def test_no_figure_of_another_case(text: str, question: str, wrong: str) -> None:
    """What stands behind another condition or in an exception, is the condition itself, or part of a code."""
    assert speaks_against(text, question, wrong)


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        (FINES, "违法所得不足五千元罚款多少", "一万元以上二万元以下"),
        (FINES, "违法所得八千元罚款多少", "三万元以上六万元以下"),
        (FINES, "违法所得五千元以上罚款多少", "三万元以上六万元以下"),
        (HOURS, "十五周岁的学徒每日学习几小时", "四小时"),
        (CROWDS, "三百人的集会由哪个部门登记", "街道办事处"),
        (TREES, "行道树补种期限多少天", "三十日"),
        (TREES, "补种期限例外的是胸径多少厘米的", "五十厘米"),
        (TREES, "停车每小时收费多少", "四元"),
        (BADGES, "摊主胸牌的有效期多久", "两年"),
        (BADGES, "胸牌多久失效", "两年"),
        (AGES, "摊主 年龄 要求", "十九周岁"),
        (AGES, "议事一组多少人", "八人"),
        (EVERY, "多久评选一次示范摊点", "三年"),
        (EVERY, "检查了多少家", "86家"),
    ],
)
def test_the_figure_of_the_case(text: str, question: str, right: str) -> None:
    """Nothing speaks against the figure of the case that the question names, or a figure where it names none."""
    assert not speaks_against(text, question, right)
