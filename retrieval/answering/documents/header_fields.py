"""Header fields: questions for a field of the header of the one report in scope, such as 文件有效吗."""

from __future__ import annotations

import re

from retrieval.answering.readings import quote_of
from retrieval.corpus.passages import PassageStore
from retrieval.models import Lack, MetadataField, Outcome, Reason, Region, Reply, Report
from retrieval.parsing.identity.attribution import ISSUER_FIELDS
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.intent import without_words_of
from retrieval.question.scope import Scope
from retrieval.text.tokenization import STOPWORDS, unigrams

_FIELD_NAME = re.compile(r"时间|日期|状态|机关|单位|字号|文号|[种分]类|类型")
# What asks for a header field, by the names that the field may have; the first that the header has is meant.
_CUES: dict[tuple[str, ...], re.Pattern[str]] = {
    names: re.compile(cue)
    for names, cue in {
        ("文件发文字号", "发文字号", "文号"): r"发文字号|文件?编?号(?:是?多少|是?几|是?啥|是?什么)?|字号|文件编号"
        r"|第?几号文?|多少号",
        ("文件废止时间", "废止时间", "废止日期"): r"废止的?(?:时间|日期|是?哪天|是?什么时候)?|什么时候废止|何时废止",
        ("文件失效时间", "失效时间", "失效日期"): r"失效的?(?:时间|日期|是?哪天)?|什么时候失效|何时失效|到期"
        r"|有效期(?:到哪天|多久|到什么时候)?",
        ("文件状态", "状态", "有效性"): r"(?:还|现在|目前)?(?:是否|是不是)?(?:还)?有效(?:吗|不|没)?|文件状态|状态",
        ("文件开始实施的时间", "实施日期", "施行日期", "生效日期"): r"(?:开始|正式)?(?:实施|生效|施行|执行)(?:的)?"
        r"(?:时间|日期|是?哪天|是?几号)?|(?:什么时候|何时|哪天|几号|啥时候)(?:开始|正式)?(?:起)?"
        r"(?:实施|生效|施行|执行)",
        ("文件成文日期", "成文日期"): r"成文(?:的)?(?:日期|时间|于?哪天)?|(?:哪天|什么时候|何时|几号|啥时候)"
        r"(?:写成|成文|签发|落款)(?:的)?|落款(?:的)?(?:日期|时间|是?哪天|是?几号)",
        ("文件公开发布日期", "发布日期", "公开日期", "成文日期"): r"(?:对外|公开|正式)*(?:发布|公布|公开|挂网|印发)"
        r"(?:的)?(?:日期|时间|是?哪天|于?几号)|(?:是)?(?:哪一?天|哪日|什么时候|何时|几号|几月几号|啥时候)"
        r"(?:对外|公开|正式)*(?:发布|公布|公开|发出来?|挂出来?|上网|印发|发)(?:出来)?(?:的)?",
        ("文件所属单位", "所属单位"): r"所属单位|归哪个(?:单位|部门|局)管?",
        ISSUER_FIELDS: r"发文(?:机关|单位|机构)|(?:是)?(?:谁|哪个?(?:单位|机关|政府|部门|级|家)|什么(?:单位|机关|部门))"
        r"(?:发布?|印发|公布|出|下发|发出)(?:来)?(?:的)?|落款(?:单位|机关|是?谁)",
        ("公文种类", "文种"): r"公文种类|文种|哪[种类]公文|什么公文",
        ("主题分类",): r"主题分类|主题(?:是|归|属)?(?:什么|啥|哪一?类)?|(?:归|属于?)?哪个?主题",
        ("文件类型",): r"文件类型|(?:什么|哪种)类型",
    }.items()
}
_ABOUT_DOCUMENT = re.compile(r"这[份个篇]|该|本|那份|此|报告|文件|公文|材料|全文|红头|年度|一栏|填|写")
_ASKING = re.compile(r"是?(?:什么|啥)时候|何时|哪一?天|是?什么|是?多少|哪个|时间|日期|几号|[是叫]啥|名称|日子")
_EMPTY = frozenset("".join(word for word in STOPWORDS if len(word) == 1) + "份谁呀年月日个")


def asked_field(folded: str, report: Report) -> MetadataField | None:
    """The header field that a folded question asks for, if it asks about the document and nothing else.

    What is left of the question without the field's name and words for the document must be empty: 通报是哪天发布的
    asks about something in the report.
    """
    own = re.search(r"(\d+)号$", report.number or "")
    if own:
        # 13号文 names this very document.
        folded = re.sub(rf"(?<!\d){own[1]}号(?:文件?|报告)?", "文件", folded)
    for names, cue in _CUES.items():
        match = cue.search(folded)
        field = next((found for name in names if (found := report.field(name))), None)
        if match is None or field is None:
            continue
        rest = without_words_of(report.title, folded[: match.start()] + folded[match.end() :])
        rest = _ASKING.sub("", _ABOUT_DOCUMENT.sub("", rest))
        if not [char for char in unigrams(rest) if char not in _EMPTY and not char.isdecimal()]:
            return field
    return None


class HeaderFieldResponder:
    """Replies with the header line of the one report in scope; an empty one is said to be empty."""

    def __init__(self, passages: PassageStore) -> None:
        """The passages of a library."""
        self._passages = passages

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where several reports are in scope or the question asks for no field of the header."""
        question = asked.question
        field = asked_field(question.query, self._passages.report(scope.file)) if scope.file else None
        if field is None or scope.file is None or self._is_an_act(question, scope.file):
            return None
        headers = (p for p in self._passages.of_report(scope.file) if p.clause.place is Region.HEADER)
        header = next((p for p in headers if p.start <= field.start and field.end <= p.end), None)
        if header is None:
            return None
        quote = quote_of(header, field.start, field.end, question)
        if not field.value:
            return Reply(question.raw, Outcome.RELATED, (quote,), reason=Reason(Lack.EMPTY_FIELD, field.name))
        return Reply(question.raw, Outcome.ANSWER, (quote,), field.value)

    def _is_an_act(self, question: Question, file: str) -> bool:
        """Whether a follow-up names an act, such as 废止, after a question that was not about the document."""
        if not question.thing or _FIELD_NAME.search(question.thing):
            return False
        return asked_field(question.earlier or question.context, self._passages.report(file)) is None
