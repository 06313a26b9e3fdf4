"""Alerts and dashboard ask for what /metrics really tells, and each alert says what to do."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from centralino.config.settings import load
from centralino.wiring.web import create_app
from store import failing_jobs, signs_of_life
from tests.builders import a_call, a_recording, a_ticket
from tests.sources import ROOT

MONITORING = ROOT / "deploy" / "monitoring"
ASKED = re.compile(r"\b(centralino_\w+)(?:\{([^}]*)\})?")
BY = re.compile(r"\bby \(([\w, ]*)\)")
OF_PROMETHEUS = {"instance", "job", "le"}

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rules() -> list[dict]:
    document = YAML(typ="safe").load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def queries() -> Iterator[tuple[str, str]]:
    """Each expression with where it stands."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    board = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for one in board["templating"]["list"]:
        if one["type"] == "query":
            yield one["name"], one["definition"]


@pytest.fixture
def told(database_url, sessions, tmp_path, now) -> dict[str, set[str]]:
    """Each sample's name on a page that has some of everything, with the labels that it has."""
    with sessions.begin() as session:
        call = a_call(session, now=now)
        a_recording(session, call, now=now)
        a_ticket(session, call, now=now).promised_at = now + timedelta(hours=1)
        failing_jobs.fails(session, "ask Twilio", "404", now)
        for sign in signs_of_life.Sign:
            signs_of_life.note(session, sign, now)
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
        "CENTRALINO_DATABASE__URL": database_url,
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path),
    }
    client = create_app(load(environ=environ), lambda: now).test_client()
    client.post("/voice/incoming")
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for name in (
            family.name,
            family.name + "_total" if family.type == "counter" else family.name,
        ):
            found.setdefault(name, set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


@on_one_database
def test_each_query_asks_for_a_figure_that_is_told_by_labels_that_it_has(told):
    asked = 0
    for where, query in queries():
        found = ASKED.findall(query)
        labels = {label.strip() for group in BY.findall(query) for label in group.split(",")}
        for name, matchers in found:
            assert name in told, (where, name)
            if told[name]:
                matched = set(re.findall(r"(\w+) ?[=!]", matchers))
                wanted = matched | {label for label in labels if label}
                assert wanted - told[name] - OF_PROMETHEUS == set(), (where, query)
            asked += 1
    assert asked > 40


@on_one_database
def test_each_figure_of_the_service_is_asked_for_somewhere(told):
    """One that nobody looks at tells nobody; those that are parts of a histogram count as one."""
    part = re.compile(r"_(bucket|count|sum|total|created)$")
    asked = {part.sub("", name) for _, query in queries() for name, _ in ASKED.findall(query)}
    ours = {part.sub("", name) for name in told if name.startswith("centralino_")}
    assert ours - asked == SEEN_IN_LISTS


SEEN_IN_LISTS = {"centralino_callbacks_due_oldest_seconds"}  # the queue's own order says more


def test_each_alert_says_what_is_so_and_what_to_do():
    for rule in rules():
        assert rule["alert"].startswith("Centralino")
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))


def test_each_alert_that_wakes_somebody_is_named_in_the_guide():
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert "deploy/monitoring/alerts.yml" in guide


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
@pytest.mark.parametrize(
    "words", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")]
)
def test_prometheus_takes_the_rules_and_they_fire_when_they_should(words):
    done = subprocess.run(
        ("promtool", *words), cwd=MONITORING, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_panels_lie_beside_each_other_and_have_names_of_their_own():
    board = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
