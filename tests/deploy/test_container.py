"""The container: what it may do, what gets into it, and that its command is one of ours."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # no stubs among our tools

from bot.cli.main import cli
from bot.config.addresses import cluster_hosts
from bot.config.settings import Settings

ROOT = Path(__file__).parent.parent.parent
LINES = re.sub(r"\\\n", " ", (ROOT / "deploy" / "Containerfile").read_text("utf-8")).splitlines()


@pytest.fixture
def service() -> dict[str, Any]:
    """The one service of the compose file."""
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))[
        "services"
    ]
    assert list(services) == ["bot"]
    return services["bot"]


def test_the_service_is_shut_in(service: dict[str, Any]) -> None:
    """Nothing can be written but the state and a small /tmp, no privilege is left or won, memory and processes end."""
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001"
    assert service["mem_limit"] == "1g"
    assert service["pids_limit"] == 128
    assert service["volumes"] == ["state:/var/lib/wenda"]
    (tmp,) = service["tmpfs"]
    assert {"/tmp:size=64m", "noexec", "nosuid", "nodev"} <= set(tmp.split(","))
    assert not {"ports", "privileged", "network_mode", "cap_add", "devices"} & service.keys()


def test_the_service_has_time_to_leave_and_its_settings_from_outside(service: dict[str, Any]) -> None:
    """SIGTERM takes up to 30 s; secrets come from a file; the state is where the volume is, whatever that file says."""
    assert int(service["stop_grace_period"].removesuffix("s")) > 30
    assert service["env_file"] == "../.env"
    assert service["environment"] == {"WENDA_STATE": "/var/lib/wenda"}
    built = ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]
    assert built.resolve() == ROOT / "deploy" / "Containerfile"


def test_the_cluster_has_three_nodes_that_know_only_each_other() -> None:
    """Security is on, without the demonstration's keys; each node has its name, data and secrets, and no port."""
    described = yaml.safe_load((ROOT / "deploy" / "compose-opensearch.yml").read_text("utf-8"))
    services: dict[str, dict[str, Any]] = described["services"]
    nodes = [name for name in services if name != "bot"]
    assert nodes == ["node-1", "node-2", "node-3"]
    for name in nodes:
        node = services[name]
        settings = node["environment"]
        assert (node["hostname"], settings["node.name"]) == (name, name)
        assert settings["discovery.seed_hosts"].split(",") == nodes
        assert settings["plugins.security.ssl.http.enabled"] == settings["DISABLE_INSTALL_DEMO_CONFIG"] == "true"
        assert settings["plugins.security.nodes_dn"].split(",") == [f"CN={each}" for each in nodes]
        data, secrets, users = node["volumes"]
        assert data == f"{name}:/usr/share/opensearch/data"
        assert f"/{name}:" in secrets
        assert secrets.endswith(":ro")
        assert users.endswith("internal_users.yml:ro")
        assert "ports" not in node
        assert node["healthcheck"]
    assert set(described["volumes"]) == {"state", *nodes}


def test_the_bot_of_the_cluster_is_shut_in_as_ever_and_verifies_the_nodes() -> None:
    """It extends the service of the other file; its settings are ones that the program takes."""
    bot = yaml.safe_load((ROOT / "deploy" / "compose-opensearch.yml").read_text("utf-8"))["services"]["bot"]
    assert bot["extends"] == {"file": "compose.yaml", "service": "bot"}
    assert (ROOT / f"requirements-{bot['build']['args']['EXTRAS']}.lock").exists()
    hosts, _, _ = cluster_hosts(bot["environment"]["OPENSEARCH_URL"])
    assert hosts == tuple(f"https://node-{n}:9200" for n in (1, 2, 3))
    (authority,) = bot["volumes"]
    assert authority.split(":")[-2] == bot["environment"]["OPENSEARCH_CA"]
    assert set(bot["environment"]) <= {str(field.alias) for field in Settings.model_fields.values()}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_the_nodes_certificates_are_of_their_names_and_one_authority(tmp_path: Path) -> None:
    """A second run changes nothing."""
    script = ROOT / "deploy" / "opensearch-secrets.sh"
    for _ in range(2):
        subprocess.run([script, tmp_path, "$2y$12$hash"], check=True)
        made = {path.relative_to(tmp_path): path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    subprocess.run([script, tmp_path], check=True)
    assert made == {path: (tmp_path / path).read_bytes() for path in made}
    assert yaml.safe_load((tmp_path / "users.yml").read_text("utf-8"))["wenda"]["hash"] == "$2y$12$hash"
    assert (tmp_path / "ca.key").stat().st_mode & 0o077 == 0
    for name in ("node-1", "node-2", "node-3"):
        told = subprocess.run(
            ["openssl", "verify", "-CAfile", "ca.pem", "-verify_hostname", name, f"{name}/node.pem"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        assert told.stdout.endswith("OK\n")


def test_the_image_copies_what_is_there_and_no_secret() -> None:
    """Each thing that is copied exists and is let through by .dockerignore, which lets nothing else through."""
    copied = {
        name for line in LINES if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
    assert ignored[1] == "*"
    assert not any(fnmatch(secret, name) for secret in (".env", "var", ".git") for name in allowed)


def test_the_image_installs_by_hash_and_names_no_index() -> None:
    """Whatever comes from outside comes by the locks; the second pass takes local files only."""
    installs = [call for line in LINES if line.startswith("RUN ") for call in line[4:].split("&&") if "/pip " in call]
    fetching = [call for call in installs if not {"check", "uninstall", "--no-index"} & set(shlex.split(call))]
    assert len(fetching) == 2
    assert all("--require-hashes" in call for call in fetching)
    assert not re.search(r"https?://(?!127\.0\.0\.1)|--index-url|--extra-index", "\n".join(LINES))


def test_the_image_runs_as_nobody_and_its_command_is_ours() -> None:
    """The last user is not root, and the command with all its options is one that wenda knows."""
    assert [line for line in LINES if line.startswith("USER ")] == ["USER wenda"]
    (command,) = [json.loads(line.removeprefix("CMD ")) for line in LINES if line.startswith("CMD ")]
    known = cli.commands[command[0]].make_context(command[0], command[1:], resilient_parsing=True)
    assert known.params["metrics"] == ("127.0.0.1", 9100)
    assert known.params["log_json"] is True
    assert any(line.startswith("HEALTHCHECK ") and "/healthz" in line for line in LINES)
