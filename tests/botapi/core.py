"""The account of the bot and everything the methods work on; runs one call from parameters to answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import schema
from .errors import ApiError, bad_request
from .faults import RESET, Fault, FaultQueue
from .files import FileStore, Upload
from .handlers.registry import HANDLERS, Described, Unsupported
from .limits import SENDING, RateLimiter
from .model import ChatInfo, JsonObject, User, without_none
from .profile import Profile
from .query import Query
from .schema import Violation
from .store import ChatStore
from .updates import Signal, UpdateQueue
from .webhook import Webhook

# Parameters that change what a method does in ways this server does not play.
NOT_PLAYED = frozenset(
    {
        "business_connection_id",
        "direct_messages_topic_id",
        "ephemeral_message_parameters",
        "inline_message_id",
        "receiver_user_id",
        "rich_message",
        "suggested_post_parameters",
    }
)


@dataclass
class Call:
    """One method call as received; ``status`` is the HTTP status of the answer, None while it runs or when dropped."""

    method: str
    params: JsonObject
    time: float
    status: int | None = None
    via_webhook: bool = False


@dataclass(frozen=True)
class Outcome:
    """What to put on the wire; ``drop`` closes the connection without an answer."""

    status: int
    body: JsonObject = field(default_factory=dict)
    drop: bool = False


class Core:
    """State of the bot account."""

    def __init__(self, me: User, first_update_id: int, limiter: RateLimiter | None) -> None:
        self.me = me
        self.limiter = limiter
        self.signal = Signal()
        self.updates = UpdateQueue(first_update_id, self.signal)
        self.webhook = Webhook()
        self.faults = FaultQueue()
        self.files = FileStore()
        self.profile = Profile(me.first_name)
        self.people: dict[int, User] = {me.id: me}
        self.chats: dict[int, ChatStore] = {}
        self.queries: dict[str, Query] = {}
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.privacy_mode = False
        self.callback_ttl: float | None = None
        self.logged_out = False
        self._query_ids = itertools.count(4_382_918_273_645_000_001, 7919)

    def add_chat(self, info: ChatInfo, first_id: int = 0) -> ChatStore:
        """Open a chat, with ids of messages from ``first_id`` on; a known id gives the chat that is there."""
        store = self.chats.get(info.id)
        if store is None:
            first_id = first_id or 10 + 100 * len(self.chats)
            store = self.chats[info.id] = ChatStore(info, self.signal, self.people, first_id)
        return store

    def chat(self, chat_id: int | str | None) -> ChatStore:
        """The chat of a chat_id parameter, an id or an @username."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            name = chat_id[1:].lower()
            found = [chat for chat in self.chats.values() if (chat.info.username or "").lower() == name]
        else:
            found = [self.chats[chat_id]] if isinstance(chat_id, int) and chat_id in self.chats else []
        if not found:
            raise bad_request("chat not found")
        return found[0]

    def new_query(self, kind: str, user: User) -> Query:
        """Register a callback or inline query under a new id."""
        query = Query(str(next(self._query_ids)), kind, user, self.signal, time.monotonic())
        self.queries[query.id] = query
        return query

    async def execute(
        self, name: str, raw: Mapping[str, Any], files: Mapping[str, Upload] | None = None, *, via_webhook: bool = False
    ) -> Outcome:
        """Run one call: schema, queued fault, limits, then the method itself."""
        spec = schema.find_method(name)
        call = Call(spec.name if spec else name, dict(raw), time.time(), via_webhook=via_webhook)
        self.calls.append(call)
        self.signal.notify()
        if spec is None:
            self.violations.append(Violation(name, call.params, "unknown method"))
            call.status = 404
            return _error(ApiError(404, "Not Found: method not found"))
        try:
            outcome = await self._run(spec, call, files or {})
        except schema.SchemaError as error:
            self.violations.append(Violation(spec.name, call.params, error.reason))
            outcome = _error(bad_request(error.description))
        except Unsupported as error:
            self.violations.append(Violation(spec.name, call.params, f"not supported by the test server: {error}"))
            outcome = _error(bad_request(f"{error} is not supported by the test server"))
        except ApiError as error:
            outcome = _error(error)
        except Exception as error:  # A bug of this server must show up in the test, not as a strange answer.
            self.violations.append(Violation(spec.name, call.params, f"the test server failed: {error!r}"))
            outcome = _error(ApiError(500, f"Internal Server Error: {error!r}"))
        call.status = None if outcome.drop else outcome.status
        self.signal.notify()
        return outcome

    async def _run(self, spec: schema.MethodSpec, call: Call, files: Mapping[str, Upload]) -> Outcome:
        call.params = schema.check(spec, call.params, files.keys())
        if self.logged_out:
            raise bad_request("Logged out")
        fault = self.faults.take(spec.name, call.params.get("chat_id"))
        if fault is not None:
            refused = await self._strike(fault)
            if refused is not None:
                return refused
        outcome = Outcome(200, await self._answer(spec.name, call.params, files))
        return Outcome(0, drop=True) if fault is not None and fault.drop_after_accept else outcome

    @staticmethod
    async def _strike(fault: Fault) -> Outcome | None:
        if fault.delay > 0:
            await asyncio.sleep(fault.delay)
        if fault.held is not None:
            await fault.held.wait()
        if fault.drop_after_accept:
            return None
        if fault.status == RESET:
            return Outcome(0, drop=True)
        error = fault.error()
        if error is not None:
            raise error
        return None

    async def _answer(self, name: str, params: JsonObject, files: Mapping[str, Upload]) -> JsonObject:
        handler = HANDLERS.get(name)
        if handler is None:
            raise Unsupported(f"method {name}")
        unplayed = NOT_PLAYED.intersection(key for key, value in params.items() if value)
        if unplayed:
            raise Unsupported(f"parameter {min(unplayed)} of {name}")
        if self.limiter is not None and name in SENDING:
            chat = self.chat(params.get("chat_id"))
            self.limiter.check(chat.info.id, not chat.is_private)
        self.files.uploads = files
        result = await handler(self, params)
        if isinstance(result, Described):
            return {"ok": True, "result": result.result, "description": result.description}
        return {"ok": True, "result": result}


def _error(error: ApiError) -> Outcome:
    parameters = {"retry_after": error.retry_after, "migrate_to_chat_id": error.migrate_to_chat_id}
    body = {"ok": False, "error_code": error.status, "description": error.description}
    told = without_none(parameters)
    return Outcome(error.status, body | {"parameters": told} if told else body)
