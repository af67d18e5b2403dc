"""A real OpenSearch cluster of three nodes on this machine, each a process of its own.

``python -m tests.cluster.opensearch`` starts one and says where it is; Ctrl-C ends it. With ``--fetch`` it only fetches
what it starts, and says what is missing. The jars come from Maven Central
by Maven's own settings, are held against ``jars.sha256``, and are kept outside of the tree. Wants Java 17, and Maven
for the first time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.bot.program import free_port
from tests.waiting import wait_until

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wenda-tests" / "opensearch-2.19.1"
RUNNER = "org.codelibs.opensearch.runner.OpenSearchRunner"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
FETCH_S = 600
# Above this the runner takes no port for HTTP.
HIGHEST_PORT = 9299
# Three nodes and the tests share two cores: the quick compiler alone is enough.
JAVA = ("-Xms256m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class NoClusterError(Exception):
    """Why no cluster can be started here."""


def jars() -> Path:
    """The folder of the jars, fetched at the first call. Raises `NoClusterError` where they cannot be had."""
    if shutil.which("java") is None:
        raise NoClusterError("there is no java")
    wanted = dict(line.split()[::-1] for line in (HERE / "jars.sha256").read_text("ascii").splitlines())
    if not CACHE.is_dir():
        _fetch()
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in CACHE.glob("*.jar")}
    if found != wanted:
        differing = sorted(name for name, _ in found.items() ^ wanted.items())
        raise NoClusterError(f"{CACHE}: not the jars that were expected: {', '.join(differing)[:200]}")
    return CACHE


def _fetch() -> None:
    """Put the jars into the cache, all of them or none."""
    if shutil.which("mvn") is None:
        raise NoClusterError("there is no mvn to fetch OpenSearch with")
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        command = ["mvn", "-B", "-q", "-ntp", "-f", str(HERE / "pom.xml"), COPY]
        options = ["-DincludeScope=runtime", f"-DoutputDirectory={folder}/jars"]
        try:
            fetched = subprocess.run([*command, *options], capture_output=True, text=True, timeout=FETCH_S, check=False)
        except subprocess.TimeoutExpired:
            raise NoClusterError(f"OpenSearch could not be fetched in {FETCH_S} s") from None
        if fetched.returncode:
            raise NoClusterError(f"OpenSearch could not be fetched: {(fetched.stdout + fetched.stderr)[-300:]}")
        with suppress(OSError):  # another process was faster
            Path(folder, "jars").rename(CACHE)


@dataclass
class Node:
    """One node: a process with a folder and two ports."""

    folder: Path
    http_port: int
    transport_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        """Where it takes requests."""
        return f"http://127.0.0.1:{self.http_port}"

    def start(self, classpath: Path, peers: list[int], java: Sequence[str] = JAVA) -> None:
        """Start the process; the node joins its peers by itself."""
        addresses = json.dumps([f"127.0.0.1:{port}" for port in peers])
        config = self.folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "opensearch.yml").write_text(
            f"network.host: 127.0.0.1\ntransport.port: {self.transport_port}\n"
            f"discovery.seed_hosts: {addresses}\ncluster.initial_cluster_manager_nodes: {addresses}\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n",
            "utf-8",
        )
        options = ["-basePath", str(self.folder), "-confPath", str(config), "-clusterName", "wenda-tests"]
        options += ["-numOfNode", "1", "-baseHttpPort", str(self.http_port - 1), "-printOnFailure"]
        command = ["java", *java, "-cp", f"{classpath}/*", RUNNER, *options]
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process, by SIGKILL as if the machine had lost its power."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def health(self) -> dict[str, Any]:
        """What it says of the cluster; empty where it says nothing yet."""
        return self.ask("/_cluster/health?local=true")

    def ask(self, path: str) -> dict[str, Any]:
        """The answer to a request; empty where there is none."""
        connection = HTTPConnection("127.0.0.1", self.http_port, timeout=5)
        try:
            connection.request("GET", path)
            told: dict[str, Any] = json.loads(connection.getresponse().read())
        except (OSError, HTTPException, ValueError):
            return {}
        finally:
            connection.close()
        return told


@dataclass
class Cluster:
    """Three nodes that know each other."""

    nodes: list[Node]
    java: Sequence[str] = JAVA
    classpath: Path = field(default_factory=jars)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where the nodes take requests."""
        return tuple(node.host for node in self.nodes)

    def start(self, node: Node) -> None:
        """Start a node, again if it was ended."""
        node.start(self.classpath, [each.transport_port for each in self.nodes], self.java)

    def stored_bytes(self, indices: str) -> int:
        """The size of some indices on the disks of all nodes, their copies included."""
        return int(self.nodes[0].ask(f"/{indices}/_stats/store")["_all"]["total"]["store"]["size_in_bytes"])

    def wait(self, nodes: int = 3, status: str = "green") -> None:
        """Return when every running node counts so many nodes, and every part of an index has all of its copies."""
        running = [node for node in self.nodes if node.process]

        def ready() -> bool:
            for node in running:
                if node.process and node.process.poll() is not None:
                    raise RuntimeError(f"a node has ended: {(node.folder / 'output.log').read_text('utf-8')[-2000:]}")
            told = [node.health() for node in running]
            return all(each.get("number_of_nodes") == nodes and each.get("status") == status for each in told)

        wait_until(ready, f"{nodes} nodes with status {status}")


@contextmanager
def cluster(folder: Path, java: Sequence[str] = JAVA) -> Iterator[Cluster]:
    """A cluster of three nodes that is ended with the block; ``java`` are options of each node's process.

    Raises `NoClusterError` where none can be started.
    """
    ports = enumerate(_http_ports(3), 1)
    started = Cluster([Node(folder / f"node-{n}", port, free_port()) for n, port in ports], java)
    try:
        for node in started.nodes:
            started.start(node)
        started.wait()
        yield started
    finally:
        for node in started.nodes:
            node.stop(signal.SIGKILL)


def _http_ports(count: int) -> list[int]:
    """Free ports that the runner takes."""
    free = []
    for port in range(HIGHEST_PORT, HIGHEST_PORT - 200, -1):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            free.append(port)
            if len(free) == count:
                return free
    raise NoClusterError("no ports are free")


def main() -> None:
    """Serve until Ctrl-C, or only see that everything is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetch", action="store_true", help="only see that everything is there")
    options = parser.parse_args()
    try:
        jars()
    except NoClusterError as error:
        sys.exit(f"opensearch: {error}")
    if options.fetch:
        return
    # Whatever ends this, the nodes end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as started, suppress(KeyboardInterrupt):
        print(f"OPENSEARCH_URL={','.join(started.hosts)}", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
