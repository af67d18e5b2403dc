"""Files that would hang, crash or fill the memory cost themselves: they are skipped with a reason, and others read."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from retrieval import Library
from retrieval.conversion.formats import LARGEST
from retrieval.corpus.builder import FileChange, build
from retrieval.models import ManifestFacts, ReportError
from retrieval.sandbox.confinement import Confinement
from retrieval.sandbox.reader_process import ReaderProcess
from retrieval.sandbox.sandboxed_reader import Limits, ReaderProcessError
from tests.pooled_readers import SandboxedReader
from tests.reading import read_text
from tests.retrieval.conversion.test_formats import PAGE, pdf, word
from tests.waiting import LONGEST_S, wait_until

ROOT = Path(__file__).parents[3]
PROC = Path("/proc/self")
needs_proc = pytest.mark.skipif(not PROC.exists(), reason="there is no /proc")
GOOD = word("某市报告", "一、总则", "共有审批事项189项。")
TEXT = "某市报告\n一、总则\n共有审批事项189项。\n".encode()
PATIENT = Limits(seconds=5 * LONGEST_S)  # where the time is not what is tested


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader(PATIENT) as made:
        yield made


def repacked(change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word file whose document is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == "word/document.xml" else data)
    return out.getvalue()


PICTURE = "word/media/image1.png"


def with_media(mebibytes: int, block: bytes = bytes(1 << 20)) -> bytes:
    """A Word file with a picture that is one block of a mebibyte again and again."""
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(PICTURE, "w") as stream:
        for _ in range(mebibytes):
            stream.write(block)
    return out.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The same archive, whose header and directory state another size for the picture."""
    changed, name = bytearray(data), PICTURE.encode()
    for magic, at, size_at, name_at in ((b"PK\3\4", data.index(name), 22, 30), (b"PK\1\2", data.rindex(name), 24, 46)):
        start = at - name_at
        assert data[start : start + 4] == magic
        changed[start + size_at : start + size_at + 4] = struct.pack("<I", size)
    return bytes(changed)


def doctype(entities: str, use: str) -> bytes:
    return repacked(
        lambda data: data.replace(b"?>", b"?><!DOCTYPE w [" + entities.encode() + b"]>", 1).replace(
            "总则".encode(), use.encode()
        )
    )


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return doctype(f'<!ENTITY a0 "ha">{levels}', "&a11;")


def test_the_same_text_comes_out(reader: SandboxedReader) -> None:
    """A page, a PDF and a Word file read apart give what reading them here gives."""
    for data in (PAGE.encode(), PAGE.encode("gb18030"), pdf("Report of 2021"), GOOD):
        assert reader.read(data, "某.x").report.text == read_text(data, "某.x")


def test_text_is_read_without_a_process_where_none_can_be_limited(
    reader: SandboxedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is the same, refusals too."""
    facts = {"a.txt": ManifestFacts(title="甲", year=2021)}
    apart = reader.read(TEXT, "a.txt", facts)
    monkeypatch.setattr("retrieval.sandbox.sandboxed_reader._HAS_PROCESSES", False)
    with SandboxedReader() as here:
        assert here.read(TEXT, "a.txt", facts) == apart
        with pytest.raises(ReportError, match=r"b\.txt: wanted a text"):
            here.read(b" ", "b.txt")
        assert here.pid is None
        assert here.confinement() == Confinement(files=False, network=False)


def test_a_refusal_reads_the_same(reader: SandboxedReader) -> None:
    """A file that is refused apart is refused with the words that reading it here has."""
    for data in (
        b"PK\x03\x04 nothing",
        b"%PDF-1.7 nothing",
        b"",
        b"\x89PNG\r\n\x1a\n0",
        b"<html><body><p> </p></body>",
    ):
        with pytest.raises(ReportError) as here:
            read_text(data, "某 名.x")
        with pytest.raises(ReportError) as apart:
            reader.read(data, "某 名.x")
        assert str(apart.value) == str(here.value)


def test_one_process_reads_many_files() -> None:
    """The process of the first file reads the others too, refused ones between; one for text alone gives way once."""
    with SandboxedReader() as reader:
        assert reader.read("一、总则".encode(), "a.txt").report.text == "一、总则"
        of_text = reader.pid
        reader.read("二、总则".encode(), "b.txt")
        assert reader.pid == of_text is not None
        reader.read(GOOD, "a.docx")
        first = reader.pid
        assert first != of_text
        assert reader.read("一、总则".encode(), "a.txt").report.text == "一、总则"
        with pytest.raises(ReportError):
            reader.read(b"PK\x03\x04 nothing", "b.docx")
        reader.read(PAGE.encode(), "c.html")
        assert reader.pid == first is not None
    assert reader.pid is None


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda: with_media(64), "a zip bomb"),
        pytest.param(
            lambda: with_media(501, bytes(1 << 20)[8192:] + os.urandom(8192)),
            "500 MiB unpacked, found more",
            marks=pytest.mark.slow,
        ),
        (lambda: lying(with_media(64), 1000), "a zip bomb"),
        (lambda: lying(with_media(2), 1000), "wanted a part of 1000 bytes"),
        (laughs, "broken"),
        (lambda: GOOD[: len(GOOD) // 2], "a broken archive"),
        (lambda: pdf("Report")[:60], "a broken file|a scan"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, "a broken file"),
    ],
    ids=["bomb", "large bomb", "lying bomb", "lying header", "entities", "torn docx", "torn pdf", "garbage pdf"],
)
def test_a_hostile_file_is_refused(reader: SandboxedReader, make: Callable[[], bytes], found: str) -> None:
    """Bombs, lies and garbage are refused within seconds by a process that then reads the next file."""
    data = make()
    assert "189项" in reader.read(GOOD, "good.docx").report.text
    pid, before = reader.pid, processor_seconds(reader.pid)
    with pytest.raises(ReportError, match=found) as error:
        reader.read(data, "bad.x")
    assert str(error.value).startswith("bad.x: ")
    assert not isinstance(error.value, ReaderProcessError)
    assert processor_seconds(pid) - before < 20
    assert "189项" in reader.read(GOOD, "good.docx").report.text
    assert reader.pid == pid


def processor_seconds(pid: int | None) -> float:
    """What a process has taken of the processor; 0 where there is no /proc."""
    if not PROC.exists():
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_no_entity_brings_in_a_file(reader: SandboxedReader, tmp_path: Path) -> None:
    """An external entity in a Word file brings nothing of this machine into the text."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET", "utf-8")
    data = doctype(f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;")
    try:
        text = reader.read(data, "a.docx").report.text
    except ReportError as error:
        text = str(error)
    assert "SECRET" not in text


def test_a_deep_page_is_read_or_refused(reader: SandboxedReader) -> None:
    """Tags two thousand deep lose no text; a hundred thousand deep they are refused with the reason, and soon."""
    assert "某市关于某事的通知" in reader.read(nested(2_000), "deep.html").report.text
    with pytest.raises(ReportError, match=r"deep\.html: wanted a page that can be read to its end, found .*depth"):
        reader.read(nested(100_000), "deep.html")


def nested(depth: int) -> bytes:
    return ("<html><body>" + "<div>" * depth + "某市关于某事的通知" + "</div>" * depth).encode()


# Groups without number take no memory, but a minute and more.
ENDLESS = rb"{\rtf1 " + b"{}" * 12_000_000
# Starts as our worker does: says that it is ready.
READY = """
import os, struct, sys, time
from multiprocessing.connection import Connection
parent = Connection(os.dup(0))
def reply(status, text=b""):
    parent.send_bytes(status)
    parent.send_bytes(text)
reply(b"ok", b'{"files": true, "network": true}')
"""


def program(code: str, ready: str = READY) -> tuple[str, ...]:
    """The command of a reader process that does something else."""
    return sys.executable, "-c", ready + code


@pytest.mark.slow
def test_a_file_that_takes_too_long_costs_itself() -> None:
    """The process is ended when the time is over, and the next file is read by another."""
    with SandboxedReader(PATIENT) as reader:
        reader.read(GOOD, "a.docx")
        first, before = reader.pid, os.times()
        with limited(reader, 1), pytest.raises(ReaderProcessError, match=STOPPED) as error:
            reader.read(ENDLESS, "b.rtf")
        assert os.times().children_user - before.children_user < 5
        assert not error.value.retryable
        assert "189项" in reader.read(GOOD, "c.docx").report.text
        assert reader.pid != first
        assert not exists(first)


STOPPED = r"b\.rtf: wanted a file that can be read within 1 s"


@contextmanager
def limited(reader: SandboxedReader, seconds: float) -> Iterator[None]:
    """Give a reader that has started, and has read a file before, so much time for the next ones."""
    before, reader._limits = reader._limits, Limits(seconds=seconds)
    yield
    reader._limits = before


@pytest.mark.slow
def test_a_worker_that_takes_no_data_costs_no_more_than_the_time() -> None:
    """A file that is larger than any pipe does not block us, nor does a worker that is silent."""
    silent = SandboxedReader(Limits(seconds=0.3), program("sys.stdin.buffer.read()"))
    with silent as reader, pytest.raises(ReaderProcessError, match=r"within 0\.3 s"):
        reader.read(GOOD, "a.docx")
    with SandboxedReader(PATIENT) as reader:
        reader.read(GOOD, "a.docx")
        os.kill(reader.pid or 0, signal.SIGSTOP)
        with limited(reader, 1), pytest.raises(ReaderProcessError, match="within 1 s"):
            reader.read(PAGE.encode() + b" " * 5_000_000, "b.html")


STALLS = {
    "within a length": "os.write(0, bytes(2)); time.sleep(60)",
    "within a status": "os.write(0, struct.pack('!i', 2) + b'o'); time.sleep(60)",
    "after the status": "parent.send_bytes(b'ok'); time.sleep(60)",
    "within a text": "parent.send_bytes(b'ok'); os.write(0, struct.pack('!i', 1000) + b'text'); time.sleep(60)",
    "a byte at a time": """
parent.send_bytes(b'ok')
os.write(0, struct.pack('!i', 10_000))
while True:
    os.write(0, b'.')
    time.sleep(0.02)
""",
    "after most of a long text": """
parent.send_bytes(b'ok')
os.write(0, struct.pack('!i', 50_000_000) + bytes(49_000_000))
time.sleep(60)
""",
    "with its child holding on": "os.fork() or os.setsid(); time.sleep(20)",
}


@pytest.mark.slow
@pytest.mark.parametrize("code", STALLS.values(), ids=STALLS)
@pytest.mark.parametrize("size", [0, 5_000_000], ids=["small", "large"])
def test_a_reply_that_stalls_costs_no_more_than_the_time(code: str, size: int) -> None:
    """Wherever a reply stops, and however slowly it trickles, the process is ended when the time is over."""
    with SandboxedReader(Limits(seconds=1), program(code)) as reader:
        began = time.perf_counter()
        with pytest.raises(ReaderProcessError, match=r"a\.html: wanted a file that can be read within 1 s") as error:
            reader.read(PAGE.encode() + b" " * size, "a.html")
        assert time.perf_counter() - began < 15
        assert not error.value.retryable
        assert reader.pid is None


def test_a_process_that_stalls_before_it_is_ready_is_ended() -> None:
    """Half a greeting is no greeting, and the next file starts another process."""
    code = "import os, time; os.write(0, bytes(3)); time.sleep(60)"
    with SandboxedReader(Limits(start=0.5), program(code, ready="")) as reader:
        for name in ("a.docx", "b.docx"):
            with pytest.raises(
                ReaderProcessError, match=rf"{name}: wanted a process .*, found one that was ended by SIGKILL"
            ):
                reader.read(GOOD, name)
            assert reader.pid is None


@pytest.mark.parametrize(
    "code",
    [
        "os.write(0, struct.pack('!i', 3) + b'o')",
        "parent.send_bytes(b'ok'); os.write(0, struct.pack('!i', 1000) + b'text')",
        "parent.send_bytes(b'ok')",
        "reply(b'maybe', b'text')",
        "reply(b'', b'text')",
        "reply(b'ok', b'\\xff\\xfe')",
        "reply(b'ok' * 100, b'text')",
        "reply(b'[' * 60_000)",
        "os.write(0, struct.pack('!i', -2) * 2)",
        "os.write(0, struct.pack('!iQ', -1, 2**40))",
        "parent.send_bytes(b'ok'); os.write(0, struct.pack('!i', 2**31 - 1) + b'text')",
        "parent.send(print); parent.send(print)",
    ],
)
def test_a_reply_that_makes_no_sense_costs_one_file(code: str) -> None:
    """Half a reply, an unknown status, broken UTF-8, impossible lengths, a pickle: the file is skipped, and soon."""
    received = "parent.recv_bytes(), parent.recv_bytes()\n"
    with SandboxedReader(command=program(received + code)) as reader:
        with pytest.raises(ReaderProcessError, match=r"a\.docx: wanted a text, found that the process .*") as error:
            reader.read(GOOD, "a.docx")
        assert "ended with code 0" in str(error.value) or "no reply that makes sense" in str(error.value)
        assert error.value.retryable
        assert reader.pid is None


@pytest.mark.slow
def test_an_interrupt_is_ours_to_handle() -> None:
    """Ctrl-C between two files leaves the process alone; in the middle of one it is ended with all of its reply."""
    script = """
        import os, signal, threading
        from retrieval.sandbox.sandboxed_reader import SandboxedReader
        from tests.retrieval.sandbox.test_sandboxed_reader import ENDLESS, GOOD
        with SandboxedReader() as reader:
            reader.read(GOOD, "a.docx")
            first = reader.pid
            try:
                os.killpg(0, signal.SIGINT)
            except KeyboardInterrupt:
                reader.read(GOOD, "a.docx")
            print(reader.pid == first)
            threading.Timer(0.5, os.killpg, (0, signal.SIGINT)).start()
            try:
                reader.read(ENDLESS, "b.rtf")
            except KeyboardInterrupt:
                print(reader.pid, "189项" in reader.read(GOOD, "c.docx").report.text, reader.pid != first)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, start_new_session=True,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "None", "True", "True"], done.stderr


def test_a_killed_process_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed in the middle of a file costs that file; killed between two files it costs nothing."""
    with SandboxedReader() as reader:
        reader.read(GOOD, "a.docx")
        killing(reader.pid, monkeypatch)
        with pytest.raises(ReaderProcessError, match=r"b\.docx: wanted a text, found .* was ended by SIGKILL") as error:
            reader.read(GOOD, "b.docx")
        assert error.value.retryable
        assert "189项" in reader.read(GOOD, "c.docx").report.text
        os.kill(reader.pid or 0, signal.SIGKILL)
        wait_until(lambda: has_ended(reader.pid or 0))
        assert "189项" in reader.read(GOOD, "d.docx").report.text


def killing(pid: int | None, patch: pytest.MonkeyPatch) -> None:
    """Stop a process now, and kill it once it has been given something to read."""
    assert pid
    os.kill(pid, signal.SIGSTOP)
    given, exchange = threading.Event(), ReaderProcess.exchange

    def exchanged(process: ReaderProcess, seconds: float, *messages: bytes) -> tuple[bytes, str]:
        given.set()
        return exchange(process, seconds, *messages)

    def kill() -> None:
        given.wait(LONGEST_S)
        os.kill(pid, signal.SIGKILL)

    patch.setattr(ReaderProcess, "exchange", exchanged)
    threading.Thread(target=kill).start()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise SystemExit(3)", "one that ended with code 3"),
        ("print('Traceback and other words', flush=True)", "one that ended with code 0"),
        ("import os; os.write(0, b'Traceback and other words')", "one that ended with code 0"),
        ("import os, struct; os.write(0, struct.pack('>II', 2**31, 2**31))", "one that ended with code 0"),
        ("import os, struct; os.write(0, struct.pack('>II', 2**31 - 1, 2**31 - 1))", "one that ended with code 0"),
    ],
)
def test_a_worker_that_does_not_start_is_a_reason(code: str, found: str) -> None:
    """What is no worker of ours is a reason to skip the file, never an answer."""
    with SandboxedReader(command=(sys.executable, "-c", code)) as reader:
        with pytest.raises(ReaderProcessError, match=rf"a\.docx: wanted a process to read it in, found {found}"):
            reader.read(GOOD, "a.docx")
        assert reader.pid is None
    with SandboxedReader(command=("/nowhere/python",)) as reader, pytest.raises(ReaderProcessError, match="found none"):
        reader.read(GOOD, "a.docx")


@pytest.mark.slow
@needs_proc
def test_memory_is_bounded() -> None:
    """A file that takes more memory than is given is refused, or costs its process; the next one is read."""
    page = ("<html><body>" + "<p>某市关于某事的通知，请认真贯彻执行。</p>" * 200_000).encode()
    with SandboxedReader(Limits(memory=288 << 20)) as reader:
        with pytest.raises(ReportError, match=r"large\.html: wanted"):
            reader.read(page, "large.html")
        assert "189项" in reader.read(GOOD, "good.docx").report.text


@needs_proc
def test_the_process_is_limited_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may write no file, dump no core and open few files, knows no token and no secret, and goes first when memory
    runs out.
    """
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:token")
    monkeypatch.setenv("WENDA_SECRET", "a secret")
    with SandboxedReader() as reader:
        reader.read(GOOD, "a.docx")
        limits = Path(f"/proc/{reader.pid}/limits").read_text("utf-8")
        found = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
        environment = Path(f"/proc/{reader.pid}/environ").read_bytes()
        assert Path(f"/proc/{reader.pid}/oom_score_adj").read_text("ascii") == "1000\n"
    assert found["Max core file size"] == found["Max file size"] == ["0", "0"]
    assert found["Max open files"] == ["32", "32"]
    assert found["Max address space"] == [str(2 << 30)] * 2
    assert b"TELEGRAM" not in environment
    assert b"WENDA" not in environment


@pytest.mark.slow
@needs_proc
@pytest.mark.parametrize("busy", [False, True])
def test_the_process_ends_when_we_die(busy: bool) -> None:
    """A process whose parent is killed ends by itself: at once, or when the time for its file is over."""
    script = f"""
        import os, signal, threading, time
        from retrieval.sandbox.sandboxed_reader import SandboxedReader, Limits
        from tests.retrieval.sandbox.test_sandboxed_reader import ENDLESS, GOOD
        reader = SandboxedReader(Limits(seconds=3, start={LONGEST_S}))
        if not {busy}:
            reader.read(GOOD, "a.docx")
        if {busy}:
            threading.Thread(target=reader.read, args=(ENDLESS, "b.rtf"), daemon=True).start()
            while not reader.pid:
                time.sleep(0.01)
        print(reader.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    wait_until(lambda: not exists(int(done.stdout)))


def has_ended(pid: int) -> bool:
    """Whether a child has ended with all its threads, so that it could be collected; it is not."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def exists(pid: int | None) -> bool:
    """Whether a process lives; one that has ended and is not yet collected by whoever inherited it does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


SCRIPT = """
import sys, threading
from pathlib import Path
from retrieval import Library
found = []
threading.Thread(target=lambda: found.append(Library.open(sys.argv[1]))).start()
other = Library.open(sys.argv[1])
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
from retrieval.sandbox.sandboxed_reader import SandboxedReader
left_open = SandboxedReader()
left_open.read((Path(sys.argv[1]) / "a.docx").read_bytes(), "a.docx")
Path(sys.argv[2]).write_text(f"{len(found[0].reports)} {len(other.reports)} {left_open.pid}", "utf-8")
"""


@pytest.mark.slow
@needs_proc
@pytest.mark.parametrize("closed", ["", "<&-", ">&-", "<&- >&- 2>&-"], ids=["pipes", "no stdin", "no stdout", "none"])
def test_any_script_can_open_a_library(tmp_path: Path, closed: str) -> None:
    """A script without a main guard, a thread, closed standard streams: files are read, and nothing is left behind."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "a.docx").write_bytes(GOOD)
    (library / "b.html").write_bytes(PAGE.encode())
    script, result = tmp_path / "script.py", tmp_path / "result"
    script.write_text(SCRIPT, "utf-8")
    command = f'exec "$0" -W always::ResourceWarning "$1" "$2" "$3" {closed}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, script, library, result],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=LONGEST_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    in_thread, here, pid = result.read_text("utf-8").split()
    assert (in_thread, here) == ("2", "2")
    assert not exists(int(pid))
    assert "ResourceWarning" not in done.stderr


def test_a_library_skips_what_is_hostile(tmp_path: Path) -> None:
    """An index names the reason for each file that is no report, and holds the others."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "a-好.docx").write_bytes(GOOD)
    (library / "b-弹.docx").write_bytes(with_media(64))
    (library / "c-笑.docx").write_bytes(laughs())
    (library / "d-深.html").write_bytes(nested(100_000))
    (library / "e-好.html").write_bytes(PAGE.encode())
    with (library / "f-大.txt").open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    with (library / "g-好.phrasings").open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    (library / "g-好.txt").write_text("某市报告\n一、总则", "utf-8")
    built = build(library)
    reasons = {problem.file: problem.reason for problem in built.skipped}
    assert [report.file for report in Library.open(built.folder).reports] == ["a-好.docx", "e-好.html"]
    assert "zip bomb" in reasons["b-弹.docx"]
    assert "broken" in reasons["c-笑.docx"]
    assert "depth" in reasons["d-深.html"]
    assert reasons["f-大.txt"] == "wanted at most 100 MiB, found 101"
    assert "100 MiB" in reasons["g-好.txt"]
    changes = {result.file: result.change for result in build(library).files}
    assert changes["a-好.docx"] is FileChange.KEPT


@needs_proc
def test_a_file_whose_process_was_killed_is_read_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle of a file, an index is made of the others; the next one has that file too."""
    library = tmp_path / "library"
    library.mkdir()
    for name in ("a.docx", "b.docx", "c.docx"):
        (library / name).write_bytes(word("某市报告", f"一、{name}"))
    before = children()

    def progress(file: str, at: int, of: int) -> None:
        if file == "b.docx":
            (pid,) = children() - before
            killing(pid, monkeypatch)

    built = build(library, progress=progress)
    assert [report.file for report in Library.open(built.folder).reports] == ["a.docx", "c.docx"]
    assert "SIGKILL" in built.skipped[0].reason
    assert children() == before
    assert [report.file for report in Library.open(build(library).folder).reports] == ["a.docx", "b.docx", "c.docx"]


@needs_proc
def test_text_is_read_by_one_process_that_ends(tmp_path: Path) -> None:
    """A library of text files is read by one process, which is gone afterwards; an index up to date needs none."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "a.txt").write_text("某市报告\n一、总则", "utf-8")
    (library / "b.md").write_text("# 某县报告\n一、总则", "utf-8")
    before, seen = children(), set()
    build(library, progress=lambda file, at, of: seen.update(children()))
    assert len(seen - before) == 1
    assert children() == before
    assert len(Library.open(library, progress=lambda *at: pytest.fail("it was read again")).reports) == 2


def children() -> set[int]:
    """The processes that this one has started."""
    found = set()
    for task in (PROC / "task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended since
            found |= {int(pid) for pid in (task / "children").read_text("utf-8").split()}
    return found
