"""Title: what its issuer calls a document, from the lines above its text; else from its header, text or file name.

A title may stand on several lines, with its issuer on the line above (最高人民法院 / 关于…的规定), below a red head,
a menu or the announcement that makes it public. In front of 关于 the issuer belongs to the title, else it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import MetadataField
from retrieval.parsing.identity.document_number import DECREE_NUMBER, holds_number
from retrieval.parsing.identity.kinds import is_title
from retrieval.parsing.identity.title_lines import (
    DATE,
    PERSON,
    PROMULGATION,
    clean_line,
    is_aside,
    is_issuer,
    is_mark,
    is_remark,
    joined_issuers,
)

_TITLE_FIELDS = ("标题", "信息名称", "文件名称", "公文名称", "名称")
_AFTER_KIND = ("的", "》", "”", "（试行）", "（草案）", "（修订", "(试行)", "(草案)", "(修订", "（征求", "（暂行")
# How a title goes on below the line of its issuer, and a line that a title does not begin with.
_GOES_ON = lazy_pattern(
    r"关于|印发|转发|批转|发布|公布|对|就|《|贯彻|落实|予以|废止|修改|授权|同意|的|和|与|及|、|》|[）)]"
)
_BEGINS = lazy_pattern(
    r"\d{4}年|中华人民共和国|全国|国务院|国家|最高人民|中共|关于"
    r"|[\u4e00-\u9fff]{2,12}?(?:省|自治区|特别行政区|市|自治州|州|盟|县|区|旗|局|厅|委员会|人民政府|办公室)"
)
_UNFINISHED = lazy_pattern(r"[、，的和与及对于为在将等《〈“（(]$")
_LEADS = lazy_pattern(r"关于|印发|转发|[省市区县州盟旗]$|中华人民共和国$")
_MOST_LINES = 8
_SPEAKER = lazy_pattern(
    r"(?:我|谨)代表([\u4e00-\u9fff]{2,16}?)，?向(?:大会|.{0,12}?会议)(?:作?报告(?:政府)?工作|作政府工作报告)"
)
# A long name may have been cut off within the day.
_DATE_OF_FILE = lazy_pattern(r"(?:[（(]\d{4}-(?:\d{1,2}-\d{1,2}[)）]|[\d-]{0,5}$)|_\d{8})(?:_[\u4e00-\u9fff]{2,8})?$")


def title_of(front: Sequence[str], fields: Sequence[MetadataField]) -> str:
    """The title among the lines above the text; empty if there is none.

    >>> title_of(["某市政府关于印发某某", "方案的通知", "某政发〔2020〕3号", "某市政府"], [])
    '某市政府关于印发某某方案的通知'
    >>> title_of(["最高人民法院　最高人民检察院", "关于办理某某案件", "若干问题的解释"], [])
    '最高人民法院、最高人民检察院关于办理某某案件若干问题的解释'
    """
    issuers = {field.value for field in fields if field.name == "发文机关"}
    in_header = next((f.value for f in fields if f.name in _TITLE_FIELDS and f.value), "")
    runs = _runs(front)
    found = [title for run in runs if (title := _complete_title(run))]
    # A head such as 某某局公告 stands above the title of the announcement.
    if complete := next((title for title in found if not PROMULGATION.fullmatch(title)), "") or "".join(found[:1]):
        return in_header if complete in in_header and is_title(in_header) else complete
    if is_title(in_header):
        return in_header
    rest = [line for run in runs for line in run]
    if len(rest) > 1:
        rest = [line for line in rest if line not in issuers and not is_issuer(line)] or rest
    return _joined(rest) or in_header


def _runs(front: Sequence[str]) -> list[list[str]]:
    """The lines between numbers, dates, marks and the like."""
    runs: list[list[str]] = [[]]
    for line in map(clean_line, front):
        number = holds_number(line) and not is_title(line)
        aside = is_aside(line) and not is_remark(line) and not (PERSON.fullmatch(line) and is_title(line))
        if number or aside or is_mark(line) or DATE.match(line) or DECREE_NUMBER.fullmatch(line):
            runs.append([])
        elif line:
            runs[-1].append(line)
    return runs


def _joined(lines: Sequence[str]) -> str:
    """Lines as one title, with 、 between the issuers of several."""
    joined = ""
    for line in map(joined_issuers, lines):
        joined += ("、" if is_issuer(line) and joined and is_issuer(joined) else "") + line
    return joined


def _complete_title(run: Sequence[str]) -> str:
    """The first lines of a run that together form a title and are not continued by the next line."""
    for last in range(len(run)):
        tried = range(last, max(last - _MOST_LINES, -1), -1)
        lowest = next((first for first in tried if _is_whole(run, first, last)), None)
        # With the lines above it may be no whole title: …公示制度 / …记录制度 / …制度的指导意见.
        if lowest is not None and _is_whole(run, first := _first_line(run, lowest, last), last):
            return _joined(run[first : last + 1])
    return ""


def _is_whole(run: Sequence[str], first: int, last: int) -> bool:
    """Whether some lines are a title that does not go on below."""
    title = _joined(run[first : last + 1])
    return is_title(title) and not _is_continued(title, run[last + 1 :])


def _is_continued(title: str, below: Sequence[str]) -> bool:
    """Whether the title goes on below: 的通知, or more of a title that passes another document on."""
    after = below[0] if below else ""
    if after.startswith(_AFTER_KIND) or is_remark(after):
        return True
    is_open = any(title.count(first) > title.count(last) for first, last in ("《》", "“”"))
    return is_open and any(is_title(_joined([title, *below[:count]])) for count in (1, 2, 3))


def _first_line(run: Sequence[str], first: int, last: int) -> int:
    """Where a title begins whose last lines are known: at the issuer or the lines above that lead to it."""
    while first and last - first < _MOST_LINES:
        above, title = run[first - 1], _joined(run[first : last + 1])
        leads = _leads(above) or _leads(_joined(run[max(0, first - _MOST_LINES) : first]))
        if is_title(_joined([above])) and not leads:
            break
        if is_issuer(above) and not leads:
            if not _GOES_ON.match(title) and not (is_issuer(run[first]) and _goes_on_below(run, first, last)):
                break
        elif _BEGINS.match(title) and not leads:
            break
        first -= 1
    return first


def _goes_on_below(run: Sequence[str], first: int, last: int) -> bool:
    """Whether what stands below lines of issuers names what they are about."""
    below = next((at for at in range(first, last + 1) if not is_issuer(run[at])), last)
    return bool(_GOES_ON.match(run[below]))


def _leads(line: str) -> bool:
    """Whether a line needs more below it: 某某关于印发, 某某和, a place by itself."""
    return bool(_UNFINISHED.search(line)) or (bool(_LEADS.search(line)) and not is_title(line))


def derived_title(text: str, fields: Sequence[MetadataField], year: int | None, file: str) -> str:
    """The title of a document that prints none.

    >>> derived_title("各位代表：现在，我代表某某省人民政府，向大会报告政府工作，请审议。", [], 2015, "a.txt")
    '2015年某某省人民政府工作报告'
    >>> derived_title("一段话。", [], None, "某某办法(2020-12-29)_某省.txt")
    '某某办法'
    """
    if matter := next((f.value for f in fields if f.name in ("事项名称", "服务名称", "项目名称") and f.value), ""):
        return matter if matter.endswith("指南") else f"{matter}办事指南"
    speaker = _SPEAKER.search(text, 0, 2000)
    if speaker and len(speaker[1]) > 2 and not speaker[1].startswith(("省", "市", "县", "区", "自治", "州")) and year:
        return f"{year}年{speaker[1].removesuffix('政府')}政府工作报告"
    stem = PurePath(file).stem
    return _DATE_OF_FILE.sub("", stem) or stem


def reporter(text: str) -> str:
    """The body that a work report speaks for, such as 国务院; empty where it does not say.

    >>> reporter("现在，我代表国务院，向大会报告政府工作，请予审议。")
    '国务院'
    """
    found = _SPEAKER.search(text, 0, 3000)
    return found[1] if found else ""
