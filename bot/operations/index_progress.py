"""Index progress: a bar on stderr while an index is made, where stderr is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from bot.strings import one_line, visible
from bot.texts import holdings

if TYPE_CHECKING:
    from retrieval.corpus.sources.loader import Progress

Advance = Callable[[str, int, int], None]


@contextmanager
def index_progress(reading: str = holdings.INDEX_READING) -> Iterator[Progress]:
    """A callback that shows the bar from its first call on, until the end of the context.

    ``reading`` says what is done with the file that the bar names.
    """
    with ExitStack() as stack:
        shown: list[Advance] = []

        def advance(file: str, at: int, of: int) -> None:
            if not shown:
                shown.append(stack.enter_context(_bar(reading)))
            shown[0](file, at, of)

        yield advance if sys.stderr.isatty() else lambda file, at, of: None


@contextmanager
def _bar(reading: str) -> Iterator[Advance]:
    # Slow to import, and most commands make no index.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # The name of a file may hold what Rich would take for markup.
    file_name = TextColumn("{task.fields[file]}", markup=False)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), file_name
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(reading, total=None, file="")

        def advance(file: str, at: int, of: int) -> None:
            description = reading if file else holdings.INDEX_DERIVING
            shown = visible(one_line(file))
            bar.update(task, completed=at, total=of if file else None, file=shown, description=description)

        yield advance
