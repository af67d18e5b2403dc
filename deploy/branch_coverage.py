"""Gate on the coverage of branches alone: fails below a least share of them, whatever the share of lines.

    .venv/bin/python -m coverage json --quiet --fail-under=0 -o - | .venv/bin/python deploy/branch_coverage.py

`coverage report` counts lines and branches in one figure, in which the lines, of which there are more, hide branches.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

# In per cent, like `fail_under` of pyproject.toml, which holds lines and branches together.
LEAST = 95.0


def branch_share(totals: Mapping[str, int]) -> float:
    """The share of branches that were taken, in per cent, of the totals of a JSON report.

    >>> branch_share({"num_branches": 8, "covered_branches": 7})
    87.5
    """
    return 100 * totals["covered_branches"] / totals["num_branches"]


def main() -> None:
    """Read a JSON report from standard input, print the share and exit with 1 where it is too small."""
    share = branch_share(json.load(sys.stdin)["totals"])
    # Never rounded up: 94.99 must not look like 95.
    shown = f"branches of retrieval and bot: {int(share * 10) / 10:.1f} %"
    if share < LEAST:
        sys.exit(f"{shown}, wanted at least {LEAST:g} %")
    print(shown)


if __name__ == "__main__":
    main()
