"""Attributes: which one a question asks for, and whether a sentence states it."""

from __future__ import annotations

import pytest

from retrieval.models import ReportError
from retrieval.question.attributes import Attributes, parse_attributes, read_attributes
from retrieval.resources import DATA
from retrieval.text.normalization import fold

HEADER = "# wenda-attributes 1\n"


@pytest.fixture(scope="module")
def table() -> Attributes:
    """The table that ships."""
    return read_attributes()


def small(lines: str) -> Attributes:
    """A table of the lines."""
    return parse_attributes(HEADER + lines, "a.txt")


def names(table: Attributes, question: str) -> list[str]:
    """The names of the attributes that a question asks for."""
    return [found.name for found in table.find(question)]


def test_a_word_asks_for_its_attribute() -> None:
    """Each asking word of a line stands for its attribute."""
    table = small("电话: 电话多少, 怎么联系 => <phone>\n地址: 在哪条路 => <place>\n")
    assert names(table, "司法局电话多少") == ["电话"]
    assert names(table, "怎么联系司法局") == ["电话"]
    assert names(table, "司法局在哪条路,电话多少") == ["地址", "电话"]
    assert names(table, "司法局做什么") == []


def test_the_longer_asking_word_wins() -> None:
    """A word within a longer asking word does not count."""
    table = small("人数: 多少人 => <#人>\n人均: 平均多少人 => 平均\n")
    assert names(table, "平均多少人") == ["人均"]
    assert names(table, "共有多少人") == ["人数"]
    # At the end of a question too, where a longer word that begins alike would not fit.
    table = small("刑罚: 判多少年 => 徒刑\n时长: 多少年, 多少年前的事 => <duration>\n")
    assert names(table, "要判多少年") == ["刑罚"]
    assert names(table, "开了多少年") == ["时长"]


def test_anchors() -> None:
    """^ holds at the beginning, $ at the end before closing marks and particles, ~ over up to six characters."""
    table = small("价格: 价格$ => <money>\n谁: ^谁 => <person>\n花费: 买~花了多少 => <money>\n")
    assert names(table, "起重机的价格?") == ["价格"]
    assert names(table, "价格监测做了吗") == []
    assert names(table, "谁带队") == ["谁"]
    assert names(table, "由谁带队") == []
    assert names(table, "买八台起重机花了多少") == ["花费"]
    assert names(table, "买了很多很多很多的东西花了多少") == []


@pytest.mark.parametrize(
    ("form", "states", "states_not"),
    [
        ("money", "投入340.5万元", "投入很多"),
        ("percent", "整改率98.5%", "整改98处"),
        ("phone", "请拨打0631-8451234", "第8451号"),
        ("date", "3月15日成立", "很早成立"),
        ("duration", "公示30日内", "公示很久"),
        ("count", "起重机8台", "起重机"),
        ("agency", "由县港务局牵头", "由大家牵头"),
        ("person", "副主任李大海主持", "大家主持"),
        ("place", "青禾路18号", "在青禾"),
        ("list", "码头、灯塔、泊位等", "码头"),
        ("url", "见www.example.org", "见网站"),
        ("quoted", "推行“一码办”", "推行一码办"),
        ("change", "同比下降3.4%", "下大雨"),
        ("rank", "位居第一名", "很好"),
        ("#人", "共1200余人", "共1200次"),
    ],
)
def test_forms_of_support(form: str, states: str, states_not: str) -> None:
    """A form supports an attribute where the sentence has something of that form."""
    (attribute,) = small(f"甲: 问甲 => <{form}>\n").find("问甲")
    assert attribute.is_stated(fold(states))
    assert not attribute.is_stated(fold(states_not))


def test_words_support_to_the_letter() -> None:
    """Supporting words are words, not patterns."""
    (attribute,) = small("甲: 问甲 => 免费, a.c\n").find("问甲")
    assert attribute.is_stated("一律免费")
    assert attribute.is_stated("见a.c")
    assert not attribute.is_stated("见abc")


def test_an_attribute_without_support_is_never_stated() -> None:
    """A line with nothing on the right asks for what no sentence states."""
    (attribute,) = small("甲: 问甲 =>\n").find("问甲")
    assert not attribute.is_stated("")
    assert not attribute.is_stated("什么都有1元")


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("", "a.txt:1", "''"),
        ("# wenda-attributes 2\n", "a.txt:1", "# wenda-attributes 2"),
        (HEADER + "甲: 问甲\n", "a.txt:2", "甲: 问甲"),
        (HEADER + "\n# 备注\n甲 问甲 => 乙\n", "a.txt:4", "甲 问甲 => 乙"),
        (HEADER + "甲: 问甲 => <无此形式>\n", "a.txt:2", "<无此形式>"),
    ],
)
def test_a_broken_line(text: str, where: str, found: str) -> None:
    """An error names file and line, what was wanted and what stands there."""
    with pytest.raises(ReportError) as caught:
        parse_attributes(text, "a.txt")
    assert str(caught.value).startswith(f"{where}: wanted")
    assert found in str(caught.value).partition("found")[2]


def test_the_shipped_table_is_large() -> None:
    """At least 150 attributes ship."""
    lines = (DATA / "attributes.txt").read_text("utf-8").splitlines()
    assert len({line.partition(":")[0] for line in lines if "=>" in line and not line.startswith("#")}) >= 150


@pytest.mark.parametrize(
    ("question", "states", "states_not"),
    [
        ("司法局电话是多少", "电话:0631-8451234", "区司法局组织培训"),
        ("起重机多少钱", "每台12万元", "购置起重机8台"),
        ("低保标准是多少", "每人每月900元", "惠及群众10万人"),
        ("税率是多少", "按3%征收", "依法征收"),
    ],
)
def test_the_shipped_table(table: Attributes, question: str, states: str, states_not: str) -> None:
    """What a question asks for is told from what merely shares its words."""
    wanted = table.find(fold(question))
    assert wanted
    assert any(attribute.is_stated(fold(states)) for attribute in wanted)
    assert not any(attribute.is_stated(fold(states_not)) for attribute in wanted)


def test_a_text_without_a_question_asks_for_nothing(table: Attributes) -> None:
    """No text, no attribute."""
    assert table.find("") == []
    assert table.find("??") == []
