"""All scenarios, in the order in which the report lists them."""

from __future__ import annotations

from tests.faults import ending

SCENARIOS = ending.SCENARIOS
REMARKS = ending.REMARKS
