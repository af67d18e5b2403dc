"""Short-answer precision: of the short answers that were shown in bold and judged, the share that was judged right.

Counted are exchanges that the engine answered with a short answer; answers of staff are not among them. One is judged
where staff made it a gold question, which says that it is right, or else by its thumbs: right where more people found
it right than wrong, wrong where more found it wrong. As many of both are no judgement. An exchange counts in the week,
or the period, in which it was asked, whenever it was judged.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# A row for each exchange with a judged short answer: the Monday of its week in China, and whether it is right.
_JUDGED_SQL = """
select day, date(day, '-' || ((strftime('%w', day) + 6) % 7) || ' days') as week, is_right from (
  select i.time, date(i.time, '+8 hours') as day,
    coalesce(g.is_right, case when r.margin > 0 then 1 when r.margin < 0 then 0 end) as is_right
  from main.interactions i
  left join (select distinct interaction, 1 as is_right from main.gold where answer is not null) g
    on g.interaction = i.id
  left join (select interaction, sum(verdict = 'good') - sum(verdict = 'bad') as margin from main.ratings
    group by interaction) r on r.interaction = i.id
  where i.outcome = 'answer' and i.curated is null and i.short is not null
    and i.time >= :since and i.time < :until)
where is_right is not null"""
_ALWAYS = ("", "9999")


@dataclass(frozen=True, slots=True)
class ShortPrecision:
    """The number of judged short answers, and of those that were judged right."""

    judged: int = 0
    right: int = 0

    @property
    def share(self) -> float | None:
        """The share that was judged right, 0 to 1; None where none was judged.

        >>> ShortPrecision(4, 3).share, ShortPrecision().share
        (0.75, None)
        """
        return self.right / self.judged if self.judged else None


def short_precision(db: Database, bounds: Sequence[str]) -> ShortPrecision:
    """The precision over the exchanges from one time on and before another, in UTC."""
    since, until = bounds
    counted = f"select count(*), coalesce(sum(is_right), 0) from ({_JUDGED_SQL})"  # noqa: S608
    judged, right = db.execute(counted, {"since": since, "until": until}).fetchone()
    return ShortPrecision(int(judged), int(right))


def weekly_short_precision(db: Database) -> dict[date, ShortPrecision]:
    """The precision of each week with a judged short answer, by its Monday, the earliest first."""
    since, until = _ALWAYS
    counted = f"select week, count(*), sum(is_right) from ({_JUDGED_SQL}) group by week order by week"  # noqa: S608
    rows = db.execute(counted, {"since": since, "until": until})
    return {date.fromisoformat(week): ShortPrecision(int(judged), int(right)) for week, judged, right in rows}
