"""A strict Bot API test server: real HTTP, real state, the refusals of Telegram.

    async with BotApiServer() as server:
        chat = server.private_chat(user_id=42, first_name="Ada")
        chat.send("/start")                      # an update for the bot
        (answer,) = await chat.wait_for(1)       # what the bot posted
        query = chat.press(answer, "Next")       # a callback query
        await query.wait_answered()
        assert server.violations == []

The bot connects with ``base_url=f"{server.base_url}/bot"``. See ``BotApiServer`` and ``Chat``.
"""

from .chat import Chat
from .core import Call
from .entities import detect
from .errors import ApiError
from .faults import Fault
from .html import parse_html
from .limits import RateLimits
from .model import Button, ChatInfo, Entity, FormattedText, Message, User, utf16_len, utf16_slice
from .people import ChatUser
from .query import Query
from .schema import Violation
from .server import BotApiServer
from .updates import Update

__all__ = [
    "ApiError",
    "BotApiServer",
    "Button",
    "Call",
    "Chat",
    "ChatInfo",
    "ChatUser",
    "Entity",
    "Fault",
    "FormattedText",
    "Message",
    "Query",
    "RateLimits",
    "Update",
    "User",
    "Violation",
    "detect",
    "parse_html",
    "utf16_len",
    "utf16_slice",
]
