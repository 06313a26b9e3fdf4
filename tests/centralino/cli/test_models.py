"""`centralino models`, as people type it: which there are, which is here, which is used."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from centralino import cli
from centralino.config.settings import load

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
