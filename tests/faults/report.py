"""``docs/reliability.md``: what is promised, and the table of what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.faults.catalogue import EVERY
from tests.faults.harness import ROOT, Finding, Scenario

REPORT = ROOT / "docs" / "reliability.md"
_LEAD = (Path(__file__).parent / "reliability.md.in").read_text("utf-8")


def write(played: Sequence[tuple[Scenario, Finding]], seed: int) -> Path:
    """Write the report; where it is. Faults that were not played keep the row that they have there."""
    rows = _rows(REPORT.read_text("utf-8")) if REPORT.exists() else {}
    rows |= {scenario.fault: row(scenario, finding) for scenario, finding in played}
    ordered = [rows[scenario.fault] for scenario in EVERY if scenario.fault in rows]
    REPORT.write_text(_LEAD.replace("@ROWS@", "\n".join(ordered)).replace("@SEED@", str(seed)), encoding="utf-8")
    return REPORT


def _rows(report: str) -> dict[str, str]:
    """The rows of a report by their faults."""
    faults = [scenario.fault for scenario in EVERY]
    return {fault: line for line in report.splitlines() for fault in faults if line.startswith(f"| {fault} |")}


def row(scenario: Scenario, finding: Finding) -> str:
    """One fault as a row of the table."""
    measured = f"not played: {finding.skipped}" if finding.skipped else finding.measured
    if finding.wrong:
        measured = f"**did not hold: {'; '.join(finding.wrong)}** {measured}"
    cells = (scenario.fault, finding.done, scenario.must, measured)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
