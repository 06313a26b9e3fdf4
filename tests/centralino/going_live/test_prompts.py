"""Own recorded sentences: put in the place of a text, measured, found when missing or too long."""

import json
import shutil
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner

from centralino import cli
from centralino.cli.going_live import prompts as command
from ivr.prompts import PACKAGED, SoundFile, load


def a_sound(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * round(8000 * seconds))
    return path


@pytest.fixture
def sentences(tmp_path, monkeypatch) -> Path:
    """The shipped sentences, in a folder of their own."""
    (tmp_path / "ivr").mkdir()
    copy = shutil.copy(PACKAGED, tmp_path / "ivr" / "prompts.yaml")
    monkeypatch.setattr(command, "PACKAGED", Path(copy))
    monkeypatch.setattr(command, "SOUNDS", Path(copy).parent)
    yield Path(copy)
    load.cache_clear()


def runs(*words: str):
    load.cache_clear()
    return CliRunner().invoke(cli.centralino, ["prompts", *words])


def test_every_sentence_is_listed_with_its_seconds(sentences):
    listed = json.loads(runs("list", "--json").stdout)
    greeting = next(one for one in listed if (one["key"], one["language"]) == ("greeting", "it"))
    assert greeting["words"] == "Assistenza Leotron."
    assert (greeting["seconds"], greeting["is_file"]) == (1.36, False)
    assert "Assistenza Leotron." in runs("list").stdout


def test_a_recorded_sentence_takes_the_place_of_its_text_and_of_no_other(sentences, tmp_path):
    before = sentences.read_text()
    told = runs("record", "greeting", str(a_sound(tmp_path / "ciao.wav", 1.2)))
    assert "greeting-it-1.wav, 1.2 s" in told.stdout
    load.cache_clear()
    spoken = load(sentences).sentences["greeting"]
    assert spoken == {"it": SoundFile("greeting-it-1.wav"), "en": "Leotron support."}
    assert (sentences.parent / "greeting-it-1.wav").is_file()
    changed = set(sentences.read_text().splitlines()) - set(before.splitlines())
    assert changed == {"    it: {play: greeting-it-1.wav}"}
    assert runs("check").exit_code == 0
    runs("record", "greeting", str(a_sound(tmp_path / "ciao.wav", 1.3)))
    load.cache_clear()
    assert load(sentences).sentences["greeting"]["it"].name == "greeting-it-2.wav"  # Twilio keeps 1


def test_a_recorded_sentence_that_makes_callers_wait_is_told_with_the_seconds(sentences, tmp_path):
    runs("record", "notice", str(a_sound(tmp_path / "lento.wav", 9)))
    told = runs("check")
    assert told.exit_code == 1
    assert "expected the beep within 12 s, found" in told.stdout
    assert "takes 9.0 s: notice-it-1.wav" in told.stdout
    (sentences.parent / "notice-it-1.wav").unlink()
    told = runs("check", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)[0] == "notice (it): notice-it-1.wav: expected, found none"


@pytest.mark.parametrize(
    ("key", "bytes_", "why"),
    [
        ("ticket", None, "cannot say number"),
        ("nothing", None, "expected a sentence of prompts.yaml"),
        ("greeting", b"no sound", "expected a RIFF/WAVE file"),
    ],
)
def test_what_cannot_speak_a_sentence_is_refused_and_nothing_changes(
    sentences, tmp_path, key, bytes_, why
):
    before = sentences.read_text()
    sound = a_sound(tmp_path / "suono.wav", 1)
    if bytes_ is not None:
        sound.write_bytes(bytes_)
    told = runs("record", key, str(sound))
    assert told.exit_code == 1
    assert why in told.stderr
    assert sentences.read_text() == before


def test_an_mp3_is_measured_too(sentences, tmp_path):
    frame = b"\xff\xe3\x18\xc4" + b"\0" * 68  # of MPEG 2.5, layer III, 8 kbit/s at 8000 Hz
    sound = tmp_path / "suono.mp3"
    sound.write_bytes(frame * 30)
    told = runs("record", "greeting", str(sound))
    assert (told.exit_code, "greeting-it-1.mp3" in told.stdout) == (0, True)
