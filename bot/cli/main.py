"""Command line ``wenda``: the group of all commands, and how errors become exit codes.

Each command is in a module of `bot.cli` and imports heavy modules when it runs, so that ``--help`` is fast.
"""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
from functools import partial
from typing import Any

import click

from bot.app import AppContext
from bot.cli.ask_commands import ask
from bot.cli.evaluation_commands import evaluate
from bot.cli.index_command import index
from bot.cli.learning.gold_commands import gold
from bot.cli.learning.lesson_commands import lessons
from bot.cli.learning.suggest_command import suggest
from bot.cli.learning.word_commands import words
from bot.cli.log_commands import log
from bot.cli.lookup_commands import cite, find, library, show
from bot.cli.options import group_options
from bot.cli.output import echo
from bot.cli.run_command import demo, run
from bot.cli.state_commands import backup, desk, doctor, inbox, restore
from bot.cli.topic_commands import faq_group
from bot.cli.usage.translation import name_placeholders
from bot.strings import one_line
from bot.texts import command_line
from bot.texts.errors.command_failures import error_message, unusable_file
from retrieval import __version__
from retrieval.models import WendaError

INTERRUPTED = 130
_COLLECT_RARELY = (200_000, 50, 100)  # thresholds of `gc`, in objects and in collections of the younger ones

_LOGGER = logging.getLogger(__name__)


class CommandFailure(click.ClickException):
    """A failed command: one line on stderr, exit code 1."""

    def show(self, file: Any = None) -> None:
        """Print the line."""
        echo(f"wenda: {one_line(self.message)}", err=True)


class CommandGroup(click.Group):
    """Group that turns the end of a command into an exit code, and never shows a traceback to a person."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except WendaError as error:
            raise CommandFailure(error_message(error)) from None
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            raise click.exceptions.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.errno != errno.EPIPE:
                raise CommandFailure(unusable_file(error)) from error
            # The reader of the output has gone: send the interpreter's last flush nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        except Exception as error:
            _LOGGER.exception("a command failed")
            raise CommandFailure(command_line.UNEXPECTED.format(error=type(error).__name__)) from error


@click.group(cls=CommandGroup, help=command_line.CLI, context_settings={"max_content_width": 100})
@group_options
@click.version_option(__version__, prog_name="wenda", help=command_line.CLI_VERSION)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The group of all commands; its help text is in Chinese, in `bot.texts`."""
    app_context = ctx.ensure_object(AppContext)
    app_context.notify = partial(echo, err=True)
    ctx.call_on_close(app_context.close)


COMMANDS = (
    run, demo, ask, find, show, cite, index, library, suggest, log, faq_group, words, gold, lessons, desk,
    evaluate, backup, restore, inbox, doctor,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)
name_placeholders([cli])


def main() -> None:
    """The entry point ``wenda``."""
    for name in ("stdout", "stderr"):
        # None where whoever started this has closed it, as ``>&-`` does: what is written goes nowhere.
        stream = getattr(sys, name) or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        # Data is UTF-8 in any locale; a console that cannot show a character shows a question mark.
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
        setattr(sys, name, stream)
    # A command that ends soon leaves little to collect: looking for it took an eighth of the time of one answer, and
    # clearing everything away at the end another eighth. What serves sets its own (`collect_often`).
    gc.set_threshold(*_COLLECT_RARELY)
    try:
        cli(prog_name="wenda")
    finally:
        gc.freeze()
