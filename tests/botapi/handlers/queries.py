"""Answers to callback and inline queries (Bot API, "answerCallbackQuery", "Inline mode methods")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import bad_request
from ..keyboard import check_markup
from ..model import JsonObject
from ..query import TOO_OLD, Query
from ..texts import checked, formatted
from .registry import handles

if TYPE_CHECKING:
    from ..core import Core


def _open_query(core: Core, kind: str, query_id: str) -> Query:
    query = core.queries.get(query_id)
    if query is None or not query.is_open(kind, core.callback_ttl):
        raise bad_request(TOO_OLD)
    return query


def _answered(query: Query, params: JsonObject) -> bool:
    query.answer = dict(params)
    query.signal.notify()
    return True


@handles("answerCallbackQuery")
async def answer_callback_query(core: Core, params: JsonObject) -> bool:
    """Answer once, in time, with a text of at most 200 characters."""
    query = _open_query(core, "callback", params["callback_query_id"])
    if len(params.get("text") or "") > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    return _answered(query, params)


@handles("answerInlineQuery")
async def answer_inline_query(core: Core, params: JsonObject) -> bool:
    """Answer with results: "No more than 50 results per query are allowed"; ids are unique and 1-64 bytes."""
    results = params["results"]
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if any(not 1 <= len(item.encode()) <= 64 for item in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len((params.get("next_offset") or "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in results:
        _check_result(result)
    return _answered(_open_query(core, "inline", params["inline_query_id"]), params)


def _check_result(result: JsonObject) -> None:
    check_markup(result.get("reply_markup"))
    content = result.get("input_message_content") or {}
    if "message_text" in content:
        checked(formatted(content["message_text"], content.get("parse_mode"), content.get("entities")))
    if result["type"] == "article" and not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
