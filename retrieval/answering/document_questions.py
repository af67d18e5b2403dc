"""Questions about a document that a library holds: its number, who gave it and when, its dates, its issuer.

The document is the one whose title and file name hold what the question says besides; the answer is the line of the
document that states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.passages import PassageStore
from retrieval.corpus.report_columns_part import title_pairs
from retrieval.models import Lack, MetadataField, Outcome, Passage, Reason, Region, Reply, Report, Span
from retrieval.parsing.identity.attribution import ISSUER_FIELDS, agency_of
from retrieval.question.analysis import Question
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.intent import SECTIONS, asked_section, without_words_of
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import SEVERAL_REPORTS, Sentence, sentences
from retrieval.text.tokenization import STOPWORDS, bigrams, unigrams

_WHEN = r"(?:是|在|于)?(?:什么时候|啥时候|何时|哪一?天|哪一?年|几号|几月几号|几月|多久前|日期|时间)"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}"
_READ = r"[念作做讲读]"
_IN_FORCE = r"(?:施行|实施|生效|执行)"
_ISSUED = r"(?:发布|印发|公布|公开|发文|成文|出台|更新)"
_HEADS = r"(?:总理|省长|市长|区长|县长|州长|主席|主任|局长|厅长|院长|检察长)"
_NAME = r"[\u4e00-\u9fff·]{2,8}"
# What asks for a line, and what states it where a pattern can tell; the first that asks is meant.
_ASKS = {
    name: re.compile(asks)
    for name, asks in {
        "number": r"(?:发文|文件)?(?:文号|字号|编号)(?:是?多少|是什么|是啥)?|第?几号文件?|(?:哪个|什么)文号",
        "person": rf"(?:是)?由?谁来?(?:{_READ}|宣读|报告|签发|签署)的?(?:报告)?|报告人(?:是谁)?|作报告的人?是谁",
        "given": rf"{_WHEN}(?:开会)?{_READ}的?(?:报告)?|{_READ}(?:报告)?的?{_WHEN}",
        "force": rf"{_WHEN}(?:起|开始|正式)*(?:{_IN_FORCE}|管用)的?|{_IN_FORCE}的?{_WHEN}",
        "date": rf"{_WHEN}(?:正式)?(?:对外)?(?:{_ISSUED}|发出?来?|挂网)的?|{_ISSUED}的?{_WHEN}",
        "issuer": r"(?:是)?(?:谁|哪个?(?:单位|机关|部门|政府|机构|家|级))(?:印发|发布|公布|发出?|制定|出台)(?:来)?的"
        r"|发文(?:机关|单位|机构)(?:是谁|是哪个?)?",
    }.items()
}
_STATES = {
    "person": re.compile(rf"{_HEADS}[\s\u3000]*({_NAME})\s*$|^([\u4e00-\u9fff]{{2,4}})同志作"),
    "given": re.compile(rf"({_DAY}).*(?:会议|大会)"),
    "force": re.compile(rf"自((?:{_DAY})|[公发印][布发]之日)起(?:正式)?{_IN_FORCE}"),
}
_WRITTEN_DAY = re.compile(rf"{_DAY}|[一二][〇零○O]\S{{2}}年\S{{1,3}}月\S{{1,3}}日")
_DATE_FIELDS = re.compile(r"(?:发文|发布|印发|成文|公布|公开|更新)(?:日期|时间)")
_FIELD_NAME = re.compile(r"时间|日期|状态|机关|单位|字号|文号|[种分]类|类型")
_WORDS = re.compile(r"那[个份篇条]|这[个份篇条]|的|是|文件|今年|关于|请问|里|上|到底")
_AROUND = frozenset({Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.INTRODUCTION, Region.FOOTER})
_LEAST = 0.6


# A line of a document that answers, with the span of its short answer within it.
StatedLine = tuple[Sentence, Span]


def asked_line(folded: str) -> tuple[str, str] | None:
    """What line a folded question asks for, and what it says besides; None where it asks for none.

    >>> asked_line("某某管理条例啥时候起施行"), asked_line("受理多少件")
    (('force', '某某管理条例'), None)
    """
    for name, asks in _ASKS.items():
        if match := asks.search(folded):
            return name, _WORDS.sub("", folded[: match.start()] + folded[match.end() :])
    return None


def described(rest: str, catalog: ReportCatalog, scope: Scope) -> str | None:
    """The file in scope whose title and name hold most of what a question says; None where none does or several do."""
    wanted = set(bigrams(rest))
    if not wanted:
        return scope.file
    near = catalog.metadata.get_many(catalog.resembling(wanted, scope.reports))
    held = [(len(wanted & title_pairs(metadata)), metadata.file) for metadata in near]
    most = max((count for count, _ in held), default=0)
    found = [file for count, file in held if count == most]
    return found[0] if len(found) == 1 and most / len(wanted) >= _LEAST else None


def line_of(name: str, report: Report, passages: Sequence[Passage]) -> StatedLine | None:
    """The line of a report that states what was asked, or None; ``passages`` are the report's."""
    around = list(_sentences(passage for passage in passages if passage.clause.place in _AROUND))
    if name == "number":
        return _holding(report.number or "", _sentences(passages))
    if name == "issuer":
        return _holding(agency_of(report) or "", around)
    if name == "date":
        field = next((f for f in report.metadata if _DATE_FIELDS.search(f.name) and f.value), None)
        dated = _holding(field.value, around, field.start) if field else None
        return dated or _matching(_WRITTEN_DAY, around[::-1])
    return _matching(_STATES[name], _sentences(passages) if name == "force" else around)


def _sentences(passages: Iterable[Passage]) -> Iterator[Sentence]:
    return (sentence for passage in passages for sentence in sentences(passage, SEVERAL_REPORTS.longest))


def _holding(value: str, sentences: Iterable[Sentence], since: int = 0) -> StatedLine | None:
    """The first sentence that holds a value from a place of the report on."""
    for sentence in sentences if value else ():
        at = sentence.text.find(value)
        if at >= 0 and sentence.start + at >= since:
            return sentence, (at, at + len(value))
    return None


def _matching(pattern: re.Pattern[str], sentences: Iterable[Sentence]) -> StatedLine | None:
    """The first sentence that a pattern fits, with what its group holds."""
    found = ((sentence, pattern.search(sentence.text)) for sentence in sentences)
    return next(((sentence, match.span(match.lastindex or 0)) for sentence, match in found if match), None)


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


class DocumentLineResponder:
    """Replies with the line of one document of many that a question about the document itself asks for."""

    def __init__(self, catalog: ReportCatalog, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """The catalog and the passages of a library."""
        self._catalog, self._passages, self._scope_check = catalog, passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no such line, no report is meant, or it has none."""
        question, line = asked.question, asked_line(asked.question.text)
        if line is None or self._scope_check.lacking(scope):
            return None
        name, rest = line
        file = scope.file if scope.file and not question.query else described(rest, self._catalog, scope)
        stated = line_of(name, self._passages.report(file), self._passages.of_report(file)) if file else None
        if stated is None:
            return None
        sentence, short = stated
        quote = quote_of(sentence.passage, sentence.start, sentence.end, question)
        return Reply(question.raw, Outcome.ANSWER, (quote,), sentence.text[slice(*short)])


class SectionResponder:
    """Replies with the first sentence of each clause of the section that a question asks for as a whole."""

    def __init__(self, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """The passages of a library."""
        self._passages, self._scope_check = passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for more or less than a section of the one report in scope."""
        if scope.file is None or self._scope_check.lacking(scope):
            return None
        kind = asked_section(asked.question.text, self._passages.report(scope.file).title)
        if not kind:
            return None
        # A section that both looks back and ahead is taken for what its heading names last.
        heading = SECTIONS[kind][1]
        leaves = [
            p for p in self._passages.of_report(scope.file) if p.clause.place is Region.LEAF and p.clause.headings
        ]
        leads = [lead for p in leaves if heading.search(p.clause.headings[0]) for lead in sentences(p)[:1]]
        quotes = tuple(quote_of(lead.passage, lead.start, lead.end, asked.question) for lead in leads)
        return Reply(asked.question.raw, Outcome.ANSWER, quotes) if quotes else None
