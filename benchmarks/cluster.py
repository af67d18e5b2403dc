"""One machine or a cluster: ``python -m benchmarks.cluster DIR`` measures the same libraries on both.

Some of the documents of a folder, then more of them, are indexed and asked on this machine, and then on a search
cluster of three nodes, which are processes of this machine too. So the figures tell what the cluster itself costs; what
three machines would add is memory, and that two of them go on when one is lost. Needs Java, see `tests.cluster`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command_line import positive
from benchmarks.library import Figures, serving_figures
from benchmarks.processes import FinishedProcess, run
from benchmarks.report import machine, markdown_table, replace_section
from tests.cluster.opensearch import Cluster, NoClusterError, cluster

# As `deploy/compose-opensearch.yml` has it.
JAVA = ("-Xms1g", "-Xmx1g")
PREFIX = "benchmark"
# Asked first and not counted: the nodes compile what they do often.
WARM_UP = 50
_HEADS = (
    *("passages", "", "index, s of processor", "index, s", "on disk, MB", "memory, MB", "open, ms"),
    *("p50, ms", "p99, ms"),
)
_SHOWN = ("index_cpu_s", "index_wall_s", "disk_mb", "memory_mb", "open_ms", "ask_ms_p50", "ask_ms_p99")


@dataclass(frozen=True, slots=True)
class MeasuredSize:
    """The figures of a library of so many documents and passages, on this machine and on the cluster."""

    documents: int
    passages: int
    here: Figures
    there: Figures

    @property
    def ratios(self) -> Figures:
        """How many times as much the cluster takes."""
        return {name: self.there[name] / self.here[name] for name in _SHOWN if self.here[name]}


def measure(source: Path, work: Path, nodes: Cluster, documents: int, questions: int, seed: int = 7) -> MeasuredSize:
    """Index and ask so many documents of ``source``, drawn by chance, within the empty folder ``work``."""
    library = work / "library"
    _draw(source, library, documents, seed)
    here = os.environ | {"WENDA_STATE": str(work / "state"), "TELEGRAM_BOT_TOKEN": "", "OPENSEARCH_URL": ""}
    indexed = _python("bot", "index", str(library), environment=here)
    asked = work / "questions.json"
    made = json.loads(
        _python(
            "benchmarks.library_questions", str(library), "--questions", str(WARM_UP + questions), environment=here
        ).output
    )
    asked.write_text(json.dumps(made["questions"]), "utf-8")
    embedded = _indexed(indexed) | _served(str(library), asked, here)
    embedded["disk_mb"] = sum(path.stat().st_size for path in (library / ".wenda-index").rglob("*.*")) / 1e6
    there = here | {
        "OPENSEARCH_URL": ",".join(nodes.hosts),
        "OPENSEARCH_PREFIX": PREFIX,
        "OPENSEARCH_TIMEOUT": "60",
    }
    before = node_usage(nodes)
    # The folder's index is up to date by now: this is the copy alone.
    copied = _python("bot", "index", str(library), environment=there)
    on_nodes = {"index_cpu_s": copied.cpu_s + node_usage(nodes)["cpu_s"] - before["cpu_s"]}
    remote = _indexed(copied) | on_nodes | _served(f"{there['OPENSEARCH_URL']}#{PREFIX}", asked, here)
    remote["memory_mb"] += node_usage(nodes)["memory_mb"]
    remote["disk_mb"] = nodes.stored_bytes(f"{PREFIX}-*") / 1e6
    return MeasuredSize(made["sizes"]["documents"], made["sizes"]["passages"], embedded, remote)


def node_usage(nodes: Cluster) -> Figures:
    """The processor time of the nodes since they were started, and their resident memory."""
    ticks, resident = 0, 0
    for node in nodes.nodes:
        if node.process is None:
            continue
        fields = Path(f"/proc/{node.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        resident += int(Path(f"/proc/{node.process.pid}/statm").read_text("ascii").split()[1])
    return {"cpu_s": ticks / os.sysconf("SC_CLK_TCK"), "memory_mb": resident * os.sysconf("SC_PAGE_SIZE") / 1e6}


def _draw(source: Path, library: Path, documents: int, seed: int) -> None:
    """Copy so many files of a folder, by chance; the same seed gives the same files, and fewer are among more."""
    files = sorted(path for path in source.rglob("*") if path.is_file() and ".wenda-index" not in path.parts)
    random.Random(seed).shuffle(files)
    for path in files[:documents]:
        target = library / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _indexed(process: FinishedProcess) -> Figures:
    return {"index_cpu_s": process.cpu_s, "index_wall_s": process.wall_s}


def _served(library: str, asked: Path, environment: Mapping[str, str]) -> Figures:
    served = json.loads(_python("benchmarks.library_serving", library, str(asked), environment=environment).output)
    served["ask_ms"] = served["ask_ms"][WARM_UP:]
    figures = serving_figures(served)
    return figures | {"memory_mb": figures["serving_mb"]}


def _python(module: str, *arguments: str, environment: Mapping[str, str]) -> FinishedProcess:
    return run([sys.executable, "-m", module, *arguments], environment)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("library", metavar="DIR", type=Path, help="a folder of report files; it is not changed")
    parser.add_argument("--documents", type=positive, nargs="+", default=[20, 200, 2000], metavar="N")
    parser.add_argument("--questions", type=positive, default=100, metavar="N", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures into their section of a page")
    options = parser.parse_args(arguments)
    measured = []
    try:
        for documents in options.documents:
            with tempfile.TemporaryDirectory() as work, cluster(Path(work) / "nodes", JAVA) as nodes:
                measured.append(measure(options.library, Path(work), nodes, documents, options.questions))
            print(_as_json(measured[-1]) if options.json else _as_table(measured[-1:]), flush=True)
    except (RuntimeError, NoClusterError) as error:
        print(f"benchmarks.cluster: {error}", file=sys.stderr)
        return 1
    if options.report:
        sizes = " ".join(map(str, options.documents))
        command = f"`python -m benchmarks.cluster DIR --documents {sizes} --questions {options.questions}`"
        replace_section(options.report, "cluster", f"{command} on {machine()}.\n\n{_as_table(measured)}")
    return 0


def _as_json(size: MeasuredSize) -> str:
    told = {"documents": size.documents, "passages": size.passages, "here": size.here, "there": size.there}
    return json.dumps(told | {"ratios": size.ratios})


def _as_table(measured: Sequence[MeasuredSize]) -> str:
    rows = []
    for size in measured:
        for name, figures in (("this machine", size.here), ("cluster", size.there)):
            cells = (f"{figures[each]:,.{1 if figures[each] < 100 else 0}f}" for each in _SHOWN)
            rows.append((f"{size.passages:,}", name, *cells))
        rows.append(("", "ratio", *(f"{size.ratios[each]:.1f}" for each in _SHOWN)))
    return markdown_table(_HEADS, rows)


if __name__ == "__main__":
    sys.exit(main())
