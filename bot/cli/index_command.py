"""``wenda index``: builds the index of a folder of reports."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import json_option, plain_options
from bot.cli.output import echo, show, show_json, skipped_to_json
from bot.operations.index_progress import index_progress
from bot.texts import holdings
from bot.texts.unread_files import skipped_reason

if TYPE_CHECKING:
    from retrieval.cluster.indexing.cluster_builder import ClusterBuildSummary
    from retrieval.corpus.builder import BuildSummary


@click.command(help=holdings.CLI_INDEX)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help=holdings.CLI_INDEX_OUTPUT
)
@json_option
@plain_options
def index(app_context: AppContext, folder: Path, output: Path | None, as_json: bool) -> None:
    """What was read, skipped and why on stdout; progress and the sum on stderr."""
    from bot.config import log_format
    from retrieval.corpus.builder import build

    log_format.configure(())
    with index_progress() as progress:
        built = build(folder, output, progress)
    copied = _copy_to_cluster(app_context, built.folder)
    recognised = _recognised(built)
    if as_json:
        listed = _to_json(built) | {"recognised": recognised}
        show_json(listed | ({"cluster": _copy_to_json(copied)} if copied else {}))
        return
    show(holdings.INDEX_HEAD, _rows(built, frozenset(recognised)))
    sums = {"reports": built.reports, "passages": built.passages, "skipped": len(built.skipped)}
    echo(holdings.INDEX_DONE.format(**sums, seconds=built.seconds, folder=built.folder), err=True)
    if copied:
        done = holdings.INDEX_COPIED.format(written=copied.written, seconds=copied.seconds)
        echo(done if copied.written else holdings.INDEX_COPIED_BEFORE, err=True)


def _copy_to_cluster(app_context: AppContext, index: Path) -> ClusterBuildSummary | None:
    """Copy an index to the search cluster, where one is set."""
    if not app_context.cluster:
        return None
    from retrieval import Library

    with index_progress(holdings.INDEX_COPYING) as progress:
        return app_context.cluster.write(Library.open(index), progress)


def _copy_to_json(copied: ClusterBuildSummary) -> dict[str, object]:
    generation = copied.generation
    return {"generation": generation.number, "written": copied.written, "seconds": round(copied.seconds, 3)}


def _recognised(built: BuildSummary) -> list[str]:
    from bot.dialogue.report_list import recognised_files
    from retrieval import Library

    return recognised_files(Library.open(built.folder))


def _rows(built: BuildSummary, recognised: Set[str]) -> Iterator[tuple[str, ...]]:
    """A row a file, with what is to be known of it, then what is wrong with the manifest."""
    problems = {problem.file: problem for problem in built.skipped}
    for result in built.files:
        problem = problems.get(result.file)
        change = holdings.INDEX_CHANGES[result.change]
        told = [holdings.RECOGNISED_FILE] if result.file in recognised else []
        told += [skipped_reason(problem)] if problem else []
        yield result.file, str(result.passages), change, "；".join(told)
    named = {result.file for result in built.files}
    for problem in built.skipped:
        if problem.file not in named:
            yield problem.file, "0", holdings.INDEX_CHANGES["skipped"], skipped_reason(problem)


def _to_json(built: BuildSummary) -> dict[str, object]:
    from retrieval import Library

    return {
        "index": str(built.folder),
        "version": Library.open(built.folder).version,
        "reports": built.reports,
        "passages": built.passages,
        "seconds": round(built.seconds, 3),
        "files": [asdict(result) for result in built.files],
        "skipped": [skipped_to_json(problem) for problem in built.skipped],
    }
