"""What somebody said and no word was heard for: marked in console and API, where it can be played."""

import io
import re
import wave

import pytest

from bench.speech import nothing
from rules.transcript.not_understood import MARK
from tests.audio import VOICES
from tests.builders import a_customer, a_recording_sid
from tests.leotron import CALLER
from tests.stories.doors import Doors
from tests.transcription.invented import AlwaysInvents, LeavesOut, Says, a_segment
from transcription.examination.line import RATE


def says(doors: Doors, engine, sound: bytes, **more: str) -> dict:
    """A caller leaves this sound, and a real reading is made of it; the request as programs see it."""
    sid, call = a_recording_sid(), doors.call(**more)
    doors.said[sid] = None  # what the engine of other stories would hear
    doors.sounds[sid] = sound
    call.rings()
    call.recorded("/voice/recorded", sid, 18)
    call.recording_is("completed", sid, 18)
    call.ends()
    doors.works(engine)
    return doors.api(f"/tickets/{doors.api('/tickets')[0]['id']}")


@pytest.mark.slow
def test_seconds_without_words_are_marked_among_them_and_played(doors: Doors) -> None:
    ticket = says(doors, LeavesOut(4, 11), (VOICES / "farmacia.wav").read_bytes())
    assert f"prima {MARK} dopoa" in ticket["transcript"]
    ((stretch),) = ticket["transcription"]["not_understood"]
    assert 3.9 < stretch["from_s"] < 5
    assert 10 < stretch["to_s"] < 11.1
    page = doors.anna().client.get(f"/console/richieste/{ticket['id']}").text
    spans = re.findall(r'<span data-from="([\d.]+)" data-to="([\d.]+)"[^>]*>([^<]*)</span>', page)
    assert (f"{stretch['from_s']:.2f}", f"{stretch['to_s']:.2f}", MARK) in spans
    assert "qui qualcuno parla: va ascoltato" in page


@pytest.mark.slow
def test_a_message_in_which_nobody_speaks_shows_nothing_as_said(doors: Doors) -> None:
    ((_, samples),) = nothing.clips(1, seed=4, only=("melody",))
    engine = AlwaysInvents()
    assert says(doors, engine, as_wav(samples))["transcript"] is None
    assert engine.heard == []


def as_wav(samples) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return file.getvalue()


def mishears() -> Says:
    """An engine that is unsure of a name."""
    said = a_segment("Sono della Ferramenta Marchesani, la cassa è ferma", 0, 5)
    said["words"][3]["probability"] = 0.3
    return Says(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("caller", "heard"), [(CALLER, "Marchesano,"), ("+390444123456", "Marchesani,")]
)
def test_a_customers_own_name_mends_what_was_misheard_of_it(doors: Doors, caller, heard) -> None:
    with doors.sessions.begin() as session:
        a_customer(session, name="FERRAMENTA MARCHESANO SNC", phones=[CALLER])
    sound = (VOICES / "farmacia.wav").read_bytes()
    ticket = says(doors, mishears(), sound, caller=caller)
    assert f"Ferramenta {heard} la cassa" in ticket["transcript"]
