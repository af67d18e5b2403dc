"""``wenda eval``: figures for gold questions, compared with the accepted ones."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.app import AppContext
from bot.cli.options import common_options, json_option, read_log, read_text
from bot.cli.output import echo, show_json
from bot.texts import command_line, staff_chat
from bot.texts.errors.engine_messages import in_chinese
from bot.texts.evaluation import section_in_chinese
from retrieval.models import WendaError

if TYPE_CHECKING:
    from retrieval import Engine
    from retrieval.evaluation.gold import GoldQuestion
    from retrieval.evaluation.grading import GradedReply, QualityTotals
    from retrieval.evaluation.recall import RecallFigures

ACCEPTED = "accepted.json"
_ELSEWHERE = "## Measured by other commands"
_HEAD = """# Quality

Written by `make quality`.

Sets of gold questions on the shipped report, each made by another hand than the engine, its lexicon and its phrasings.
*development* was looked at while the engine was built. *blind* was written from the report alone, before the engine was
tuned, and choices were made by it; *sealed* was written the same way. The *challenge* sets hold what is hard to answer
in bold: messages that ask several things, negation and direction, who, where and when, everyday words, near misses.
*challenge-sealed* and *challenge-third* were opened in the end; a fourth, `data/eval/challenge-fourth.jsonl`, has not
been: `wenda eval --no-staff --json data/eval/challenge-fourth.jsonl` gives the figures to expect.

Accuracy gives 1 for the right sentence first, 0.5 where it is merely shown, 0 for a wrong or missing one; a question
that the report does not answer earns 1 when it is not answered. The classifier (`data/gate.json`) is fitted by
`python -m retrieval.evaluation.training` on cases made of the phrasings and gaps beside the report; no gold question
takes part. The same holds for the confidence from which a short answer is shown (`data/confidence.json`)."""
_RECALL_HEAD = """## Recall of the first stage

Percent of the questions with a gold quote where a passage that it stands in is among the first 50, 100 or 200 that the
retriever finds for the question, with the filters of its scope; *with known*: or among the passages that known
questions point at."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class FiguresFallenError(WendaError):
    """Figures of a set fell by more than is allowed."""


@dataclass(frozen=True, slots=True)
class _GoldSetResult:
    """A set of gold questions with the engine's graded replies and their totals."""

    gold: list[GoldQuestion]
    run: list[GradedReply]
    totals: QualityTotals

    @classmethod
    def of(cls, engine: Engine, gold: list[GoldQuestion]) -> _GoldSetResult:
        """The result of asking an engine these questions."""
        from retrieval.evaluation import grading

        run = grading.evaluate(engine, gold)
        return cls(gold, run, grading.totals(engine, run))


@click.command(name="eval", help=command_line.CLI_EVAL)
@click.argument("questions", nargs=-1, type=_FILE)
@json_option
@click.option("--show", is_flag=True, help=command_line.CLI_EVAL_SHOW)
@click.option("--ablation", is_flag=True, help=command_line.CLI_EVAL_ABLATION)
@click.option("--curve", is_flag=True, help=command_line.CLI_EVAL_CURVE)
@click.option("--no-staff", is_flag=True, help=staff_chat.CLI_EVAL_NO_STAFF)
@click.option("--accept", is_flag=True, help=command_line.CLI_EVAL_ACCEPT)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help=command_line.CLI_EVAL_REPORT)
@common_options
def evaluate(
    app_context: AppContext,
    questions: tuple[Path, ...],
    as_json: bool,
    show: bool,
    ablation: bool,
    curve: bool,
    no_staff: bool,
    accept: bool,
    report: Path | None,
) -> None:
    """Print tables; fail where a figure fell by more than is allowed."""
    from retrieval.evaluation.gold import load_gold

    app_context.uses_log = not no_staff
    golds = {path.stem: load_gold(read_text(path), path.name) for path in questions}
    if accept and not golds:
        raise click.UsageError(staff_chat.EVAL_NOTHING_TO_ACCEPT)
    golds |= {} if no_staff else _staff_golds(app_context)
    if not golds:
        raise click.UsageError(staff_chat.EVAL_NEEDS_QUESTIONS)
    results = {name: _GoldSetResult.of(app_context.engine, gold) for name, gold in golds.items()}
    if as_json:
        recall = _recall(app_context, golds)
        show_json({name: asdict(each.totals) | recall[name].to_json() for name, each in results.items()})
    else:
        echo("\n\n".join(map(section_in_chinese, _sections(app_context, results, show, ablation, curve))))
    if report:
        sections = _sections(app_context, results, show=True, ablation=True, curve=True)
        report.write_text("\n\n".join([_HEAD, *sections, _kept_sections(report)]).rstrip() + "\n", "utf-8")
    if questions:
        found = {path.stem: results[path.stem].totals for path in questions}
        _compare_or_accept(questions[0].parent / ACCEPTED, found, accept)


def _compare_or_accept(accepted: Path, found: dict[str, QualityTotals], accept: bool) -> None:
    """Accept the figures, or compare them with the accepted ones."""
    from retrieval.evaluation import reporting

    before = reporting.accepted_figures(read_text(accepted), ACCEPTED) if accepted.exists() else {}
    if accept:
        before |= {name: reporting.to_accept(figures) for name, figures in found.items()}
        accepted.write_text(json.dumps(before, indent=2) + "\n", "utf-8")
        return
    fallen = [line for name, figures in found.items() for line in reporting.compare(name, figures, before)]
    if fallen:
        raise FiguresFallenError(command_line.EVAL_FALLEN.format(fallen="；".join(map(in_chinese, fallen))))


def _staff_golds(app_context: AppContext) -> dict[str, list[GoldQuestion]]:
    """The gold questions that staff made of reviewed exchanges; empty where there are none."""
    from bot.curation import gold_questions

    cases = read_log(app_context, gold_questions.list_cases)
    return {gold_questions.GOLD_SET: cases} if cases else {}


def _recall(app_context: AppContext, golds: dict[str, list[GoldQuestion]]) -> dict[str, RecallFigures]:
    """How often the first stage finds a passage with the gold quote, for each set."""
    from retrieval.evaluation.recall import measure_recall

    return {name: measure_recall(app_context.engine, gold) for name, gold in golds.items()}


def _kept_sections(report: Path) -> str:
    """The last sections of an existing report, which other commands measured."""
    before = report.read_text("utf-8") if report.exists() else ""
    return "".join(before.partition(_ELSEWHERE)[1:])


def _sections(
    app_context: AppContext, results: dict[str, _GoldSetResult], show: bool, ablation: bool, curve: bool
) -> list[str]:
    """The requested sections of the report, as Markdown."""
    from retrieval.engine import Engine
    from retrieval.evaluation import reporting
    from retrieval.evaluation.ablation import ablation_table, operating_curve, precision_curve, without_annotations

    totals = {name: each.totals for name, each in results.items()}
    runs = {name: each.run for name, each in results.items()}
    recall = _recall(app_context, {name: each.gold for name, each in results.items()})
    parts = ["## Figures", reporting.totals_table(totals), _RECALL_HEAD, reporting.recall_table(recall)]
    parts += ["## By kind of question", reporting.kinds_table(runs)]
    if ablation:
        bare = Engine(without_annotations(app_context.library))
        without = {name: _GoldSetResult.of(bare, each.gold).totals for name, each in results.items()}
        parts += ["## Without phrasings and gaps", reporting.totals_table(without)]
    for name, each in results.items():
        if ablation:
            parts += [f"## What each ingredient adds: {name}", ablation_table(app_context.library, each.gold)]
        if curve:
            parts += [f"## The classifier's trade-off: {name}", operating_curve(app_context.engine, each.gold)]
            parts += [f"## Short answers by confidence: {name}", precision_curve(app_context.engine, each.gold)]
        if show:
            parts += [f"## What fell short: {name}", reporting.failures_table(each.run)]
    return parts
