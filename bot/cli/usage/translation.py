"""Translation of click: its usage errors, headings and prompts are Chinese, whatever the language of the system.

click takes its texts from `gettext`, which chooses by the environment and reads compiled catalogues. A clerk reads
Chinese on a server that is set up in English too, so the two functions are exchanged in click's own modules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from bot.texts.errors.click_words import (
    CLICK,
    COMMAND_PLACEHOLDER,
    OPTIONS_PLACEHOLDER,
    PLACEHOLDERS,
    RANGE,
    RANGE_FROM,
    RANGE_TO,
)


def translated(text: str) -> str:
    """A text of click in Chinese; one that is not known stays as it is.

    >>> translated("Missing argument"), translated("new in click 9")
    ('缺少参数', 'new in click 9')
    """
    return CLICK.get(text, text)


def translated_number(one: str, several: str, count: int) -> str:
    """The same for a text that depends on a number."""
    return translated(one if count == 1 else several)


def range_words(numbers: click.IntRange | click.FloatRange) -> str:
    """The range of a value, where click writes an inequality.

    >>> range_words(click.IntRange(1, 366)), range_words(click.IntRange(1))
    ('1 至 366', '1 或以上')
    """
    form = RANGE if None not in (numbers.min, numbers.max) else RANGE_TO if numbers.min is None else RANGE_FROM
    return form.format(low=numbers.min, high=numbers.max)


def translate_click() -> None:
    """Let click speak Chinese. Before the first command is declared: types are named when they are made."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == click.__name__:
            for function, translation in (("_", translated), ("ngettext", translated_number)):
                if hasattr(module, function):
                    setattr(module, function, translation)
    for kind in (click.IntRange, click.FloatRange):
        kind._describe_range = range_words  # type: ignore[method-assign, assignment]  # by its own name of it


def name_placeholders(commands: Iterable[click.Command]) -> None:
    """Name in help what stands for options, subcommands and values, in these commands and those below them."""
    for command in commands:
        command.options_metavar = OPTIONS_PLACEHOLDER
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.metavar is None:
                parameter.metavar = PLACEHOLDERS.get(parameter.type.name)
        if isinstance(command, click.Group):
            command.subcommand_metavar = COMMAND_PLACEHOLDER
            name_placeholders(command.commands.values())
