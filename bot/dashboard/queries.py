"""Queries on a snapshot: SQL with Chinese headings, each under the name in its URL."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.pages import dashboard

_UNKNOWN = dashboard.DESK_UNKNOWN
_APPROVED = dashboard.DESK_STATES["approved"]
_DISLIKED = dashboard.DESK_VERDICTS["bad"]
# Days are counted back from the day of the snapshot: an old snapshot must not look as if no question came.
_RECENT = "day > (select date(day, '-{days} days') from summary)"
_RECENT_DAYS = "from days where day > (select date(day, '-{days} days') from summary)"


def _sql(columns: Mapping[str, str], rest: str) -> str:
    """A statement: columns of the snapshot, or expressions under a column's name, and what follows them."""
    heads = {**dashboard.DESK_HEADS, **{f"figure_{name}": title for name, title in dashboard.DESK_FIGURES.items()}}
    listed = ",\n  ".join(f'{expression} as "{heads[name]}"' for name, expression in columns.items())
    return f"select\n  {listed}\n{rest}"


def _columns(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _unpivot(names: Mapping[str, str], table: str, days: str) -> str:
    """Columns of a table as rows of a measure and its value, as a chart with one line for each measure needs them."""
    form = "select *, '{label}' as measure, {name} as value from {table}"
    parts = (form.format(label=label, name=name, table=table) for name, label in names.items())
    return f"from ({' union all '.join(parts)}) {days}"


def _share(part: str, whole: str, days: int) -> str:
    source = _RECENT_DAYS.format(days=days)
    return f"coalesce((select round(100.0 * sum({part}) / nullif(sum({whole}), 0), 1) || '%' {source}), '{_UNKNOWN}')"


QUERIES: dict[str, str] = {
    "frequent": _sql(
        {
            **_columns("wording", "people", "count"),
            "share": "share || '%'",
            **_columns("good", "bad", "last", "clause", "decision"),
        },
        "from topics order by people desc, count desc, id limit 100",
    ),
    "unanswered_queue": _sql(
        {
            **_columns("place", "wording", "people", "count"),
            "weight": "round(weight, 1)",
            **_columns("last", "decision"),
        },
        "from unanswered order by place limit 200",
    ),
    "volume": _sql(
        {**_columns("day", "outcome"), "count": "count(*)"},
        f"from exchanges where {_RECENT.format(days=60)}\ngroup by day, outcome order by day, outcome",
    ),
    "outcomes": _sql(
        {
            **_columns("outcome"),
            "count": "count(*)",
            "percent": "round(100.0 * count(*) / sum(count(*)) over (), 1) || '%'",
        },
        f"from exchanges where {_RECENT.format(days=30)}\ngroup by outcome order by count(*) desc",
    ),
    "latency": _sql(
        _columns("day", "measure", "value"),
        _unpivot(dashboard.DESK_LATENCIES, "days", f"where {_RECENT.format(days=60)} order by day, measure"),
    ),
    "weekly": _sql(
        _columns("week", "measure", "value"),
        _unpivot(dashboard.DESK_MEASURES, "quality", "where value is not null order by week, measure"),
    ),
    "short_answers": _sql(
        _columns("week", "precision", "right", "judged"), "from quality where judged > 0 order by week"
    ),
    "curated_answers": _sql(
        _columns("id", "state", "text", "phrasings", "citations", "created", "approved", "why"),
        f"from curated order by state = '{_APPROVED}', changed desc, id desc limit 200",
    ),
    "disliked": _sql(
        _columns("wording", "bad", "good", "count", "clause", "last"),
        "from topics where bad > 0 order by bad desc, good, id limit 100",
    ),
    "complaints": _sql(
        _columns("day", "time", "question", "short", "clause", "complaint"),
        f"from exchanges where rating = '{_DISLIKED}' order by exchanges.id desc limit 200",
    ),
    "learned": _sql(_columns("day", "kind", "text", "effect"), "from lessons order by day desc limit 200"),
    "figures": _sql(
        {
            "figure_asked": f"(select coalesce(sum(count), 0) {_RECENT_DAYS.format(days=7)})",
            "figure_answered": _share("answered", "count", 7),
            "figure_liked": _share("good", "good + bad", 30),
            "figure_waiting": "(select count(*) from unanswered)",
            "figure_curated": f"(select count(*) from curated where state = '{_APPROVED}')",  # noqa: S608
            "figure_made": "made",
        },
        "from summary",
    ),
}
