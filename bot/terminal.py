"""Terminal: the conversation with a person, or line by line with a pipe; replies and commands as in other channels."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.text import Text

from bot.dialogue import report_list
from bot.dialogue.conversation import QuestionSource
from bot.dialogue.excerpts import hit_excerpt, snippet
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passages, in_several_reports
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, full_citation, lay_out, runs, to_plain
from bot.strings import visible
from bot.texts import command_line, replies
from retrieval.models import Hit, Passage, Reply, SearchUnavailableError

if TYPE_CHECKING:
    from bot.app import AppContext
    from bot.dialogue.conversation import Conversation
    from retrieval import Library
    from retrieval.search.query import LookupQuery

_LOGGER = logging.getLogger(__name__)

_DIGITS = 4  # more of them are no number of a choice
CHAT = 0  # the chat id of a terminal's only chat
_DIM = dict.fromkeys((BlockKind.ASKED, BlockKind.UNDERSTOOD, BlockKind.NOTE), "dim")
_ANSWER = "bold green"
_STYLES = {BlockKind.SHORT: _ANSWER, BlockKind.CITATION: "cyan", **_DIM}


class QuotationBar:
    """Quotation: text with a bar at its left."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the text within the width of the console."""
        width = max(10, min(options.max_width, 100) - 4)
        for line in console.render_lines(self._text, options.update(width=width), pad=False):
            yield Segment("  ┃ ", console.get_style("cyan"))
            yield from line
            yield Segment.line()


class PipedConsole(Console):
    """Console that lets the command end without an error where its reader has gone; Rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        """Raise the error that is being handled."""
        raise


class TerminalScreen:
    """Output of replies and passages: in colour on a terminal, plain to a pipe."""

    def __init__(self, console: Console, frame: ReplyFrame) -> None:
        self.console = console
        self._frame = frame

    @classmethod
    def of_stdout(cls, frame: ReplyFrame) -> TerminalScreen:
        """The screen of this process; colours only where stdout is a terminal."""
        return cls(PipedConsole(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False), frame)

    def reply(self, reply: Reply, disclaims: bool = False) -> None:
        """Print a reply, with the disclaimer where ``disclaims``.

        On a terminal its suggestions are numbered, so that a person can choose one.
        """
        blocks = lay_out(reply, replace(self._frame, disclaims=disclaims))
        if not self.console.is_terminal:
            self.say(to_plain(blocks))
            return
        number = 0
        for block in blocks:
            if block.kind is BlockKind.SUGGESTION:
                number += 1
            self._draw(_rendered(block, number))

    def say(self, text: str) -> None:
        """Print a text."""
        self._draw(Text(visible(text)))

    def _draw(self, what: Text | QuotationBar) -> None:
        # Rich breaks lines at blanks only, and Chinese has none: the terminal breaks them better.
        self.console.print(what, soft_wrap=isinstance(what, Text))

    def passage(self, passage: Passage, around: Sequence[Passage | None]) -> None:
        """Print a whole passage, its citation, and lines for the passages before and after it."""
        if self.console.is_terminal:
            self._draw(QuotationBar(Text(visible(passage.text))))
            self._draw(Text(visible(replies.CITED.format(citation=full_citation(passage, self._frame))), "cyan"))
        else:
            self.say(f"{passage.text}\n{replies.CITED.format(citation=full_citation(passage, self._frame))}")
        for label, other in zip((command_line.BEFORE, command_line.AFTER), around, strict=True):
            if other:
                self.say(f"{label} {_line(other)}")

    def contents(self, passages: Sequence[Passage]) -> None:
        """Print a line for each passage."""
        with_title = in_several_reports(passages)
        for passage in passages:
            self.say(_line(passage, with_title))

    def hits(self, hits: Sequence[Hit], query: LookupQuery) -> None:
        """Print a ranked list of hits with excerpts."""
        for rank, hit in enumerate(hits, 1):
            self.say(f"{rank}. {hit.passage.id}  {hit.passage.citation}")
            line, marks = hit_excerpt(hit, query).marked_line
            self._draw(Text.assemble("    ", _marked(ReplyBlock(BlockKind.QUOTE, line, marks))))


class TerminalConversation:
    """Conversation of one person or pipe; ``library`` returns the library that serves now."""

    def __init__(
        self,
        screen: TerminalScreen,
        conversation: Conversation,
        library: Callable[[], Library],
        channel: str,
        examples: Sequence[str],
    ) -> None:
        self._screen = screen
        self._conversation = conversation
        self._library = library
        self._source = QuestionSource(channel, chat=CHAT)
        self._examples = tuple(examples)
        self.choices = self._examples
        self._commands: dict[str, Callable[[str], None]] = {
            "/start": self._start,
            "/help": self._help,
            "/new": self._new,
            "/library": lambda _: self._screen.say(report_list.message(self._library())),
            "/privacy": lambda _: self._screen.say(replies.PRIVACY),
            "/show": self._show,
        }

    def note_disclaimer(self) -> None:
        """The disclaimer was printed: no reply needs it."""
        self._conversation.note_disclaimer(CHAT)

    def handle(self, line: str) -> bool:
        """Handle a line of input. False when it ends the conversation."""
        if line.partition(" ")[0] in ("/quit", "/exit"):
            self._screen.say(replies.GOODBYE)
            return False
        try:
            self._handle(line)
        except SearchUnavailableError as error:
            _LOGGER.error("the search is away: %s", error)
            self._screen.say(replies.SEARCH_AWAY)
        return True

    def _handle(self, line: str) -> None:
        command, _, argument = line.partition(" ")
        if command in self._commands:
            self._commands[command](argument.strip())
        elif line.startswith("/"):
            self._screen.say(replies.UNKNOWN_COMMAND)
        else:
            exchange = self._conversation.ask(line, self._source)
            self.choices = exchange.reply.suggestions or self.choices
            self._screen.reply(exchange.reply, exchange.disclaims)

    def _start(self, _: str) -> None:
        catalog = self._library().catalog
        welcome = replies.welcome(catalog.titles(replies.MOST_TITLES), len(catalog))
        self._screen.say(f"{welcome}\n\n{replies.DISCLAIMER}\n{replies.PRIVACY_LINE}")
        self.note_disclaimer()

    def _help(self, _: str) -> None:
        self._screen.say(replies.help_text(next(iter(self._examples), ""), replies.TERMINAL_COMMANDS))

    def _new(self, _: str) -> None:
        self._conversation.start_thread(CHAT)
        self._screen.say(replies.FORGOTTEN)

    def _show(self, wanted: str) -> None:
        library = self._library()
        try:
            found = find_passages(library, wanted)
        except PassageNotFoundError as error:
            self._screen.say(str(error))
            return
        if len(found) == 1:
            self._screen.passage(found[0], library.neighbours(found[0]))
        else:
            self._screen.contents(found)


def run_terminal(app_context: AppContext) -> None:
    """Run the conversation of ``wenda run`` until the input ends or the person quits."""
    if sys.stdin.isatty():
        _run_for_person(app_context)
    else:
        _run_for_pipe(app_context)


def _run_for_pipe(app_context: AppContext) -> None:
    screen = TerminalScreen.of_stdout(app_context.reply_frame)
    session = _conversation(app_context, screen, "pipe")
    lines = (raw.decode("utf-8-sig", errors="replace").strip() for raw in sys.stdin.buffer)
    for line in filter(None, lines):
        if not session.handle(line):
            return
        screen.say("")
        sys.stdout.flush()


def _conversation(app_context: AppContext, screen: TerminalScreen, channel: str) -> TerminalConversation:
    conversation, engines = app_context.conversation(), app_context.engine_provider
    examples = app_context.engine.examples
    return TerminalConversation(screen, conversation, lambda: engines.current().library, channel, examples)


def _run_for_person(app_context: AppContext) -> None:
    print(f"{replies.WELCOME}\n{replies.LOADING}", flush=True)  # first, since loading takes a second
    with suppress(ImportError):
        import readline  # noqa: F401  (input() then edits lines by character, not by byte)
    screen = TerminalScreen.of_stdout(app_context.reply_frame)
    session = _conversation(app_context, screen, "terminal")
    catalog = app_context.library.catalog
    screen.say(replies.opening(catalog.titles(replies.MOST_TITLES), len(catalog), session.choices))
    session.note_disclaimer()
    while True:
        try:
            screen.say("")
            line = input(replies.PROMPT).strip()
        except EOFError:
            screen.say(f"\n{replies.GOODBYE}")
            return
        if not line:
            continue
        if choice := chosen(line, session.choices):
            screen.say(replies.ASKED.format(question=choice))
        if not session.handle(choice or line):
            return


def chosen(line: str, choices: Sequence[str]) -> str:
    """The choice whose number was typed; empty where no choice has it.

    >>> chosen("２", ("甲", "乙")), chosen("7", ("甲", "乙")), chosen("9" * 9_999, ("甲", "乙"))
    ('乙', '', '')
    """
    is_number = line.isdecimal() and len(line) < _DIGITS
    return choices[int(line) - 1] if is_number and 0 < int(line) <= len(choices) else ""


def _rendered(block: ReplyBlock, number: int) -> Text | QuotationBar:
    text = _marked(block)
    if block.kind is BlockKind.QUOTE:
        return QuotationBar(text)
    text.stylize(_STYLES.get(block.kind, ""))
    if block.kind is BlockKind.CITATION:
        passage = replies.PASSAGE_NUMBER.format(id=block.passage)
        text = Text.assemble((replies.CITED.format(citation=""), "cyan"), text, (passage, "dim"))
    elif block.kind is BlockKind.SUGGESTION:
        text = Text(f"{replies.SUGGEST}\n" if number == 1 else "").append(f"  {number}. ", "dim").append(text)
    return text


def _marked(block: ReplyBlock) -> Text:
    emphasis = _ANSWER if block.kind is BlockKind.PART else "bold yellow"
    return Text.assemble(*((visible(piece), emphasis if marked else "") for piece, marked in runs(block)))


def _line(passage: Passage, with_title: bool = False) -> str:
    title = f"《{passage.document}》" if with_title else ""
    return f"{passage.id}  {title}{passage.clause.label}  {snippet(passage.text, '', 30)}"
