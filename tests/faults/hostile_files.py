"""What is wrong with the files of a library: lines without end, names that steer a terminal, what is no file at all."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.texts import operator
from retrieval.models import Refusal
from tests.faults.harness import Checks, Finding, Ground, Program, Scenario
from tests.faults.network import playing
from tests.pace import slowness
from tests.waiting import until

NOWHERE = "http://127.0.0.1:9"
GOOD = "青禾县2023年度{name}工作报告\n一、工作成效\n(一){name}。全年共办理{name}事项{count}项。\n"
REPORTS = (("甲.txt", "审批", 189), ("乙.txt", "信访", 77))
QUESTION, ANSWER = "全年共办理审批事项多少项", "189项"
SECRET = "围墙以外的机密文字"
# What no terminal and no log may get as it is; line ends and tabs are the program's own.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
NAMES = (
    "换\n行.txt", "色\x1b[31m红\x1b]0;题\x07.txt", "反\u202etxt.exe.txt", "隔\u2066离\u2069.txt", "\x9b2J.txt",
    "[red]标记.txt", "回\r车.txt", "末尾 .txt", "长" * 83 + ".txt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: exit code, what it said, seconds, and the most memory (MB) of it or its processes."""

    code: int
    out: str
    err: str
    seconds: float
    peak: float


async def run(program: Program, *arguments: str, prefix: tuple[str, ...] = ()) -> Ended:
    """Run a command of ``wenda``."""
    program.folder.mkdir(parents=True, exist_ok=True)
    return await asyncio.to_thread(_run, program, (*prefix, sys.executable, "-m", "bot", *arguments))


def _run(program: Program, command: tuple[str, ...]) -> Ended:
    out, err = (program.folder / f"{name}-{random.getrandbits(40):x}" for name in ("out", "err"))
    started = time.monotonic()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=program.folder, env=program.environment, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told, complained = (path.read_bytes().decode("utf-8", "replace") for path in (out, err))
    return Ended(process.returncode, told, complained, time.monotonic() - started, usage.ru_maxrss / 1024)


def write_good(library: Path) -> None:
    """Two reports that are in order."""
    library.mkdir(parents=True, exist_ok=True)
    for file, name, count in REPORTS:
        (library / file).write_text(GOOD.format(name=name, count=count), "utf-8")


async def checked_answer(program: Program, library: Path, checks: Checks) -> None:
    """The reports that are in order answer."""
    asked = await run(program, "--library", str(library), "ask", "--no-log", "--json", QUESTION)
    short = json.loads(asked.out)["short"] if asked.code == 0 else None
    checks.that(short == ANSWER, f"wenda ask: exit {asked.code}, {short!r}, {asked.err[-300:]}")


async def long_lines(ground: Ground) -> Finding:
    """Fifty megabytes without a line end, as every kind of text; and with line ends, but without any structure."""
    megabytes, checks = ground.pick(50, 4), Checks()
    sentence = "各区图书馆藏书逐年增加，读者满意程度稳步提升。".encode()
    body = sentence * (megabytes * 1_000_000 // len(sentence))
    paragraphs = (sentence * 6 + b"\n") * (body.count(sentence) // 6)
    shapes = {
        "行.txt": body, "行.md": b"# " + body, "行.csv": body, "行.json": b'{"a": "' + body + b'"}',
        "行.html": b"<html><body><p>" + body + b"</p></body></html>", "段.txt": paragraphs,
        "短段.txt": (sentence + b"\n") * body.count(sentence),
    }  # fmt: skip
    program, told = Program(NOWHERE, ground.folder), list[str]()
    for name, data in shapes.items():
        library = ground.folder / f"library-{name}"
        write_good(library)
        (library / name).write_bytes(data)
        ended = await run(program, "index", str(library), "--json")
        listed = json.loads(ended.out)["files"] if ended.code == 0 else []
        read = {each["file"] for each in listed if each["change"] == "new"}
        checks.that(read >= {"甲.txt", "乙.txt"}, f"{name}: exit {ended.code}, read {read}, {ended.err[-300:]}")
        checks.that(ended.seconds < 250 * slowness(), f"{name}: {ended.seconds:.0f} s")
        checks.that(ended.peak < 2100, f"{name}: {ended.peak:.0f} MB")
        await checked_answer(program, library, checks)
        shutil.rmtree(library)
        told.append(f"{name} {'read' if name in read else 'refused'} ({ended.seconds:.1f} s, {ended.peak:.0f} MB)")
    before = "行.txt over 100 s and 2.6 GB, 段.txt 117 s and 1.3 GB"
    measured = f"{'; '.join(told)}; the others read and answered each time. Before: {before}"
    done = f"{megabytes} MB on one line, as five kinds of file; in paragraphs of 138 characters, and of 23"
    return Finding(done, measured, tuple(checks.wrong))


def write_hostile(library: Path, outside: Path, stack: ExitStack) -> int:
    """Names that steer a terminal, titles too, and everything that is no file; how many of them are to be refused."""
    for name in NAMES:
        (library / name).write_text(GOOD.format(name="来访", count=len(name)) + repr(name), "utf-8")
    (library / os.fsdecode("国标.txt".encode("gbk"))).write_text(GOOD.format(name="国标", count=5), "utf-8")
    title = "题\x1b[2J\u202e目"
    (library / "题.txt").write_text(f"标题：{title}\n{title}\n一、总则\n题目共有{title}三项。\n", "utf-8")
    page = f'<html><head><meta name="ArticleTitle" content="{title}"></head><body><p>丙</p>'
    (library / "题.html").write_text(page, "utf-8")
    lines = [{"file": "乙.txt", "title": title}, {"file": "../外/机密.txt", "title": title}, {"file": title}]
    (library / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    outside.mkdir()
    (outside / "机密.txt").write_text(f"{SECRET}\n" * 3, "utf-8")
    (outside / "manifest.jsonl").write_text(json.dumps({"file": "丙.txt", "title": SECRET}), "utf-8")
    (library / "链.txt").symlink_to(outside / "机密.txt")
    (library / "链夹").symlink_to(outside)
    (library / "甲.gaps").symlink_to(outside / "机密.txt")
    (library / "子").mkdir()
    (library / "子" / "manifest.jsonl").symlink_to(outside / "manifest.jsonl")
    (library / "子" / "丙.txt").write_text(GOOD.format(name="丙", count=3), "utf-8")
    (library / "圈.txt").symlink_to("圈.txt")
    (library / "空链.txt").symlink_to("不在.txt")
    os.mkfifo(library / "管.txt")
    (library / "夹.txt").mkdir()
    plug = stack.enter_context(socket.socket(socket.AF_UNIX))
    plug.bind(str(library / "座.txt"))
    deep = library
    for _ in range(110):
        deep = deep / "深"
        deep.mkdir()
    return 9


async def strange_files(ground: Ground) -> Finding:
    """Names, titles and links that somebody chose with care, and what is no file."""
    checks, library = Checks(), ground.folder / "library"
    write_good(library)
    with ExitStack() as stack:
        refused = write_hostile(library, ground.folder / "外", stack)
        async with playing(ground) as (server, program):
            program.environment |= {"WENDA_LIBRARY": str(library), "WENDA_STAFF": "7"}
            indexed = await run(program, "index", str(library))
            checks.that(indexed.code == 0, f"wenda index: exit {indexed.code}, {indexed.err[-300:]}")
            listed = await run(program, "index", str(library), "--json")
            skipped = json.loads(listed.out)["skipped"] if listed.code == 0 else []
            reasons = [each["refusal"] for each in skipped]
            kinds = {Refusal.OUTSIDE, Refusal.SPECIAL, Refusal.NO_ACCESS}
            named = sum(reason in kinds for reason in reasons)
            checks.that(named == refused, f"{named} of {refused} are named: {skipped}")
            said = [indexed.out, indexed.err, listed.out, listed.err]
            for words in ("library", "find 审批", f"ask --no-log {QUESTION}", "doctor", "ask 题目有几项"):
                ended = await run(program, *words.split())
                said += [ended.out, ended.err]
            await program.start()
            chat = server.private_chat(user_id=9, first_name="p")
            chat.send(QUESTION)
            await until(lambda: chat.bot_messages, "a reply")
            checks.that(ANSWER in chat.bot_messages[-1].text, chat.bot_messages[-1].text[:80])
            await program.stop()
            said.append(program.said())
        await checked_answer(program, library, checks)
    raw = sorted({found for text in said for found in RAW.findall(text)})
    checks.that(not raw, f"raw in what was said: {raw}")
    index = library / ".wenda-index"
    leaked = [path for path in index.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    checks.that(index.is_dir() and not leaked, f"of the files outside: {leaked}")
    checks.that(not any(SECRET in text for text in said), "what is outside was said")
    measured = (
        f"`index`, `library`, `find`, `ask`, `doctor`, `run` went on; {named} of {refused} refused and named, nothing "
        f"of them in the index; 0 raw characters in {sum(map(len, said))} said. Before: a pipe, a socket and a broken "
        "link unnamed, annotations and a manifest read through links, names and titles raw on the terminal"
    )
    done = (
        f"{len(NAMES)} names with line ends, escape sequences, direction marks and markup, one in GBK; such titles; "
        "links out, to themselves and to nothing; a pipe, a socket, a folder named .txt, 110 folders deep"
    )
    return Finding(done, measured, tuple(checks.wrong))


async def moving_files(ground: Ground) -> Finding:
    """Files that come, change, go, and become links or pipes, while ``wenda index`` reads them."""
    rounds, checks, library = ground.pick(12, 3), Checks(), ground.folder / "library"
    write_good(library)
    program, codes = Program(NOWHERE, ground.folder), list[int]()
    longest = 0.0
    with moved(library, ground.seed):
        for _ in range(rounds):
            ended = await run(program, "index", str(library), "--json")
            codes.append(ended.code)
            longest = max(longest, ended.seconds)
            checks.that(ended.code == 0, f"exit {ended.code}: {ended.err[-300:]}")
    await checked_answer(program, library, checks)
    last = await run(program, "index", str(library), "--json")
    names = {each["file"] for each in json.loads(last.out)["files"]} if last.code == 0 else set()
    checks.that(names >= {"甲.txt", "乙.txt"}, f"at the end: {names}")
    checks.that(longest < 60 * slowness(), f"{longest:.0f} s")
    measured = f"{codes.count(0)} of {rounds} ended well, the longest after {longest:.1f} s; whole at the end"
    done = f"a process changes 40 files at random without a pause while `wenda index` runs {rounds} times"
    return Finding(done, measured, tuple(checks.wrong))


MOVER = """
import os, random, sys
folder, chance = sys.argv[1], random.Random(int(sys.argv[2]))
os.chdir(folder)
print("moving", flush=True)
while True:
    name, action = f"动{chance.randrange(40)}.txt", chance.randrange(6)
    try:
        if action < 2:
            handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(handle, "w", encoding="utf-8") as file:
                file.write("某市动工作报告\\n一、审批\\n" + "动共办结事项三项。\\n" * chance.randrange(2000))
        elif action == 2:
            os.unlink(name)
        elif action == 3:
            os.mkfifo(name)
        elif action == 4:
            os.symlink("/etc/passwd", name)
        else:
            os.rename(name, f"动{chance.randrange(40)}.txt")
    except OSError:
        pass  # there is none, there is one already, nobody reads from the pipe
"""


@contextmanager
def moved(library: Path, seed: int) -> Iterator[None]:
    """Another process changes files all the time."""
    command = [sys.executable, "-c", MOVER, str(library), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None or process.stdout.readline() != b"moving\n":
                raise RuntimeError("nothing moves")
            yield
            if process.poll() is not None:
                raise RuntimeError("nothing moved any more")
        finally:
            process.kill()
    for path in library.glob("动*"):
        path.unlink()


async def older_kernel(ground: Ground) -> Finding:
    """A kernel without Landlock and seccomp: said by the doctor and once in the log, and the files are read."""
    checks, library = Checks(), ground.folder / "library"
    write_good(library)
    shutil.copy(library / "甲.txt", library / "丙.html")
    program = Program(NOWHERE, ground.folder)
    program.environment["WENDA_LIBRARY"] = str(library)
    told = dict[str, str]()
    for kernel, prefix in (("this", ()), ("older", (sys.executable, "-m", "tests.older_kernel"))):
        indexed = await run(program, "index", str(library), prefix=prefix)
        checks.that(indexed.code == 0, f"{kernel}: wenda index: {indexed.err[-300:]}")
        warned = indexed.err.count("could not give up other files and the network")
        checks.that(warned == (kernel == "older"), f"{kernel}: said {warned} times: {indexed.err[-300:]}")
        doctor = await run(program, "doctor", prefix=prefix)
        told[kernel] = next((line for line in doctor.out.splitlines() if operator.DOCTOR_READER in line), "nothing")
        (library / "甲.txt").touch()
        shutil.rmtree(library / ".wenda-index")
    checks.that(operator.DOCTOR_CONFINED in told["this"], told["this"])
    checks.that(operator.DOCTOR_KEPT_NETWORK in told["older"], told["older"])
    await checked_answer(program, library, checks)
    measured = (
        "here files and network are given up; there both are kept, which the log says once and `wenda doctor` too"
    )
    return Finding("`wenda index` and `doctor` here, and where the kernel knows neither", measured, tuple(checks.wrong))


SCENARIOS = (
    Scenario(
        "long-lines",
        "files without line ends",
        "read within the limits of the reader process, or refused; the others are read",
        long_lines,
    ),
    Scenario(
        "strange-files",
        "hostile names, links and no files",
        "refused and named; nothing raw on a terminal or in a log; nothing of outside is read",
        strange_files,
    ),
    Scenario("moving-files", "files that change while they are read", "no file ends `index`", moving_files),
    Scenario("older-kernel", "a kernel without Landlock and seccomp", "files are read; it is said", older_kernel),
)
