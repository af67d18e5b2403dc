"""Questions about a document that one of its lines answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.models import Outcome
from tests.retrieval.answering.documents.offices import OfficeLibrary
from tests.retrieval.invented import library_of


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("嘉兴电动自行车管理办法什么时候施行", "bikes.txt", "自2021年7月1日起施行"),
        ("嘉兴电动自行车管理办法文号是多少", "bikes.txt", "嘉政发〔2021〕18号"),
        ("嘉兴电动自行车管理办法是谁发的", "bikes.txt", "嘉兴市人民政府"),
        ("嘉兴电动自行车管理办法哪天发的", "bikes.txt", "2021年5月20日"),
        ("湖州电动自行车管理规定什么时候通过的", "decree.txt", "2020年11月3日"),
        ("湖州电动自行车规定是第几号令", "decree.txt", "第23号"),
        ("湖州养犬条例哪年修订的", "dogs2022.txt", "2022年6月30日"),
        ("公租房实施细则谁负责解释", "renting.txt", "住房和城乡建设局"),
        ("嘉政发〔2023〕5号是什么文件", "abolished.txt", "废止部分行政规范性文件的决定"),
        ("白塔县2022年政府工作报告是谁作的", "work2022.txt", "林守正"),
        ("白塔县2023年工作报告哪天作的", "work2023.txt", "2023年1月12日"),
    ],
)
def test_the_line_of_the_document(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


def test_of_several_revisions_the_last_is_told(tmp_path: Path) -> None:
    """Each stands in a line of its own."""
    meetings = ("一次会议通过", "四次会议第一次修正", "九次会议修订")
    days = ("2009年3月5日", "2015年6月7日", "2021年8月9日")
    lines = "\n\n".join(f"{day} 云台省人民代表大会常务委员会第{what}" for day, what in zip(days, meetings, strict=True))
    law = f"云台省蜂业条例\n\n{lines}\n\n第一条 为了保护蜜蜂,制定本条例。\n\n第二条 养蜂人应当登记。\n"
    engine = Engine(library_of(tmp_path, {"bees.txt": law, "other.txt": law.replace("蜂", "蚕")}))
    reply = engine.ask("云台省蜂业条例哪年修订的")
    assert (reply.outcome, reply.short) == (Outcome.ANSWER, days[-1])
    assert reply.quotes[0].passage.file == "bees.txt"


def test_what_a_document_tells_of_has_days_of_its_own(tmp_path: Path) -> None:
    """The day of a law is not that of the papers that it names."""
    law = "蜂业条例\n\n第一条 放蜂凭证自签字时起使用。\n\n第二条 本条例自2021年10月1日起施行。\n"
    engine = Engine(library_of(tmp_path, {"bees.txt": law, "other.txt": law.replace("蜂", "蚕")}))
    assert engine.ask("蜂业条例什么时候施行").short == "2021年10月1日"
    assert engine.ask("蜂业条例放蜂凭证什么时候生效").short != "2021年10月1日"
