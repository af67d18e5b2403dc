"""Every fault of the catalogue in a quick size; ``python -m tests.faults`` plays them in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.catalogue import SCENARIOS
from tests.faults.harness import Ground, Scenario


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_what_must_hold_under_a_fault(scenario: Scenario, tmp_path: Path) -> None:
    """Whatever the fault, what the report promises of it holds."""
    finding = await scenario.play(Ground(tmp_path))
    if finding.skipped:
        pytest.skip(finding.skipped)
    assert finding.wrong == ()
