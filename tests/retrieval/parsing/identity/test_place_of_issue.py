"""Whose document it is, by the place."""

from __future__ import annotations

import pytest

from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import parse_report
from retrieval.resources import read_gazetteer
from tests.retrieval.parsing.identity.bodies import ARTICLES


@pytest.mark.parametrize(
    ("front", "place", "national"),
    [
        ("某某条例\n2019年10月22日 中华人民共和国国务院令第722号公布\n不断解放和发展生产力，会同有关部门", None, True),
        ("反某某条例\n2004年1月13日 中华人民共和国国务院令第398号公布", None, True),
        ("国境河流某某办法\n1966年3月15日 国务院批准\n1966年4月19日 交通部发布", None, True),
        ("中华人民共和国某某法", None, True),
        ("最高人民法院关于审理某某案件的规定", None, True),
        ("国务院办公厅关于湖北省巴东县某某问题的复函", None, True),
        ("河南省优化某某条例", "河南省", False),
        ("河北省某某条例", "河北省", False),
        ("河南省实施《中华人民共和国某某法》办法", "河南省", False),
        ("周口市淮阳龙湖保护条例\n2018年8月28日 周口市第四届人民代表大会常务委员会第十次会议通过", "周口市", False),
        ("深圳经济特区某某条例", "深圳市", False),
        ("彭水苗族土家族自治县某某条例", "彭水苗族土家族自治县", False),
        ("国家公园某某条例\n2021年1月1日 海南省人民代表大会常务委员会第一次会议通过", "海南省", False),
        ("威海市文登区某某办法", "文登区", False),
        ("山东荣成某某办法", "荣成市", False),
        ("和平利用某某办法", None, False),
        ("城区某某管理办法", None, False),
        ("某某新华书店管理办法", None, False),
    ],
)
def test_a_place_is_its_issuers(front: str, place: str | None, national: bool) -> None:
    """Not one that it speaks of, and no county whose name is a common word."""
    metadata = read_metadata(parse_report(f"{front}\n{ARTICLES}", "a.txt"), read_gazetteer())
    assert (metadata.place.name if metadata.place else None, metadata.national) == (place, national)


def test_the_name_of_a_file_may_tell_the_place() -> None:
    """Where the document does not; that is a guess."""
    metadata = read_metadata(parse_report(f"某某条例\n{ARTICLES}", "某某条例(2010-01-01)_浙江.txt"), read_gazetteer())
    assert metadata.place is not None
    assert (metadata.place.name, metadata.guessed) == ("浙江省", ("year", "place"))
