"""``python -m tests.faults [--quick] [--only NAME] [--json]``: every fault in turn, and the table of the report.

In full size the table is written to ``docs/reliability.md``; with ``--only`` the row of that fault. Exit code 1 where
something did not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.faults.catalogue import EVERY
from tests.faults.harness import Finding, Ground, Scenario
from tests.faults.report import write


def main() -> None:
    """Play them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, about four minutes")
    parser.add_argument("--only", action="append", metavar="NAME", help="this one; may be given more than once")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--seed", type=int, default=6, help="of what happens by chance")
    given = parser.parse_args()
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # the server sees clients die, which is the point
    chosen = [one for one in EVERY if not given.only or one.name in given.only]
    if not chosen:
        parser.error(f"wanted one of {', '.join(one.name for one in EVERY)}")
    played = [(one, play(one, not given.quick, given.seed, given.json)) for one in chosen]
    if not given.quick:
        print(f"written to {write(played, given.seed)}", file=sys.stderr)
    sys.exit(any(finding.wrong for _, finding in played))


def play(scenario: Scenario, full: bool, seed: int, as_json: bool) -> Finding:
    """Play one and print how it went; one that fails in itself did not hold. What it said is kept for a look then."""
    folder, started = Path(tempfile.mkdtemp(prefix=f"wenda-{scenario.name}-")), time.monotonic()
    try:
        finding = asyncio.run(scenario.play(Ground(folder, full, seed)))
    except Exception as error:  # the others are to be played all the same
        finding = Finding("", "", (f"{type(error).__name__}: {error}",))
    seconds = time.monotonic() - started
    if as_json:
        print(json.dumps({"name": scenario.name, **asdict(finding), "seconds": round(seconds, 1)}, ensure_ascii=False))
    else:
        said = finding.skipped or finding.measured
        print(f"{verdict(finding):7} {scenario.name:16} {seconds:6.1f} s  {said}")
        for wrong in finding.wrong:
            print(f"        {wrong}  (see {folder})")
    sys.stdout.flush()
    if not finding.wrong:
        shutil.rmtree(folder)
    return finding


def verdict(finding: Finding) -> str:
    """In a word."""
    return "skipped" if finding.skipped else "FAILED" if finding.wrong else "held"


if __name__ == "__main__":
    main()
