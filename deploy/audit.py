"""Looks for known vulnerabilities in all that is locked, and writes what the bot consists of, with its licences.

Run by ``make audit`` in an environment of its own, which holds pip-audit and cyclonedx-py. Exit codes: 0 nothing
wrong, 1 a known vulnerability or a licence that does not fit, or, with DEMAND_AUDIT=1, a package that no service could
be asked about. Without DEMAND_AUDIT an unreachable service is reported and fails nothing: whether a change is right
does not depend on a service being up, and a server at its first start may stand behind a wall.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
_OF_TOOLS = ("audit", "build", "dev", "mutation")
LOCKS = tuple(sorted(path.name for path in ROOT.glob("requirements*.lock")))
PRODUCT = "requirements.lock"  # what is installed where the bot runs; each extra has a lock of its own
EXTRAS = tuple(lock for lock in LOCKS if lock not in {PRODUCT, *(f"requirements-{of}.lock" for of in _OF_TOOLS)})
SERVICES = ("pypi", "osv")
ATTEMPTS, PAUSE = 2, 5.0  # seconds
SPEC = "1.6"
SHOWN = 12

Json = dict[str, Any]

_TELL = """
import importlib.metadata, json
print(json.dumps([[d.name, d.metadata["License"]] for d in importlib.metadata.distributions()]))
"""


@dataclass
class Findings:
    """What the services said; names and versions as locked."""

    vulnerable: dict[str, str] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def add(self, report: Json) -> None:
        """Take in a report of pip-audit; what one service knows counts, whatever another does not.

        >>> findings = Findings()
        >>> sound, skipped = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}
        >>> findings.add({"dependencies": [sound, skipped]})
        >>> findings.sound, findings.unknown
        ({'a 1'}, {'b'})
        """
        for found in report["dependencies"]:
            name = found["name"]
            if "skip_reason" in found:
                if not any(key.split()[0] == name for key in self.sound | self.vulnerable.keys()):
                    self.unknown.add(name)
                continue
            self.unknown.discard(name)
            key = f"{name} {found['version']}"
            if found["vulns"]:
                self.vulnerable[key] = "; ".join(_named(vulnerability) for vulnerability in found["vulns"])
            else:
                self.sound.add(key)


def _named(vulnerability: Json) -> str:
    names = ", ".join([vulnerability["id"], *vulnerability.get("aliases", ())])
    return f"{names}, mended in {', '.join(vulnerability['fix_versions']) or 'no version yet'}"


def ask(locks: Sequence[str], services: Sequence[str] = SERVICES, more: Sequence[str] = ()) -> Findings | None:
    """Ask one service after the other, until every package is known to one; None where none of them answered."""
    findings, answered = Findings(), False
    for service in services:
        report = _patiently(locks, service, more)
        if report is None:
            continue
        findings.add(report)
        answered = True
        if not findings.unknown:
            break
    return findings if answered else None


def _patiently(locks: Sequence[str], service: str, more: Sequence[str]) -> Json | None:
    for attempt in range(ATTEMPTS):
        time.sleep(PAUSE if attempt else 0)
        command = ["pip_audit", "--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
        files = [f"--requirement={lock}" for lock in locks]
        done = _run(sys.executable, "-m", *command, f"--vulnerability-service={service}", *more, *files)
        # It exits 1 for a vulnerability and for a failure of its own alike; only the former comes with a report.
        if done.stdout.lstrip().startswith("{"):
            return dict(json.loads(done.stdout))
        said = done.stderr.strip().splitlines()
        print(f"audit: {service} gave no answer: {said[-1][:300] if said else done.returncode}", file=sys.stderr)
    return None


def judge(findings: Findings | None, demanded: bool) -> bool:
    """Say what was found; whether it may pass."""
    if findings is None:
        print("audit: NOT AUDITED: no service that knows vulnerabilities could be reached", file=sys.stderr)
        return not demanded
    for key, said in sorted(findings.vulnerable.items()):
        print(f"audit: VULNERABLE: {key}: {said}", file=sys.stderr)
    if findings.unknown:
        some = sorted(findings.unknown)
        names = ", ".join(some[:SHOWN]) + (", …" if len(some) > SHOWN else "")
        print(f"audit: NOT AUDITED: {len(some)} packages that no service answers for: {names}", file=sys.stderr)
    print(f"audit: {len(findings.sound)} packages without a known vulnerability, {len(findings.vulnerable)} with one")
    return not findings.vulnerable and not (demanded and findings.unknown)


def components(lock: Path, python: str) -> Json:
    """The CycloneDX list of a lock file, with the licences that the installed packages declare."""
    listed = _cyclonedx("requirements", str(lock))
    installed = {normal(c["name"]): c for c in _cyclonedx("environment", python).get("components", [])}
    told = _told(python)
    for component in listed["components"]:
        component.pop("description", None)  # the line of the lock file, hashes and all; they stand elsewhere too
        name = normal(component["name"])
        if licences := installed.get(name, {}).get("licenses"):
            component["licenses"] = licences
        elif said := told.get(name):
            component["licenses"] = [{"license": {"name": said}}]
    own = installed.get("wenda-bot")
    if own:
        listed["metadata"]["component"] = {key: own[key] for key in ("bom-ref", "name", "type", "version", "licenses")}
    return listed


def _cyclonedx(*what: str) -> Json:
    options = (f"--spec-version={SPEC}", "--output-format=JSON", "--output-reproducible", "--no-validate")
    done = _run(sys.executable, "-m", "cyclonedx_py", *what, *options)
    if done.returncode:
        raise SystemExit(f"audit: cyclonedx-py {what[0]} failed: {done.stderr.strip()}")
    return dict(json.loads(done.stdout))


def _told(python: str) -> dict[str, str]:
    """The plain words of packages that declare their licence in no machine's terms."""
    done = _run(python, "-c", _TELL)
    if done.returncode:
        raise SystemExit(f"audit: {python} failed: {done.stderr.strip()}")
    return {normal(name): said for name, said in json.loads(done.stdout) if said and "\n" not in said}


def validate(bom: Json) -> str | None:
    """What is wrong with the list by CycloneDX's own schema; None where nothing is."""
    # Not in the environment that types are checked in.
    from cyclonedx.schema import SchemaVersion  # type: ignore[import-not-found]
    from cyclonedx.validation.json import JsonStrictValidator  # type: ignore[import-not-found]

    error = JsonStrictValidator(SchemaVersion.from_version(SPEC)).validate_str(json.dumps(bom))
    return str(error) if error else None


def unfit(bom: Json) -> Iterator[tuple[str, str]]:
    """Components under terms that would bind the whole program: name, licence."""
    for component in bom["components"]:
        for said in licences(component):
            if not fits(said):
                yield component["name"], said


def licences(component: Json) -> list[str]:
    """What a component declares, each as an expression, an identifier or a name."""
    entries = component.get("licenses", [])
    return [e["expression"] if "expression" in e else e["license"].get("id") or e["license"]["name"] for e in entries]


def fits(licence: str) -> bool:
    """Whether one of the alternatives is free of GPL and AGPL; LGPL and MPL bind only the library itself.

    >>> [fits(said) for said in ("MIT", "LGPL-3.0-only", "MPL-1.1 OR GPL-2.0-only")]
    [True, True, True]
    >>> [fits(said) for said in ("GPL-3.0-or-later", "MIT AND AGPL-3.0")]
    [False, False]
    >>> fits("GNU Lesser General Public License v2 or later (LGPLv2+)"), fits("GNU General Public License v3 (GPLv3)")
    (True, False)
    """
    strict = re.compile(r"(?<!L)GPL|(?<!Lesser )(?<!Library )General Public License|Affero", re.IGNORECASE)
    # Upper case: in names "or later" is no alternative.
    return not all(strict.search(alternative) for alternative in licence.split(" OR "))


def normal(name: str) -> str:
    """The name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def write(bom: Json, target: Path) -> bool:
    """Write the list and say what is in it; whether all of it fits."""
    if error := validate(bom):
        raise SystemExit(f"audit: the list of components is not CycloneDX {SPEC}: {error}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bom, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    untold = sorted(c["name"] for c in bom["components"] if not licences(c))
    print(f"audit: {len(bom['components'])} components in {target}; licence not known: {', '.join(untold) or 'none'}")
    return suits(bom)


def suits(bom: Json) -> bool:
    """Say which components are under terms that would bind the whole program; whether there are none."""
    wrong = list(unfit(bom))
    for name, said in wrong:
        print(f"audit: LICENCE: {name} is under {said}", file=sys.stderr)
    return not wrong


def main(arguments: Iterable[str], environment: Mapping[str, str]) -> int:
    """Do both; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", required=True, help="the interpreter of the environment that the bot runs in")
    parser.add_argument("--components", required=True, type=Path, help="the file to write")
    chosen = parser.parse_args(list(arguments))
    fitting = write(components(ROOT / PRODUCT, chosen.python), chosen.components)
    # Of extras that are not installed there nothing is known, and nothing is said.
    unfitting = [lock for lock in EXTRAS if not suits(components(ROOT / lock, chosen.python))]
    sound = judge(ask(LOCKS), environment.get("DEMAND_AUDIT") == "1")
    return 0 if fitting and sound and not unfitting else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], os.environ))
