"""``wenda index``: builds the index of a folder of reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import common_options, json_option
from bot.cli.output import show, show_json
from bot.texts import replies

if TYPE_CHECKING:
    from retrieval.corpus.builder import BuildSummary
    from retrieval.corpus.loader import Progress
    from retrieval.models import Skipped


@click.command(help=replies.CLI_INDEX)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help=replies.CLI_INDEX_OUTPUT
)
@json_option
@common_options
def index(app_context: AppContext, folder: Path, output: Path | None, as_json: bool) -> None:
    """What was read, skipped and why on stdout; progress and the sum on stderr."""
    from bot.config import log_format
    from retrieval.composition import derive
    from retrieval.corpus.builder import build

    log_format.configure(())
    with _progress() as progress:
        built = build(folder, derive, output, progress)
    if as_json:
        show_json(_to_json(built))
        return
    show(replies.INDEX_HEAD, _rows(built))
    sums = {"reports": len(built.library.loaded_reports), "skipped": len(built.library.skipped)}
    sums["passages"] = len(built.library.passages)
    click.echo(replies.INDEX_DONE.format(**sums, seconds=built.seconds, folder=built.folder), err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda file, at, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[file]}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(replies.INDEX_READING, total=None, file="")

        def advance(file: str, at: int, of: int) -> None:
            description = replies.INDEX_READING if file else replies.INDEX_DERIVING
            bar.update(task, completed=at, total=of if file else None, file=file, description=description)

        yield advance


def _rows(built: BuildSummary) -> Iterator[tuple[str, ...]]:
    """A row a file, then what is wrong with the manifest."""
    passages = {loaded.report.file: len(loaded.passages) for loaded in built.library.loaded_reports}
    problems = {problem.file: problem for problem in built.library.skipped}
    for file, change in built.files:
        problem = problems.get(file)
        yield file, str(passages.get(file, 0)), replies.INDEX_CHANGES[change], _reason(problem) if problem else ""
    named = {file for file, _ in built.files}
    for problem in built.library.skipped:
        if problem.file not in named:
            yield problem.file, "0", replies.INDEX_CHANGES["skipped"], _reason(problem)


def _reason(problem: Skipped) -> str:
    return str(problem).removeprefix(f"{problem.file}:").strip()


def _to_json(built: BuildSummary) -> dict[str, object]:
    passages = {loaded.report.file: len(loaded.passages) for loaded in built.library.loaded_reports}
    return {
        "index": str(built.folder),
        "version": built.library.version,
        "reports": len(built.library.loaded_reports),
        "passages": len(built.library.passages),
        "seconds": round(built.seconds, 3),
        "files": [{"file": file, "change": change, "passages": passages.get(file, 0)} for file, change in built.files],
        "skipped": [asdict(problem) for problem in built.library.skipped],
    }
