"""Variants of the shipped config.yaml, in a folder of their own."""

from pathlib import Path

import pytest

from centralino.config.errors import ConfigError
from centralino.config.settings import load
from tests.centralino.config.shipped import TEXT, Mistakes, Write


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a config.yaml into a folder of its own, in which the command is typed."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def mistakes(write: Write) -> Mistakes:
    """The mistakes in a text and an environment, as the command would print them."""

    def mistakes(text: str = TEXT, environ: dict[str, str] | None = None) -> list[str]:
        with pytest.raises(ConfigError) as raised:
            load(write(text), environ or {})
        return [str(mistake) for mistake in raised.value.mistakes]

    return mistakes
