"""What the README says to type can be typed in a fresh clone, in that order."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from centralino import cli

ROOT = Path(__file__).parent.parent
LONG = {"call", "transcribe"}  # these take a service or a model, and have tests of their own


def look_around() -> list[list[str]]:
    """The commands of the block, each as its words."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Look around")[2]
    block = text.partition("```console")[2].partition("```")[0]
    lines = (line.removeprefix("$ ") for line in block.splitlines())
    return [
        shlex.split(line, comments=True)[1:] for line in lines if line.startswith("centralino ")
    ]


def test_looking_around_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text((ROOT / "config.yaml").read_text(encoding="utf-8"))
    commands = look_around()
    assert {"db", "tickets", "queue", "config"} <= {words[0] for words in commands}
    for words in commands:
        if words[0] not in LONG:
            result = CliRunner().invoke(cli.centralino, words)
            assert result.exit_code == 0, (words, result.stderr)
