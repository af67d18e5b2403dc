"""All scenarios, in the order in which the report lists them."""

from __future__ import annotations

from tests.faults import (
    ending,
    erasing,
    floods,
    gateway,
    guarding,
    hostile_files,
    load,
    masking,
    network,
    poison,
    searching,
    storing,
)

SCENARIOS = (
    *ending.SCENARIOS,
    *network.SCENARIOS,
    *storing.SCENARIOS,
    *erasing.SCENARIOS,
    *hostile_files.SCENARIOS,
    *poison.SCENARIOS,
    *load.SCENARIOS,
    *masking.SCENARIOS,
    *gateway.SCENARIOS,
    *guarding.SCENARIOS,
    *floods.SCENARIOS,
)
# What needs a cluster is played by tests/cluster, on nodes that its other tests use too.
EVERY = (*SCENARIOS, *searching.SCENARIOS, *ending.REMARKS)
