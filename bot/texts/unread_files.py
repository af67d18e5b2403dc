"""Texts for whoever keeps the library: why a file is not served, and what to do about it."""

from __future__ import annotations

from bot.texts.errors.engine_messages import in_chinese
from retrieval.models import EmptyLibraryError, Refusal, Skipped

_PIP = "pip install 'wenda-bot[{extra}]'"
_RECOGNISE = f"或让管理员装上文字识别：make ocr，不是用 make 装的则 {_PIP.format(extra='ocr')}，再运行 wenda index）"
_WHY = {
    Refusal.EMPTY: "文件是空的（请核对是否上传完整，或重新导出一份）",
    Refusal.TOO_LARGE: (
        "文件太大，单个文件至多 100 MB、2000 万字、20 万段，一段至多 10 万字"
        "（请拆成几份，给长段分行，或去掉里面的大图片再存）"
    ),
    Refusal.BOMB: "压缩包解开后过大或过多，疑为恶意文件（请核对来源；如无问题，请解压后把文件直接放进文件夹）",
    Refusal.ENCRYPTED: "文件有密码（请打开后去掉密码，另存一份再放进来）",
    Refusal.SCAN: (f"只有扫描的图片，读不出文字（请换用 Word 或可复制文字的 PDF；{_RECOGNISE}"),
    Refusal.PICTURE_PAGES: (f"有几页是扫描的图片，这几页没有读入，其余照常使用（请换用文字齐全的文件；{_RECOGNISE}"),
    Refusal.FONTS: "用了只有形状的内嵌字体，认不出是什么字（请用原来的软件另存为 .pdf 或 .docx 再放进来）",
    Refusal.PICTURE: "是图片，不是文档（请换用 Word、PDF 或文本格式的原件）",
    Refusal.NO_TEXT: "里面没有文字（请打开核对；若内容是图片，请换用有文字的原件）",
    Refusal.ARCHIVE: "不是 zip 压缩包，解不开（请解压后把文件直接放进来，或改存为 .zip）",
    Refusal.UNSUPPORTED: (
        "不认识这种格式（请另存为 .docx、.pdf、.xlsx 或 .txt 再放进来；如不是文件资料，请移出文件夹）"
    ),
    Refusal.OLD_WORD: "是 Word 95 或更早的格式（请用 Word 或 WPS 打开，另存为 .docx）",
    Refusal.BINARY: "不是文档，里面是程序或数据（请核对是否放错了文件）",
    Refusal.ENCODING: "文字编码认不出来（请用记事本打开，另存为 UTF-8 编码）",
    Refusal.OLD_OFFICE: (
        "是 2007 年以前的 Word、Excel 或 WPS 格式，读它要用的软件包没有装"
        f"（请另存为 .docx、.xlsx；或让管理员装上：{_PIP.format(extra='office')}，再运行 wenda index）"
    ),
    Refusal.TOO_SLOW: "读了太久还没读完，已放弃（请拆成几份，或另存为 .docx、.txt 再放进来）",
    Refusal.TOO_MUCH_MEMORY: "读它要用的内存太多，已放弃（请拆成几份再放进来）",
    Refusal.CRASHED: "读的时候出错中断（下次会再试；如仍不行，请用原来的软件重新保存一份）",
    Refusal.NO_ACCESS: "文件打不开（请检查文件的权限和磁盘，再运行一次 wenda index）",
    Refusal.OUTSIDE: "是指向资料文件夹以外的链接，不予读取（请把文件本身放进来）",
    Refusal.SPECIAL: "不是普通文件（如管道、设备），或文件夹套得太深，不予读取（请把文件本身放到浅一些的文件夹里）",
    Refusal.MANIFEST: "清单里这一行用不上（请改正：一行一个 JSON 对象，file 是文件夹里的文件名，year 是四位数年份）",
    Refusal.ANNOTATION: "这一行用不上，旁注没有采用，报告照常使用（请改正：引文须与报告一字不差）",
    Refusal.FAULT: "读这份文件时程序出了错（请把文件发给维护人员；先另存为 .docx 或 .txt 试试）",
    Refusal.BROKEN: "文件损坏，读不出来（请用原来的软件打开，重新保存一份；打不开的，请向来文单位另要）",
}
_SAME = "与 {same_as} 是同一份文件，只用那一份（不必处理；两份里留哪份都行）"
# Of a line that somebody wrote one wants to know what is wrong with it.
_WRITTEN_BY_STAFF = frozenset({Refusal.MANIFEST, Refusal.ANNOTATION})
_FOUND = "；问题是：{found}"
_LINE = "第 {line} 行："
_ONE_UNREAD = "没能读入：{file}：{reason}"
_NOTHING_READ = "{name}：{count} 个文件没有一个能读入。例如 {file}：{reason}"
_NOTHING_THERE = "{name}：里面没有可读的文件（请放进 Word、WPS、PDF、OFD、Excel、网页或文本文件）"


def refusal_reason(refusal: Refusal) -> str:
    """Why a file is not served, and what to do, where nothing more is known of it.

    >>> refusal_reason(Refusal.EMPTY)
    '文件是空的（请核对是否上传完整，或重新导出一份）'
    """
    return _WHY[refusal]


def skipped_reason(skipped: Skipped) -> str:
    """Why a file is not served, and what to do.

    >>> skipped_reason(Skipped("a.docx", 0, "wanted a text, found an empty file", Refusal.EMPTY))
    '文件是空的（请核对是否上传完整，或重新导出一份）'
    """
    why = _SAME.format(same_as=skipped.same_as) if skipped.same_as else _WHY[Refusal(skipped.refusal)]
    if skipped.refusal in _WRITTEN_BY_STAFF:
        why += _FOUND.format(found=in_chinese(skipped.reason))
    return (_LINE.format(line=skipped.line) if skipped.line else "") + why


def no_report(error: EmptyLibraryError) -> str:
    """What to say of a library without any readable file: why the first of them is not read, and how many there are."""
    if len(error.skipped) == error.files == 1:
        return _ONE_UNREAD.format(file=error.skipped[0].file, reason=skipped_reason(error.skipped[0]))
    if error.skipped:
        first = error.skipped[0]
        return _NOTHING_READ.format(name=error.name, file=first.file, reason=skipped_reason(first), count=error.files)
    return _NOTHING_THERE.format(name=error.name)
