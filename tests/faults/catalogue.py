"""All scenarios, in the order in which the report lists them."""

from __future__ import annotations

from tests.faults import ending, floods, load, network, poison, searching, storing

SCENARIOS = (
    *ending.SCENARIOS,
    *network.SCENARIOS,
    *storing.SCENARIOS,
    *poison.SCENARIOS,
    *load.SCENARIOS,
    *floods.SCENARIOS,
)
# What needs a cluster is played by tests/cluster, on nodes that its other tests use too.
EVERY = (*SCENARIOS, *searching.SCENARIOS, *ending.REMARKS)
