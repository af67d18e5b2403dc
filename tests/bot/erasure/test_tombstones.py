"""The list of erasures that a restored backup is held against."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.erasure.data_erasure import reapply
from bot.erasure.tombstones import FILE, HEADER, KEPT_DAYS, Tombstone, Tombstones, digest_of
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import Interaction, InteractionLog

NOW = clock.timestamp("milliseconds")


def test_a_tombstone_names_nobody(tmp_path: Path) -> None:
    """The file has the time and a digest, for its owner alone; a later erasure of the same person takes its place."""
    tombstones = Tombstones(tmp_path / FILE)
    assert tombstones.read() == []
    tombstones.add("a" * 16, "2026-01-01T00:00:00.000+00:00")
    tombstones.add("b" * 16, NOW)
    tombstones.add("a" * 16, NOW)
    assert tombstones.read() == [Tombstone(NOW, digest_of("b" * 16)), Tombstone(NOW, digest_of("a" * 16))]
    written = (tmp_path / FILE).read_text("ascii")
    assert "aaaa" not in written
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_tombstone_ends_when_nothing_can_be_that_old(tmp_path: Path) -> None:
    """Retention has erased by then what it is about."""
    old = (clock.now() - timedelta(days=KEPT_DAYS + 1)).isoformat(timespec="milliseconds")
    tombstones = Tombstones(tmp_path / FILE)
    tombstones.add("a" * 16, old)
    tombstones.add("b" * 16, NOW)
    assert [each.digest for each in tombstones.read()] == [digest_of("b" * 16)]


def test_two_lists_are_one_after_a_move(tmp_path: Path) -> None:
    """The newest of each person counts."""
    one, other = Tombstones(tmp_path / FILE), Tombstones(tmp_path / "other")
    one.add("a" * 16, "2026-01-01T00:00:00.000+00:00")
    other.add("a" * 16, NOW)
    other.add("b" * 16, "2026-02-01T00:00:00.000+00:00")
    merged = one.merge(other.read())
    assert merged == one.read()
    assert {each.digest: each.time for each in merged} == {
        digest_of("a" * 16): NOW,
        digest_of("b" * 16): "2026-02-01T00:00:00.000+00:00",
    }


def test_a_restored_log_forgets_what_somebody_else_asked_with_a_persons_words(store: DatabaseWorker) -> None:
    """They had it erased after the copy was made, though they have asked nothing themselves."""
    log = InteractionLog(store)
    for author in ("b" * 16, None):
        log.add(Interaction(NOW, "telegram", f"问{author}", "none", "1", "1", 1.0, user="a" * 16, author=author))
    gone = store.write(lambda db: reapply(db, [Tombstone(clock.timestamp("milliseconds"), digest_of("b" * 16))]))
    assert gone.exchanges == 1
    assert [row["question"] for row in log.recent(5)] == ["问None"]


def test_a_file_of_another_form_is_named_and_read_as_far_as_it_can_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What people had erased stays erased, whatever has become of the first line."""
    (tmp_path / FILE).write_text(f"# something else\n{NOW} {digest_of('a')}\n", "utf-8")
    assert [each.digest for each in Tombstones(tmp_path / FILE).read()] == [digest_of("a")]
    assert f"{FILE}:1: wanted {HEADER!r}, found '# something else'" in caplog.text


@pytest.mark.parametrize("line", ["2026-01-01T00:00:00.000+00:00 abc", "", "rubbish \udc80"])
def test_a_line_that_is_none_is_named_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str) -> None:
    """The others count."""
    good = f"{NOW} {digest_of('a')}"
    (tmp_path / FILE).write_text(f"{HEADER}\n{line}\n{good}\n", "utf-8", errors="surrogateescape")
    assert [each.digest for each in Tombstones(tmp_path / FILE).read()] == [digest_of("a")]
    assert f"{FILE}:2: " in caplog.text
