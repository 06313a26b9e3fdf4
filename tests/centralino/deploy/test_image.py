"""The image and what runs it: as closed as the units, and started by commands that there are."""

import re
import subprocess
import tomllib

from ruamel.yaml import YAML

from centralino import cli
from tests.sources import ARROWS, ROOT

DOCKER = ROOT / "deploy" / "docker"
IMAGE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = YAML(typ="safe").load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "centralino"}


def last(instruction: str) -> str:
    return re.findall(rf"(?m)^{instruction} (.*)$", IMAGE)[-1]


def test_it_is_made_for_the_python_of_the_lock():
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    version = re.search(r"for Python ([\d.]+)", locked).group(1)
    assert set(re.findall(r"(?m)^FROM (\S+)", IMAGE)) == {f"python:{version}-slim-bookworm"}


def test_torch_is_found_where_pyproject_names_it():
    script = re.search(r"sed -n ('[^']*') pyproject.toml", IMAGE).group(1).strip("'")
    told = subprocess.run(
        ("sed", "-n", script, str(ROOT / "pyproject.toml")),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told.split() == [one for one in project["dependencies"] if one.startswith("torch==")]


def test_nobody_in_it_is_root_and_it_says_whether_it_is_well():
    assert last("USER").startswith("10001")
    assert "/readyz" in IMAGE.partition("HEALTHCHECK")[2]
    assert last("ENTRYPOINT") == '["centralino"]'


def test_what_is_installed_is_pinned_and_leaves_nothing_behind():
    assert re.findall(r"apt-get install [^\n]*\"([^\"=]+)\"", IMAGE) == []
    for line in re.findall(r"pip install ([^\n]*)", IMAGE):
        assert "--no-cache-dir" in line
    assert "rm -rf /var/lib/apt/lists/*" in IMAGE


def test_it_is_built_from_the_source_alone():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    named = {"config.yaml", "pyproject.toml", "README.md", "requirements.lock", "deploy"}
    assert "*" in lines
    assert let_in == {*ARROWS, *named}


def test_each_service_of_ours_runs_a_command_that_there_is():
    for name, one in OURS.items():
        assert one["command"][0] in {*cli.COMMANDS, "--help"}, name
    assert {"web", "worker", "migrate", "tool"} == set(OURS)


def test_services_are_closed_and_only_the_proxy_is_reached_from_outside():
    for one in OURS.values():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["proxy"]


def test_web_and_worker_wait_until_the_tables_are_there():
    for name in ("web", "worker"):
        waits = COMPOSE["services"][name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"


def test_secrets_and_configuration_of_an_installation_are_in_no_commit_and_no_image():
    for file in (".gitignore", ".dockerignore"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert "deploy/docker/etc" in text
        assert ".env" in text
