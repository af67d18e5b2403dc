"""``wenda suggest``: drafts phrasings and gaps beside a report, and puts them into use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import plain_options
from bot.cli.output import echo, echo_exact
from bot.texts import teaching
from bot.texts.errors.engine_messages import in_chinese
from bot.texts.errors.system_errors import system_error
from retrieval.models import ReportError, WendaError

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.corpus.sources.loader import LoadedReport

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class SuggestionError(WendaError):
    """Drafts cannot be made or written; the message says what to do."""


@click.command(help=teaching.CLI_SUGGEST, short_help=teaching.CLI_SUGGEST_SHORT)
@click.argument("file", type=_FILE)
@click.option("--approve", is_flag=True, help=teaching.CLI_SUGGEST_APPROVE)
@click.option("--print", "only_print", is_flag=True, help=teaching.CLI_SUGGEST_PRINT)
@plain_options
def suggest(app_context: AppContext, file: Path, approve: bool, only_print: bool) -> None:
    """Write drafts beside the report, or print them on stdout, or approve those that are there."""
    from retrieval import Library

    # Read as a library of its own: what is beside it must not matter here.
    library = Library.open(file)
    loaded = _only_report(library, file)
    if approve:
        _approve(file, loaded)
        return
    texts = dict(_drafted(app_context, library, loaded, file))
    if only_print:
        for text in texts.values():
            echo_exact(text)
        return
    _write_drafts(file, loaded, texts)


def _only_report(library: Library, file: Path) -> LoadedReport:
    if len(library.loaded_reports) != 1:
        raise SuggestionError(teaching.SUGGEST_SEVERAL.format(path=file, count=len(library.loaded_reports)))
    return library.loaded_reports[0]


def _drafted(app_context: AppContext, library: Library, loaded: LoadedReport, file: Path) -> Iterator[tuple[Path, str]]:
    """The files beside a report with their texts, drafts added."""
    from retrieval.drafting.draft_file import gaps_file, phrasings_file
    from retrieval.drafting.report_drafts import ReportDrafter
    from retrieval.question.attributes import read_attributes

    drafts = ReportDrafter.of(library.lexicon, read_attributes()).drafts(loaded)
    agency = library.catalog.metadata[loaded.report.file].agency
    hotline = teaching.SUGGEST_HOTLINE.format(hotline=app_context.settings.hotline)
    turn_to = teaching.SUGGEST_TURN_TO.format(agency=agency) if agency else hotline
    phrasings, gaps = _beside(file)
    yield phrasings, phrasings_file(_text(phrasings), drafts.facts)
    yield gaps, gaps_file(_text(gaps), drafts.gaps, turn_to)


def _write_drafts(file: Path, loaded: LoadedReport, texts: dict[Path, str]) -> None:
    from retrieval.drafting.draft_file import draft_count

    _check(loaded, texts)
    added = {path: draft_count(text) - draft_count(_text(path)) for path, text in texts.items()}
    if not any(added.values()):
        echo(teaching.SUGGEST_NOTHING, err=True)
        return
    for path, text in texts.items():
        if added[path]:
            _write(file, path, text)
            said = teaching.SUGGESTED.format(path=path, new=added[path], waiting=draft_count(text))
            echo(said, err=True)
    echo(teaching.SUGGEST_NEXT.format(path=file), err=True)


def _approve(file: Path, loaded: LoadedReport) -> None:
    from retrieval.drafting.draft_file import approved, draft_count

    waiting = {path: count for path in _beside(file) if (count := draft_count(_text(path)))}
    if not waiting:
        raise SuggestionError(teaching.SUGGEST_NONE_WAIT.format(path=file))
    texts = {path: approved(_text(path)) for path in waiting}
    _check(loaded, texts)
    for path, text in texts.items():
        _write(file, path, text)
        echo(teaching.SUGGEST_APPROVED.format(path=path, count=waiting[path]), err=True)


def _beside(file: Path) -> tuple[Path, Path]:
    return file.with_suffix(".phrasings"), file.with_suffix(".gaps")


def _text(path: Path) -> str:
    from retrieval.conversion.decoding import decode

    return decode(path.read_bytes(), path.name) if path.exists() else ""


def _check(loaded: LoadedReport, texts: dict[Path, str]) -> None:
    """Refuse what could not be read afterwards: a line that staff wrote, for example."""
    from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings

    for path, text in texts.items():
        try:
            (parse_gaps if path.suffix == ".gaps" else parse_phrasings)(text, path.name, loaded.report)
        except ReportError as error:
            raise SuggestionError(teaching.SUGGEST_BROKEN.format(path=path, error=in_chinese(str(error)))) from error


def _write(report: Path, path: Path, text: str) -> None:
    from bot.storage.files import atomic_replacement

    try:
        with atomic_replacement(path) as draft:
            draft.write_text(text, "utf-8")
            # Whoever may read the report may read what is said of it.
            shutil.copymode(path if path.exists() else report, draft)
    except OSError as error:
        raise SuggestionError(teaching.SUGGEST_UNWRITABLE.format(path=path, error=system_error(error))) from error
