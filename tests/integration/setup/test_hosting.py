"""The files for hosting are well formed, refer to things that exist, agree with each other, and start the server."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulation.load_test.local_server import free_port, running
from tests.load import own_server

ROOT = Path(__file__).resolve().parents[3]
HOSTING = ROOT / "workshop_materials" / "hosting"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
IMAGE = f"counterparts:{VERSION}"
CONTAINERFILE = (HOSTING / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((HOSTING / "compose.yaml").read_text(encoding="utf-8"))
ROOMS: dict[str, Any] = {
    each["kind"]: each
    for each in yaml.safe_load_all((HOSTING / "kubernetes" / "rooms.yaml").read_text(encoding="utf-8"))
}
POD = ROOMS["Deployment"]["spec"]["template"]
SERVER = POD["spec"]["containers"][0]
HUB = yaml.safe_load((HOSTING / "kubernetes" / "jupyterhub.yaml").read_text(encoding="utf-8"))
HUB_KEYS = {  # of the chart's schema, as far as these values use it; helm refuses any other
    "hub": {"config", "activeServerLimit", "concurrentSpawnLimit"},
    "proxy": {"service"},
    "ingress": {"enabled", "ingressClassName", "hosts", "tls"},
    "singleuser": {"image", "cmd", "defaultUrl", "startTimeout", "uid", "storage", "memory", "cpu", "extraEnv", "networkPolicy"},
    "scheduling": {"userScheduler", "podPriority", "userPlaceholder"},
    "prePuller": {"hook", "continuous"},
    "cull": {"enabled", "timeout", "every"},
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions, lines joined and comments left out."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(name, rest.strip()) for name, rest in (line.split(" ", 1) for line in text.splitlines() if line.strip())]


def commands() -> dict[str, list[str]]:
    """Every command that starts a server, as the engine would see it."""
    (last,) = (rest for name, rest in instructions() if name == "CMD")
    composed = [
        re.sub(r"\$\{ADDRESS[^}]*\}", "workshop.example.org", each) for each in COMPOSE["services"]["server"]["command"]
    ]
    composed = [re.sub(r"\$\{PEOPLE:-(\d+)\}", r"\1", each) for each in composed]
    return {"Containerfile": json.loads(last), "compose.yaml": composed, "rooms.yaml": SERVER["args"]}


def test_the_image_is_built_in_an_order_that_works() -> None:
    names = [name for name, _ in instructions()]
    assert names[0] == "FROM"
    assert set(names) <= {"FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert names.index("USER") > max(nth for nth, name in enumerate(names) if name == "RUN")
    assert names[-1] == "CMD"
    python = re.search(r"^FROM python:(3\.\d+)", CONTAINERFILE, re.MULTILINE)
    assert python
    assert python[1] in ("3.11", "3.12", "3.13")


def test_the_image_copies_things_that_exist_and_the_context_holds_them() -> None:
    allowed = {
        line[1:]
        for line in (HOSTING / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = {each.rstrip("/") for name, rest in instructions() if name == "COPY" for each in rest.split()[:-1]}
    assert copied == allowed
    assert all((ROOT / each).exists() for each in copied)


def test_compose_builds_that_image_and_its_files_are_there() -> None:
    server, proxy = COMPOSE["services"]["server"], COMPOSE["services"]["proxy"]
    context = (HOSTING / server["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / server["build"]["dockerfile"]).is_file()
    mounted = [each.split(":")[0] for each in proxy["volumes"]]
    assert all((HOSTING / each).is_file() for each in mounted if each.startswith("./"))
    assert {each for each in mounted if not each.startswith("./")} == set(COMPOSE["volumes"])
    used = {network for service in COMPOSE["services"].values() for network in service["networks"]}
    assert used == set(COMPOSE["networks"])
    assert "ports" not in server  # only the proxy is open to the world


def test_the_published_port_leads_to_the_server() -> None:
    caddy = (HOSTING / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"reverse_proxy (\S+) \{", caddy) == [f"server:{COMPOSE['services']['server']['expose'][0]}"]
    assert caddy.count("{") == caddy.count("}")
    assert "Host" not in caddy.replace(
        "host's", ""
    )  # passed on as it came: the server compares it with a page's origin


def test_every_file_names_the_same_image_and_port() -> None:
    assert COMPOSE["services"]["server"]["image"] == SERVER["image"] == IMAGE
    assert f"-t {IMAGE} " in CONTAINERFILE
    assert f"-t {HUB['singleuser']['image']['name']}:{HUB['singleuser']['image']['tag']}" in CONTAINERFILE
    assert HUB["singleuser"]["image"]["tag"] == VERSION
    exposed = next(rest for name, rest in instructions() if name == "EXPOSE")
    assert {exposed, COMPOSE["services"]["server"]["expose"][0], str(SERVER["ports"][0]["containerPort"])} == {"8866"}


def test_what_kubernetes_names_is_there() -> None:
    labels = POD["metadata"]["labels"]
    deployment, service, ingress = ROOMS["Deployment"]["spec"], ROOMS["Service"]["spec"], ROOMS["Ingress"]["spec"]
    policy, budget = ROOMS["NetworkPolicy"]["spec"], ROOMS["PodDisruptionBudget"]["spec"]
    selectors = [
        deployment["selector"],
        policy["podSelector"],
        budget["selector"],
        *(each["labelSelector"] for each in POD["spec"]["topologySpreadConstraints"]),
    ]
    assert all(each["matchLabels"] == labels for each in selectors)
    assert service["selector"] == labels
    backend = ingress["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == ROOMS["Service"]["metadata"]["name"]
    assert backend["port"]["name"] == service["ports"][0]["name"]
    (port,) = SERVER["ports"]
    assert {service["ports"][0]["targetPort"], policy["ingress"][0]["ports"][0]["port"]} == {port["name"]}
    assert {SERVER[probe]["httpGet"]["port"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")} == {
        port["name"]
    }
    assert {each["name"] for each in SERVER["volumeMounts"]} == {each["name"] for each in POD["spec"]["volumes"]}
    host = ingress["rules"][0]["host"]
    assert ingress["tls"][0]["hosts"] == [host]
    assert f"--public-address=https://{host}/" in SERVER["args"]
    assert ROOMS["Service"]["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"


def test_a_server_gets_what_eighty_people_need() -> None:
    from simulation.load_test import hosting_table

    found = hosting_table.measured(hosting_table.stored())
    assert f"--people={hosting_table.ROOM}" in SERVER["args"]
    assert int(SERVER["resources"]["requests"]["cpu"]) >= hosting_table.processors(hosting_table.ROOM, found)
    assert int(SERVER["resources"]["requests"]["memory"].removesuffix("Gi")) >= hosting_table.memory(hosting_table.ROOM, found)


def test_the_hubs_values_are_the_charts() -> None:
    assert {name: set(each) for name, each in HUB.items()} == HUB_KEYS
    assert (ROOT / HUB["singleuser"]["defaultUrl"].removeprefix("/lab/tree/")).is_file()
    workdir = next(rest for name, rest in instructions() if name == "WORKDIR")
    assert HUB["singleuser"]["cmd"] == ["jupyterhub-singleuser", f"--ServerApp.root_dir={workdir}"]
    own = json.loads((HOSTING / "measured.json").read_text(encoding="utf-8"))["own_server"]["memory"]
    assert int(HUB["singleuser"]["memory"]["guarantee"].removesuffix("M")) >= own


@pytest.mark.slow
def test_a_jupyter_server_of_ones_own_opens_the_page() -> None:
    assert 20 < own_server.measure() < 2000


def test_binder_takes_the_lock_and_a_python_that_is_supported() -> None:
    (line,) = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").split("\n", 1)[:1]
    assert (ROOT / "binder" / line.removeprefix("-r ")).resolve() == ROOT / "requirements.lock"
    assert (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip() in (
        "python-3.11",
        "python-3.12",
        "python-3.13",
    )
    assert subprocess.run(["sh", "-n", ROOT / "binder" / "postBuild"], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("where", commands())
def test_each_command_starts_a_server_that_its_probe_finds(where: str, tmp_path: Path) -> None:
    name, *options = commands()[where]
    assert name == "counterparts"
    port = free_port()
    text = re.sub(r"--port[= ]\d+", f"--port={port}", " ".join(options))
    here = (
        text.replace("0.0.0.0", "127.0.0.1").replace("--people=80", "--people=2").split(" ")
    )  # as large as a test may be
    with running([sys.executable, "-m", "simulation", *here], port, tmp_path) as server:
        probe = SERVER["readinessProbe"]["httpGet"]["path"].removeprefix("/")
        assert probe in CONTAINERFILE
        with urllib.request.urlopen(server.address + probe, timeout=10) as answer:
            assert answer.status == 200


def test_every_file_of_the_folder_is_told_of() -> None:
    told = (HOSTING / "README.md").read_text(encoding="utf-8")
    for each in HOSTING.rglob("*"):
        if each.is_file() and each.name not in ("README.md", "Containerfile.dockerignore"):
            assert each.relative_to(HOSTING).as_posix() in told
