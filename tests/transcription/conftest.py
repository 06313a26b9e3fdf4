"""The shipped checkpoint, loaded once, and the sample callers' messages."""

import json
from pathlib import Path

import pytest

import simulator
from transcription.models import Settings
from transcription.whisper_engine import WhisperEngine

VOICES = Path(simulator.__file__).with_name("voices")
SAID: dict[str, str] = json.loads((VOICES / "said.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def whisper_engine(tmp_path_factory: pytest.TempPathFactory) -> WhisperEngine:
    folder = tmp_path_factory.mktemp("models")
    return WhisperEngine.load(Settings(model="demo", models_path=folder, threads=2))
