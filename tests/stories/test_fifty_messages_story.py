"""Fifty messages, as a citizen, a clerk and a head of office write them in one afternoon, and what each of them reads.

The transcript stands in ``fifty_messages.txt``; it is sent over HTTP to the whole service on the shipped report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from retrieval import Engine
from tests.bot.chatting import labels
from tests.bot.staffed import CITIZEN, FIRST, SECOND, staffed
from tests.botapi import BotApiServer, Chat, Message

PEOPLE = {"市民": CITIZEN, "办事员": FIRST, "主任": SECOND}
TRANSCRIPT = Path(__file__).with_name("fifty_messages.txt")
_STEP = re.compile(r"(市民|办事员|主任)(回|按|收)?：(.*)")
_MARKS = "=+-["


@dataclass(frozen=True)
class Step:
    """What somebody does, and what the reply must say: pairs of a mark and words."""

    line: int
    who: str
    how: str
    text: str
    wanted: list[tuple[str, str]] = field(default_factory=list)


def steps(transcript: str) -> Iterator[Step]:
    """The steps of a transcript. Raises ValueError for a line that is none."""
    step: Step | None = None
    for number, line in enumerate(transcript.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if found := _STEP.fullmatch(line):
            if step:
                yield step
            who, how, text = found.groups()
            step = Step(number, who, how or "", text.replace("\\n", "\n"))
        elif step and line[0] in _MARKS:
            step.wanted.append((line[0], line[1:].strip().replace("\\n", "\n")))
        else:
            raise ValueError(f"line {number}: {line!r} is no step and no expectation")
    if step:
        yield step


def unmet(reply: Message, wanted: list[tuple[str, str]]) -> list[str]:
    """The expectations that a reply does not meet."""
    held: dict[str, Callable[[str], bool]] = {
        "=": reply.text.startswith,
        "+": lambda words: words in reply.text,
        "-": lambda words: words not in reply.text,
        "[": lambda words: any(label.startswith(words) for label in labels(reply)),
    }
    return [f"{mark} {words}" for mark, words in wanted if not held[mark](words)]


def label_of(message: Message, words: str) -> str:
    """The button that is meant: by its label, or by the number of the line that holds the words."""
    if words in labels(message):
        return words
    ranks = re.findall(rf"^(\d+)\. .*{re.escape(words)}", message.text, re.MULTILINE)
    return str(ranks[0])


class Reader:
    """Somebody at their chat, who reads the messages of the bot one after the other."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._read = 0

    async def do(self, step: Step) -> Message:
        """Do a step; what the person reads then: the next message, or the one that was changed by a press."""
        chat = self._chat
        last = chat.bot_messages[self._read - 1] if self._read else None
        if step.how == "按" and last:
            versions = len(last.history)
            chat.press(last, label_of(last, step.text))
            await chat.wait_until(lambda: len(chat.message(last).history) > versions or self._has_new())
            if not self._has_new():
                return chat.message(last)
        elif step.how != "收":
            chat.send(step.text, reply_to=last if step.how == "回" else None)
        await chat.wait_until(self._has_new)
        self._read += 1
        return chat.bot_messages[self._read - 1]

    def _has_new(self) -> bool:
        return len(self._chat.bot_messages) > self._read


def test_the_transcript_is_read_as_it_stands() -> None:
    """It has fifty messages, and each of the three writes some; a line that means nothing is refused."""
    found = list(steps(TRANSCRIPT.read_text("utf-8")))
    assert len([step for step in found if step.how in ("", "回")]) == 50
    assert {step.who for step in found} == set(PEOPLE)
    assert all(step.wanted for step in found)
    with pytest.raises(ValueError, match="line 2"):
        list(steps("市民：你好\n？"))


@pytest.mark.slow
async def test_everybody_reads_what_the_transcript_says(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: Engine
) -> None:
    """Each reply begins with, holds and leaves out what it should, and has its buttons; Telegram refuses nothing."""
    readers = {who: Reader(server.private_chat(user_id=number)) for who, number in PEOPLE.items()}
    wrong = {}
    async with staffed(server, monkeypatch, tmp_path, engine):
        for step in steps(TRANSCRIPT.read_text("utf-8")):
            reply = await readers[step.who].do(step)
            if missed := unmet(reply, step.wanted):
                wrong[f"{step.line} {step.text}"] = (missed, reply.text, labels(reply))
    assert wrong == {}
    assert server.violations == []
