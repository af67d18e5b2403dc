"""The server a test starts, feeds and asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Literal, Self

from aiohttp import web

from tests.waiting import LONGEST_S

from . import handlers
from .chat import Chat
from .core import Call, Core
from .faults import ANY_METHOD, Fault
from .front import build_app
from .limits import RateLimiter, RateLimits
from .model import ChatInfo, JsonObject, User
from .people import ChatUser
from .profile import Profile
from .schema import Violation, find_method
from .updates import Update
from .webhook import Deliverer

__all__ = ["BotApiServer", "handlers"]

FIRST_UPDATE_ID = 731_204_518


class BotApiServer:
    """A Bot API server on 127.0.0.1 with an ephemeral port: ``async with BotApiServer() as server``.

    python-telegram-bot takes ``base_url=f"{server.base_url}/bot"`` and
    ``base_file_url=f"{server.base_url}/file/bot"``.
    """

    def __init__(
        self,
        token: str = "123456:TEST-token",
        *,
        username: str = "qa_test_bot",
        name: str = "QA Test Bot",
        first_update_id: int = FIRST_UPDATE_ID,
        rate_limits: RateLimits | None = None,
        webhook_backoff: float = 0.05,
        callback_ttl: float | None = None,
        privacy_mode: bool = False,
    ) -> None:
        """``callback_ttl`` is the life of a callback query in seconds; ``privacy_mode`` is off so groups are heard."""
        self.token = token
        self.me = User(int(token.split(":")[0]), name, is_bot=True, username=username)
        self.core = Core(self.me, first_update_id, RateLimiter(rate_limits) if rate_limits else None)
        self.core.callback_ttl = callback_ttl
        self.core.privacy_mode = privacy_mode
        self.port = 0
        self._backoff = webhook_backoff
        self._chats: dict[int, Chat] = {}
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after ``stop()`` on the same port and with the same state, which plays an outage."""
        self._runner = web.AppRunner(build_app(self.core, self.token), shutdown_timeout=0.01, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        deliverer = Deliverer(self.core.webhook, self.core.updates, self._execute_reply, self._backoff)
        self._delivery = asyncio.create_task(deliverer.run())

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.wait({self._delivery})
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._delivery = None

    async def _execute_reply(self, method: str, params: JsonObject) -> object:
        return await self.core.execute(method, params, via_webhook=True)

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def violations(self) -> list[Violation]:
        """Calls the schema does not allow."""
        return self.core.violations

    @property
    def calls(self) -> list[Call]:
        """Every call of a known method with the right token, oldest first."""
        return self.core.calls

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.core.calls if call.method.lower() == method.lower()]

    @property
    def pending_updates(self) -> list[Update]:
        """Updates the bot has not confirmed."""
        return list(self.core.updates.pending)

    @property
    def profile(self) -> Profile:
        """Commands, names and descriptions the bot set."""
        return self.core.profile

    def user(
        self,
        user_id: int = 5_000_001,
        first_name: str = "\u5c0f\u660e",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        is_premium: bool = False,
    ) -> ChatUser:
        """A person."""
        user = ChatUser(user_id, first_name, False, last_name, username, language_code, is_premium, self.core)
        self.core.people[user_id] = user
        return user

    def private_chat(
        self,
        user_id: int = 5_000_001,
        first_name: str = "\u5c0f\u660e",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        is_premium: bool = False,
    ) -> Chat:
        """The chat of one user with the bot; its id is the user's."""
        user = self.user(
            user_id,
            first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
            is_premium=is_premium,
        )
        info = ChatInfo(user_id, "private", username=username, first_name=first_name, last_name=last_name)
        return self._chat(info, [user])

    def group_chat(
        self,
        users: Sequence[ChatUser] = (),
        *,
        chat_id: int = -1_001_000_000_001,
        title: str = "\u8ba8\u8bba\u7ec4",
        username: str | None = None,
        supergroup: bool = True,
    ) -> Chat:
        """A group with several users; without any, one user is made."""
        info = ChatInfo(chat_id, "supergroup" if supergroup else "group", title=title, username=username)
        return self._chat(info, list(users) or [self.user()])

    def _chat(self, info: ChatInfo, users: list[ChatUser], first_id: int = 0) -> Chat:
        """One Chat object per chat_id, so that ``wait_for`` has one memory."""
        if info.id not in self._chats:
            self._chats[info.id] = Chat(self.core, self.core.add_chat(info, first_id), users)
        return self._chats[info.id]

    def upgrade(self, group: Chat, chat_id: int = -1_002_000_000_001) -> Chat:
        """Make a group a supergroup (Bot API, "Message", ``migrate_to_chat_id``): its messages and what is sent to it
        stay behind, ids of messages begin anew, and the bot hears of it in both chats.
        """
        old = group.store.info
        moved = self._chat(replace(old, id=chat_id, type="supergroup"), group.users, first_id=1)
        group.send_service(migrate_to_chat_id=chat_id)
        group.store.migrated_to = chat_id
        moved.send_service(migrate_from_chat_id=old.id)
        return moved

    def inject(self, update: JsonObject) -> Update:
        """Queue any JSON as an update, also one no library can parse; ``update_id`` is added when missing."""
        return self.core.updates.put(update, force=True)

    def fail(
        self,
        method: str,
        status: int | Literal["reset"] | None = None,
        times: int = 1,
        *,
        chat_id: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        after: int = 0,
        drop_after_accept: bool = False,
        delay: float = 0.0,
        held: asyncio.Event | None = None,
    ) -> Fault:
        """Queue a fault for the next ``times`` calls of a method ("*" for any).

        ``status`` is an HTTP status, or "reset" for a connection reset before the call takes effect, or None with
        ``drop_after_accept`` (the call takes effect, the connection closes without an answer) or with ``delay``
        (seconds before the call takes effect) or with ``held`` (it takes effect once that is set). ``after`` lets that
        many calls pass first.
        """
        if method != ANY_METHOD and find_method(method) is None:
            raise LookupError(f"{method} is no method of the Bot API")
        fault = Fault(method, status, times, chat_id, retry_after, description, after, drop_after_accept, delay, held)
        return self.core.faults.add(fault)

    async def wait_until_idle(self, timeout: float = LONGEST_S) -> None:
        """Wait until the bot has confirmed every update."""
        if not await self.core.signal.until(lambda: not self.core.updates.pending, timeout):
            raise TimeoutError(f"{len(self.core.updates.pending)} updates still pending after {timeout} s")
