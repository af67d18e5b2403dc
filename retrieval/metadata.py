"""Questions about the document itself: number, issuer, dates; answered from its header."""

from __future__ import annotations

import re

from retrieval.text import STOPWORDS, unigrams
from retrieval.types import Field, Report

# Field names by what asks for them; the first field that the header has is meant.
_CUES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(cue), names)
    for cue, names in (
        (r"发文字号|文件?编?号(?:是?多少|是?几|是?啥|是?什么)?|字号|文件编号|第?几号文?|多少号", ("文件发文字号", "发文字号", "文号")),
        (r"废止的?(?:时间|日期|是?哪天|是?什么时候)?|什么时候废止|何时废止", ("文件废止时间", "废止时间", "废止日期")),
        (r"失效的?(?:时间|日期|是?哪天)?|什么时候失效|何时失效|到期|有效期(?:到哪天|多久|到什么时候)?", ("文件失效时间", "失效时间", "失效日期")),
        (r"(?:还|现在|目前)?(?:是否|是不是)?(?:还)?有效(?:吗|不|没)?|文件状态|状态", ("文件状态", "状态", "有效性")),
        (r"(?:开始|正式)?(?:实施|生效|施行|执行)(?:的)?(?:时间|日期|是?哪天|是?几号)?|(?:什么时候|何时|哪天|几号|啥时候)(?:开始|正式)?(?:起)?(?:实施|生效|施行|执行)",
         ("文件开始实施的时间", "实施日期", "施行日期", "生效日期")),
        (r"成文(?:的)?(?:日期|时间|于?哪天)?|(?:哪天|什么时候|何时|几号|啥时候)(?:写成|成文|签发|落款)(?:的)?|落款(?:的)?(?:日期|时间|是?哪天|是?几号)",
         ("文件成文日期", "成文日期")),
        (r"(?:对外|公开|正式)*(?:发布|公布|公开|挂网|印发)(?:的)?(?:日期|时间|是?哪天|于?几号)|(?:是)?(?:哪一?天|哪日|什么时候|何时|几号|几月几号|啥时候)(?:对外|公开|正式)*(?:发布|公布|公开|发出来?|挂出来?|上网|印发|发)(?:出来)?(?:的)?",
         ("文件公开发布日期", "发布日期", "公开日期", "成文日期")),
        (r"所属单位|归哪个(?:单位|部门|局)管?", ("文件所属单位", "所属单位")),
        (r"发文(?:机关|单位|机构)|(?:是)?(?:谁|哪个?(?:单位|机关|政府|部门|级|家)|什么(?:单位|机关|部门))(?:发布?|印发|公布|出|下发|发出)(?:来)?(?:的)?|落款(?:单位|机关|是?谁)",
         ("发文机关", "发布机构", "制发机关")),
        (r"公文种类|文种|哪[种类]公文|什么公文", ("公文种类", "文种")),
        (r"主题分类|主题(?:是|归|属)?(?:什么|啥|哪一?类)?|(?:归|属于?)?哪个?主题", ("主题分类",)),
        (r"文件类型|(?:什么|哪种)类型", ("文件类型",)),
    )
)  # fmt: skip
_ABOUT_DOCUMENT = re.compile(
    r"这[份个篇]|该|本|那份|此|报告|文件|公文|材料|全文|红头|年度|法治政府建设(?:情况)?|一栏|填|写"
)
_ASKING = re.compile(r"是?(?:什么|啥)时候|何时|哪一?天|是?什么|是?多少|哪个|时间|日期|几号|[是叫]啥|名称|日子")
_EMPTY = frozenset("".join(word for word in STOPWORDS if len(word) == 1) + "份谁呀年月日个")


def asked_field(folded: str, report: Report) -> Field | None:
    """The header field that a folded question asks for, if it asks about the document and nothing else.

    What is left of the question without the field's name and words for the document must be empty: 通报是哪天发布的
    asks about something in the report.
    """
    own = re.search(r"(\d+)号$", report.number or "")
    if own:
        # 13号文 names this very document.
        folded = re.sub(rf"(?<!\d){own[1]}号(?:文件?|报告)?", "文件", folded)
    for cue, names in _CUES:
        match = cue.search(folded)
        if match is None:
            continue
        rest = _ABOUT_DOCUMENT.sub("", folded[: match.start()] + folded[match.end() :])
        rest = _ASKING.sub("", rest)
        field = next((found for name in names if (found := report.field(name))), None)
        if field and not [char for char in unigrams(rest) if char not in _EMPTY and not char.isdecimal()]:
            return field
    return None
