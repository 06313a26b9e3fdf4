"""`centralino models`, as people type it: which there are, which is here, which is used."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from centralino import cli
from centralino.config.settings import load
from centralino.demo.calls import NATURAL
from simulator import sound
from transcription.examination import people
from transcription.models import DEMO

SHIPPED = (Path(__file__).parents[3] / "config.yaml").read_text(encoding="utf-8")


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs `centralino models ...` beside a copy of the shipped config.yaml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CENTRALINO_CONFIG", raising=False)
    (tmp_path / "config.yaml").write_text(SHIPPED, encoding="utf-8")

    def run(*words, code=0):
        result = CliRunner().invoke(cli.centralino, ("models", *words), catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    return run


def kept(tmp_path, name):
    (tmp_path / "var" / "models").mkdir(parents=True, exist_ok=True)
    (tmp_path / "var" / "models" / f"{name}.pt").write_bytes(b"weights" * 300_000)


def test_the_list_says_which_is_here_which_is_used_and_where_others_are_had(run, tmp_path):
    kept(tmp_path, "tiny")
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert (rows["tiny"]["here"], rows["tiny"]["megabytes"]) == (True, 2)
    assert rows["base"]["from"] == ["openai", "packages"]
    assert [name for name, row in rows.items() if row["in_use"]] == [load(None).transcription.model]
    assert "large-v3-turbo" in run("list").stdout


def test_a_model_is_chosen_in_the_file_and_all_else_in_it_stays(run, tmp_path):
    kept(tmp_path, "tiny")
    said = run("use", "tiny").stderr
    assert "transcription.model is tiny from the next start on" in said
    written = (tmp_path / "config.yaml").read_text(encoding="utf-8").splitlines()
    altered = [
        pair for pair in zip(SHIPPED.splitlines(), written, strict=True) if len(set(pair)) > 1
    ]
    assert [new.strip() for _, new in altered] == ["model: tiny"]
    assert load(None).transcription.model == "tiny"


def test_a_model_that_is_not_here_is_not_chosen(run, tmp_path):
    assert (
        "medium is not here yet: centralino models get medium"
        in run("use", "medium", code=1).stderr
    )
    assert 'found "enormous"' in run("use", "enormous", code=1).stderr
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == SHIPPED


def test_a_file_that_somebody_brought_is_got_by_its_official_name(run, tmp_path):
    given = tmp_path / "turbo-download.pt"
    given.write_bytes(b"weights")
    result = run("get", "turbo", "--from", str(given), "--json")
    assert json.loads(result.stdout)["here"] is True
    assert (tmp_path / "var" / "models" / "large-v3-turbo.pt").read_bytes() == b"weights"
    assert "expected one of tiny" in run("get", "mine", code=2).stderr


@pytest.mark.slow
def test_a_model_is_examined_where_it_is_to_serve_and_refused_with_the_reason(
    run, tmp_path, monkeypatch
):
    (tmp_path / "ours.pt").write_bytes(DEMO.read_bytes())  # which knows none of these voices
    monkeypatch.setenv("CENTRALINO_TRANSCRIPTION__THREADS", "1")
    monkeypatch.setattr(people, "PEOPLE", {})
    own = tmp_path / "clips"
    own.mkdir()
    sound.read(NATURAL / "gelateria.wav").first(4).write(own / "one.wav")
    (own / "said.json").write_text(json.dumps({"one.wav": "Salve, mi chiamo Luca Moretti."}))
    result = run("check", "./ours.pt", "--short", "--clips", str(own), code=1)
    assert "No people's digits here" in result.stderr
    assert "It is refused for service: it mishears" in " ".join(result.stdout.split())
    card = json.loads((tmp_path / "ours.calibration.json").read_text(encoding="utf-8"))["card"]
    assert (card["model"], card["silent"], card["invented"]) == ("ours", 8, 0)
    assert card["misheard"] > 0.35
    assert card["seconds_a_minute"] > 0
    assert "which its examination refuses: it mishears" in run("use", "./ours.pt", code=1).stderr
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == SHIPPED


def test_a_model_that_is_not_here_is_not_examined(run):
    assert "medium is not here yet" in run("check", "medium", code=1).stderr


def test_what_was_got_says_what_to_expect_of_it_on_this_machine(run, tmp_path):
    given = tmp_path / "small-download.pt"
    given.write_bytes(b"weights")
    said = run("get", "small", "--from", str(given)).stderr
    assert "small works about 3.3 times as long as base" in said
    measured = {"card": {"seconds_a_minute": 10.0}}
    (tmp_path / "var" / "models" / "base.calibration.json").write_text(json.dumps(measured))
    given = tmp_path / "medium-download.pt"
    given.write_bytes(b"weights")
    said = run("get", "medium", "--from", str(given)).stderr
    assert "a minute of speech takes medium about 104 s" in said
    assert "GB of memory" in said
