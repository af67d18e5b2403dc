"""Texts of the system's errors: files, encodings, JSON, databases and the network, as part of a sentence."""

from __future__ import annotations

import errno
import json

_FILES = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EIO: "磁盘读写出错",
    errno.EFBIG: "文件太大",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "正被别的程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.ENXIO: "没有这个设备",
    errno.EADDRINUSE: "已被别的程序占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "对方中断了连接",
    errno.ETIMEDOUT: "等得太久",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "连不到对方",
}
_OTHER_FILE = "系统错误 {number}"
_ENCODING = "第 {at} 个字节起不是 {encoding} 编码"
_JSON, _JSON_LINE = "第 {line} 行第 {column} 个字处读不懂", "第 {column} 个字处读不懂"
_TOO_DEEP = "括号套得太深"
# SQLite has a number for each, but only some of its errors bear it.
_DATABASES = {
    "file is not a database": "不是数据库文件",
    "database disk image is malformed": "内容已损坏",
    "database is locked": "正被别的程序占用",
    "database table is locked": "正被别的程序占用",
    "attempt to write a readonly database": "只能读，不能写",
    "unable to open database file": "打不开",
    "database or disk is full": "磁盘满了",
    "disk I/O error": "磁盘读写出错",
    "database schema is locked": "正被别的程序占用",
    "interrupted": "中途停下了",
    "out of memory": "内存不够",
    "the file was emptied or taken away": "文件被清空或移走了",
    "no table of this program is in it": "里面没有本程序的表",
    "it could not be written a moment ago": "刚才没能写入",
}
_MISSING = {"no such table: ": "缺少表 {name}", "no such column: ": "缺少列 {name}"}
_UNSOUND = "完整性检查没有通过：{found}"
# By the names of httpx's classes, which this module need not load.
_NETWORK = {
    "ConnectError": "连接不上",
    "ConnectTimeout": "连接超时",
    "ReadTimeout": "等答复等得太久",
    "WriteTimeout": "发送等得太久",
    "PoolTimeout": "等答复等得太久",
    "ReadError": "对方中断了连接",
    "WriteError": "对方中断了连接",
    "RemoteProtocolError": "对方中断了连接，或不是 Telegram 的接口",
    "ProxyError": "代理不通",
    "UnsupportedProtocol": "网址不是 http 或 https",
    "InvalidURL": "网址写法不对",
    "CloseError": "对方中断了连接",
    "LocalProtocolError": "网址或代理的写法不对",
    "DecodingError": "对方的答复读不懂",
    "TooManyRedirects": "转来转去，没有到头",
}
_LONG_NUMBER, _TOO_LONG_NUMBER = "for integer string conversion", "数字太长"  # of Python's own limit, which JSON meets
_UNKNOWN = "原因不明（{found}）"


def system_error(error: BaseException) -> str:
    """What went wrong; where it is none of the known kinds, that, with the error's own words behind it.

    >>> system_error(PermissionError(errno.EACCES, "Permission denied")), system_error(ValueError("bad magic"))
    ('没有权限', '原因不明（bad magic）')
    """
    match error:
        case OSError(errno=int() as number):
            return _FILES.get(number, _OTHER_FILE.format(number=number))
        case UnicodeDecodeError():
            return _ENCODING.format(at=error.start + 1, encoding=error.encoding.upper())
        case json.JSONDecodeError():
            form = _JSON if "\n" in error.doc.strip() else _JSON_LINE
            return form.format(line=error.lineno, column=error.colno)
        case RecursionError():
            return _TOO_DEEP
    said = str(error)
    if _LONG_NUMBER in said:
        return _TOO_LONG_NUMBER
    return _NETWORK.get(type(error).__name__) or database_error(said or type(error).__name__)


def database_error(found: str) -> str:
    """An error of SQLite by its words.

    >>> database_error("file is not a database"), database_error("no such table: interactions")
    ('不是数据库文件', '缺少表 interactions')
    """
    for start, form in _MISSING.items():
        if found.startswith(start):
            return form.format(name=found.removeprefix(start))
    return _DATABASES.get(found) or unknown_cause(found)


def integrity_error(found: str) -> str:
    """What SQLite's check of a database found, which only its makers can read further."""
    return _UNSOUND.format(found=" ".join(found.split()))


def unknown_cause(found: str) -> str:
    """A cause that nobody foresaw: said plainly, with the words of whoever raised it, on one line."""
    return _UNKNOWN.format(found=" ".join(found.split()))
