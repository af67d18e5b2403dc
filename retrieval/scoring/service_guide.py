"""Service guides: lines such as ``办理地点：某路5号``, whose name says what they answer."""

from __future__ import annotations

import re

# The names that a line may have, with what asks for it. The first that fits the question counts.
_LINES = tuple(
    (re.compile(name), re.compile(asks))
    for name, asks in {
        r"联系人|经办人|负责人": r"联系人|经办人|负责人|找谁",
        r"投诉|监督": r"投诉|举报电话|监督",
        r"电话|联系方式|咨询": r"电话|联系方式|打哪|问谁|咨询",
        r"网上|网址|网站|在线": r"网上|网址|在线|网站",
        r"地[点址]|窗口": r"在?哪[里儿]?(?:个地方)?(?:能|可以)?(?:办|交|递|受理|申请|提交|领)|去哪|到哪|上哪|哪个?窗口"
        r"|地[点址]|什么地方|在哪[里儿]?$",
        r"材料|资料": r"材料|资料|手续|证件|带[什啥哪]",
        r"条件|资格": r"条件|要求|资格|够格",
        r"对象|范围|申请人": r"哪些人|[谁]能|谁可以|什么人|对象|面向谁",
        r"机关|主体|部门|机构": r"哪个?(?:部门|单位|机关|局|厅)(?:实施|负责|办|管|受理|审批)|谁(?:实施|负责|审批|管)"
        r"|归谁|实施机关|主管",
        r"收费|费用": r"收费|费用|手续费|要钱|交钱",
        r"承诺.*(?:时限|期限)": r"承诺",
        r"法定.*(?:时限|期限)": r"法定",
        r"时限|期限|时间": r"多久|几天|多少天|几个工作日|时限|期限|多长时间",
        r"流程|程序|步骤": r"流程|程序|步骤|怎么办理|如何办理",
        r"结果": r"结果|拿到什么|什么证",
    }.items()
)
_NAME = re.compile(r"([\u4e00-\u9fff()]{2,12}):")
_LINE = re.compile(r"(?P<name>[\u4e00-\u9fff（）()]{3,12})[：:]\s*(?:(?P=name)[：:]\s*)?(?P<value>\S[^。]{0,80})")


def line_fit(folded: str, asked: str) -> int:
    """1 for the line that a folded question asks for, -1 for another line, 0 for a sentence that is no line.

    >>> line_fit("咨询电话:12345", "打哪个电话"), line_fit("办理地点:某路", "打哪个电话")
    (1, -1)
    """
    name = _NAME.match(folded)
    wanted = next((names for names, asks in _LINES if asks.search(asked)), None) if name else None
    if name is None or wanted is None:
        return 0
    return 1 if wanted.search(name[1]) else -1


def value_of(raw: str) -> str | None:
    """The value of a line, without its name; None for what is no line.

    >>> value_of("办理地点：办理地点：某路5号"), value_of("一是：说明情况。")
    ('某路5号', None)
    """
    match = _LINE.fullmatch(raw.strip())
    return match["value"] if match else None
