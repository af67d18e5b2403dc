"""Members: the documents of a file one by one, each converted or with the reason why not. No file ends a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.conversion.converted import Converted, ConvertedMember
from retrieval.conversion.formats import Converter, convert
from retrieval.models import Refusal, ReportError

Announce = Callable[[str], None]


def members_of(data: bytes, name: str, first: int = 0, announce: Announce | None = None) -> Iterator[ConvertedMember]:
    """The documents of a file, from the one at ``first`` on; a file that is no archive is one, with an empty path.

    ``announce`` is called with the path of each document of an archive before it is converted. Raises nothing for what
    is wrong with a file: that is the content of its member.
    """
    yield ConvertedMember("", attempted(convert, data, name))


def attempted(converter: Converter, data: bytes, name: str) -> Converted | ReportError:
    """What a converter makes of a file, or why it does not: whatever a library raises is that file's reason."""
    try:
        return converter(data, name)
    except ReportError as error:
        return error
    except MemoryError:
        found = "wanted a file that fits in the memory for reading, found one that takes more"
        return ReportError(f"{name}: {found}", Refusal.TOO_MUCH_MEMORY)
    except Exception as error:  # the next file may well be read
        return ReportError(f"{name}: wanted a file in order, found a broken one: {type(error).__name__}")
