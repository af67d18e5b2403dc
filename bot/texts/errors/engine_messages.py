"""Texts of the engine's messages: libraries, indexes, lines that staff wrote, gold questions.

The engine's messages are English and say where, what was wanted and what was found. Those that a clerk can act on stand
here by their form; `tests/bot/texts` brings each of them about.
"""

from __future__ import annotations

import errno
import os

from bot.texts.errors.system_errors import system_error, unknown_cause
from retrieval.lazy_pattern import lazy_pattern

_NOTHING = "没有写"
_FOUND = r"(?P<found>.+)"
_PROCESS = "wanted a process to read it in"
# What was wanted and found on a line, behind its place; the text of a brace is a group of the same name.
_LINES = (
    (r"wanted a JSON object, found (?P<found>'.*?'|\".*?\")(?:: .*)?", "应为一个 JSON 对象，现为 {found}"),
    (r"wanted the name of a file under 'file', found " + _FOUND, "file 应为文件名，现为 {found}"),
    (r"wanted a file of this folder, found (?P<found>.+), which is not there", "文件夹里没有 {found} 这个文件"),
    (r"wanted one line a file, found a second one for " + _FOUND, "{found} 已在前面写过一行"),
    (r"wanted a line of at most (?P<most>\d+) characters, found " + _FOUND, "一行至多 {most} 字，现有 {found} 字"),
    (r"wanted a text under (?P<key>\S+), found " + _FOUND, "{key} 应为一段文字，现为 {found}"),
    (r"wanted a year such as 2021 under 'year', found " + _FOUND, "year 应为年份，如 2021，现为 {found}"),
    (r"wanted fewer wrong lines, found more from here", "有误的行太多，从这里起不再查看"),
    (r"wanted words that stand in (?P<file>.+), found " + _FOUND, "{file} 里没有这句话：{found}"),
    (r"wanted a line '> …' from the report first, found " + _FOUND, "前面应先有一行“> 原文”，现为 {found}"),
    (r"wanted an answer that stands in the line '>', found " + _FOUND, "答案应是“> ”那一行里的文字，现为 {found}"),
    (r"wanted a blank after '(?P<mark>.)', found " + _FOUND, "{mark} 后面应有一个空格，现为 {found}"),
    (r"wanted '(?P<head># wenda-.*?)', found " + _FOUND, "第一行应为 {head}，现为 {found}"),
    (r"wanted 'lay, lay => term, term\*0\.5', found " + _FOUND, "应写成“俗称, 俗称 => 说法, 说法*0.5”，现为 {found}"),
    (r"wanted a term with a weight from 0 to 1 such as 应诉\*0\.5, found " + _FOUND, "应写成“应诉*0.5”，现为 {found}"),
    (r"wanted a gold question with id, kind, question, quotes: (?P<found>'\w+')", "标准问题缺少 {found}"),
    (r"wanted a gold question with id, kind, question, quotes.*", "应为一个 JSON 对象，有 id、kind、question、quotes"),
    (r"wanted gold questions, one JSON object a line, found none", "里面没有标准问题（一行一个 JSON 对象）"),
    (r"wanted an object of sets with their figures: .*", "应为一个 JSON 对象，写着各问题集的分数"),
    (r"wanted a folder of reports?(?: files)?, found nothing there", "没有这个文件夹或文件。请核对路径"),
    (r"wanted a folder of report files, found nothing there", "没有这个文件夹。请核对路径"),
    (r"wanted a folder of report files, found a file", "是文件，应为存放报告的文件夹"),
    (r"wanted a folder of report files, found an index", "是索引，应为存放报告的文件夹"),
    (r"wanted an index of a library, found none; to make one, run: (?P<command>.+)", "还没有索引。请执行 {command}"),
    (r"another wenda index is at work here; wait until it has ended", "另一个 wenda index 正在这里运行。请等它结束"),
    (r"could not write the index: (?P<system>.+?)\. Name another folder with --output",
     "写不了索引：{system}。请用 --output 另指一个文件夹"),
    (r"could not write the index: (?P<system>.+)", "写不了索引：{system}"),
    (r"could not read it: (?P<system>.+)\. Run: (?P<command>wenda index .+)", "读不了：{system}。请执行 {command}"),
    (r"wanted an index of format .+, found an older one\. Run: (?P<command>wenda index .+)",
     "是旧版的索引。请执行 {command}"),
    (r"wanted an index of format .+\. Run: (?P<command>wenda index .+)", "不是索引，或已损坏。请执行 {command}"),
    (r"wanted a part of an index: .+\. Run: (?P<command>wenda index .+)", "索引已损坏。请执行 {command}"),
    (r"(?P<figure>\w{1,40}) is (?P<found>\S{1,20}), accepted was (?P<before>\S{1,20}), allowed is (?P<most>\S{1,20})",
     "{figure}为 {found}，认可的是 {before}，最多差 {most}"),
    # Of the process that reads files.
    (rf"{_PROCESS}, found none: (?:\[Errno \d+\] )?(?P<system>[^:]+)(?:: .*)?", "没有启动：{system}"),
    (rf"{_PROCESS}, found none", "没有启动"),
    (rf"{_PROCESS}, found one without a reader: No module named '(?P<found>[\w.]+)'", "缺少程序包 {found}，请重新安装"),
    (rf"{_PROCESS}, found one without a reader: (?P<found>.+)", "它用的程序包用不了（{found}）"),
    (rf"{_PROCESS}, found one that was ended by (?P<found>\w+)", "一启动就被系统结束了（{found}）"),
    (rf"{_PROCESS}, found one that ended with code (?P<found>\d+)", "一启动就退出了（退出码 {found}）"),
    (rf"{_PROCESS}, found one that gave no reply that makes sense", "没有答复，或答复看不懂"),
    # Of a search cluster.
    (r"wanted an index of (?:a library|format .+), found .+; to make (?:one|a new one), run: (?P<command>.+)",
     "没有可用的索引。请执行 {command}"),
    (r"the index is being built by another process; wait until it is done", "另一个程序正在这里建立索引。请等它结束"),
    (r"wanted (?P<most>\d+) documents, found (?P<found>\d+); build it again",
     "应有 {most} 条，只有 {found} 条。请再执行一次 wenda index"),
    (r"(?P<found>\d{1,12}) documents were refused \d+ times: the cluster is overloaded",
     "{found} 条屡次没有写入：集群忙不过来。请过一会儿再执行一次 wenda index"),
    (r"wanted an answer of every shard, found .+", "集群有一部分没有答复"),
    (r"N/A .+", "连接不上"),
    (r"TIMEOUT .+", "等答复等得太久"),
    (r"(?P<found>[1-5]\d\d) .+", "对方答复的是错误 {found}"),
)  # fmt: skip
_FORMS = tuple((lazy_pattern(form), said) for form, said in _LINES)
_FIGURES = {
    "accuracy": "准确率",
    "false_answers": "误答率",
    "false_refusals": "误拒率",
    "short_exact": "短答案完全一致率",
    "short_precision": "短答案正确率",
    "parts_stated": "一条消息问几件事时答出的比例",
    "unfaithful": "与原文不一致的引文数",
}
_DIRECTORY = lazy_pattern(r"(wenda index DIR --output .+), with DIR the folder of the report files")
_WITH_DIRECTORY = r"\1（DIR 是报告所在的文件夹）"
_SYSTEM = {os.strerror(number): number for number in errno.errorcode}
_AT = "{name}:{line}：{said}"
OF = "{name}：{said}"


def in_chinese(message: str) -> str:
    """A message of the engine in Chinese, with the place that it begins with; behind a few words where it is unknown.

    >>> in_chinese("a.phrasings:2: wanted words that stand in a.txt, found '没有'")
    "a.phrasings:2：a.txt 里没有这句话：'没有'"
    >>> in_chinese("the sky fell")
    '原因不明（the sky fell）'
    """
    return known_message(message) or unknown_cause(message)


def known_message(message: str) -> str:
    """The same of a message of a known form; empty for any other."""
    if said := _translated(message):
        return said
    place, _, found = message.partition(": ")
    said = _translated(found)
    if not said or not place:
        return said
    name, _, line = place.rpartition(":")
    return _AT.format(name=name, line=line, said=said) if line.isdecimal() else OF.format(name=place, said=said)


def _translated(message: str) -> str:
    """What was wanted and found; empty where the message is of no known form."""
    for form, said in _FORMS:
        if found := form.fullmatch(message):
            return said.format(**{name: _cause(name, text) for name, text in found.groupdict().items() if text})
    return ""


def _cause(name: str, text: str) -> str:
    """What stands in a group of a form: English words of ours in Chinese, words of others as they are."""
    if text == "nothing":
        return _NOTHING
    if text in _SYSTEM:
        return system_error(OSError(_SYSTEM[text], text))
    if name == "system":
        return unknown_cause(text)
    return _FIGURES.get(text) or _DIRECTORY.sub(_WITH_DIRECTORY, text)
