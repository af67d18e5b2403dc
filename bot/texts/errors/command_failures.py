"""Texts of failed commands: what a person reads of an error that a command cannot go on with."""

from __future__ import annotations

from bot.texts.command_line import CANNOT_SEARCH, INDEX_DAMAGED, SEARCH_REFUSED
from bot.texts.errors.engine_messages import OF, in_chinese, known_message
from bot.texts.errors.system_errors import system_error
from bot.texts.unread_files import no_report, refusal_reason
from retrieval.models import (
    DamagedIndexError,
    EmptyLibraryError,
    ReportError,
    SearchRefusedError,
    SearchUnavailableError,
    WendaError,
)

UNREAD = "没能读入：{said}"


def error_message(error: WendaError | OSError) -> str:
    """What a person reads of an error that the command cannot go on with.

    >>> error_message(ReportError("data.xlsx: wanted an Excel file, found a broken one"))[:24]
    '没能读入：data.xlsx：文件损坏，读不出来'
    """
    match error:
        case EmptyLibraryError():
            return no_report(error)
        case DamagedIndexError():
            return INDEX_DAMAGED
        case SearchRefusedError():
            return SEARCH_REFUSED
        case SearchUnavailableError():
            return CANNOT_SEARCH.format(error=in_chinese(str(error)))
        case ReportError():
            return _unread(error)
        case OSError():
            return unusable_file(error)
    # The bot's own errors are Chinese.
    return in_chinese(str(error)) if type(error).__module__.startswith("retrieval.") else str(error)


def _unread(error: ReportError) -> str:
    message = str(error)
    said = known_message(message)
    return UNREAD.format(said=said or OF.format(name=message.partition(": ")[0], said=refusal_reason(error.refusal)))


def unusable_file(error: OSError) -> str:
    """What a person reads of a file that the system does not let us use.

    >>> unusable_file(FileNotFoundError(2, "No such file or directory", "a.jsonl"))
    'a.jsonl：没有这个文件或文件夹'
    """
    said = system_error(error)
    return OF.format(name=error.filename, said=said) if error.filename else said
