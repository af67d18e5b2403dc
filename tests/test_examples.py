"""The examples: each is run, and its README says what it prints."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from types import ModuleType

import aiohttp
import pytest
import trustme

from bot.storage.update_body import Body, parsed
from bot.telegram.updates.webhook import SECRET_HEADER, WebhookServer
from bot.texts.faq import UNANSWERED_HEAD
from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.models import Outcome
from retrieval.search.retriever import Retriever
from tests.bot.program import free_port
from tests.retrieval.search.retriever_contract import LIBRARY, Files, Index, RetrieverContract, written
from tests.shipped import ROOT
from tests.waiting import until

EXAMPLES = ROOT / "examples"
REPORTS = EXAMPLES / "library" / "reports"
PAGES = sorted(path.relative_to(EXAMPLES) for path in EXAMPLES.rglob("README.md"))
SETTINGS = ("TELEGRAM_", "WENDA_", "OPENSEARCH_")
CITY = "2030-棉花糖市-民生实事完成情况报告.txt"
INDEX = shutil.ignore_patterns(".wenda-index")
SECRET = "the-secret-of-the-hook"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A copy of the library of the examples: the index goes beside it."""
    return Library.open(shutil.copytree(REPORTS, tmp_path_factory.mktemp("examples") / "reports", ignore=INDEX))


def environment() -> dict[str, str]:
    """That of a person who has sourced .venv/bin/activate, without the settings of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    return {**kept, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def sessions(page: Path) -> list[tuple[str, str]]:
    """The commands that a page shows, each with its output."""
    blocks = re.findall(r"```console\n(.*?)```", (EXAMPLES / page).read_text("utf-8"), re.DOTALL)
    return [
        (found[1], found[2]) for block in blocks for found in re.finditer(r"^\$ (.+)\n((?:[^$].*\n)*)", block, re.M)
    ]


def asked(suffix: str) -> list[str]:
    """The questions of all files of a kind beside the reports."""
    lines = [line for path in REPORTS.glob(f"*{suffix}") for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line and line[0] not in "#>=@"]


def test_the_library_reads_without_a_complaint(library: Library) -> None:
    """Two reports with what the manifest adds, and no line of manifest or annotations that is passed over."""
    assert list(library.skipped) == []
    page, report = library.catalog.metadata["彩虹县图书馆.html"], library.catalog.metadata[CITY]
    assert (page.agency, page.place_names, page.year) == ("彩虹县文化局", ("彩虹县",), 2030)
    assert page.number == "彩文〔2030〕3号"
    assert (report.agency, report.number, report.published) == ("棉花糖市人民政府", "棉政发〔2030〕7号", "2030-12-25")


@pytest.mark.parametrize("question", asked(".phrasings"))
def test_what_is_phrased_is_answered(library: Library, question: str) -> None:
    """Each phrasing is answered by the fact above it."""
    lines = [line for path in REPORTS.glob("*.phrasings") for line in path.read_text("utf-8").splitlines()]
    fact = next(line[2:] for line in reversed(lines[: lines.index(question)]) if line.startswith("> "))
    reply = Engine(library).ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert any(fact in quote.text or quote.text in fact for quote in reply.quotes)


@pytest.mark.parametrize("question", asked(".gaps"))
def test_what_is_a_gap_is_not_answered(library: Library, question: str) -> None:
    """Each gap is said not to be stated."""
    assert Engine(library).ask(question).outcome in (Outcome.RELATED, Outcome.NONE)


def test_every_example_is_in_the_list() -> None:
    """The page of all examples names each folder, and each folder has a page."""
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders == set(re.findall(r"\| \[\w+\]\((\w+)\)", (EXAMPLES / "README.md").read_text("utf-8")))
    assert {str(page.parent) for page in PAGES} == folders | {"."}


@pytest.mark.slow
@pytest.mark.parametrize(("command", "output"), [session for page in PAGES for session in sessions(page)])
def test_the_pages_show_what_the_commands_print(command: str, output: str) -> None:
    """To the letter."""
    done = subprocess.run(command, shell=True, capture_output=True, cwd=ROOT, env=environment(), check=True)
    assert done.stdout.decode() == output


def test_there_are_commands_to_compare() -> None:
    """The search sees commands, with output of several lines."""
    found = [session for page in PAGES for session in sessions(page)]
    assert len(found) >= 5
    assert all(len(output.splitlines()) >= 4 for _, output in found)


def test_ten_lines_are_not_more() -> None:
    """The example in Python is as short as its page says."""
    code = (EXAMPLES / "python" / "ask.py").read_text("utf-8").splitlines()
    assert len([line for line in code if line and not line.startswith('"""')]) <= 10


@pytest.mark.slow
def test_a_week_of_staff_ends_with_an_empty_queue(tmp_path: Path) -> None:
    """What was not answered on Monday is answered on Thursday, as staff's, and nothing of it is left behind."""
    week = [EXAMPLES / "staff_week" / "week.sh"]
    settings = environment() | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(week, capture_output=True, cwd=tmp_path, env=settings, check=True)
    days = re.split(r"=== (\w+): .* ===\n", done.stdout.decode())
    said = dict(zip(days[1::2], days[2::2], strict=True))
    assert list(said) == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert said["Monday"].splitlines()[:2] == ["5个工作日", "报告没有提到“遛狗”，最接近的是："]
    head, *waiting = said["Tuesday"].strip().splitlines()
    assert tuple(head.split("\t")) == UNANSWERED_HEAD
    assert len(waiting) == 3
    assert said["Thursday"].startswith("可以，须牵绳；开放时间见所引条款。\n原文：公园每日6时至22时开放\n")
    assert "\t" not in said["Friday"]
    assert "# 常见问题" in said["Friday"]
    assert "WARNING" not in done.stderr.decode().replace("retrieval.corpus.opening", "")
    assert list(tmp_path.iterdir()) == []


def loaded(path: Path) -> ModuleType:
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


BIGRAMS = loaded(EXAMPLES / "custom_retriever" / "bigram_retriever.py")


@pytest.fixture(scope="class")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Makes a library of some files, in place of the one before, and returns the retriever over it."""
    folder = tmp_path_factory.mktemp("library")
    return lambda files: bigrams_over(folder, files)


@pytest.fixture(scope="class")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """The retriever of the example over the invented library."""
    return bigrams_over(tmp_path_factory.mktemp("invented"), LIBRARY)


def bigrams_over(folder: Path, files: Files) -> Retriever:
    """The retriever of the example over some files."""
    held = Library.open(written(folder, files))
    made: Retriever = BIGRAMS.BigramRetriever(EngineParts.of(held).retriever, list(held.passages))
    return made


class TestBigramRetriever(RetrieverContract):
    """The example keeps what every retriever must keep."""


def nginx() -> str | None:
    """The program, where it is installed."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


NEEDS_NGINX = pytest.mark.skipif(nginx() is None, reason="there is no nginx: apt-get install nginx-light")


@pytest.fixture
def authority() -> trustme.CA:
    """An authority of this test."""
    return trustme.CA()


def site(folder: Path, authority: trustme.CA, port: int, upstream: int) -> Path:
    """A main configuration with the site of the example, its three places filled in and its ports exchanged."""
    text = (EXAMPLES / "webhook_nginx" / "wenda.conf").read_text("utf-8")
    certificate = authority.issue_cert("bot.example", "localhost")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    (folder / "fullchain.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    for was, becomes in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/wenda/", f"{folder}/"),
        ("127.0.0.1:8080", f"127.0.0.1:{upstream}"),
    ):
        assert was in text
        text = text.replace(was, becomes)
    (folder / "wenda.conf").write_text(text, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ {paths} include {folder}/wenda.conf; }}\n"
    )
    return main


@NEEDS_NGINX
def test_nginx_takes_the_configuration(tmp_path: Path, authority: trustme.CA) -> None:
    """`nginx -t` has nothing to say against it."""
    main = site(tmp_path, authority, free_port(), free_port())
    done = subprocess.run([str(nginx()), "-t", "-c", main, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, "[warn]" in done.stderr) == (0, False), done.stderr


@asynccontextmanager
async def behind_nginx(folder: Path, authority: trustme.CA, taken: list[Body]) -> AsyncIterator[str]:
    """The address of the bot's webhook server behind nginx; ``taken`` gets what it accepts."""

    async def accept(raw: bytes) -> None:
        taken.append(parsed(raw))

    upstream, port = free_port(), free_port()
    webhook = WebhookServer("/wenda", SECRET, accept)
    webhook.start("127.0.0.1", upstream)
    process = await asyncio.create_subprocess_exec(
        str(nginx()), "-c", site(folder, authority, port, upstream), "-p", folder, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await until(lambda: listens(port) or process.returncode is not None, "nginx")
        yield f"https://localhost:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await webhook.stop()


def listens(port: int) -> bool:
    """Whether somebody does, on this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@NEEDS_NGINX
async def test_updates_come_through_nginx_and_nothing_else_does(tmp_path: Path, authority: trustme.CA) -> None:
    """With the secret an update arrives; without it, at another path, without TLS or too long, nothing does."""
    taken: list[Body] = []
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    update = {"update_id": 5, "message": {"text": "执法记录仪有几台"}}
    async with behind_nginx(tmp_path, authority, taken) as address, aiohttp.ClientSession() as session:

        async def post(path: str, secret: str = SECRET, body: bytes = json.dumps(update).encode()) -> int:
            headers = {SECRET_HEADER: secret}
            async with session.post(address + path, data=BytesIO(body), headers=headers, ssl=trusted) as answer:
                return answer.status

        assert await post("/wenda") == 200
        assert taken == [update]
        assert await post("/wenda", secret="another") == 403
        assert await post("/") == 404
        assert await post("/wenda/more") == 404
        assert await post("/wenda", body=b" " * 1_100_000) == 413
        async with session.get(address.replace("https", "http")) as plain:
            assert plain.status == 400
    assert taken == [update]
