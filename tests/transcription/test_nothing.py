"""Where nobody speaks nothing is shown as said, whatever a model would write; short words are not lost."""

import random
import subprocess
import sys

import numpy as np
import pytest
from scipy.signal import resample_poly

from bench.speech import nothing
from bench.speech.voices import PEOPLE, PEOPLE_RATE, digits
from rules.errors import BadInput
from rules.triage.timed_words import DOUBTFUL
from tests.audio import VOICES
from tests.transcription.invented import CHOICE, AlwaysInvents, Says, a_segment
from transcription import calibration, inventions
from transcription.audio import Audio, read_audio
from transcription.examination.line import RATE, telephone
from transcription.models import ModelChoice
from transcription.reading import FAR, NOBODY, most_tokens
from transcription.result import NoSpeech, Transcript
from transcription.speech import FARTHEST, activity

KINDS = [name for name in nothing.KINDS if name not in {"television", "far voice"}]


def at_16_khz(samples) -> Audio:
    return Audio(resample_poly(samples, 2, 1).astype(np.float32))


def test_a_model_that_always_invents_is_asked_nothing_where_nobody_speaks():
    engine = AlwaysInvents()
    for kind, samples in nothing.clips(2 * len(KINDS), seed=5):
        assert engine.transcribe(at_16_khz(samples)) == NoSpeech(NOBODY), kind
    assert engine.heard == []


def test_clips_of_nothing_are_the_same_for_one_seed_and_others_for_another():
    one, same, other = ([clip for _, clip in nothing.clips(4, seed)] for seed in (1, 1, 2))
    assert all(np.array_equal(*both) for both in zip(one, same, strict=True))
    assert not any(np.array_equal(*both) for both in zip(one[1:], other[1:], strict=True))


def test_a_voice_too_faint_for_whoever_holds_the_telephone_is_not_read_and_named_so():
    near = read_audio(VOICES / "farmacia.wav")
    faint = Audio(near.samples * 10 ** ((FARTHEST - 6 - activity(near).voice_loudness) / 20))
    assert AlwaysInvents().transcribe(faint) == NoSpeech(FAR)
    louder = Audio(faint.samples * 10 ** (12 / 20))
    assert isinstance(AlwaysInvents().transcribe(louder), Transcript)


@pytest.mark.skipif(
    not all(path.is_dir() for path in PEOPLE.values()), reason="no recordings of people"
)
@pytest.mark.parametrize("noise_db", [30, 10])
def test_one_short_word_of_a_person_is_heard_as_speech(noise_db):
    for person in PEOPLE:
        for digit in "0123456789":
            line = telephone(digits(digit, person), PEOPLE_RATE, noise_db, random.Random(digit))
            assert activity(at_16_khz(line)).has_speech, (person, digit)


def test_what_a_model_writes_over_music_behind_a_message_is_not_said():
    said = read_audio(VOICES / "trattoria.wav")
    music = nothing.melody(np.random.default_rng(2), 6 * RATE, None)
    whole = Audio(np.concatenate([said.samples, at_16_khz(music).samples]))
    read = Says(
        a_segment("La cassa è ferma.", 1, 4),
        a_segment("Ci vediamo nel prossimo episodio.", said.seconds + 1, said.seconds + 4),
    ).transcribe(whole)
    assert read.text.startswith("La cassa è ferma.")
    assert read.flagged == ("Ci vediamo nel prossimo episodio.",)
    assert "episodio." not in [word.text for word in read.words]


@pytest.mark.parametrize("thanks", ["Grazie per l'attenzione.", "Grazie a tutti.", "Arrivederci."])
def test_thanks_stay_where_they_were_said_and_go_where_nobody_speaks(thanks):
    said = read_audio(VOICES / "trattoria.wav")
    whole = Audio(np.concatenate([said.samples, np.zeros(5 * said.rate, np.float32)]))
    end = float(np.flatnonzero(activity(whole).voiced)[-1]) / 100
    for start, stays in ((end - 1.2, True), (end + 1, False)):
        written = a_segment("La cassa è ferma.", 1, 4), a_segment(thanks, start, start + 1.2)
        read = Says(*written).transcribe(whole)
        assert (thanks in read.text) is stays
        assert (thanks in read.flagged) is not stays


def test_a_till_that_was_heard_as_a_house_is_a_till_and_underlined():
    audio = read_audio(VOICES / "trattoria.wav")
    read = Says(a_segment("La casa si è piantata e sono a casa.", 1, 4)).transcribe(audio)
    assert read.text.startswith("La cassa si è piantata e sono a casa.")
    confidence = {word.text: word.confidence for word in read.words}
    assert confidence["cassa"] < DOUBTFUL <= confidence["casa."]


def test_work_is_bounded_by_the_length_of_the_sound():
    assert most_tokens(2) < most_tokens(10) <= most_tokens(28) == 224
    engine = AlwaysInvents()
    audio = read_audio(VOICES / "farmacia.wav")
    engine.transcribe(audio)
    assert sum(engine.heard) <= 2 * audio.seconds  # once, and at most once again what had no words


def test_what_a_model_writes_over_nothing_is_harvested_by_how_often(tmp_path):
    texts = iter(["Grazie. E' un'altra cosa!", "Grazie.", "", "Grazie.", "...", "x" * 500])
    engine = AlwaysInvents()
    engine.segments = lambda *_, timed: ([{"text": next(texts)}], "it")
    clips = [Audio(np.zeros(1600, np.float32))] * 6
    found = inventions.harvest(engine, clips)
    assert found == ["Grazie.", "E' un'altra cosa!", "Grazie. E' un'altra cosa!"]


def test_a_models_own_inventions_are_read_from_beside_it(tmp_path):
    choice = ModelChoice("mine", tmp_path / "mine.pt")
    assert inventions.of(choice) == ()
    calibration.keep(choice, {"inventions": ["Ciao a tutti."]})
    assert inventions.of(choice) == ("Ciao a tutti.",)
    calibration.place(choice).write_text("no JSON")
    with pytest.raises(BadInput, match=r"mine\.calibration\.json: expected"):
        inventions.of(choice)
    assert inventions.of(CHOICE) == ()


def test_where_somebody_speaks_is_told_without_torch():
    script = (
        "import sys, numpy; from transcription.audio import Audio; "
        "from transcription import reading, speech; "
        "speech.activity(Audio(numpy.zeros(16000, numpy.float32))); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
