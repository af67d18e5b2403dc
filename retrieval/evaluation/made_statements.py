"""Made statements: sentences in the general language of reports, with questions and their short answers.

Nobody has prepared anything for them: they stand for the reports of other libraries. Each kind of sentence says several
things of which a question asks one, in the sentence's words or in everyday ones; beside these stand questions for what
the sentence does not say, or says of something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from retrieval.drafting.question_forms import ABSENT, count_questions
from retrieval.evaluation.made_words import (
    ACTS,
    AGENCIES,
    CASES,
    HEADINGS,
    LISTS,
    MEANS,
    MEASURES,
    PLACES,
    PURPOSES,
    THINGS,
)
from retrieval.text.values.numerals import chinese_numeral


@dataclass(frozen=True, slots=True)
class AskedStatement:
    """A question about a sentence, and its short answer; None where the sentence does not state one."""

    question: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class MadeStatement:
    """A sentence and what is asked of it."""

    text: str
    asked: tuple[AskedStatement, ...]


def make_statements(random: Random, count: int) -> Iterator[MadeStatement]:
    """So many statements, the kinds in turn.

    >>> [len(made.asked) > 1 for made in make_statements(Random(1), 9)]
    [True, True, True, True, True, True, True, True, True]
    """
    for at in range(count):
        yield _KINDS[at % len(_KINDS)](random)


def _number(random: Random) -> str:
    return random.choice((str(random.randint(2, 99)), str(random.randint(100, 9999)), f"{random.randint(2, 90)}余",
                          f"{random.randint(1, 99)}.{random.randint(1, 9)}万"))  # fmt: skip


def _ask_count(verb: str, thing: str, unit: str, lay_verb: str, lay: str, random: Random) -> str:
    return random.choice(count_questions(verb, thing, unit, lay_verb, lay))


def _counts(random: Random) -> MadeStatement:
    """Several things counted in one sentence: 新建农村公路12公里,改造老旧小区8个,…."""
    chosen = random.sample(THINGS, random.randint(2, 4))
    other = random.choice([thing for thing in THINGS if thing not in chosen])
    stated = [(row, f"{_number(random)}{row[2]}") for row in chosen]
    text = random.choice(("全年", "先后", "累计", "")) + "，".join(f"{v}{t}{n}" for (v, t, *_), n in stated) + "。"
    asked = [AskedStatement(_ask_count(v, t, u, lv, lt, random), n) for (v, t, u, lv, lt), n in stated]
    (verb, thing, unit, *_), _ = stated[0]
    asked.append(AskedStatement(random.choice(ABSENT).format(thing), None))
    asked.append(AskedStatement(f"{other[0]}了多少{unit}{thing}", None))
    asked.append(AskedStatement(f"没有{verb}的{thing}有多少{unit}", None))
    return MadeStatement(text, tuple(asked))


def _parts(random: Random) -> MadeStatement:
    """A whole and its parts: 共检查企业90家,其中合格80家,限期整改10家."""
    verb, thing, unit, lay_verb, lay = random.choice(THINGS)
    names = random.sample("城区 乡镇 国有 民营 新申报 往年结转 重点 一般".split(), 2)
    whole, one, two = (f"{random.randint(low, low * 9)}{unit}" for low in (200, 20, 3))
    text = f"共{verb}{thing}{whole}，其中{names[0]}{one}、{names[1]}{two}。"
    asked = (
        AskedStatement(_ask_count(verb, thing, unit, lay_verb, lay, random), whole),
        AskedStatement(f"{verb}的{thing}里{names[0]}的有多少", one),
        AskedStatement(f"{names[1]}的{thing}{verb}了几{unit}", two),
        AskedStatement(f"除了{names[0]}，{verb}的{thing}还有哪些", f"{names[1]}{two}"),
        AskedStatement(f"{thing}里{verb}不成的有多少{unit}", None),
        AskedStatement(f"{verb}{thing}平均每月多少{unit}", None),
    )
    return MadeStatement(text, asked)


def _handled(random: Random) -> MadeStatement:
    """What came in and what was done: 受理…80件,办结62件,办结率77.5%."""
    case = random.choice(CASES)
    came, done, upheld, rate = (
        random.randint(70, 99),
        random.randint(40, 60),
        random.randint(20, 39),
        random.randint(50, 99),
    )
    text = f"全年受理{case}{came}件，已办结{done}件，其中维持{upheld}件，按期办结率{rate}%，未发生逾期案件。"
    asked = (
        AskedStatement(random.choice((f"{case}收到多少件", f"受理了几件{case}", f"{case} 受理数")), f"{came}件"),
        AskedStatement(random.choice((f"{case}办结了多少", f"{case}办完了几件", f"{case} 办结")), f"{done}件"),
        AskedStatement(f"{case}维持的有几件", f"{upheld}件"),
        AskedStatement(f"{case}按期办结的比例是多少", f"{rate}%"),
        AskedStatement(f"{case}撤销了几件", None),
        AskedStatement(f"还有多少{case}没办结", None),
        AskedStatement(f"{case}要交多少钱", None),
        AskedStatement(f"谁来审{case}", None),
    )
    return MadeStatement(text, asked)


def _changes(random: Random) -> MadeStatement:
    """A change with both ends: 由20天压缩至5天."""
    one, two = random.sample(MEASURES, 2)
    high, low, by = random.randint(40, 90), random.randint(5, 39), random.randint(2, 30)
    up = random.random() < 0.5
    unit = random.choice(("%", "件", "天"))
    first, last = (low, high) if up else (high, low)
    text = f"{one}由{first}{unit}{'提高' if up else '下降'}至{last}{unit}，{two}同比{'增长' if up else '下降'}{by}.3%。"
    asked = (
        AskedStatement(f"{one}{'提高' if up else '降'}到了多少", f"{last}{unit}"),
        AskedStatement(f"{one}原来是多少", f"{first}{unit}"),
        AskedStatement(f"{two}同比{'增长' if up else '下降'}了多少", f"{by}.3%"),
        AskedStatement(f"{two}{'降' if up else '涨'}了多少", None),
        AskedStatement(f"{two}是多少", None),
        AskedStatement(f"{random.choice(MEASURES)}为什么变了", None),
    )
    return MadeStatement(text, asked)


def _agents(random: Random) -> MadeStatement:
    """Several agents: 由甲牵头开展…,乙配合,丙提供…."""
    lead, helper, other = random.sample(AGENCIES, 3)
    act, second = random.sample(ACTS, 2)
    text = random.choice(
        (
            f"{act}由{lead}牵头组织，{helper}配合实施；{other}承担{second}。",
            f"{lead}组织开展{act}，{helper}会同{other}推进{second}。",
        )
    )
    asked = (
        AskedStatement(random.choice((f"{act}是谁组织的", f"哪个部门牵头{act}", f"{act} 牵头单位")), lead),
        AskedStatement(f"{second}是哪个单位负责的", other if "承担" in text else f"{helper}会同{other}"),
        AskedStatement(f"{act}的局长叫什么名字", None),
        AskedStatement(f"{act}在哪里举行", None),
        AskedStatement(f"{act}花了多少钱", None),
        AskedStatement(f"为什么要搞{second}", None),
    )
    return MadeStatement(text, asked)


def _places(random: Random) -> MadeStatement:
    """Where something is: 在…设立…."""
    place, other = random.sample(PLACES, 2)
    row, act = random.choice(THINGS), random.choice(ACTS)
    text = f"在{place}举办{act}，通过{other}公布结果，{row[0]}{row[1]}{_number(random)}{row[2]}。"
    asked = (
        AskedStatement(random.choice((f"{act}在哪举办", f"{act}是在什么地方搞的")), place),
        AskedStatement(f"{act}的结果在哪公布", other),
        AskedStatement(f"{row[1]}在哪里{row[0]}的", None),
        AskedStatement(f"{act}是谁办的", None),
        AskedStatement(f"{act}几点开始", None),
    )
    return MadeStatement(text, asked)


def _reasons(random: Random) -> MadeStatement:
    """Why and how: 为…,采取…."""
    purpose, means, act = random.choice(PURPOSES), random.choice(MEANS), random.choice(ACTS)
    row = random.choice(THINGS)
    text = f"为{purpose}，通过{means}的方式推进{act}，{row[0]}{row[1]}{_number(random)}{row[2]}。"
    asked = (
        AskedStatement(random.choice((f"为什么要推进{act}", f"{act}的目的是什么")), purpose),
        AskedStatement(random.choice((f"{act}是怎么推进的", f"用什么方式推进{act}")), means),
        AskedStatement(f"{row[1]}怎么申请", None),
        AskedStatement(f"{act}由谁推进", None),
        AskedStatement(f"{act}推进了多久", None),
    )
    return MadeStatement(text, asked)


def _enumerations(random: Random) -> MadeStatement:
    """Whole lists: …包括甲、乙和丙."""
    name, unit, items = random.choice(LISTS)
    chosen = random.sample(items, random.randint(3, 4))
    act = random.choice(ACTS)
    listed = "、".join(chosen[:-1]) + "和" + chosen[-1]
    text = f"{act}的{name}包括{listed}，全年开展{random.randint(3, 60)}次。"
    asked = (
        AskedStatement(random.choice((f"{act}的{name}有哪些", f"{act}包括哪几{unit}{name}")), listed),
        AskedStatement(f"{act}开展了多少次", text[text.index("开展", text.index("全年")) + 2 : -1]),
        AskedStatement(f"{act}哪一{unit}最多", None),
        AskedStatement(f"{act}的{name}由谁定", None),
    )
    return MadeStatement(text, asked)


def _dates(random: Random) -> MadeStatement:
    """Days of several events."""
    one, two = random.sample(ACTS, 2)
    days = [f"{month}月{random.randint(1, 28)}日" for month in sorted(random.sample(range(1, 13), 2))]
    limit = f"{random.randint(3, 30)}个工作日"
    text = f"{days[0]}启动{one}，{days[1]}召开{two}总结会，群众来件{limit}内答复。"
    asked = (
        AskedStatement(random.choice((f"{one}哪天启动的", f"{one}什么时候开始的")), days[0]),
        AskedStatement(f"{two}总结会几月几号开的", days[1]),
        AskedStatement("群众来件多少天答复", limit),
        AskedStatement(f"{one}哪天结束", None),
        AskedStatement(f"{two}总结会来了多少人", None),
        AskedStatement(f"{one}要多少天办完", None),
    )
    return MadeStatement(text, asked)


_KINDS: tuple[Callable[[Random], MadeStatement], ...] = (
    _counts, _parts, _handled, _changes, _agents, _places, _reasons, _enumerations, _dates
)  # fmt: skip


def made_report(statements: list[MadeStatement], place: str, year: int) -> str:
    """The text of a report that makes some statements, one a numbered section."""
    sections = [
        f"({chinese_numeral(at + 1)}){HEADINGS[at % len(HEADINGS)]}。{made.text}" for at, made in enumerate(statements)
    ]
    return (
        f"{place}\n\n{year}年度工作报告\n\n一、主要工作\n\n"
        + "\n".join(sections)
        + f"\n\n{place}\n{year + 1}年1月5日\n"
    )
