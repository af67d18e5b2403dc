"""What goes wrong with a search cluster: a node that dies under load, and a cluster that is away for a while."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.dialogue.conversation import Conversation, QuestionSource
from bot.dialogue.reply_blocks import ReplyFrame
from bot.telegram.outgoing.markup import reply_markup
from bot.texts import replies
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
    replies_to,
    unanswered,
)
from tests.waiting import until

CHATS = 12
AT_ONCE = 8  # questions that wait for a reply while there is load
HOTLINE = "12345"
PREFIX = "faults"


class Examiner:
    """Knows the reply that each question must get, to the letter: that of the engine over the index of this machine.

    It must be shown all questions of a chat in their order, since earlier ones tell what a later one means.
    """

    def __init__(self) -> None:
        self._conversation = Conversation(shipped.engine(), None)
        self._frame = ReplyFrame(shipped.library().catalog.metadata, HOTLINE)
        self._wanted: dict[Asked, str] = {}

    def expect(self, asked: Iterable[Asked]) -> None:
        """Work the replies to some questions out."""
        for one in asked:
            question = one.chat.message(one.message).text
            exchange = self._conversation.ask(question, QuestionSource("telegram", one.chat.id))
            frame = replace(self._frame, disclaims=exchange.disclaims)
            self._wanted[one] = reply_markup(exchange.reply, frame, buttons=True)[0].plain

    def start_threads_anew(self) -> None:
        """The bot was ended: what is not answered yet begins new conversations."""
        self._conversation = Conversation(shipped.engine(), None)
        self.expect([one for one in self._wanted if not _answers(one)])

    def report(self) -> Answers:
        """How the replies are."""
        found = [(_answers(one), wanted) for one, wanted in self._wanted.items()]
        told = [sum(reply.text == replies.QUESTION_KEPT for reply in replies_to(one)) for one in self._wanted]
        return Answers(
            len(found),
            sum(not texts for texts, _ in found),
            sum(len(texts) > 1 for texts, _ in found),
            tuple(texts[0] for texts, wanted in found if texts and texts[0] != wanted),
            sum(times > 0 for times in told),
            sum(times > 1 for times in told),
        )


def _answers(asked: Asked) -> list[str]:
    """The replies to a question but the word that the search is away."""
    return [reply.text for reply in replies_to(asked) if reply.text != replies.QUESTION_KEPT]


@dataclass(frozen=True, slots=True)
class Answers:
    """Questions without an answer or with several, wrong answers, and questions whose people were told to wait."""

    questions: int
    lost: int
    repeated: int
    wrong: tuple[str, ...]
    told: int
    told_again: int

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
        self.examiner.expect(asked)
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
        program = Program(server.base_url, ground.folder, **settings)
        try:
            code, _, said = await program.run("index", str(shipped.REPORTS), "--output", str(ground.folder / "index"))
            checks.that(code == 0, f"wenda index: {said}")
            await program.start()
            served = Served(server, program, Crowd(server, CHATS), Examiner())
            for node in victims:
                await _killed_under_load(served, nodes, node, ground.pick(60, 25), checks)
            dead = served.examiner.report()
            checks.that(dead.told == 0, f"{dead.told} were told that the search is away while two nodes served")
            away = await _away(served, nodes, ground.pick(60, 24), checks)
            await program.stop()
        finally:
            await program.close()
            await _all_running(nodes)
    found = served.examiner.report()
    checks.that((found.lost, found.repeated, found.wrong) == (0, 0, ()), f"{found}: {found.wrong[:2]}")
    checks.that(found.told_again == 0, f"{found.told_again} were told more than once")
    checks.that(server.violations == [], f"calls that Telegram refuses: {server.violations[:2]}")
    measured = (
        f"{found}; nobody noticed the death of one node; while all were dead, {found.told} questions "
        f"were told once to wait, and answered within {away:.0f} s from the start of the nodes"
    )
    done = (
        f"three nodes, the index with one copy; {len(victims)} × `kill -9` of a node under load, then of all three, "
        f"and of the bot meanwhile; {found.questions} questions of {CHATS} chats"
    )
    return Finding(done, measured, tuple(checks.wrong), {"lost": found.lost, "told": found.told, "back_s": away})


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


async def _away(served: Served, nodes: Cluster, count: int, checks: Checks) -> float:
    """End all nodes with questions under way, ask more, end the bot and start both; seconds until all are answered."""
    served.ask(AT_ONCE)
    await until(lambda: len(unanswered(served.crowd.asked)) < AT_ONCE, "the first of these")
    for node in nodes.nodes:
        node.stop(signal.SIGKILL)
    served.ask(count)
    await until(lambda: not unanswered(served.crowd.asked), "a word to everybody")
    told = served.examiner.report()
    checks.that(told.lost >= count, f"only {told.lost} of {count} questions wait for the search")
    await asyncio.sleep(1.0)  # the inbox notes whom it has told
    await served.program.kill()
    served.examiner.start_threads_anew()
    await served.program.start(ready=False)
    await until(lambda: "cannot reach the search" in served.program.said(), "the bot to wait for the search")
    await asyncio.sleep(2.0)  # it goes on waiting
    checks.that(served.program.code is None, f"the bot ended: {served.program.said()[-300:]}")
    started = time.monotonic()
    await _all_running(nodes)
    checks.that(await served.answered(), f"{served.examiner.report()} after the search was back")
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
