"""What goes wrong with the disk: locks, no space, damage, an interrupted build."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from retrieval.corpus import storage
from retrieval.models import LibraryError
from retrieval.resources import DATA
from tests.faults.harness import (
    Checks,
    Crowd,
    Finding,
    Ground,
    Program,
    Scenario,
    inbox_rows,
    log_rows,
    unanswered,
)
from tests.faults.network import playing
from tests.faults.searching import Examiner
from tests.pace import slowness
from tests.waiting import LONGEST_S, until

HOLDER = """
import sqlite3, sys
from tests.pace import slowness
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
db.execute("ROLLBACK")
"""
DISK_MB = 6


@asynccontextmanager
async def held(database: Path) -> AsyncIterator[None]:
    """Another process holds the write lock of a database."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, str(database), stdin=pipe, stdout=pipe)
    try:
        if process.stdout and await asyncio.wait_for(process.stdout.readline(), LONGEST_S) != b"held\n":
            raise RuntimeError(f"{database} could not be locked")
        yield
    finally:
        await asyncio.wait_for(process.communicate(b""), LONGEST_S)


async def locked_log(ground: Ground) -> Finding:
    """Another process holds the lock of the log."""
    return await _locked(ground, "wenda.db")


async def locked_inbox(ground: Ground) -> Finding:
    """The same with the inbox."""
    return await _locked(ground, "inbox.db")


async def _locked(ground: Ground, name: str) -> Finding:
    seconds, checks = ground.pick(20, 6), Checks()
    async with playing(ground) as (server, program):
        await program.start()
        crowd, longest = Crowd(server, 20), 0.0
        crowd.ask(5)
        await crowd.answered()
        async with held(program.state / name):
            until_then = time.monotonic() + seconds
            while time.monotonic() < until_then:
                asked = crowd.ask(2)
                started = time.monotonic()
                checks.that(await crowd.answered(asked), "no reply while the lock is held")
                longest = max(longest, time.monotonic() - started)
                await asyncio.sleep(0.3)
            during, usual = len(crowd.asked) - 5, slowness()
        await _written(program, ground, len(crowd.asked), checks)
        tally = crowd.tally()
        await program.stop()
    checks.that((tally.lost, tally.repeated, tally.disordered) == (0, 0, ()), str(tally))
    checks.that(longest < 6.0 * usual, f"a reply took {longest:.1f} s")
    measured = f"{during} questions answered meanwhile, the slowest after {longest:.1f} s; {tally}; every row written"
    done = f"another process holds `BEGIN IMMEDIATE` on {name} for {seconds} s"
    return Finding(done, measured, tuple(checks.wrong), {"slowest_s": longest})


async def _written(program: Program, ground: Ground, rows: int, checks: Checks) -> None:
    """Wait until every row is in the log, and nothing waits in the inbox."""
    try:
        await until(lambda: log_rows(program.state, ground.folder) == rows, "every row")
        await until(lambda: not inbox_rows(program.state, ground.folder, "number", "state != 'done'"), "the inbox")
    except TimeoutError as error:
        checks.that(False, f"{error}: {log_rows(program.state, ground.folder)} of {rows} rows are there")


async def full_disk(ground: Ground) -> Finding:
    """No space left where the state is, with a kill and a start on top."""
    disk, checks = ground.folder / "disk", Checks()
    disk.mkdir(parents=True)
    mounted = await _command("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk))
    if mounted:
        return Finding("", skipped=f"a tmpfs cannot be mounted here: {mounted}")
    try:
        return await _full(ground, disk, checks)
    finally:
        if wrong := await _command("umount", str(disk)):
            raise RuntimeError(f"the tmpfs stays mounted: {wrong}")


async def _full(ground: Ground, disk: Path, checks: Checks) -> Finding:
    count = ground.pick(60, 20)
    async with playing(ground) as (server, program):
        program.state = disk / "state"
        program.environment["WENDA_STATE"] = str(program.state)
        await program.start()
        crowd = Crowd(server, 10)
        crowd.ask(5)
        await crowd.answered()
        with filled(disk):
            started = time.monotonic()
            crowd.ask(count)
            checks.that(await crowd.answered(), f"{len(unanswered(crowd.asked))} without a reply on a full disk")
            seconds = time.monotonic() - started
        await _written(program, ground, len(crowd.asked), checks)
        with filled(disk):
            asked = crowd.ask(count)
            await until(lambda: len(unanswered(asked)) < count * 2 / 3, "some of the replies")
            await program.kill()
            await program.start()
            checks.that(await crowd.answered(), "no reply after a start on a full disk")
        await program.stop()
        with filled(disk):
            crowd.ask(5)
            await program.start()
            checks.that(await crowd.answered(), "no reply after an orderly end and a start on a full disk")
        crowd.ask(5)
        checks.that(await crowd.answered(), "no reply once there is space")
        await until(lambda: not server.pending_updates, "the confirmation")
        code = await program.stop() and program.code
        sound = [_integrity(program.state / name) for name in ("wenda.db", "inbox.db")]
        tally = crowd.tally()
    checks.that(tally.lost == 0 and tally.unmarked == 0, str(tally))
    checks.that(code == 0, f"exit code {code}")
    checks.that(sound == ["ok", "ok"], f"integrity {sound}")
    measured = (
        f"{count} replies in {seconds:.1f} s, every row written once there was space; killed and started while full: "
        f"{tally}; both databases sound"
    )
    done = f"a {DISK_MB} MB tmpfs filled to the last byte, {count} questions; again, with `kill -9` and a start"
    return Finding(done, measured, tuple(checks.wrong), {"lost": tally.lost, "repeated": tally.repeated})


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is left on this disk."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue
        yield
    finally:
        ballast.unlink()


async def _command(*words: str) -> str:
    """Run it; what it complained of where it failed."""
    if not shutil.which(words[0]):
        return f"no {words[0]}"
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    return said.decode("utf-8", "replace").strip() or f"exit code {process.returncode}" if process.returncode else ""


def _integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])


async def flipped(ground: Ground) -> Finding:
    """Damage in the header and in the middle of the databases, then the way back; and anywhere in the index."""
    checks, chance = Checks(), random.Random(ground.seed)
    library = ground.folder / "library"
    shutil.copytree(DATA / "reports", library, ignore=shutil.ignore_patterns(storage.HIDDEN))
    async with playing(ground) as (server, program):
        program.environment["WENDA_LIBRARY"] = str(library)
        code, _, said = await program.run("index", str(library))
        checks.that(code == 0, f"wenda index: {said}")
        await program.start()
        crowd = Crowd(server, 10)
        crowd.ask(ground.pick(200, 60))
        await crowd.answered()
        backup = ground.folder / "copy.db"
        crowd.ask(40)  # the copy is made while these are answered
        code, _, said = await program.run("backup", str(backup))
        checks.that(code == 0, f"wenda backup: {said}")
        await crowd.answered()
        await program.stop()
        copied = sqlite3.connect(backup)
        rows, integrity = copied.execute("select count(*) from interactions").fetchone()[0], _integrity(backup)
        copied.close()
        checks.that(integrity == "ok" and rows >= len(crowd.asked) - 40, f"the copy: {integrity}, {rows} rows")
        refusals = 0
        for path, remedy in (
            (program.state / "wenda.db", "wenda restore"),
            (program.state / "inbox.db", str(program.state / "inbox.db")),
        ):
            for damage in (_header, _middle):
                refusals += await _refuses(program, path, damage, chance, remedy, checks)
        rebuilt = 0
        for pattern in ("generations/*.json", "generations/*.arrays", "segments/*.arrays"):
            for _ in range(ground.pick(4, 2)):
                rebuilt += await _makes_anew(program, library, pattern, chance, crowd, checks)
        whole = (program.state / "wenda.db").read_bytes()
        _middle(program.state / "wenda.db", chance)
        code, _, said = await program.run("restore", str(backup))
        checks.that(code == 0, f"wenda restore: {said}")
        await program.start()
        crowd.ask(3)
        checks.that(await crowd.answered(), "no reply after the restoration")
        await program.stop()
        after = log_rows(program.state, ground.folder)
        checks.that(after == rows + 3, f"{after} rows after the restoration of {rows} and 3 questions")
        checks.that(len(whole) > 0, "the log was empty")
    measured = (
        f"{refusals} of 4 refused with exit 1 and the command; copy under load sound ({rows} rows); restored, served; "
        f"index: {rebuilt} of {ground.pick(12, 6)} named, made anew and served"
    )
    done = (
        "wenda.db and inbox.db, each in its header and in the middle of a page; "
        "a byte at random in each file of the index"
    )
    return Finding(done, measured, tuple(checks.wrong), {"refused": refusals})


def _header(path: Path, chance: random.Random) -> None:
    """Flip the bits of a byte of the first sixteen."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(12)] ^= 0xFF
    path.write_bytes(data)


def _middle(path: Path, chance: random.Random) -> None:
    """Flip the bits of forty bytes at the beginning of pages in the middle, where their structure stands.

    A single flipped bit of a text within a page is a valid database with another text; nothing but a checksum of
    every page could tell, and SQLite keeps none.
    """
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    for page in {pages // 2, *(chance.randrange(1, pages) for _ in range(pages // 2))}:
        for at in range(page * 4096, page * 4096 + 40):
            data[at] ^= 0xFF
    path.write_bytes(data)


async def _refuses(
    program: Program, path: Path, damage: object, chance: random.Random, remedy: str, checks: Checks
) -> int:
    """Whether the program refuses to start on a damaged file and names what helps; the file is mended afterwards."""
    whole = path.read_bytes()
    if callable(damage):
        damage(path, chance)
    await program.start(ready=False)
    try:
        code, said = await program.ended(), program.said().strip()
    except TimeoutError:
        code, said = -1, "it serves"
        await program.kill()
    path.write_bytes(whole)
    good = code == 1 and remedy in said and len(said.splitlines()) == 1
    checks.that(good, f"{path.name}, {getattr(damage, '__name__', '')}: exit {code}, {said[-300:]}")
    return good


async def _makes_anew(
    program: Program, library: Path, pattern: str, chance: random.Random, crowd: Crowd, checks: Checks
) -> bool:
    """Whether the program names a file of the index with a damaged byte, makes the index anew, and answers rightly."""
    path = next((library / storage.HIDDEN).glob(pattern))
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 0xFF
    path.write_bytes(data)
    await program.start()
    examiner = Examiner()
    asked = crowd.ask(4)
    examiner.note(asked)
    answered, said = await crowd.answered(asked), program.said()
    await program.stop()
    wrong = examiner.report().wrong
    good = answered and not wrong and str(path) in said
    checks.that(good, f"{path.name}: answered {answered}, wrong {wrong[:1]}, {said[-300:]}")
    return good


async def interrupted_index(ground: Ground) -> Finding:
    """SIGKILL at random moments of ``wenda index``."""
    kills, checks, chance = ground.pick(24, 6), Checks(), random.Random(ground.seed)
    library = ground.folder / "library"
    shutil.copytree(DATA / "reports", library, ignore=shutil.ignore_patterns(storage.HIDDEN))
    report = next(path for path in sorted(library.iterdir()) if path.suffix == ".txt")
    program = Program("http://127.0.0.1:9", ground.folder)
    started = time.monotonic()
    code, _, said = await program.run("index", str(library))
    seconds = time.monotonic() - started
    checks.that(code == 0, said)
    old = _version(library)
    after = []
    for at in range(kills):
        report.write_text(report.read_text("utf-8") + f"附注第{at + 1}条。\n", encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "index", str(library), cwd=ground.folder, env=program.environment,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        if at % 2:
            # As soon as it writes a second segment beside the one that counts.
            segments = library / storage.HIDDEN / "segments"
            await until(
                lambda: len(list(segments.iterdir())) > 1 or process.returncode is not None,  # noqa: B023
                "the draft or the end",
            )
            await asyncio.sleep(chance.uniform(0.0, 0.05))
        else:
            await asyncio.sleep(chance.uniform(0.3, 1.3) * seconds)
        if process.returncode is None:
            process.kill()
        await process.wait()
        try:
            new = _version(library)
        except LibraryError as error:
            checks.that(False, f"kill {at}: {error}")
            continue
        after.append("old" if new == old else "new")
        old = new
    code, _, said = await program.run("index", str(library))
    checks.that(code == 0, f"a build after all that: {said}")
    code, out, said = await program.run("ask", "--library", str(library), "一共保留了多少审批事项")
    checks.that(code == 0 and "189" in out, f"asking it: {code} {said}")
    measured = f"{len(after)} of {kills} whole: {after.count('old')} the old one, {after.count('new')} the new one"
    return Finding(
        f"`wenda index` killed {kills} times at random, half of them while it wrote", measured, tuple(checks.wrong)
    )


def _version(library: Path) -> str:
    """The checksum of an index that is sound. Raises LibraryError for any other."""
    folder = library / storage.HIDDEN
    storage.verify(folder)
    return storage.load(folder).index.checksum


SCENARIOS = (
    Scenario("locked-log", "locked wenda.db", "replies go out; the rows are written afterwards", locked_log),
    Scenario("locked-inbox", "locked inbox.db", "replies go out; nothing lost or repeated", locked_inbox),
    Scenario("full-disk", "full disk", "replies go out; the rows are written later; 0 lost", full_disk),
    Scenario(
        "flipped",
        "flipped bytes",
        "databases: exit 1 with the command that helps, backup and restore work; index: "
        "the file is named, a new index made, and served",
        flipped,
    ),
    Scenario("index", "interrupted `wenda index`", "the old index or a whole new one", interrupted_index),
)
