"""Document numbers, wherever a document states its own."""

from __future__ import annotations

import pytest

from retrieval.parsing.report import parse_report
from tests.retrieval.parsing.identity.bodies import ARTICLES


@pytest.mark.parametrize(
    ("front", "number"),
    [
        ("某省人民政府关于某某的通知\n某政发〔2018〕12号", "某政发〔2018〕12号"),
        ("某某法院\n关于某某问题的答复\n1995年6月14日　　　〔1995〕行他字第6号", "〔1995〕行他字第6号"),
        ("某某法院\n关于某某问题的答复\n1995年1月17日      法明传〔1995〕16号", "法明传〔1995〕16号"),
        ("某某条例\n2001年11月16日 中华人民共和国国务院令第321号公布", "中华人民共和国国务院令第321号"),
        (
            "某省某某条例\n2016年5月27日 某省人民代表大会常务委员会公告第42号公布",
            "某省人民代表大会常务委员会公告第42号",
        ),
        (
            "某某法\n1997年8月11日 中华人民共和国主席令第八十七号公布\n2013年12月7日 中华人民共和国主席令第八号修订",
            "中华人民共和国主席令第八号",
        ),
        (
            "某某条例\n1997年8月11日 国务院令第228号发布\n2013年12月7日 《国务院关于修改部分法规的决定》修订",
            "国务院令第228号",
        ),
        ("发文字号：某办函〔2004〕36号\n发布机构：某省办公厅\n\n某省办公厅关于某某的复函", "某办函〔2004〕36号"),
        (
            "发文字号：某办函〔2004〕36号（公开）\n\n某省办公厅关于某某的复函",
            "某办函〔2004〕36号",
        ),
        ("某省财政厅文件\n某财〔2024〕 3 号\n某省财政厅关于某某的通知", "某财〔2024〕3号"),
        ("某某部　某某局\n关于某某的公告\n某某部　某某局公告2022年第14号", "某某部 某某局公告2022年第14号"),
        ("某某局关于发布《某某办法》的公告\n2023年第7号", "2023年第7号"),
        (
            "某省第十三届人民代表大会常务委员会公告\n（第63号）\n某省人大常委会关于某某的决定",
            "某省第十三届人民代表大会常务委员会公告第63号",
        ),
        ("某省人民政府关于某某的通知", None),
        ("关于贯彻某政发〔2018〕12号文件的通知", None),
        ("某某法院\n关于某某问题的批复\n某省高级法院：\n你院某高法〔2000〕267号请示收悉。", None),
        ("某某规定\n（根据2020年1月2日《某某决定》（某释〔2020〕1号）修正）", None),
    ],
)
def test_where_a_number_stands(front: str, number: str | None) -> None:
    """A line of its own, one beside a date, a note on the promulgation, the header; never another document's."""
    assert parse_report(f"{front}\n{ARTICLES}", "a.txt").number == number
