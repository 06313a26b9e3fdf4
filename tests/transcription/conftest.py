"""The shipped checkpoint, loaded once, and the sample callers' messages."""

import os

import pytest

from transcription.models import Settings
from transcription.whisper_engine import WhisperEngine


@pytest.fixture(scope="session")
def whisper_engine(tmp_path_factory: pytest.TempPathFactory) -> WhisperEngine:
    folder = tmp_path_factory.mktemp("models")
    threads = int(os.environ.get("OMP_NUM_THREADS", "2"))
    return WhisperEngine.load(Settings(model="demo", models_path=folder, threads=threads))
