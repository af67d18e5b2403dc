"""Personal data that one expression tells: plates, travel documents, and numbers of all kinds that count only beside
their word (社保号, 微信, QQ). Pure.

`PATTERN_KINDS` is the table: a kind, its expression, and what else must hold. The group ``data`` of an expression is
what is masked, else the whole match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.privacy import number_words
from bot.privacy.personal_numbers import LabelledSpan, is_day, is_organisation_code

# No \b and no \d: 汉字 are word characters, so \b misses 电话13800138000, and \d matches digits of other scripts.
# Every repetition is bounded or possessive, so that a line of 100 kB takes linear time.
_REGIONS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_S = r"[ \t\n·.\-]?"
# GA 36: a serial number holds no I and no O; new-energy vehicles have six characters, with a letter first or last.
_SERIAL = (
    rf"(?:[A-HJK][A-HJ-NP-Z0-9][0-9]{{4}}|[0-9]{{5}}[A-HJK]|[A-HJ-NP-Z0-9]{{4}}(?:[警学挂港澳领使试超]|应急)"
    rf"|[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{2}}{_S}[A-HJ-NP-Z0-9]{{3}}|[A-HJ-NP-Z0-9]{{3}}{_S}[A-HJ-NP-Z0-9]{{2}})"
)
_END = r"(?![0-9A-Za-z])"
_ALONE = r"(?<![0-9A-Za-z_.\-])(?<![A-Za-z]/)"
# Between the word and what it names: 号码是：, 编号为
_IS = r"(?:[号码编证字是为的我:, \t\n\"“”(]|No\.?){0,6}"
_ID_DIGITS = r"[0-9](?:[ \-]?[0-9]){5,19}(?:[A-Z][0-9]{0,2})?"
_NICKNAME = r"[a-z][-_a-z0-9]{5,19}(?![-_a-z0-9])"
_HANDLE = r"[1-9](?:[ \-]?[0-9]){4,9}(?![0-9])"
_WECHAT = r"(?:微信|薇信|威信|加[vV]|wechat|weixin|(?<![a-z])[vw]x)"
_QQ = r"(?:(?<![a-z])qq|扣扣|企鹅|(?<![a-z])q号|(?<![a-z])q(?=:))"
_PLATES = f"车牌|号牌|牌照|车号|[{_REGIONS}]牌"
_DOCUMENTS = (
    "护照|通行证|回乡证|台胞证|港澳证|居住证|居留证|永居证|军官证|士兵证|警官证|士官证|文职证|退役军人证|优待证"
    "|结婚证|离婚证|出生证|执业证|资格证|教师证|毕业证|学位证|房产证|不动产权?证|驾驶证(?:档案)?|驾照(?:档案)?"
    "|行驶证|学生证|工作证|残疾证|户口[本簿]|准考证|证件"
)
_INSURANCES = "社保|社会保[障险]|医保|医疗保险|养老保险|公积金"
_INSURANCE_PARTS = r"(?:个人|电子凭证|卡|账户|[账帐]号|电脑|编号){0,3}"
_NETWORKS = "抖音|快手|小红书|支付宝|微博|钉钉|飞书|陌陌|淘宝|(?<![a-z])(?:line|whats?app|telegram|skype|tg)"
_NAMED_BY = r"(?:[账帐]号|号码?|id|用户名|:)[是为:, ]{0,3}@?(?!https?:)"


@dataclass(frozen=True, slots=True)
class PatternKind:
    """Kind of personal data, told by an expression; ``holds`` says of a match whether it counts."""

    kind: str
    expression: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] | None = None

    def spans(self, text: str) -> Iterator[LabelledSpan]:
        """Its findings in a folded text."""
        for match in self.expression.finditer(text):
            if self.holds is None or self.holds(match):
                yield *match.span("data" if "data" in match.re.groupindex else 0), self.kind


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _is_organisation(match: re.Match[str]) -> bool:
    return is_organisation_code(match[0])


def _has_two_digits(match: re.Match[str]) -> bool:
    """Whether a plate holds two digits: 新Redmi5 is a telephone."""
    return sum(map(str.isdigit, match[0])) > 1


def _is_no_date(match: re.Match[str]) -> bool:
    """Whether the digits after the letter are no day: C20211231 is more often a document of that day."""
    return not is_day(match[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")[:8])


def _is_no_count(match: re.Match[str]) -> bool:
    """Whether no measure word follows: 社保卡123456张 are cards."""
    return not number_words.is_counted(match.string, *match.span("data"))


PATTERN_KINDS = (
    # A unified social credit code (GB 32100) names an organisation and is public: it is not masked.
    PatternKind("", _pattern(r"(?<![0-9a-z])[159][1239][1-8][0-9]{5}[0-9a-z]{10}(?![0-9a-z])"), _is_organisation),
    PatternKind("plate", _pattern(rf"[{_REGIONS}]{_S}[A-HJ-Z]{_S}{_SERIAL}{_END}"), _has_two_digits),
    PatternKind("plate", _pattern(r"使[ \t·]?(?:0[0-9]{2}[ \t·]?[0-9]{3}|[0-9]{3}·[0-9]{3})(?![0-9])")),
    # Of the forces: GJB with two letters, by names of former commands, and of the armed police.
    PatternKind("plate", _pattern(rf"[军空海北沈兰济南广成]{_S}[A-Z]{_S}[0-9]{{5}}{_END}")),
    PatternKind("plate", _pattern(rf"{_ALONE}(?:[A-Z][A-Z]·|[A-Z]·[A-Z]|V[A-Z][ \-]?)[0-9]{{5}}{_END}")),
    PatternKind(
        "plate",
        _pattern(rf"{_ALONE}WJ{_S}(?:(?:[{_REGIONS}]|[0-9]{{2}}){_S}[0-9]{{4}}[0-9A-Z]?|[0-9]{{5}}){_END}"),
    ),
    PatternKind(
        "plate",
        _pattern(rf"(?:{_PLATES}){_IS}(?P<data>[A-Z]{_S}[A-Z0-9]{{3,4}}[0-9][A-Z0-9]{{0,2}}{_END})"),
    ),
    PatternKind(
        "document",
        _pattern(rf"身[份分]证?{_IS}(?P<data>[A-Z]{{1,2}}[0-9]{{6,9}}(?:\([0-9A]\))?|[157][0-9]{{6}}\([0-9]\))"),
    ),
    PatternKind("document", _pattern(rf"{_ALONE}[A-Z]{{1,2}}[0-9]{{6}}\([0-9A]\)")),
    PatternKind(
        "document",
        _pattern(rf"(?:{_DOCUMENTS}){_IS}(?P<data>[A-Z]{{0,3}} ?{_ID_DIGITS}{_END}|[\u4e00-\u9fff]字第[0-9]{{6,8}}号)"),
        _is_no_count,
    ),
    PatternKind(
        "document",
        _pattern(rf"{_ALONE}(?<!字)(?:[CDEGHKLMPSTW][0-9]{{8}}(?:[0-9]{{2}})?|[CDEKLMPS][A-Z][0-9]{{7}}){_END}"),
        _is_no_date,
    ),
    PatternKind(
        "insurance",
        _pattern(rf"(?:{_INSURANCES}){_INSURANCE_PARTS}{_IS}(?P<data>[A-Z]{{0,2}}{_ID_DIGITS}{_END})"),
        _is_no_count,
    ),
    PatternKind("account", _pattern(rf"{_WECHAT}(?:[号码同账帐是为:, \"]|id){{0,5}}(?P<data>{_HANDLE})"), _is_no_count),
    PatternKind(
        "account",
        _pattern(rf"{_WECHAT}[号码同账帐是为, ]{{0,4}}(?:[号是为:]|id)[: \"]{{0,3}}(?P<data>{_NICKNAME})"),
    ),
    PatternKind(
        "account",
        _pattern(rf"(?:{_WECHAT}|{_NETWORKS})[同搜找加, \"]{{0,3}}(?P<data>(?=[a-z]{{1,19}}[-_0-9]){_NICKNAME})"),
    ),
    PatternKind("account", _pattern(rf"{_QQ}[群号码是为:, ]{{0,5}}(?P<data>{_HANDLE})"), _is_no_count),
    PatternKind(
        "account",
        _pattern(rf"(?:{_NETWORKS}){_NAMED_BY}(?P<data>[a-z0-9][-_.a-z0-9]{{4,29}})"),
        _is_no_count,
    ),
)
"""The kinds, in the order in which they are looked for; text of the kind "" is not masked."""
