"""What people should not have written: every form of personal data that is masked is sent, and looked for in what is
kept. `tests/bot/privacy` tells which forms are masked.
"""

from __future__ import annotations

from tests.bot.privacy.recall import PersonalForm, held_out_forms, personal_forms
from tests.botapi import BotApiServer
from tests.faults.harness import TOKEN, Asked, Checks, Finding, Ground, Program, Scenario, log_rows, unanswered
from tests.faults.network import playing
from tests.waiting import until

_SPLIT = (("我的手机是1547218", "9365"), ("一六四九三八二", "七一五五"), ("身份证37000019491231", "002X"))
_BEFORE = 238  # of the forms were masked when there were no tables of kinds
_TELLING = 6  # characters; shorter parts stand in other things too


async def masking(ground: Ground) -> Finding:
    """All forms, each of a person of its own; numbers in two messages; then every file is searched for them."""
    checks = Checks()
    every = personal_forms() + held_out_forms()
    forms = [form for form in every if form.is_masked][:: ground.pick(1, 12)]
    async with playing(ground) as (server, program):
        await program.start()
        asked = [_sent(server, at, form.written) for at, form in enumerate(forms)]
        for at, parts in enumerate(_SPLIT):
            for part in parts:
                asked.append(_sent(server, 10_000 + at, part))
                await until(lambda: not unanswered(asked), "replies")
        await until(lambda: not unanswered(asked), "replies")
        await program.stop()
        rows = log_rows(program.state, ground.folder)
    kept = _kept(program)
    found = [form.marked for form in forms if any(part in kept for part in _parts(form))]
    split = [part for parts in _SPLIT for part in parts if len(part) >= _TELLING and part in kept]
    checks.that(rows == len(asked), f"{rows} rows of {len(asked)} questions")
    checks.that(not found, f"kept: {found}")
    checks.that(not split, f"kept of numbers in two messages: {split}")
    measured = (
        f"none of the {len(forms)} in any file, and none of the {len(_SPLIT)}; of {len(every)} made forms"
        f" {sum(form.is_masked for form in every)} are masked, {_BEFORE} were before"
    )
    done = f"{len(forms)} forms that are masked, and {len(_SPLIT)} numbers in two messages; all files are searched"
    return Finding(done, measured, tuple(checks.wrong))


def _sent(server: BotApiServer, person: int, text: str) -> Asked:
    chat = server.private_chat(user_id=20_000 + person, first_name="p")
    update = chat.send(text)
    if update.message is None:
        raise RuntimeError("a text is a message")
    return Asked(chat, update.message.message_id, update.update_id)


def _parts(form: PersonalForm) -> list[str]:
    return [part for part in form.parts if len(part) >= _TELLING and part not in TOKEN]


def _kept(program: Program) -> str:
    """Everything in the files of the state folder and in the technical log."""
    files = [path for folder in (program.state, program.folder) for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


SCENARIOS = (
    Scenario("masking", "personal data in questions", "what is masked is in no file, whatever its form", masking),
)
