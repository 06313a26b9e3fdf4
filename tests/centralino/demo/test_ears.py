"""With what a rehearsal hears, and what its callers say."""

import json
import threading
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from centralino.config.settings import load
from centralino.config.which_file import SHIPPED
from centralino.demo.calls import NATURAL, SMALL_WORLD, samples
from centralino.demo.ears import ears
from centralino.demo.rehearsal import heard_by
from centralino.wiring.transcription import loaded
from rules.triage import triage
from simulator import sound
from simulator.state.script import Speak
from transcription.models import DEMO_NAME, Settings

CLOSED = "http://127.0.0.1:9"


@pytest.fixture
def no_network(monkeypatch):
    """Neither OpenAI's address nor pip's index is reached."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, CLOSED)
    for name in ("NO_PROXY", "no_proxy", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


@pytest.mark.slow
def test_without_a_network_the_model_that_ships_hears_and_one_is_told(no_network, tmp_path):
    settings = load(SHIPPED, {"CENTRALINO_TRANSCRIPTION__MODELS_PATH": str(tmp_path)})
    assert settings.transcription.model == "base"
    told = []
    speech = ears(settings, told.append)
    assert (speech.model, speech.engine, speech.language) == (DEMO_NAME, "whisper", "it")
    [said] = told
    assert said.startswith("base is not here and cannot be had now")
    assert "centralino models get base" in said
    assert not list(tmp_path.glob("*base*"))


@pytest.mark.slow
def test_callers_are_never_heard_with_the_small_model_but_a_rehearsal_is(no_network, tmp_path):
    speech, stopping = Settings("base", tmp_path, threads=1), threading.Event()
    with capture_logs() as logs:
        engine = loaded(speech, stopping, may_rehearse=True)
    assert engine.model == DEMO_NAME
    assert [one["event"] for one in logs] == ["speech model not to be had, hearing with demo"]
    threading.Timer(0.5, stopping.set).start()
    with capture_logs() as logs:
        assert loaded(speech, stopping, wait_seconds=0.05) is None
    assert [one["event"] for one in logs] == ["speech model not loaded"]


def test_a_rehearsal_names_its_ears_whatever_the_configuration_says(tmp_path):
    settings = Settings("small", tmp_path, engine="faster-whisper")
    assert heard_by(settings) == {
        "CENTRALINO_TRANSCRIPTION__MODEL": "small",
        "CENTRALINO_TRANSCRIPTION__ENGINE": "faster-whisper",
    }
    assert heard_by(None) == heard_by(replace(settings, model=DEMO_NAME))
    assert heard_by(None)["CENTRALINO_TRANSCRIPTION__LANGUAGE"] == "it"


def said_in(folder):
    return json.loads((folder / "said.json").read_text(encoding="utf-8"))


def test_callers_tell_the_same_stories_in_natural_voices_and_in_those_of_the_small_world():
    assert said_in(NATURAL).keys() == said_in(SMALL_WORLD).keys()
    for name, words in said_in(NATURAL).items():
        natural, small = triage(words), triage(said_in(SMALL_WORLD)[name])
        assert natural.callback_number == small.callback_number, name
        assert natural.customer_code == small.customer_code, name
        assert words != said_in(SMALL_WORLD)[name]


@pytest.mark.parametrize("folder", [NATURAL, SMALL_WORLD], ids=["natural", "small world"])
def test_each_message_is_there_as_a_telephone_carries_it(folder):
    for sample in samples(folder):
        for act in sample.script:
            if isinstance(act, Speak):
                spoken = sound.read(act.sound)
                assert 5 < spoken.seconds < 25
                assert not spoken.is_silent()
    assert sum(path.stat().st_size for path in NATURAL.glob("*.wav")) < 1_200_000
