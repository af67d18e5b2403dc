"""Questions about a document that one of its lines answers."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.documents.offices import OfficeLibrary


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
