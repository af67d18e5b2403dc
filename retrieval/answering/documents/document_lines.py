"""Questions about a document that a library holds: its number, who gave it and when, its dates, its issuer.

The document is the one whose title and file name hold what the question says besides; the answer is the line of the
document that states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.answering.documents.described_documents import DocumentFinder
from retrieval.answering.documents.office_holders import AROUND_TEXT, OFFICES
from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.passages import PassageStore
from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Outcome, Passage, Reply, Report, Span
from retrieval.parsing.identity.attribution import agency_of
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import SEVERAL_REPORTS, Sentence, sentences
from retrieval.text.values.numerals import TENS

_WHEN = r"(?:是|在|于)?(?:什么时候|啥时候|何时|哪一?天|哪一?年|几号|几月几号|几月|多久前|日期|时间)"
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}"
_READ = r"[念作做讲读]"
_IN_FORCE = r"(?:施行|实施|生效|执行)"
_PASSED = r"(?:审议|表决)?(?:通过|批准)"
_REVISED = r"(?:最[近新后]|上一?次)?(?:一次)?(?:修[订正改])"
_ISSUED = r"(?:发布|印发|公布|公开|发文|成文|出台|更新)"
_NAME = r"[\u4e00-\u9fff·]{2,8}"
# What asks for a line, and what states it where a pattern can tell; the first that asks is meant.
_ASKS = {
    name: lazy_pattern(asks)
    for name, asks in {
        "number": r"(?:发文|文件)?(?:文号|字号|编号)(?:是?多少|是什么|是啥)?|第?几号文件?|(?:哪个|什么)文号",
        "person": rf"(?:是)?由?谁来?(?:{_READ}|宣读|报告|签发|签署)的?(?:报告)?|报告人(?:是谁)?|作报告的人?是谁",
        "given": rf"{_WHEN}(?:开会)?{_READ}的?(?:报告)?|{_READ}(?:报告)?的?{_WHEN}",
        "passed": rf"{_WHEN}(?:的?会议?)?(?:上)?{_PASSED}的?|{_PASSED}的?{_WHEN}",
        "passer": rf"(?:是)?(?:谁|(?:哪一?[次个届]|什么)(?:会议?|机关|单位|人大)?)(?:上)?{_PASSED}的?",
        "revised": rf"{_WHEN}{_REVISED}的?|{_REVISED}的?{_WHEN}",
        "order": r"(?:是)?第?(?:几|多少)号令|令号",
        "interpreter": r"(?:由)?(?:谁|哪个?(?:单位|机关|部门))(?:来)?(?:负责)?解释|解释(?:权|机关)(?:归谁|在哪|是谁)?",
        "force": rf"{_WHEN}(?:起|开始|正式)*(?:{_IN_FORCE}|管用)的?|{_IN_FORCE}的?{_WHEN}",
        "date": rf"{_WHEN}(?:正式)?(?:对外)?(?:{_ISSUED}|发出?来?|挂网)的?|{_ISSUED}的?{_WHEN}"
        r"|落款(?:的)?(?:日期|时间|是?哪一?天)",
        "issuer": r"(?:是)?(?:谁|哪个?(?:单位|机关|部门|政府|机构|家|级))(?:印发|发布|公布|发出?|制定|出台)(?:来)?的"
        r"|发文(?:机关|单位|机构)(?:是谁|是哪个?)?",
    }.items()
}
_STATES = {
    "person": lazy_pattern(rf"{OFFICES}[\s\u3000]*({_NAME})\s*$|^([\u4e00-\u9fff]{{2,4}})同志作"),
    "given": lazy_pattern(rf"({_DAY}).{{0,200}}(?:会议|大会)"),
    "passed": lazy_pattern(rf"({_DAY})[^\n。)）]{{0,80}}?(?:通过|批准)"),
    "passer": lazy_pattern(
        rf"日([^\d\n。,，()（）]{{2,40}}?(?:会议|大会|政府|委员会|国务院))[\d第次届{TENS}会议]{{0,16}}"
        r"(?:审议|表决)?(?:通过|批准|公布)"
    ),
    "revised": lazy_pattern(rf"({_DAY})(?:(?!{_DAY})[^\n。)）]){{0,80}}?修[订正改]"),
    "order": lazy_pattern(r"令?第?\s?([\d一二三四五六七八九十百〇零]{1,12})\s?号令?"),
    "interpreter": lazy_pattern(r"由([\u4e00-\u9fff]{2,30}?)(?:负责)?(?:会同[\u4e00-\u9fff]{2,20})?(?:负责)?解释"),
    "force": lazy_pattern(
        rf"自((?:{_DAY})|[公发印][布发]之日)起(?:正式)?{_IN_FORCE}|({_DAY})[\s\u3000]*起?{_IN_FORCE}"
    ),
}
_WRITTEN_DAY = lazy_pattern(rf"{_DAY}|[一二][〇零○O]\S{{2}}年\S{{1,3}}月\S{{1,3}}日")
_DATE_FIELDS = lazy_pattern(r"(?:发文|发布|印发|成文|公布|公开|更新)(?:日期|时间)")
_WORDS = lazy_pattern(r"那[个份篇条部]|这[个份篇条]|的|是|文件|今年|关于|请问|里|上|到底")
# What a document with a number is.
_ASKS_TITLE = lazy_pattern(r"是(?:一?个)?(?:什么|啥)|(?:讲|说|写|关于)的?(?:是)?(?:什么|啥)|叫(?:什么|啥)|标题|题目")
# What stands among the last clauses.
_IN_TEXT = frozenset({"force", "interpreter"})


# A line of a document that answers, with the span of its short answer within it.
StatedLine = tuple[Sentence, Span]


def asked_line(folded: str) -> tuple[str, str] | None:
    """What line a folded question asks for, and what it says besides; None where it asks for none.

    >>> asked_line("某某管理条例啥时候起施行"), asked_line("受理多少件")
    (('force', '某某管理条例'), None)
    """
    for name, asks in _ASKS.items():
        if match := asks.search(folded):
            return name, without_fillers(folded[: match.start()] + folded[match.end() :])
    return None


def without_fillers(folded: str) -> str:
    """What a question says of a document, without the words that only point at it.

    >>> without_fillers("请问那个某某办法的文件")
    '某某办法'
    """
    return _WORDS.sub("", folded)


def line_of(name: str, report: Report, passages: Sequence[Passage]) -> StatedLine | None:
    """The line of a report that states what was asked, or None; ``passages`` are the report's."""
    around = list(_sentences(passage for passage in passages if passage.clause.place in AROUND_TEXT))
    if name == "number":
        return _holding(report.number or "", _sentences(passages))
    if name == "title":
        return _holding(report.title, around) or next(((each, (0, len(each.text))) for each in around), None)
    if name == "issuer":
        return _holding(agency_of(report) or "", around)
    if name == "date":
        field = next((f for f in report.metadata if _DATE_FIELDS.search(f.name) and f.value), None)
        dated = _holding(field.value, around, field.start) if field else None
        return dated or _matching(_WRITTEN_DAY, around[::-1])
    if name == "revised":
        # A document is revised more than once, and says so in the order of time.
        return _matching(_STATES[name], around[::-1], -1)
    return _matching(_STATES[name], _sentences(passages) if name in _IN_TEXT else around)


def _sentences(passages: Iterable[Passage]) -> Iterator[Sentence]:
    return (sentence for passage in passages for sentence in sentences(passage, SEVERAL_REPORTS.longest))


def _holding(value: str, sentences: Iterable[Sentence], since: int = 0) -> StatedLine | None:
    """The first sentence that holds a value from a place of the report on."""
    for sentence in sentences if value else ():
        at = sentence.text.find(value)
        if at >= 0 and sentence.start + at >= since:
            return sentence, (at, at + len(value))
    return None


def _matching(pattern: re.Pattern[str], sentences: Iterable[Sentence], at: int = 0) -> StatedLine | None:
    """The first sentence that a pattern fits, with what its group holds where it fits for the ``at``-th time."""
    found = ((sentence, list(pattern.finditer(sentence.text))) for sentence in sentences)
    return next(((sentence, each[at].span(each[at].lastindex or 0)) for sentence, each in found if each), None)


class DocumentLineResponder:
    """Replies with the line of one document of many that a question about the document itself asks for."""

    def __init__(self, finder: DocumentFinder, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """``finder`` finds the document that a question describes; its passages are in ``passages``."""
        self._finder, self._passages, self._scope_check = finder, passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for no such line, no report is meant, or it has none."""
        question, line = asked.question, asked_line(asked.question.text)
        if asked.named.number and line is None and _ASKS_TITLE.search(question.text):
            line = "title", ""
        if line is None or self._scope_check.lacking(scope):
            return None
        name, rest = line
        is_told = scope.file and (asked.named.number or not question.query)
        file = scope.file if is_told else self._finder.find(rest, scope, question.expansions)
        stated = line_of(name, self._passages.report(file), self._passages.of_report(file)) if file else None
        if stated is None:
            return None
        sentence, short = stated
        quote = quote_of(sentence.passage, sentence.start, sentence.end, question)
        return Reply(question.raw, Outcome.ANSWER, (quote,), sentence.text[slice(*short)])
