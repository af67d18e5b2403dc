"""Title matter: the lines above a document's text with its title (one line or several), number, date and author.

A document without a printed title gets one from its contents, else from its file name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from retrieval.models import MetadataField
from retrieval.text.values.numerals import TENS, YEAR_DIGITS

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(（]\d{4}[〕\])）]\s?第?\d+号")
_DECREE = re.compile(r"[\u4e00-\u9fff]{2,20}令")
_DECREE_NUMBER = re.compile(r"[（(]?第\s?\d{1,4}\s?号[)）]?")
DATE = re.compile(
    rf"[（(]?(?:\d{{4}}|[{YEAR_DIGITS}]{{4}})\s?年\s?[\d{TENS}]{{1,3}}\s?月\s?[\d{TENS}]{{1,3}}\s?日[)）]?"
)
AGENCY = re.compile(r"[\u4e00-\u9fff]{2,30}(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会)")
PERSON = re.compile(
    r"[\u4e00-\u9fff]{0,16}(?:总理|省长|市长|州长|区长|县长|主席|部长|局长|署长|主任|厅长|行长)"
    r"[\s\u3000]*(?:[\u4e00-\u9fff][\s\u3000]{0,3}){2,6}"
)
_KINDS = (
    "工作报告 情况报告 报告 统计公报 公报 条例 办法 规定 细则 通知 意见 方案 批复 复函 函 通报 公告 通告 决定 决议 "
    "规划 纲要 指南 情况说明 说明 职位表 岗位表 一览表 清单 目录 名单 预算 决算 总结 要点 计划 讲话 章程 规则 准则 "
    "标准 须知 简章 预案 白皮书 办事指引 实施意见 命令 法 解读 启事"
).split()
_KIND_END = re.compile(rf"(?:{'|'.join(_KINDS)})(?:[（(][^（()）]{{1,16}}[)）])?(?:\[\d{{1,2}}\])?")
_TITLE_FIELDS = ("标题", "信息名称", "文件名称", "公文名称", "名称")
_AFTER_KIND = ("的", "》", "”", "（试行）", "（草案）", "（修订")
# Lines among the title matter that are no part of the title: place and date, bylines, photo credits.
_ASIDE = re.compile(
    r"[（(].*[)）]|——.*|.*(?:摄|/文|讯|电)$|(?:来源|作者|记者|时间|日期)[:：].*|附\s?件.{0,4}|\d{4}-\d{1,2}-\d{1,2}.*",
    re.S,
)
_LETTER_SPACED = re.compile(
    r"(?:[\u4e00-\u9fff0-9“”《》（）、][ \t\u3000\u00a0\u2000-\u200a]+){3,}[\u4e00-\u9fff）》”]"
)
_SPEAKER = re.compile(
    r"(?:我|谨)代表([\u4e00-\u9fff]{2,16}?)，?向(?:大会|.{0,12}?会议)(?:作?报告(?:政府)?工作|作政府工作报告)"
)


def clean_line(line: str) -> str:
    """A title line without letter-spacing, line breaks and footnote mark.

    >>> clean_line("政 府 工 作 报 告[1]")
    '政府工作报告'
    """
    line = re.sub(r"\[\d{1,2}\]$", "", re.sub(r"[\n\r\u200b-\u200d\ufeff]", "", line).strip())
    return re.sub(r"\s", "", line) if _LETTER_SPACED.fullmatch(line) else line


def is_title(line: str) -> bool:
    """Whether a line ends with a kind of document, as titles do.

    >>> [is_title(line) for line in ("某市预算管理办法（试行）", "某市人民政府")]
    [True, False]
    """
    return 4 <= len(line) <= 80 and any(m.end() == len(line) for m in _KIND_END.finditer(line))


def number_of(front: Sequence[str], fields: Sequence[MetadataField]) -> str | None:
    """The document number: a line of its own, else a value of the header, else the number of a decree.

    >>> number_of(["某某市令", "第7号"], [])
    '某某市令第7号'
    """
    lines = [re.sub(r"\s", "", line) for line in front]
    values = [*lines, *(re.sub(r"\s", "", field.value) for field in fields)]
    if number := next(filter(NUMBER.fullmatch, values), None):
        return number
    for decree, number in pairwise(lines):
        if _DECREE.fullmatch(decree) and _DECREE_NUMBER.fullmatch(number):
            return decree + number.strip("（()）")
    return None


def title_of(front: Sequence[str], fields: Sequence[MetadataField]) -> str:
    """The title among the lines above the text; empty if there is none.

    >>> title_of(["某市政府关于印发某某", "方案的通知", "某政发〔2020〕3号", "某市政府"], [])
    '某市政府关于印发某某方案的通知'
    """
    issuers = {field.value for field in fields if field.name == "发文机关"}
    runs: list[list[str]] = [[]]
    for line in map(clean_line, front):
        if NUMBER.fullmatch(line) or DATE.fullmatch(line) or _DECREE_NUMBER.fullmatch(line) or _is_aside(line):
            runs.append([])
        else:
            runs[-1].append(line)
    if complete := next(filter(None, map(_complete_title, runs)), ""):
        return complete
    rest = [line for run in runs for line in run]
    if len(rest) > 1:
        rest = [line for line in rest if line not in issuers and not AGENCY.fullmatch(line)] or rest
    header_title = next((f.value for f in fields if f.name in _TITLE_FIELDS and f.value), "")
    return "".join(rest) or header_title


def _is_aside(line: str) -> bool:
    return bool(_ASIDE.fullmatch(line) or (PERSON.fullmatch(line) and not is_title(line)))


def _complete_title(run: Sequence[str]) -> str:
    """The first lines of a run that together form a title and are not continued by the next line."""
    for first in range(len(run)):
        joined = ""
        if AGENCY.fullmatch(run[first]) and any(is_title(line) for line in run[first + 1 :]):
            continue
        for at in range(first, min(first + 5, len(run))):
            joined += run[at]
            after = run[at + 1] if at + 1 < len(run) else ""
            closed = joined.count("《") == joined.count("》")
            unfinished = "关于印发" in joined and closed and not joined.endswith(("通知", "函"))
            if is_title(joined) and not after.startswith(_AFTER_KIND) and not (unfinished and is_title(after)):
                return joined
    return ""


def derived_title(text: str, fields: Sequence[MetadataField], year: int | None, file: str) -> str:
    """The title of a document that prints none.

    >>> derived_title("各位代表：现在，我代表某某省人民政府，向大会报告政府工作，请审议。", [], 2015, "a.txt")
    '2015年某某省人民政府工作报告'
    """
    if matter := next((f.value for f in fields if f.name in ("事项名称", "服务名称", "项目名称") and f.value), ""):
        return matter if matter.endswith("指南") else f"{matter}办事指南"
    speaker = _SPEAKER.search(text, 0, 2000)
    if speaker and len(speaker[1]) > 2 and not speaker[1].startswith(("省", "市", "县", "区", "自治", "州")) and year:
        return f"{year}年{speaker[1].removesuffix('政府')}政府工作报告"
    return PurePath(file).stem


def reporter(text: str) -> str:
    """The body that a work report speaks for, such as 国务院; empty where it does not say.

    >>> reporter("现在，我代表国务院，向大会报告政府工作，请予审议。")
    '国务院'
    """
    found = _SPEAKER.search(text, 0, 3000)
    return found[1] if found else ""
