"""Every Chinese word that a person reads; nothing else in the code speaks Chinese to anyone.

Templates are plain text. Whoever shows them in HTML escapes the finished sentence. The parts are told apart by who
reads them; callers use them all as ``texts.NAME``.
"""

from bot.texts.chat import *  # noqa: F403
from bot.texts.command_line import *  # noqa: F403
from bot.texts.desk import *  # noqa: F403
from bot.texts.desk_board import *  # noqa: F403
from bot.texts.exporting import *  # noqa: F403
from bot.texts.faq import *  # noqa: F403
from bot.texts.library import *  # noqa: F403
from bot.texts.lookup import *  # noqa: F403
from bot.texts.operations import *  # noqa: F403
from bot.texts.operator import *  # noqa: F403
from bot.texts.statistics import *  # noqa: F403
from bot.texts.talk import *  # noqa: F403
from bot.texts.upkeep import *  # noqa: F403
