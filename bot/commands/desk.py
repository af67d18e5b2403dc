"""``wenda desk``: the dashboard on this machine."""

from __future__ import annotations

import click

from bot.texts import dashboard
from bot.workshop import Workshop, common_options, pass_workshop


@click.command(help=dashboard.CLI_DESK)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help=dashboard.CLI_DESK_PORT)
@click.option(
    "--refresh", "seconds", type=click.IntRange(1), default=120, show_default=True, help=dashboard.CLI_DESK_REFRESH
)
@click.option("--set-password", "setting", is_flag=True, help=dashboard.CLI_DESK_SET_PASSWORD)
@common_options
@pass_workshop
def desk(workshop: Workshop, port: int, seconds: int, setting: bool) -> None:
    """Serve until told to stop, or set the password."""
    from bot.desk import password

    state = workshop.settings.state
    if setting:
        path = password.keep(state, password.asked())
        click.echo(dashboard.DESK_PASSWORD_KEPT.format(path=path), err=True)
        return
    kept = password.ready(state)
    from bot.desk.service import serve

    # The service groups as it serves; where there is none, the engine is loaded for what is not grouped yet. Either
    # way the log is made, or brought up to date, before it is only read.
    workshop.collector.collect()
    serve(workshop.settings.database, kept, port, seconds, _say)


def _say(address: str) -> None:
    click.echo(dashboard.DESK_OPEN.format(address=address), err=True)
