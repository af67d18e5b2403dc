"""Words beside numbers: those that say whose number it is, and units that say it is a plain figure. Pure.

Each looks at a bounded piece of the text before or after a position.
"""

from __future__ import annotations

import re

from retrieval.lazy_pattern import lazy_pattern

_BEFORE = 28  # characters before a number in which its word may stand
_PHONE = lazy_pattern(
    r"(?:电话|手机|座机|固话|联系方式|联络方式|联系号码|我的号码|我号码|传真|来电|致电|回电|拨打|(?<![划调下])拨|打给"
    r"|短信|☎|📞|📱|(?<![a-z])(?:tel|phone|mobile|telephone|cell|fax))"
    r"[号码是为就的我他她您你们咱本人家里单位办公室改成换请现在或者和及与、,.:;=\-~!\"'()\]“” \t\r\n]{0,12}\Z",
    re.IGNORECASE,
)
_ALSO = lazy_pattern(r"[或者和及以与还有,、;/ \t\r\n]{1,6}")
_PHONE_AFTER = lazy_pattern(
    r"[ ,]{0,2}(?:就?是|为|\()[我他她您你们咱本人家里单位办公室的]{0,6}(?:电话|座机|固话|手机|联系方式)"
)
_ACCOUNT = lazy_pattern(r"(?:账号|帐号|账户|帐户|卡号|银行卡|储蓄卡|信用卡|存折)[号码是为的:,=\-(\" \t\r\n]{0,6}\Z")
_CODE = lazy_pattern(
    r"(?:[单编案批文档]号|流水号|合同号|发票号|登记号|注册号|许可证号|代码|编码)[码是为的:, (\"]{0,4}[A-Za-z]{0,6}\Z"
)
_COUNTING = lazy_pattern(r"(?:分别|依次|合计|总计|共计?|达到?|增[至到]|降[至到]|约|近|数量)[为是有:, ]{0,2}\Z")
# Amounts and sizes are not telephone numbers, however many digits they have.
_AMOUNT = lazy_pattern(r"[多余]?[万亿]?(?:元(?![旦宵])|[美欧日港]元|吨|平方[公千]?米|立方米|千瓦时)")
# Not where it begins a name: 8451234 张三, 家住, 台湾.
_COUNTED = lazy_pattern(
    r" ?[多余]?(?:[万亿%‰]|元(?![旦宵])|[美欧日港]元|个(?!人)|件|人|名(?![字叫片])|户(?![名口籍])|次|项|笔"
    r"|家(?![里的电住庭中人长])|份|条|起|宗|亩|公顷|公里|千米|米|平方|立方|吨|千瓦|公斤|千克|斤|岁|年|月|日(?!照)"
    r"|天(?!津)|小时|分(?![机公局行])|秒|套|台(?![胞湾])|辆|间|栋|幢|座(?!机)|处(?!长)|所(?!长)|场|批"
    r"|张(?![\u4e00-\u9fff])|张(?=[卡证票照表])|本(?!人)|页|册|篇|种|类|级|倍|度|位(?![于置])|例|头|只|棵|株|届|期"
    r"|章|节|款|股)"
)


def is_phone_word_before(text: str, start: int) -> bool:
    """Whether 电话 or its like stands before a position, with nothing but small words between.

    >>> is_phone_word_before("我的电话是8451234", 5), is_phone_word_before("电话受理8451234", 4)
    (True, False)
    """
    return _PHONE.search(text[max(0, start - _BEFORE) : start]) is not None


def is_phone_word_after(text: str, end: int) -> bool:
    """Whether what follows a position says that a telephone number ended there: 是我家电话."""
    return _PHONE_AFTER.match(text, end) is not None


def is_joined(text: str, end: int, start: int) -> bool:
    """Whether nothing but 或者 and its like stands between two numbers: both are of the kind of the first."""
    return _ALSO.fullmatch(text, end, start) is not None


def is_account_word_before(text: str, start: int) -> bool:
    """Whether 账号 or its like stands before a position."""
    return _ACCOUNT.search(text[max(0, start - _BEFORE) : start]) is not None


def is_code_before(text: str, start: int) -> bool:
    """Whether what stands before a position says that a document's number follows: 工单号, 合同编号为, or a letter.

    >>> is_code_before("工单号2021123100154", 3), is_code_before("卡号6222020000000000018", 2)
    (True, False)
    """
    before = text[max(0, start - 1) : start]
    return (before.isascii() and before.isalpha()) or _CODE.search(text[max(0, start - _BEFORE) : start]) is not None


def is_counting_before(text: str, start: int) -> bool:
    """Whether what stands before a position announces figures: 分别为."""
    return _COUNTING.search(text[max(0, start - _BEFORE) : start]) is not None


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether a number of eleven digits or so is an amount or a size: 13800138000元.

    >>> is_amount("13800138000元", 0, 11), is_amount("13800138000元旦", 0, 11)
    (True, False)
    """
    return text[max(0, start - 1) : start] in ("¥", "$") or _AMOUNT.match(text, end) is not None


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether a figure is followed by a unit or a measure word."""
    return is_amount(text, start, end) or _COUNTED.match(text, end) is not None
