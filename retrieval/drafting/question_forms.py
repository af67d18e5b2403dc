"""Question forms: how people ask for a figure, a role or a rule, and for what is stated nowhere.

Drafts for real reports and the made statements of training share them.
"""

from __future__ import annotations

# What is asked of a thing, and seldom stated of it.
COST, HEAD, STREET, RISE = "{}花了多少钱", "{}的负责人叫什么", "{}在哪条路上", "{}比去年多了多少"
SO_FEW, SHARE = "{}为什么这么少", "{}占全市的百分之几"
ABSENT = (COST, HEAD, STREET, RISE, SO_FEW, SHARE)


def count_questions(verb: str, thing: str, unit: str, lay_verb: str, lay: str) -> tuple[str, ...]:
    """The ways to ask how many of a thing there are, in official words and in everyday ones.

    >>> count_questions("配备", "执法记录仪", "台", "配了", "执法仪")[:2]
    ('配备了多少台执法记录仪', '执法记录仪配备了多少')
    """
    return (
        f"{verb}了多少{unit}{thing}",
        f"{thing}{verb}了多少",
        f"{verb}{thing}几{unit}",
        f"一共{lay_verb}多少{thing}",
        f"{lay}{lay_verb}多少{unit}",
        f"{thing} {verb}数",
        f"{thing}有多少{unit}",
        f"全年{verb}的{thing}是多少",
    )
