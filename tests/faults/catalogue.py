"""All scenarios, in the order in which the report lists them."""

from __future__ import annotations

from tests.faults import ending, load, network, poison, storing

SCENARIOS = (*ending.SCENARIOS, *network.SCENARIOS, *storing.SCENARIOS, *poison.SCENARIOS, *load.SCENARIOS)
EVERY = (*SCENARIOS, *ending.REMARKS)
