"""Datasette metadata: the panels and queries of the dashboard, and who may see them.

A panel names a query (``canned``) instead of its own SQL: custom SQL is off for everybody, and ``assets/desk.js``
fetches the query's result.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.dashboard.queries import QUERIES
from bot.dashboard.snapshot import TABLES
from bot.texts.pages import dashboard

DATABASE = "wenda"
DASHBOARD = "desk"
STAFF = "staff"

Panel = dict[str, Any]

# The schema's name for the bundled copy of Vega-Lite; nothing is fetched from there.
_VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
_FONT = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
_VEGA_CONFIG = {
    "background": "#00000000",
    "font": _FONT,
    "line": {"point": {"size": 24}, "strokeWidth": 2},
    "axis": {"gridColor": "#e8ecf0", "domainColor": "#c5ccd3", "tickColor": "#c5ccd3", "titleFontWeight": "normal"},
    "legend": {"orient": "top", "title": None, "symbolType": "square", "columns": 4},
}
# Green for answers, amber for near ones, red for none: they also differ in lightness.
_COLOURS = {
    "answer": "#2f7d5b",
    "curated": "#7cc29f",
    "related": "#f2b544",
    "clarify": "#5b8fd6",
    "scope": "#9b7fc4",
    "none": "#c8453b",
    "smalltalk": "#c3c9cf",
}
_HEADS = dashboard.DESK_HEADS
_LINE_COLOURS = {"median": "#2f7d5b", "p99": "#c8453b", "share": "#2f7d5b", "near": "#e09a1a", "liked": "#5b8fd6"}
_OUTCOMES = list(dashboard.DESK_OUTCOMES.values())
_OUTCOME_SCALE = {"domain": _OUTCOMES, "range": [_COLOURS[code] for code in dashboard.DESK_OUTCOMES]}
_OUTCOME_COLOUR: Panel = {"field": _HEADS["outcome"], "type": "nominal", "scale": _OUTCOME_SCALE}

# Each row has six columns; a repeated name is one wide panel. On a telephone panels stand below each other.
_LAYOUT = (
    tuple(dashboard.DESK_FIGURES),
    ("volume",) * 4 + ("outcomes",) * 2,
    ("latency",) * 2 + ("weekly",) * 2 + ("short_answers",) * 2,
    ("unanswered_queue",) * 3 + ("disliked",) * 3,
    ("frequent",) * 6,
    ("curated_answers",) * 6,
)


_LISTS = ("unanswered_queue", "frequent", "disliked", "curated_answers")


def metadata(password: Path) -> dict[str, Any]:
    """The metadata. ``password`` is the file of the hash, read at each sign-in."""
    return {
        "title": dashboard.DESK_TITLE,
        "description": dashboard.DESK_ABOUT,
        "allow": {"id": STAFF},
        "allow_sql": False,
        "databases": {DATABASE: {"title": dashboard.DESK_TITLE, "queries": _queries(), "tables": _tables()}},
        "plugins": {
            "datasette-auth-passwords": {f"{STAFF}_password_hash": {"$file": str(password.absolute())}},
            "datasette-dashboards": {DASHBOARD: _dashboard()},
        },
    }


def _queries() -> dict[str, Any]:
    return {
        name: {"sql": sql, "title": dashboard.DESK_QUERY_TITLES[name], "hide_sql": True}
        for name, sql in QUERIES.items()
    }


def _tables() -> dict[str, Any]:
    return {
        table: {
            "title": dashboard.DESK_TABLE_TITLES[table],
            "description": dashboard.DESK_NOTES.get(table, ""),
            "sort_desc": columns[0],
        }
        for table, columns in TABLES.items()
    }


def _dashboard() -> dict[str, Any]:
    return {
        "title": dashboard.DESK_TITLE,
        "description": dashboard.DESK_ABOUT,
        "layout": [list(row) for row in _LAYOUT],
        "settings": {"autorefresh": 5},
        "charts": {**_figures(), **_charts(), **{name: _panel(name, "table") for name in _LISTS}},
    }


def _figures() -> dict[str, Panel]:
    return {
        name: {"title": title, "canned": "figures", "library": "metric", "display": {"field": title}}
        for name, title in dashboard.DESK_FIGURES.items()
    }


def _charts() -> dict[str, Panel]:
    stacked = {
        "mark": {"type": "bar"},
        "encoding": {
            "tooltip": [_day("day"), {"field": _HEADS["outcome"]}, {"field": _HEADS["count"]}],
            "x": _time("day"),
            "y": {"field": _HEADS["count"], "type": "quantitative", "title": None},
            "color": _OUTCOME_COLOUR,
            "order": {"field": "place", "type": "quantitative"},
        },
        # Answered at the bottom, unanswered on top.
        "transform": [{"calculate": f"indexof({_OUTCOMES}, datum['{_HEADS['outcome']}'])", "as": "place"}],
    }
    bars = {
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": _HEADS["outcome"], "type": "nominal", "sort": "-x", "title": None, "axis": {"ticks": False}},
            "x": {"field": _HEADS["count"], "type": "quantitative", "title": None, "axis": {"tickCount": 4}},
            "color": {**_OUTCOME_COLOUR, "legend": None},
            "tooltip": [{"field": _HEADS[name]} for name in ("outcome", "count", "percent")],
        },
    }
    return {
        "volume": _panel("volume", "vega-lite", stacked),
        "outcomes": _panel("outcomes", "vega-lite", bars),
        "latency": _panel("latency", "vega-lite", _lines("day", dashboard.DESK_LATENCIES)),
        "weekly": _panel("weekly", "vega-lite", _lines("week", dashboard.DESK_MEASURES)),
        "short_answers": _panel("short_answers", "vega-lite", _precision()),
    }


def _precision() -> Panel:
    """A bar a week, from 0 to 100, with the counts that it rests on."""
    axis = {"labelExpr": "substring(datum.label, 5)", "labelAngle": 0, "labelOverlap": True}
    week = {"field": _HEADS["week"], "type": "ordinal", "title": None, "axis": axis}
    y = {"field": _HEADS["precision"], "type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    counts = [{"field": _HEADS[name], "type": "quantitative"} for name in ("precision", "right", "judged")]
    return {
        "mark": {"type": "bar", "color": _COLOURS["answer"]},
        "encoding": {
            "x": {**week, "scale": {"paddingInner": 0.4, "paddingOuter": 0.3}},
            "y": y,
            "tooltip": [{"field": _HEADS["week"]}, *counts],
        },
    }


def _lines(time: str, measures: Mapping[str, str]) -> Panel:
    scale = {"domain": list(measures.values()), "range": [_LINE_COLOURS[name] for name in measures]}
    return {
        "mark": {"type": "line"},
        "encoding": {
            "tooltip": [_day(time), {"field": _HEADS["measure"]}, {"field": _HEADS["value"]}],
            "x": _time(time),
            "y": {"field": _HEADS["value"], "type": "quantitative", "title": None},
            "color": {"field": _HEADS["measure"], "type": "nominal", "scale": scale},
        },
    }


def _day(name: str) -> Panel:
    """A day in a tooltip, in digits: the name of a month would be English."""
    utc = {"timeUnit": "utcyearmonthdate", "scale": {"type": "utc"}}
    return {"field": _HEADS[name], "type": "temporal", "title": _HEADS[name], "format": "%Y-%m-%d", **utc}


def _time(name: str) -> Panel:
    # UTC throughout: the snapshot's days are China's already, and must not move with the reader's time zone.
    utc = {"timeUnit": "utcyearmonthdate", "scale": {"type": "utc"}}
    axis = {"format": "%m-%d", "labelOverlap": True, "tickCount": 8, "grid": False}
    return {"field": _HEADS[name], "type": "temporal", **utc, "title": None, "axis": axis}


def _panel(query: str, library: str, display: Panel | None = None) -> Panel:
    # Without Vega's menu, which offers to send the data to an external editor.
    embedding = {"embedOptions": {"actions": False, "renderer": "svg"}}
    common = {"$schema": _VEGA_LITE, "height": 220, "config": _VEGA_CONFIG, "usermeta": embedding}
    shown = {**common, **display} if display else {}
    return {"title": dashboard.DESK_QUERY_TITLES[query], "canned": query, "library": library, "display": shown}
