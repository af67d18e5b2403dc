"""The way to Telegram through a proxy: the real program, TLS, and proxies that only forward."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner

from bot.cli.main import cli
from bot.config import settings
from bot.config.proxies import unusable_proxies
from tests.bot.program import program
from tests.botapi import BotApiServer
from tests.waiting import LONGEST_S, until

QUESTION = "一共保留了多少审批事项"
NAME, PASSWORD = "office", "p@ss:w/rd-7731"
CREDENTIALS = "office:p%40ss%3Aw%2Frd-7731"


@dataclass
class Proxy:
    """What a proxy was asked for: the request lines, and whether the right credentials came along."""

    port: int = 0
    wanted: str | None = None
    asked: list[str] = field(default_factory=list)
    refused: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One CONNECT (RFC 9110, section 9.3.6), then bytes to and fro until one side ends."""
        line, *headers = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        self.asked.append(line)
        given = {name.lower(): value.strip() for name, _, value in (h.partition(":") for h in headers)}
        if self.wanted and given.get("proxy-authorization") != self.wanted:
            self.refused += 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        host, _, port = line.split()[1].rpartition(":")
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1" if host == "localhost" else host, port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))


@dataclass
class SocksProxy:
    """A SOCKS5 proxy (RFC 1928), with a name and a password where they are wanted (RFC 1929), and what it was asked."""

    port: int = 0
    wanted: tuple[bytes, bytes] | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)
    refused: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One CONNECT by name, then bytes to and fro until one side ends."""
        version, count = await reader.readexactly(2)
        method = 2 if self.wanted else 0
        offered = await reader.readexactly(count)
        writer.write(bytes([5, method if version == 5 and method in offered else 0xFF]))
        if method == 2 and not await self._admits(reader, writer):
            self.refused += 1
            writer.close()
            return
        request, length = await reader.readexactly(4), (await reader.readexactly(1))[0]
        assert request == bytes([5, 1, 0, 3])  # connect to a name
        name, port = await reader.readexactly(length), int.from_bytes(await reader.readexactly(2))
        self.asked.append((name.decode(), port))
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(bytes([5, 0, 0, 1, 127, 0, 0, 1]) + port.to_bytes(2))
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))

    async def _admits(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        name = await reader.readexactly((await reader.readexactly(2))[1])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        right = (name, password) == self.wanted
        writer.write(bytes([1, not right]))
        return right


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()


@asynccontextmanager
async def listening(serve: Callable[..., object], tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Listen on 127.0.0.1 until the block ends, and gather the connections' tasks."""
    tasks: set[asyncio.Task[None]] = set()

    async def noted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            tasks.add(task)
        await serve(reader, writer)  # type: ignore[misc]

    listener = await asyncio.start_server(noted, "127.0.0.1", 0, ssl=tls)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class Stand:
    """A Bot API server behind TLS, a proxy before it, and the variables that lead there."""

    server: BotApiServer
    tls_port: int
    proxy: Proxy
    environment: dict[str, str]

    def by(self, credentials: str = "") -> dict[str, str]:
        """The environment of a program that goes by the proxy."""
        return self.environment | {"HTTPS_PROXY": f"http://{credentials}127.0.0.1:{self.proxy.port}"}


@pytest.fixture
async def stand(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Stand]:
    """A certificate authority of its own, which the program trusts by SSL_CERT_FILE alone."""
    authority, bundle = trustme.CA(), tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(tls)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))

    proxy = Proxy()
    async with listening(forward, tls) as tls_port, listening(proxy.serve) as proxy.port:
        environment = {
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_BASE": f"https://localhost:{tls_port}",
            "SSL_CERT_FILE": str(bundle),
        }
        yield Stand(server, tls_port, proxy, environment)


async def answered(stand: Stand, **environment: str) -> None:
    """The program answers a question."""
    async with program(**environment) as running:
        chat = stand.server.private_chat()
        chat.send(QUESTION)
        try:
            (answer,) = await chat.wait_for()
        except TimeoutError:
            raise AssertionError(running.so_far()) from None
    assert "189" in answer.text


@pytest.mark.slow
async def test_a_question_is_answered_through_the_proxy_alone(stand: Stand) -> None:
    """Every connection is asked of the proxy, by the name and the port of Telegram's server, and TLS goes through."""
    await answered(stand, **stand.by())
    assert set(stand.proxy.asked) == {f"CONNECT localhost:{stand.tls_port} HTTP/1.1"}


@pytest.mark.slow
async def test_the_proxy_gets_its_name_and_password(stand: Stand) -> None:
    """A proxy that asks for credentials lets the bot through with those of its address, decoded."""
    stand.proxy.wanted = "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    await answered(stand, **stand.by(f"{CREDENTIALS}@"))
    assert stand.proxy.asked
    assert stand.proxy.refused == 0


@pytest.fixture
async def socks(stand: Stand) -> AsyncIterator[SocksProxy]:
    """A SOCKS5 proxy that leads to the same server."""
    proxy = SocksProxy()
    async with listening(proxy.serve) as proxy.port:
        yield proxy


@pytest.mark.slow
@pytest.mark.parametrize(("variable", "scheme"), [("HTTPS_PROXY", "socks5"), ("ALL_PROXY", "socks5h")])
async def test_a_question_is_answered_through_a_socks_proxy(
    stand: Stand, socks: SocksProxy, variable: str, scheme: str
) -> None:
    """Every connection is asked of the proxy, which looks the name up, and TLS goes through."""
    await answered(stand, **stand.environment, **{variable: f"{scheme}://127.0.0.1:{socks.port}"})
    assert set(socks.asked) == {("localhost", stand.tls_port)}


@pytest.mark.slow
async def test_a_socks_proxy_gets_its_name_and_password(stand: Stand, socks: SocksProxy) -> None:
    """Those of its address, decoded."""
    socks.wanted = NAME.encode(), PASSWORD.encode()
    await answered(stand, **stand.environment, HTTPS_PROXY=f"socks5://{CREDENTIALS}@127.0.0.1:{socks.port}")
    assert socks.asked
    assert socks.refused == 0


@pytest.mark.slow
async def test_a_failing_socks_proxy_is_reported_without_its_password(stand: Stand, socks: SocksProxy) -> None:
    """The bot keeps trying, says that Telegram is out of reach, and shows no form of the password."""
    socks.wanted = NAME.encode(), b"another"
    said = await _failing(**stand.environment, HTTPS_PROXY=f"socks5://{CREDENTIALS}@127.0.0.1:{socks.port}")
    assert "Invalid username/password" in said
    assert socks.refused >= 1
    assert socks.asked == []


@pytest.mark.slow
async def test_without_a_proxy_nothing_asks_for_one(stand: Stand) -> None:
    """The counter-check: the same program with NO_PROXY for the host goes straight to the server."""
    await answered(stand, **stand.by(), NO_PROXY="localhost")
    assert stand.proxy.asked == []


@pytest.mark.slow
async def test_a_failing_proxy_is_reported_without_its_password(stand: Stand) -> None:
    """The bot keeps trying, says that Telegram is out of reach, and shows no form of the password."""
    stand.proxy.wanted = "Basic another"
    assert "407" in await _failing(**stand.by(f"{CREDENTIALS}@"))
    assert stand.proxy.refused >= 1


async def _failing(**environment: str) -> str:
    """What a program says whose proxy fails: that it tries again, and nothing of the password."""
    async with program(**environment) as running:
        await until(lambda: "trying again" in running.so_far())
    assert "cannot reach Telegram, trying again" in running.said
    encoded = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    for form in (PASSWORD, "p%40ss%3Aw%2Frd-7731", encoded):
        assert form not in running.said
    return running.said


async def test_an_unusable_proxy_ends_the_start_with_a_sentence(stand: Stand) -> None:
    """SOCKS4 is not supported: exit code 1, the variable is named, and its value is not repeated."""
    value = f"socks4://{CREDENTIALS}@127.0.0.1:{stand.proxy.port}"
    async with program(**stand.environment, ALL_PROXY=value) as running:
        assert await asyncio.wait_for(running.process.wait(), LONGEST_S) == 1
    assert running.said.startswith("wenda: ALL_PROXY")
    assert len(running.said.splitlines()) == 1
    assert "7731" not in running.said


@pytest.mark.parametrize(
    "value", ["http://:3128", "http://[::1", "http://proxy:port", "ftp://proxy:1", "socks4://proxy:1", "socks5://:1080"]
)
def test_what_is_no_proxy_address_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No host, half an address, a port that is a word, another protocol."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:AAx")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", value)
    result = CliRunner().invoke(cli, ["run"])
    assert result.exit_code == 1
    assert "HTTPS_PROXY" in result.output
    assert value not in result.output


@pytest.mark.parametrize("value", ["http://proxy:3128", "socks5://127.0.0.1:1080", ""])
def test_a_proxy_address_that_can_be_used_stops_nothing(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes through it is tried when there is something to send."""
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert not unusable_proxies()
    settings.check_proxies()


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_password_of_a_proxy_is_among_the_secrets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As written, decoded, and as it goes into a header."""
    monkeypatch.setenv(name, f"http://{CREDENTIALS}@proxy.example:3128")
    hidden = settings.load().secret_values()
    assert {PASSWORD, "p%40ss%3Aw%2Frd-7731"} <= set(hidden)
    assert base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode() in hidden
