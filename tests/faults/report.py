"""``docs/reliability.md``: what is promised, and the table of what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.faults.harness import ROOT, Finding, Scenario

REPORT = ROOT / "docs" / "reliability.md"
_LEAD = (Path(__file__).parent / "reliability.md.in").read_text("utf-8")


def write(played: Sequence[tuple[Scenario, Finding]], seed: int) -> Path:
    """Write the report; where it is."""
    rows = "\n".join(row(scenario, finding) for scenario, finding in played)
    REPORT.write_text(_LEAD.replace("@ROWS@", rows).replace("@SEED@", str(seed)), encoding="utf-8")
    return REPORT


def row(scenario: Scenario, finding: Finding) -> str:
    """One fault as a row of the table."""
    measured = f"not played: {finding.skipped}" if finding.skipped else finding.measured
    if finding.wrong:
        measured = f"**did not hold: {'; '.join(finding.wrong)}** {measured}"
    cells = (scenario.fault, finding.done, scenario.must, measured)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
