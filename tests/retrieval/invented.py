"""Small reports of places that do not exist, and the libraries that tests make of them."""

from __future__ import annotations

from pathlib import Path

from retrieval import Library
from retrieval.corpus.builder import build
from retrieval.models import Passage, Report
from retrieval.parsing.report import parse_report, passages
from retrieval.resources import DATA

REPORTS = DATA / "reports"
SHIPPED = REPORTS / "2021-威海市文登区-法治政府建设情况报告.txt"

HARBOUR = """\
发文机关:青禾县人民政府
文件发文字号:青政发〔2023〕7号
文件成文日期:2024-01-15
文件废止时间:

2023年度港务工作报告

2023年,全县港务系统平稳运行。

一、主要工作

(一)码头建设。一是新建泊位。全年新建泊位12个,维修泊位5个,投入资金340.5万元。二是更新设备。购置起重机8台,叉车21台。

(二)安全管理。3月15日,成立港口安全委员会。全年组织演练46场次,参加人员1200余人,隐患整改率98.5%。

二、存在的不足

引航员数量不足,夜间值守还需加强。

三、2024年工作安排

计划修建海员公园,改造灯塔一座。

青禾县人民政府

2024年1月15日
"""

LIBRARIES = """\
2022年度图书馆工作报告

一、馆藏

全年采购图书3600册,接受捐赠图书450册。

二、服务

办理读者证2700张,举办读书会33场次。
"""

HARBOUR_PHRASINGS = """\
# wenda-phrasings 1

> 全年新建泊位12个
= 12个
盖了几个停船的位置
新添的船位数
码头多出几个船位

> 购置起重机8台
= 8台
吊机买了几台
起重设备添置数量

> 3月15日,成立港口安全委员会
= 3月15日
管港口安全的委员会哪天有的
安委会啥时候搭起来的

> 隐患整改率98.5%
= 98.5%
问题改完了几成
隐患改好的占多少
"""

HARBOUR_GAPS = """\
# wenda-gaps 1

> 购置起重机8台
@ 请向县港务局咨询
一台吊机多少钱
吊机是哪家厂造的
吊机什么牌子

> 成立港口安全委员会
@ 请向县应急局咨询
安委会主任叫什么
安委会电话是多少

@ 请拨打12345
船票多少钱一张
"""


def report_of(text: str = HARBOUR, file: str = "港务.txt") -> Report:
    """A parsed report."""
    return parse_report(text, file)


def passage_of(text: str, path: str) -> Passage:
    """The passage of a report at a clause path."""
    return next(passage for passage in passages(report_of(text)) if passage.clause.path == path)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Put files in a folder; text is written as UTF-8."""
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def indexed(parent: Path, files: dict[str, str | bytes]) -> Path:
    """A folder of reports with its index."""
    root = parent / "reports"
    root.mkdir()
    write(root, files)
    build(root)
    return root


def library_of(folder: Path, files: dict[str, str | bytes]) -> Library:
    """A library of invented files with the shipped lexicon."""
    return Library.open(write(folder, files))
