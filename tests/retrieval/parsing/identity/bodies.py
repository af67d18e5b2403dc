"""Bodies of invented rules, below whatever title matter a test is about."""

from __future__ import annotations

ARTICLES = "第一条　某局负责某事。\n第二条　本规定自公布之日起施行。\n"
