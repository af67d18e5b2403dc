"""``wenda doctor``: the self-check."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot.texts import command_line, operator
from bot.workshop import Workshop, common_options, pass_workshop
from retrieval.models import WendaError


class Unwell(WendaError):
    """Something keeps the service from serving."""


@click.command(help=operator.CLI_DOCTOR)
@click.option("--json", "as_json", is_flag=True, help=command_line.CLI_JSON)
@common_options
@pass_workshop
def doctor(workshop: Workshop, as_json: bool) -> None:
    """Every finding on stdout; fails where one of them must be mended."""
    from bot.doctor import Health, examine

    findings = list(examine(workshop.settings))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        from bot.tables import show

        marks = {
            Health.FINE: operator.DOCTOR_FINE,
            Health.WARNING: operator.DOCTOR_MIND,
            Health.FAILED: operator.DOCTOR_FAILED,
        }
        show(operator.DOCTOR_HEAD, [(marks[found.health], found.what, found.said) for found in findings])
    failed = sum(found.health is Health.FAILED for found in findings)
    if failed:
        raise Unwell(operator.DOCTOR_UNWELL.format(count=failed))
