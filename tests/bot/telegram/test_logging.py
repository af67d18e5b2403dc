"""What the running bot writes to its log."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys

import pytest

from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S

HOSTILE = "Bad Request: no\n2026-01-01 00:00:00,000 INFO bot: forged\u2028 13800138000 \x1b[2J"


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--log-json",)])
async def test_a_run_logs_a_line_a_record(server: BotApiServer, options: tuple[str, ...]) -> None:
    """A failure with hostile words in it: no line of theirs, no number, no control; every line JSON where asked for."""
    server.fail("sendMessage", 400, times=3, description=HOSTILE)
    environment = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE": server.base_url, "WENDA_STATE": "state"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", *options, env=os.environ | environment, stderr=asyncio.subprocess.PIPE
    )
    chat = server.private_chat()
    chat.send("一共保留了多少审批事项")
    (apology,) = await chat.wait_for()
    process.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(process.communicate(), LONGEST_S)
    assert process.returncode == 0
    assert apology.text.startswith("抱歉")
    lines = said.decode().rstrip("\n").split("\n")
    assert lines == said.decode().splitlines()
    assert "forged" in said.decode()
    assert not [line for line in lines if "13800138000" in line or "\x1b" in line or line.startswith("2026-01-01 00")]
    if options:
        records = [json.loads(line) for line in lines]
        (failed,) = [record for record in records if record["level"] == "ERROR"]
        assert failed["trace"].startswith("Traceback")
        assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, records))
    else:
        assert any(line.startswith("    Traceback") for line in lines)
