"""The audit: what it finds, what it cannot find out, and what may pass."""

from __future__ import annotations

import doctest
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import audit

# The interpreter of the environment with pip-audit and cyclonedx-py; `make audit` makes it, CI hands it in.
AUDITOR, OURS = os.environ.get("AUDIT_PYTHON", ""), sys.executable
needs_auditor = pytest.mark.skipif(not AUDITOR, reason="AUDIT_PYTHON does not name the audit's interpreter")
LOCK = f"first==1.0 --hash=sha256:{'0' * 64}\nsecond==2.5 --hash=sha256:{'1' * 64}\n"


class _Osv(BaseHTTPRequestHandler):
    """A vulnerability service by OSV's protocol that knows one vulnerability."""

    def do_POST(self) -> None:
        """Answer a query about one package."""
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = query == {"package": {"name": "first", "ecosystem": "PyPI"}, "version": "1.0"}
        package = {"package": {"name": "first", "ecosystem": "PyPI"}}
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}]
        told = {
            "vulns": [{"id": "PYSEC-0000-1", "aliases": ["CVE-0000-1"], "affected": [package | {"ranges": ranges}]}]
        }
        body = json.dumps(told if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of the service."""
    server = HTTPServer(("127.0.0.1", 0), _Osv)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def auditor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit runs in its own environment, as `make audit` lets it."""
    monkeypatch.setattr(sys, "executable", AUDITOR)
    monkeypatch.setattr(audit, "PAUSE", 0.0)


@pytest.mark.slow
@needs_auditor
@pytest.mark.usefixtures("auditor")
def test_a_known_vulnerability_fails(osv: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pip-audit asks the service about each locked package; the one that is vulnerable is named with its remedy."""
    (tmp_path / "a.lock").write_text(LOCK)
    more = [f"--osv-url={osv}", f"--cache-dir={tmp_path / 'cache'}"]
    findings = audit.ask([str(tmp_path / "a.lock")], ["osv"], more)
    assert not audit.judge(findings, demanded=False)
    said = capsys.readouterr()
    assert "VULNERABLE: first 1.0: PYSEC-0000-1, CVE-0000-1, mended in 1.1" in said.err
    assert "1 packages without a known vulnerability, 1 with one" in said.out


@pytest.mark.slow
@needs_auditor
@pytest.mark.usefixtures("auditor")
def test_an_unreachable_service_is_said_loudly_and_fails_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is tried twice; the word is NOT AUDITED, never that nothing was found."""
    (tmp_path / "a.lock").write_text(LOCK)
    findings = audit.ask([str(tmp_path / "a.lock")], ["osv"], ["--osv-url=http://127.0.0.1:9/v1/query"])
    assert findings is None
    assert audit.judge(findings, demanded=False)
    assert not audit.judge(findings, demanded=True)
    said = capsys.readouterr()
    assert said.err.count("osv gave no answer") == audit.ATTEMPTS
    assert "NOT AUDITED" in said.err
    assert "without a known vulnerability" not in said.out


@pytest.mark.slow
@needs_auditor
@pytest.mark.usefixtures("auditor")
def test_the_list_of_components_is_the_lock() -> None:
    """Every locked package with its version, hashes and licence, valid by CycloneDX's schema."""
    bom = audit.components(audit.ROOT / audit.PRODUCT, OURS)
    listed = {f"{audit.normal(c['name'])}=={c['version']}" for c in bom["components"]}
    lines = (audit.ROOT / audit.PRODUCT).read_text("utf-8").splitlines()
    assert listed == {line.split()[0] for line in lines if "==" in line.split(" ")[0]}
    by_name = {c["name"]: c for c in bom["components"]}
    assert audit.licences(by_name["python-telegram-bot"]) == ["LGPL-3.0-only"]
    assert audit.licences(by_name["trafilatura"])
    assert by_name["click"]["externalReferences"][0]["hashes"][0]["alg"] == "SHA-256"
    # The validator is in the audit's environment.
    script = "import audit, json, sys; print(audit.validate(json.load(sys.stdin)))"
    environment = os.environ | {"PYTHONPATH": str(audit.ROOT / "deploy"), "PYTHONDONTWRITEBYTECODE": "1"}
    for found, valid in ((bom, True), (bom | {"components": [{"name": 1}]}, False)):
        command, said = [AUDITOR, "-c", script], json.dumps(found)
        done = subprocess.run(command, input=said, env=environment, capture_output=True, text=True, check=True)
        assert (done.stdout.strip() == "None") is valid


def test_the_examples_in_the_audit_hold() -> None:
    """The docstrings of the script, which stands outside of the packages, are run here."""
    result = doctest.testmod(audit)
    assert result.attempted
    assert result.failed == 0


def test_what_one_service_does_not_know_another_may() -> None:
    """A skipped package stays unknown until a service answers for it, and a known one is not forgotten again."""
    findings = audit.Findings()
    skipped = {"name": "a", "skip_reason": "not found"}
    findings.add({"dependencies": [skipped]})
    assert findings.unknown == {"a"}
    assert audit.judge(findings, demanded=False)
    assert not audit.judge(findings, demanded=True)
    vulnerability = {"id": "X-1", "fix_versions": []}
    findings.add({"dependencies": [{"name": "a", "version": "1", "vulns": [vulnerability]}]})
    findings.add({"dependencies": [skipped]})
    assert findings.unknown == set()
    assert findings.vulnerable == {"a 1": "X-1, mended in no version yet"}
    assert not audit.judge(findings, demanded=False)


@pytest.mark.parametrize(
    ("entry", "fit"),
    [
        ({"license": {"id": "AGPL-3.0-only"}}, False),
        ({"license": {"name": "License :: OSI Approved :: GNU General Public License v2 (GPLv2)"}}, False),
        ({"license": {"name": "GNU Affero General Public License v3"}}, False),
        ({"license": {"name": "License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)"}}, True),
        ({"expression": "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later"}, True),
        ({"expression": "Apache-2.0 AND GPL-2.0-only"}, False),
        ({"license": {"id": "MPL-2.0"}}, True),
    ],
)
def test_only_licences_that_leave_the_rest_alone(entry: audit.Json, fit: bool) -> None:
    """GPL and AGPL do not pass unless there is another choice; LGPL and MPL do."""
    bom = {"components": [{"name": "a", "licenses": [entry]}, {"name": "b"}]}
    assert [name for name, _ in audit.unfit(bom)] == ([] if fit else ["a"])
