"""``wenda run``: serve Telegram, or talk in this terminal."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from bot import texts
from bot.workshop import Workshop, common_options, pass_workshop

Address = tuple[str, int]


def _address(_: click.Context, __: click.Parameter, written: str | None) -> Address | None:
    if written is None:
        return None
    parts = urlsplit(f"//{written}")
    try:
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise click.BadParameter(texts.BAD_ADDRESS.format(found=written))


@click.command(help=texts.CLI_RUN)
@click.option("--listen", metavar="HOST:PORT", callback=_address, help=texts.CLI_RUN_LISTEN)
@click.option("--log-json", is_flag=True, help=texts.CLI_RUN_LOG_JSON)
@common_options
@pass_workshop
def run(workshop: Workshop, listen: Address | None, log_json: bool) -> None:
    """Run until told to stop."""
    workshop.log_json = log_json
    if workshop.settings.token is None:
        from bot.terminal import talk

        talk(workshop)
        return
    from bot.telegram.service import serve

    serve(workshop, listen)
