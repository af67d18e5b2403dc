"""Figures and health over real HTTP, from the real program."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from click.testing import CliRunner
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.cli.main import cli
from bot.config.addresses import is_loopback
from bot.operations.metrics import ServiceMetrics
from bot.operations.monitoring import MonitoringError, serve_monitoring
from bot.texts import operator
from retrieval.models import Outcome, Reply
from tests.bot.program import Program, free_port, program
from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S

QUESTION = "一共保留了多少审批事项"
Sample = tuple[str, frozenset[tuple[str, str]]]


def fetch(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """Status and body."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=LONGEST_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def samples(text: str) -> dict[Sample, float]:
    """The samples of a scrape, by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(name: str, **labels: str) -> Sample:
    """The key of a sample."""
    return name, frozenset(labels.items())


async def health(port: int, wanted: int, running: Program) -> None:
    """Wait until the health page gives this status."""
    deadline = time.monotonic() + LONGEST_S
    while running.process.returncode is None and time.monotonic() < deadline:
        try:
            if (await asyncio.to_thread(fetch, port, "/healthz"))[0] == wanted:
                return
        except OSError:  # not listening yet
            pass
        await asyncio.sleep(0.05)
    raise AssertionError(f"never {wanted}: {running.so_far()}")


@pytest.mark.slow
async def test_the_program_shows_its_figures_and_nothing_of_a_question(server: BotApiServer) -> None:
    """A scrape counts the questions, sends, retries and flood waits, and names neither a text nor a person."""
    port = free_port()
    server.fail("sendMessage", 502, times=1)
    server.fail("sendMessage", 429, times=1, retry_after=1)
    environment = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE": server.base_url}
    async with program("--metrics", f"127.0.0.1:{port}", "--log-json", **environment) as running:
        chat = server.private_chat(user_id=777_123_456)
        group = server.group_chat()
        chat.send(QUESTION)
        await chat.wait_for()
        group.send(f"/ask {QUESTION}")
        await group.wait_for()
        await health(port, 200, running)
        status, text = await asyncio.to_thread(fetch, port, "/metrics")
        found = samples(text)
        while found[of("wenda_queue_depth")]:  # the last handler is past its send and not yet through
            await asyncio.sleep(0.05)
            status, text = await asyncio.to_thread(fetch, port, "/metrics")
            found = samples(text)
        assert (await asyncio.to_thread(fetch, port, "/"))[0] == 404
    assert status == 200
    for channel in ("private", "group"):
        assert found[of("wenda_questions_total", channel=channel, outcome="answer")] == 1
        assert found[of("wenda_reply_seconds_count", channel=channel)] == 1
    assert found[of("wenda_reply_seconds_sum", channel="private")] > 1  # Telegram asked to wait a second
    assert found[of("wenda_engine_seconds_count")] == 2
    events = {event: found[of("wenda_events_total", event=event)] for event in ("sent", "retries", "flood_waits")}
    assert events == {"sent": 2, "retries": 1, "flood_waits": 1}
    assert found[of("wenda_events_total", event="over_the_limit")] == 0
    assert found[of("process_resident_memory_bytes")] > 1e6
    assert "审批" not in text
    assert "777123456" not in text
    lines = [json.loads(line) for line in running.said.splitlines()]
    assert {"INFO", "WARNING"} <= {line["level"] for line in lines}
    assert all(line["time"].endswith("+08:00") and line["logger"] and line["message"] for line in lines)


@pytest.mark.slow
async def test_health_follows_the_service(server: BotApiServer) -> None:
    """The page says 503 while Telegram cannot be reached and 200 once updates are taken in."""
    port = free_port()
    await server.stop()
    environment = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE": server.base_url}
    async with program("--metrics", f"localhost:{port}", **environment) as running:
        await health(port, 503, running)
        await server.start()
        await health(port, 200, running)
    assert running.process.returncode == 0


@pytest.mark.slow
async def test_a_taken_port_ends_the_start_with_a_sentence(server: BotApiServer) -> None:
    """Exit code 1 and one line that names the address."""
    environment = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE": server.base_url}
    async with program("--metrics", f"127.0.0.1:{server.port}", **environment) as running:
        assert await asyncio.wait_for(running.process.wait(), LONGEST_S) == 1
    assert running.said.splitlines()[-1].startswith("wenda: " + operator.METRICS_NO_PORT.partition("{")[0])
    assert "Traceback" not in running.said


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "bot.example.gov.cn", "[::]"])
def test_figures_are_for_this_machine_only(host: str) -> None:
    """An address that others can reach is refused: by the command line with code 2, and by the server itself."""
    result = CliRunner().invoke(cli, ["run", "--metrics", f"{host}:9100"])
    assert result.exit_code == 2
    assert "127.0.0.1" in result.output
    bare = host.strip("[]")
    refused = pytest.raises(MonitoringError, match="localhost")
    with refused, serve_monitoring((bare, 0), CollectorRegistry(), lambda: True):
        raise AssertionError("it was served")


def test_figures_need_telegram() -> None:
    """Without a token there is nothing to watch, and the command line says so."""
    result = CliRunner().invoke(cli, ["run", "--metrics", "127.0.0.1:9100"])
    assert result.exit_code == 2
    assert operator.METRICS_NEED_TELEGRAM in result.output


def test_localhost_by_its_second_protocol() -> None:
    """The pages are served at ::1 as well, and what is handed in decides about the health."""
    assert is_loopback("::1")
    answers = iter([True, False])
    with serve_monitoring(("::1", 0), CollectorRegistry(), lambda: next(answers)) as port:
        assert [fetch(port, "/healthz", "[::1]")[0] for _ in range(2)] == [200, 503]


def test_two_pages_are_served_and_no_other() -> None:
    """Figures in the format of Prometheus, and health; an address beside them names both."""
    service = ServiceMetrics(CollectorRegistry())
    service.observe(Reply("多少", Outcome.ANSWER), "private", 0.1)
    with serve_monitoring(("127.0.0.1", 0), service.registry, lambda: True) as port:
        status, figures = fetch(port, "/metrics")
        assert status == 200
        assert "wenda_questions_total" in {sample.name for family in text_string_to_metric_families(figures)
                                           for sample in family.samples}  # fmt: skip
        assert fetch(port, "/healthz") == (200, "serving\n")
        assert fetch(port, "/elsewhere") == (404, "/metrics or /healthz\n")


def test_two_services_do_not_share_figures() -> None:
    """Each has its registry; events are read from the counts that are kept anyhow, and the usual ones start at 0."""
    first, second = ServiceMetrics(CollectorRegistry()), ServiceMetrics(CollectorRegistry())
    counts = Counter({"stale presses": 2})
    first.watch(counts, lambda: 3)
    second.watch(Counter(), lambda: 0)
    first.observe(Reply("多少", Outcome.ANSWER), "private", 0.1)
    counts["retries"] += 1
    asked = {"channel": "private", "outcome": "answer"}
    assert first.registry.get_sample_value("wenda_questions_total", asked) == 1
    assert second.registry.get_sample_value("wenda_questions_total", asked) is None
    seen = {
        event: first.registry.get_sample_value("wenda_events_total", {"event": event})
        for event in ("stale_presses", "retries", "failures")
    }
    assert seen == {"stale_presses": 2, "retries": 1, "failures": 0}
    assert first.registry.get_sample_value("wenda_queue_depth") == 3
