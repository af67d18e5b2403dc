"""People of the test and what they refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from .core import Core
from .model import JsonObject, Message, User
from .models import built, types
from .query import Query
from .updates import Update

MessageRef = Message | Update | int


@dataclass(frozen=True)
class ChatUser(User):
    """A person of the test."""

    core: Core | None = field(default=None, repr=False, compare=False)

    def inline(self, query: str, offset: str = "", *, chat_type: str = "sender") -> Query:
        """Type an inline query (Bot API, "InlineQuery")."""
        if self.core is None:
            raise LookupError("make the user with server.user() to ask inline queries")
        asked = self.core.new_query("inline", self)
        body = {"id": asked.id, "from": self.to_json(), "query": query, "offset": offset, "chat_type": chat_type}
        asked.update = self.core.updates.put({"inline_query": body})
        return asked

    def choose(self, query: Query, result_id: str) -> Update:
        """Send a result of an inline query (Bot API, "ChosenInlineResult"; needs inline feedback switched on)."""
        if self.core is None or result_id not in [result["id"] for result in query.results]:
            raise LookupError(f"no result {result_id!r} in the answer")
        asked = (query.update.payload["inline_query"]["query"]) if query.update else ""
        body = {"result_id": result_id, "from": self.to_json(), "query": asked}
        return self.core.updates.put({"chosen_inline_result": body})


def message_id_of(ref: MessageRef) -> int:
    """The message id a reference means."""
    if isinstance(ref, int):
        return ref
    message = ref.message if isinstance(ref, Update) else ref
    if message is None:
        raise LookupError("the update carries no message")
    return message.message_id


def member_json(user: User, status: str) -> JsonObject:
    """A ChatMember of a status (Bot API, "ChatMember")."""
    member: JsonObject = {"user": user.to_json(), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        # The model knows all rights the current Bot API requires.
        fields = built(types.ChatMemberAdministrator).model_fields.items()
        rights = [name for name, right in fields if right.is_required() and right.annotation is bool]
        member |= dict.fromkeys(rights, False)
    return member
