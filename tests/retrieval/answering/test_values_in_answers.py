"""Short answers to questions for values of every form: whole, in one report and in a library of several."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.answering.span_extraction import short_answer
from retrieval.models import Reply
from retrieval.question.analysis import analyse
from retrieval.question.concepts import Concept
from retrieval.scoring.figures import figure_of
from retrieval.text.lexicon import Lexicon
from retrieval.text.values.grammar import find_values
from tests.pace import cost, growth
from tests.retrieval.invented import LIBRARIES, library_of, write

HARBOUR = """\
北港县人民政府

北港县2023年度渔港建设情况报告

北政发〔2024〕6号

一、总体情况

(一)渔船。登记渔船2,048,115艘。
(二)经费。护港经费7,908.25万元。
(三)海塘。海塘长度3，470公里。
(四)灯塔。灯塔数量5 120座。
(五)网箱。网箱总数31万4千只。
(六)检修。检修周期由30天缩短至8天。
(七)审批。审批时限为10至25个工作日。
(八)罚款。罚款幅度为2000元以上8000元以下。
(九)冷库。冷库温度不高于-18℃。
(十)引航。引航员三千零四名。
(十一)巡逻。巡逻艇两百一十六艘。
(十二)渔民。持证渔民４８，２００名。
(十三)暗礁。暗礁六七十处。
(十四)产值。渔业产值增长-4.1%。
(十五)码头。码头面积1.6万㎡。
(十六)贷款。渔业贷款3.4亿余元。
(十七)噪声。港区噪声68分贝。
(十八)利率。贷款利率下调15个基点。
(十九)出勤。出勤率不足60%。
(二十)鱼苗。放流鱼苗5百万尾。
(二十一)合格。检验合格率百分之九十二点五。
(二十二)滥捕。禁渔期滥捕的,并处渔获价款3倍以上5倍以下罚款。

北港县人民政府
2024年3月1日
"""
ANSWERS = [
    ("登记渔船有多少艘", "2,048,115艘"),
    ("护港经费是多少", "7,908.25万元"),
    ("海塘长度多少公里", "3，470公里"),
    ("灯塔有多少座", "5 120座"),
    ("网箱有多少只", "31万4千只"),
    ("检修周期缩短至几天", "8天"),
    ("检修周期缩短到多少天", "8天"),
    ("审批时限多少个工作日", "10至25个工作日"),
    ("罚款幅度是多少元", "2000元以上8000元以下"),
    ("引航员多少名", "三千零四名"),
    ("巡逻艇多少艘", "两百一十六艘"),
    ("持证渔民多少名", "４８，２００名"),
    ("暗礁多少处", "六七十处"),
    ("渔业产值增长多少", "-4.1%"),
    ("码头面积多少平方米", "1.6万㎡"),
    ("渔业贷款多少元", "3.4亿余元"),
    ("港区噪声多少分贝", "68分贝"),
    ("贷款利率下调多少个基点", "15个基点"),
    ("出勤率是多少", "不足60%"),
    ("检验合格率是多少", "百分之九十二点五"),
    ("禁渔期滥捕罚款几倍", "渔获价款3倍以上5倍以下"),
]


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine of one report."""
    return Engine(Library.open(write(tmp_path_factory.mktemp("single"), {"a.txt": HARBOUR})))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine of several reports."""
    return Engine(library_of(tmp_path_factory.mktemp("several"), {"a.txt": HARBOUR, "b.txt": LIBRARIES}))


@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_in_one_report(single: Engine, question: str, answer: str) -> None:
    """The short answer is the whole value, to the letter."""
    assert single.ask(question).short == answer


@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_in_a_library(several: Engine, question: str, answer: str) -> None:
    """A library reads values by the same grammar."""
    assert several.ask(question).short == answer


def long_sentence(size: int) -> str:
    """A sentence of so many characters, full of figures and of the words of the question."""
    items: list[str] = []
    length = 0
    while length < size:
        items.append(f"第{len(items)}港新建泊位{3 * len(items) + 1}个,维修泊位{len(items) + 2}处")
        length += len(items[-1]) + 1
    return ",".join(items)[: size - 1] + "。"


def test_a_short_answer_takes_time_in_proportion_to_the_sentence() -> None:
    """Four times as many figures take about four times as long, by form and by concepts."""
    question = analyse("新建泊位多少个", (), Lexicon(), None)
    concepts = [Concept("泊位", (), 1.0), Concept("新建", (), 0.5)]

    def by_form(size: int) -> None:
        find_values.cache_clear()
        short_answer(long_sentence(size), question, [])

    def by_concepts(size: int) -> None:
        find_values.cache_clear()
        figure_of(long_sentence(size), concepts, question)

    assert growth(by_form, 2_500) < 8
    assert growth(by_concepts, 2_500) < 8


@pytest.mark.parametrize("reports", [1, 3])
def test_a_sentence_of_ten_thousand_characters_is_answered_soon(tmp_path: Path, reports: int) -> None:
    """A question about it costs less than 50 ms of a processor, in one report and in a library."""
    whole = f"北港县2023年度渔港建设情况报告\n\n一、总体情况\n\n{long_sentence(10_000)}\n\n二、其他\n\n渔民满意。\n"
    others = {f"{number}.txt": LIBRARIES for number in range(reports - 1)}
    engine = Engine(library_of(tmp_path, {"a.txt": whole, **others}))

    def ask() -> Reply:
        # As if the sentence had never been read.
        find_values.cache_clear()
        return engine.ask("新建泊位多少个")

    assert ask().quotes
    assert cost(ask, 0.05) < 0.05


TABLE = """北港县2023年度渔港统计公报

一、港口情况

渔港基本情况表

序号 | 港口 | 投资(万元) | 泊位(个) | 占比%
1 | 东港 | 1,250 | 36 | 12.5
2 | 西港 | 2 310 | 48 | 23.1
3 | 南港 | 980 | 12 | 9.8

二、其他

渔民满意。
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("东港投资多少万元", "1,250"),
        ("西港投资多少钱", "2 310"),
        ("西港有多少个泊位", "48"),
        ("东港泊位数量", "36"),
        ("南港的占比是百分之几", "9.8"),
    ],
)
def test_in_a_table(tmp_path: Path, question: str, answer: str) -> None:
    """The figure under the head that is asked for, which alone has the unit."""
    engine = Engine(library_of(tmp_path, {"a.txt": TABLE, "b.txt": LIBRARIES}))
    assert engine.ask(question).short == answer
