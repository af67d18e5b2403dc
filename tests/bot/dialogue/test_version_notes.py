"""The note under a quote from a law of which other versions are held."""

from __future__ import annotations

from bot.dialogue.reply_blocks import BlockKind, ReplyFrame, lay_out
from retrieval.models import HeldVersions, Outcome, Quote, Reply
from tests.retrieval.invented import HARBOUR, passage_of

PASSAGE = passage_of(HARBOUR, "一/(二)")


def notes_of(versions: HeldVersions | None) -> list[str]:
    """The notes of a reply that quotes from a version."""
    quote = Quote(PASSAGE.text, PASSAGE.start, PASSAGE.end, PASSAGE, versions=versions)
    blocks = lay_out(Reply("？", Outcome.ANSWER, (quote, quote)), ReplyFrame())
    return [block.text for block in blocks if block.kind is BlockKind.NOTE]


def test_the_reply_says_which_version_it_quotes() -> None:
    """Once, and which years can be asked for besides."""
    assert notes_of(HeldVersions("2023-09-01", ("2017-09-01", "1999-04-29"))) == [
        "引自2023年的版本；资料里另有2017年、1999年的版本，要查请在问题里写明年份。"
    ]


def test_without_other_versions_nothing_is_said() -> None:
    """There is nothing to choose."""
    assert notes_of(HeldVersions("2023-09-01")) == notes_of(None) == []


def test_versions_of_one_year_are_told_by_their_days() -> None:
    """Their year tells them apart no more; that of others does, and two others of one year are asked for as one."""
    assert notes_of(HeldVersions("2023-09-01", ("2023-03-15",))) == [
        "引自2023年9月1日的版本；资料里另有2023年3月15日的版本。"
    ]
    assert notes_of(HeldVersions("2023-09-01", ("2023-03-15", "2017-09-01", "2017-01-01"))) == [
        "引自2023年9月1日的版本；资料里另有2023年3月15日、2017年的版本，要查请在问题里写明年份。"
    ]
