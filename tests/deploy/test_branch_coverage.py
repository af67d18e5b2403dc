"""The gate on branches: what it prints and when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import branch_coverage

ROOT = Path(__file__).parent.parent.parent


def checked(covered: int, of: int) -> subprocess.CompletedProcess[str]:
    """The gate over a report whose lines are all covered."""
    totals = {"percent_covered": 100.0, "num_branches": of, "covered_branches": covered}
    report = json.dumps({"totals": totals, "files": {}})
    command = [sys.executable, str(branch_coverage.__file__)]
    return subprocess.run(command, input=report, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("covered", "shown"), [(9500, "95.0 %"), (9678, "96.7 %"), (10000, "100.0 %")])
def test_enough_branches_pass(covered: int, shown: str) -> None:
    """The share is printed, rounded down."""
    done = checked(covered, 10000)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"branches of retrieval and bot: {shown}\n", "")


def test_too_few_branches_fail() -> None:
    """A share just below the least one fails and does not look like it."""
    done = checked(9499, 10000)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "branches of retrieval and bot: 94.9 %, wanted at least 95 %\n"


def test_the_gate_stands_at_the_end_of_the_target() -> None:
    """`make coverage` pipes its JSON report into the gate, and CONTRIBUTING.md names the same least share."""
    target = (ROOT / "Makefile").read_text("utf-8").partition("\ncoverage:")[2].partition("\n\n")[0]
    assert "json --quiet --fail-under=0 -o - | $(VENV)/bin/python deploy/branch_coverage.py" in target.splitlines()[-1]
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    row = next(line for line in contributing.splitlines() if line.startswith("| `make coverage`"))
    assert f"below {branch_coverage.LEAST:g} % of branches alone" in row
