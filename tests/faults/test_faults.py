"""Every fault of the catalogue in a quick size; ``python -m tests.faults`` plays them in full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.catalogue import SCENARIOS
from tests.faults.harness import Finding, Ground, Scenario

pytestmark = pytest.mark.slow
TOGETHER = 3  # most of their time they wait, or start a program
ALONE = frozenset(
    {"flood", "one-person", "many", "besieged", "large-bodies", "hostile-one", "hostile-many"}
)  # they measure how fast others are served, or memory


@pytest.fixture(scope="session")
def findings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finding]:
    """How each of the chosen scenarios went, by its name."""
    wanted = {item.name for item in request.session.items if item.path == Path(__file__)}
    chosen = [one for one in SCENARIOS if f"{test_what_must_hold_under_a_fault.__name__}[{one.name}]" in wanted]
    return asyncio.run(_play(chosen, tmp_path_factory.mktemp("faults")))


async def _play(scenarios: Sequence[Scenario], folder: Path) -> dict[str, Finding]:
    seats, found = asyncio.Semaphore(TOGETHER), {}

    async def play(scenario: Scenario) -> None:
        async with seats:
            try:
                (folder / scenario.name).mkdir()
                found[scenario.name] = await scenario.play(Ground(folder / scenario.name))
            except Exception as error:  # the others are to be played all the same
                found[scenario.name] = Finding("", "", (f"{type(error).__name__}: {error}",))

    await asyncio.gather(*(play(scenario) for scenario in scenarios if scenario.name not in ALONE))
    for scenario in scenarios:
        if scenario.name in ALONE:
            await play(scenario)
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_must_hold_under_a_fault(scenario: Scenario, findings: dict[str, Finding]) -> None:
    """Whatever the fault, what the report promises of it holds."""
    finding = findings[scenario.name]
    if finding.skipped:
        pytest.skip(finding.skipped)
    assert finding.wrong == ()
