"""What must be said at the start and by the self-check: files that were emptied or opened to others, wrong settings,
staff who have left.
"""

from __future__ import annotations

import json
import random
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.faults.harness import TOKEN, Checks, Crowd, Finding, Ground, Program, Scenario
from tests.faults.network import playing
from tests.waiting import until

STAFF, FORMER = 800, 801
# A value of each kind that no start may accept, and what of it may be repeated to nobody.
WRONG = (
    ("WENDA_HOTLINE", "<b>12345</b>", ""),
    ("WENDA_HOTLINE", "12345_转_2", ""),
    ("WENDA_STAFF", "42,-1001234567890", ""),
    ("WENDA_STAFF", "@ada", ""),
    ("TELEGRAM_BOT_TOKEN", "AAfaultsfaultsfaults", "AAfaultsfaultsfaults"),
    ("TELEGRAM_BOT_TOKEN", f"bot{TOKEN}", TOKEN),
    ("TELEGRAM_WEBHOOK_URL", "https://ada:geheim@bot.example.org/wenda", "geheim"),
    ("TELEGRAM_API_BASE", "http://ada:geheim@127.0.0.1:9", "geheim"),
)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _rubbish(path: Path) -> None:
    path.write_bytes(random.Random(6).randbytes(path.stat().st_size))


def _tableless(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"drop table {'inbox' if path.name == 'inbox.db' else 'interactions'}")


def _gone(path: Path) -> None:
    path.with_name(f"{path.name}-wal").write_bytes(path.read_bytes())
    path.unlink()


DAMAGES: tuple[Callable[[Path], None], ...] = (_emptied, _cut, _rubbish, _tableless, _gone)


async def damaged(ground: Ground) -> Finding:
    """Each way in which a database can be lost, for both of them."""
    checks, refused, told, backups = Checks(), 0, 0, 0
    async with playing(ground) as (server, program):
        await program.start()
        crowd = Crowd(server, 10)
        crowd.ask(60)
        await crowd.answered()
        await program.stop()
        whole = {path.name: path.read_bytes() for path in program.state.glob("*.db")}
        tries = [(name, damage) for name in sorted(whole) for damage in DAMAGES]
        for name, damage in tries if ground.full else tries[::3]:
            path = program.state / name
            damage(path)
            what = f"{name}{damage.__name__}"
            await program.start(ready=False)
            code, said = await program.ended(), program.said().strip()
            good = (code, len(said.splitlines()), name in said) == (1, 1, True)
            refused += good
            checks.that(good, f"{what}: exit {code}, {said[-300:]}")
            code, out, _ = await program.run("doctor", "--json")
            failed = [each["said"] for each in json.loads(out) if each["health"] == "failed"]
            good = code == 1 and any(str(path) in each for each in failed)
            told += good
            checks.that(good, f"{what}: wenda doctor exits with {code}: {failed}")
            if name == "wenda.db":
                code, _, said = await program.run("backup", str(ground.folder / "copy.db"))
                backups += code == 0
                checks.that(code == 1, f"{what}: a backup was made of it")
            path.with_name(f"{name}-wal").unlink(missing_ok=True)
            path.write_bytes(whole[name])
        await program.start()
        crowd.ask(3)
        checks.that(await crowd.answered(), "mended, it does not serve")
        await program.stop()
    count = len(tries if ground.full else tries[::3])
    measured = f"{refused} of {count} refused with exit 1 in one line, {told} told by doctor, {backups} backups of them"
    measured += "; before: what was emptied, gone or without its table was made anew in silence, and backed up"
    done = "both databases: no byte, the first half, random bytes, without its table, the file gone and its log left"
    return Finding(done, measured, tuple(checks.wrong), {"refused": refused, "told": told})


async def umask(ground: Ground) -> Finding:
    """A start in a shell that would let everybody read and write."""
    checks, modes = Checks(), dict[str, int]()
    async with playing(ground) as (server, program):
        program.state.mkdir(parents=True)
        program.state.chmod(0o777)
        program.shell = "umask 0"
        await program.start()
        crowd = Crowd(server, 3)
        crowd.ask(9)
        await crowd.answered()
        await until(lambda: (program.state / "staff-menus").exists(), "the last file")
        modes = {path.name: _mode(path) for path in (program.state, *program.state.iterdir())}
        code, out, _ = await program.run("doctor", "--json")
        quiet = str(program.state / "wenda.db") not in _warnings(out)
        (program.state / "wenda.db").chmod(0o644)
        _, out, _ = await program.run("doctor", "--json")
        told = str(program.state / "wenda.db") in _warnings(out)
        await program.stop()
    kept = {name: mode for name, mode in modes.items() if name != ".cache"}
    wide = {name: oct(mode) for name, mode in kept.items() if mode & 0o077}
    checks.that(not wide, f"others may use {wide}")
    checks.that(len(kept) >= 8, f"only {sorted(kept)} are there")
    checks.that(code in (0, 1) and quiet and told, f"wenda doctor: exit {code}, quiet {quiet}, told {told}")
    measured = (
        f"folder and {len(kept) - 1} files, {len(wide)} of them open to others; doctor tells of one that was opened; "
        "before: databases 0644, the folder as it was, nothing told"
    )
    done = "a folder of mode 0777, and a start with umask 0"
    return Finding(done, measured, tuple(checks.wrong), {"open": len(wide)})


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _warnings(out: str) -> str:
    return " ".join(each["said"] for each in json.loads(out) if each["health"] == "warning")


async def wrong_settings(ground: Ground) -> Finding:
    """Settings that would do harm later, or go to Telegram as they are."""
    checks, refused, tries = Checks(), 0, WRONG if ground.full else WRONG[::3]
    for at, (name, value, hidden) in enumerate(tries):
        program = Program("http://127.0.0.1:9", ground.folder / str(at), TELEGRAM_WEBHOOK_SECRET="x")
        program.environment[name] = value
        await program.start(ready=False)
        code, said = await program.ended(), program.said().strip()
        good = code == 1 and len(said.splitlines()) == 1 and name in said and not (hidden and hidden in said)
        refused += good
        checks.that(good and not program.state.exists(), f"{name}={value}: exit {code}, {said[-300:]}")
    measured = f"{refused} of {len(tries)} refused in one line with its name, no password in it; before: 1 of 8"
    done = "a hotline with markup, staff ids that are none, tokens of another shape, addresses with a password"
    return Finding(done, measured, tuple(checks.wrong), {"refused": refused})


async def former_staff(ground: Ground) -> Finding:
    """Somebody is taken off the list while the bot does not run, and Telegram refuses the first try."""
    checks = Checks()
    async with playing(ground) as (server, program):
        for person in (STAFF, FORMER):
            server.private_chat(user_id=person)
        program.environment["WENDA_STAFF"] = f"{STAFF},{FORMER}"
        await program.start()
        await until(lambda: _has_menu(server.core.profile.commands, FORMER), "the menu")
        await program.kill()
        program.environment["WENDA_STAFF"] = str(STAFF)
        fault = server.fail("deleteMyCommands", 502, 1 << 30)
        await program.start()
        await until(lambda: fault.hits, "the try")
        await program.kill()
        server.core.faults.faults.clear()
        await program.start()
        await until(lambda: not _has_menu(server.core.profile.commands, FORMER), "the end of the menu")
        checks.that(_has_menu(server.core.profile.commands, STAFF), "who stays lost the menu")
        await program.stop()
    measured = "gone at the first start at which Telegram could be asked; who stays has it; before: it stayed for ever"
    return Finding("taken off the list; a kill; a start at which Telegram answers 502", measured, tuple(checks.wrong))


def _has_menu(commands: dict[tuple[str, str], list[dict[str, object]]], person: int) -> bool:
    return bool(commands.get((f"chat:{person}", "")))


SCENARIOS = (
    Scenario("damaged", "a database that was lost in part or whole", "refused and told, never made anew", damaged),
    Scenario("umask", "a state that others could read", "files 0600 in a folder 0700", umask),
    Scenario("settings", "wrong settings", "exit 1 with one sentence, never a secret", wrong_settings),
    Scenario("former-staff", "staff who have left", "no staff menu after the next start", former_staff),
)
