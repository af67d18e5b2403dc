"""``wenda run``: serves Telegram, or converses in the terminal. ``wenda demo``: the same in a page of the browser."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import click

from bot.app import AppContext
from bot.cli.options import collect_often, common_options
from bot.cli.output import echo
from bot.texts import command_line, operator, replies
from bot.texts.pages import demo as texts

Address = tuple[str, int]


def _parse_address(_: click.Context, __: click.Parameter, written: str | None) -> Address | None:
    if written is None:
        return None
    parts = urlsplit(f"//{written}")
    try:
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise click.BadParameter(command_line.BAD_ADDRESS.format(found=written))


def _parse_loopback(context: click.Context, parameter: click.Parameter, written: str | None) -> Address | None:
    from bot.config.addresses import is_loopback

    address = _parse_address(context, parameter, written)
    if address and not is_loopback(address[0]):
        raise click.BadParameter(operator.METRICS_NOT_LOOPBACK.format(found=address[0]))
    return address


@click.command(help=command_line.CLI_RUN)
@click.option("--listen", metavar="HOST:PORT", callback=_parse_address, help=command_line.CLI_RUN_LISTEN)
@click.option("--metrics", metavar="HOST:PORT", callback=_parse_loopback, help=operator.CLI_RUN_METRICS)
@click.option("--log-json", is_flag=True, help=command_line.CLI_RUN_LOG_JSON)
@common_options
def run(app_context: AppContext, listen: Address | None, metrics: Address | None, log_json: bool) -> None:
    """Run until told to stop."""
    collect_often()
    app_context.log_json = log_json
    if app_context.settings.token is None:
        if metrics:
            raise click.UsageError(operator.METRICS_NEED_TELEGRAM)
        from bot.operations.backups import StateDatabase
        from bot.operations.engine_provider import check_index
        from bot.terminal import run_terminal

        # An account that may not read the log can ask all the same.
        if os.access(app_context.settings.database, os.R_OK):
            StateDatabase.log(app_context.settings).check()

        if not app_context.cluster:
            check_index(app_context.settings.library_folder)
        run_terminal(app_context)
        return
    from bot.config.settings import check_proxies
    from bot.telegram.app import serve

    check_proxies()
    serve(app_context, listen, metrics)


@click.command(help=texts.CLI_DEMO)
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT", help=texts.CLI_DEMO_PORT)
@click.option("--browser/--no-browser", default=True, help=texts.CLI_DEMO_BROWSER)
@common_options
def demo(app_context: AppContext, port: int | None, browser: bool) -> None:
    """Serve the page of the demo until told to stop."""
    from threading import Thread

    from bot.demo.app import open_browser, serve

    def ready(address: str) -> None:
        echo(texts.DEMO_OPEN.format(address=address), err=True)
        if browser:  # in a thread: some systems return only once the window is there
            Thread(target=open_browser, args=(address,), daemon=True).start()

    collect_often()
    echo(replies.LOADING, err=True)
    serve(app_context.library_option, port, ready)
    echo(texts.DEMO_STOPPED, err=True)
