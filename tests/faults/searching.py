"""What goes wrong with a search cluster: a node that dies under load, and a cluster that is away for a while."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.reply_blocks import ReplyFrame
from bot.telegram.outgoing.markup import reply_markup
from bot.texts import replies
from bot.texts.chat import REPEATED
from tests import shipped
from tests.botapi import BotApiServer
from tests.cluster.opensearch import Cluster, NoClusterError, Node, cluster
from tests.faults.harness import (
    TOKEN,
    Asked,
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    inbox_rows,
    replies_to,
    unanswered,
)
from tests.waiting import LONGEST_S, until

CHATS = 12
AT_ONCE = 8  # questions that wait for a reply while there is load
HOTLINE = "12345"
PREFIX = "faults"


class Examiner:
    """Knows the reply that each question must get, to the letter: that of the engine over the index of this machine.

    What is worked out for that is worked out at the end: the server that the bot speaks to runs in the same thread.
    """

    def __init__(self) -> None:
        # By the runs of the bot: a new one begins new conversations.
        self._runs: list[list[Asked]] = [[]]

    def note(self, asked: Iterable[Asked]) -> None:
        """Note questions, in the order in which they were asked."""
        self._runs[-1] += asked

    def note_restart(self) -> None:
        """Note that the bot was ended: it will answer what waits in its next run, or send what it had worked out."""
        self._runs.append(self.waiting())

    def waiting(self) -> list[Asked]:
        """The questions without an answer."""
        return [one for one in self._asked() if not _answers(one)]

    def told(self) -> list[int]:
        """For each question how often the person was told that the search is away."""
        return [sum(reply.text == replies.QUESTION_KEPT for reply in replies_to(one)) for one in self._asked()]

    def report(self) -> Answers:
        """How the replies are."""
        wanted: dict[Asked, set[str]] = {}
        for run in self._runs:
            for one, text in _expected(run):
                wanted.setdefault(one, set()).add(_without_notes(text))
        found = [([_without_notes(text) for text in _answers(one)], right) for one, right in wanted.items()]
        return Answers(
            len(found),
            sum(not texts for texts, _ in found),
            sum(len(texts) > 1 for texts, _ in found),
            tuple(texts[0] for texts, right in found if texts and texts[0] not in right),
        )

    def _asked(self) -> list[Asked]:
        return list(dict.fromkeys(one for run in self._runs for one in run))


def _without_notes(text: str) -> str:
    """A reply without the notes below it, which tell of the conversation and of the sending."""
    return text.replace(REPEATED, "").replace(replies.DISCLAIMER, "").strip()


def _expected(run: Iterable[Asked]) -> Iterator[tuple[Asked, str]]:
    """The questions of a run with the text of each reply."""
    conversation = Conversation(shipped.engine(), None)
    frame = ReplyFrame(shipped.library().catalog.metadata, HOTLINE)
    for one in run:
        exchange = conversation.ask(one.chat.message(one.message).text, QuestionSource("telegram", one.chat.id))
        markup, _ = reply_markup(exchange.reply, replace(frame, disclaims=exchange.disclaims), buttons=True)
        yield one, markup.plain


def _answers(asked: Asked) -> list[str]:
    """The replies to a question but the word that the search is away."""
    return [reply.text for reply in replies_to(asked) if reply.text != replies.QUESTION_KEPT]


@dataclass(frozen=True, slots=True)
class Answers:
    """How many questions there were, those without an answer or with several, and the wrong answers."""

    questions: int
    lost: int
    repeated: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.lost} of {self.questions} lost, {self.repeated} repeated, {len(self.wrong)} wrong"


@dataclass
class Served:
    """The bot over a cluster, people who ask it, and what their replies must be."""

    server: BotApiServer
    program: Program
    crowd: Crowd
    examiner: Examiner

    def ask(self, count: int) -> list[Asked]:
        """So many questions, in turn from all chats."""
        asked = self.crowd.ask(count)
        self.examiner.note(asked)
        return asked

    async def load(self, count: int) -> None:
        """So many questions, one as soon as another is answered."""
        for _ in range(count):
            await until(lambda: len(unanswered(self.crowd.asked[-10 * AT_ONCE :])) < AT_ONCE, "replies under load")
            self.ask(1)

    async def answered(self) -> bool:
        """Wait until every question has its answer, not only the word that it will come; whether they have."""
        waiting = list(self.crowd.asked)

        def done() -> bool:
            waiting[:] = [one for one in waiting if not _answers(one)]
            return not waiting

        try:
            await until(done, "the answers")
        except TimeoutError:
            return False
        return True


async def cluster_lost(ground: Ground) -> Finding:
    """On a cluster of its own; skipped where there can be none."""
    ground.folder.mkdir(parents=True, exist_ok=True)
    try:
        with cluster(ground.folder / "nodes") as nodes:
            return await lost_on(nodes, ground)
    except NoClusterError as error:
        return Finding("", skipped=f"no cluster can be started here: {error}")


async def lost_on(nodes: Cluster, ground: Ground) -> Finding:
    """Nodes killed under load, then all of them, then the bot; all started again. Afterwards every node runs."""
    checks = Checks()
    victims = nodes.nodes[: ground.pick(3, 1)]
    settings = {
        "OPENSEARCH_URL": ",".join(nodes.hosts),
        "OPENSEARCH_PREFIX": PREFIX,
        "OPENSEARCH_TIMEOUT": "60",
        "WENDA_HOTLINE": HOTLINE,
    }
    async with BotApiServer(TOKEN) as server:
        program = Program(server.base_url, ground.folder)
        program.environment |= settings
        try:
            code, _, said = await program.run("index", str(shipped.REPORTS), "--output", str(ground.folder / "index"))
            checks.that(code == 0, f"wenda index: {said}")
            await program.start()
            served = Served(server, program, Crowd(server, CHATS), Examiner())
            for node in victims:
                await _killed_under_load(served, nodes, node, ground.pick(60, 25), checks)
            noticed = sum(served.examiner.told())
            checks.that(noticed == 0, f"{noticed} were told that the search is away while two nodes served")
            away = await _away(served, nodes, ground, checks)
            await program.stop()
        finally:
            await program.close()
            await _all_running(nodes)
    found, told = served.examiner.report(), served.examiner.told()
    checks.that((found.lost, found.repeated, found.wrong) == (0, 0, ()), f"{found}: {found.wrong[:2]}")
    checks.that(max(told) == 1, f"{sum(times > 1 for times in told)} were told more than once")
    checks.that(server.violations == [], f"calls that Telegram refuses: {server.violations[:2]}")
    measured = (
        f"{found}; nobody noticed the death of one node; while all were dead, {sum(told)} questions "
        f"were told once to wait, and answered within {away:.0f} s from the start of the nodes"
    )
    done = (
        f"three nodes, the index with one copy; {len(victims)} × `kill -9` of a node under load, then of all three, "
        f"and of the bot meanwhile; {found.questions} questions of {CHATS} chats"
    )
    return Finding(done, measured, tuple(checks.wrong), {"lost": found.lost, "told": sum(told), "back_s": away})


async def _killed_under_load(served: Served, nodes: Cluster, node: Node, count: int, checks: Checks) -> None:
    """Kill a node between questions, of which some are under way, and start it again afterwards."""
    await served.load(count)
    under_way = len(unanswered(served.crowd.asked))
    node.stop(signal.SIGKILL)
    checks.that(under_way > 0, "no question was under way when the node died")
    await served.load(count)
    checks.that(await served.answered(), "no answer after the death of a node")
    nodes.start(node)
    await asyncio.to_thread(nodes.wait)


async def _away(served: Served, nodes: Cluster, ground: Ground, checks: Checks) -> float:
    """End all nodes with questions under way, ask more, end the bot and start both; seconds until all are answered."""
    count = ground.pick(60, 24)
    served.ask(AT_ONCE)
    await until(lambda: len(unanswered(served.crowd.asked)) < AT_ONCE, "the first of these")
    for node in nodes.nodes:
        node.stop(signal.SIGKILL)
    served.ask(count)
    await until(lambda: not unanswered(served.crowd.asked), "a word to everybody")
    waiting = len(served.examiner.waiting())
    checks.that(waiting >= count, f"only {waiting} of {count} questions wait for the search")
    told = "state = 'waiting' and trace is not null"
    async with asyncio.timeout(LONGEST_S):
        while len(inbox_rows(served.program.state, ground.folder, "number", told)) < waiting:
            await asyncio.sleep(0.5)  # until the inbox knows of everybody that they were told
    await served.program.kill()
    served.examiner.note_restart()
    await served.program.start(ready=False)
    await until(lambda: "cannot reach the search" in served.program.said(), "the bot to wait for the search")
    await asyncio.sleep(2.0)  # it goes on waiting
    checks.that(served.program.code is None, f"the bot ended: {served.program.said()[-300:]}")
    started = time.monotonic()
    await _all_running(nodes)
    checks.that(
        await served.answered(), f"{len(served.examiner.waiting())} without an answer after the search was back"
    )
    seconds = time.monotonic() - started
    served.ask(CHATS)
    checks.that(await served.answered(), "no answer to a new question")
    return seconds


async def _all_running(nodes: Cluster) -> None:
    for node in nodes.nodes:
        if node.process is None:
            nodes.start(node)
    await asyncio.to_thread(nodes.wait)


MUST = "one right answer each; while the search is away people are told so once, and never that nothing was found"
SCENARIOS = (Scenario("cluster", "nodes of a search cluster killed", MUST, cluster_lost),)
