"""<Record>: what ends it, what is kept, and who is told of it and when."""

import struct
import wave

import pytest

from simulator import EmptyRecord, HangUp, Number, Phone, Press, Quirks, Silence, Speak, sound
from simulator.call.phone_call import StoryFailed
from tests.simulator.small_desk import ACCOUNT, PUBLIC, WEEKDAY

CALLBACK = (
    'recordingStatusCallback="/voice/recording#rc=5&amp;rp=all" '
    'recordingStatusCallbackEvent="completed absent"'
)


def beep(attributes: str = 'finishOnKey="#" trim="do-not-trim"', then: str = "<Hangup/>"):
    return {
        "/voice/incoming": '<Say language="it-IT">Dopo il segnale.</Say>'
        f'<Record action="/voice/recorded" {attributes} {CALLBACK}/>{then}',
        "/voice/recorded": '<Say language="it-IT">Grazie.</Say>',
        "/voice/recording": ("", 204),
        "/voice/status": ("", 204),
    }


@pytest.mark.parametrize(
    ("attributes", "script", "digits", "duration", "ended_by"),
    [
        ("", [Speak(sound.tone(3)), Press("#")], "#", 3, "#"),
        ("", [Speak(sound.tone(3)), Press("7")], "7", 3, "7"),  # any key ends it by default
        ('finishOnKey="#"', [Speak(sound.tone(3)), HangUp()], "hangup", 3, "hangup"),
        ('finishOnKey="#"', [Speak(sound.tone(3))], "", 3, "silence"),
        ('finishOnKey="#" trim="do-not-trim"', [Speak(sound.tone(3))], "", 8, "silence"),
        ('timeout="2" trim="do-not-trim"', [Speak(sound.tone(3))], "", 5, "silence"),
        ('maxLength="4"', [Speak(sound.tone(9))], "", 4, "length"),
        (
            'timeout="0" maxLength="20" trim="do-not-trim"',
            [Speak(sound.tone(3))],
            "",
            20,
            "length",
        ),
        ("", [Speak(sound.tone(9), seconds=2.5), HangUp()], "hangup", 2, "hangup"),
        ("", [Speak(sound.tone(2)), Silence(3), Press("#")], "#", 2, "#"),
    ],
)
def test_how_it_ends_and_what_the_action_is_told(
    desk, carrier, phone, attributes, script, digits, duration, ended_by
):
    desk.pages = beep(attributes)
    entry = phone.calls(WEEKDAY, *script)
    form = desk.forms("/voice/recorded")[0]
    kept = entry.recordings[0]
    assert form["Digits"] == digits
    assert form["RecordingDuration"] == str(duration)
    assert form["RecordingSid"] == kept.sid
    assert form["RecordingUrl"].endswith(f"/{ACCOUNT}/Recordings/{kept.sid}")
    assert form["CallStatus"] == ("completed" if digits == "hangup" else "in-progress")
    assert kept.ended_by == ended_by
    assert entry.undone == []


def test_the_media_is_what_was_spoken(desk, carrier, phone):
    desk.pages = beep()
    spoken = sound.tone(2.5)
    entry = phone.calls(WEEKDAY, Speak(spoken), Press("#"))
    with wave.open(str(entry.recordings[0].path)) as file:
        found = (file.getframerate(), file.getsampwidth(), file.getnchannels())
        assert found == (8000, 2, 1)
        assert file.readframes(file.getnframes()) == spoken.samples.tobytes()


def test_a_pause_within_the_message_ends_it_when_it_is_long(desk, phone):
    desk.pages = beep('timeout="4"')
    parted = sound.tone(2) + sound.silence(3) + sound.tone(1) + sound.silence(6) + sound.tone(5)
    entry = phone.calls(WEEKDAY, Speak(parted))
    assert entry.recordings[0].duration == 6
    assert entry.recordings[0].ended_by == "silence"


@pytest.mark.parametrize("digits", ["", None])
def test_digits_after_silence_are_empty_or_absent(desk, make_carrier, digits):
    desk.pages = beep()
    carrier = make_carrier(quirks=Quirks(record_digits_without_key=digits))
    Phone(carrier).calls(WEEKDAY, Speak(sound.tone(1)))
    assert desk.forms("/voice/recorded")[0].get("Digits") == digits


def test_after_a_hang_up_the_twiml_of_the_action_is_not_performed(desk, phone):
    desk.pages = beep()
    entry = phone.dial(WEEKDAY).speaks(sound.tone(2)).hangs_up().finish()
    assert entry.texts == ["Dopo il segnale."]
    assert entry.status == "completed"


def test_without_an_action_the_document_runs_again(desk, phone):
    desk.pages = {"/voice/incoming": '<Say language="it-IT">Dica.</Say><Record/>'}
    call = phone.dial(WEEKDAY).speaks(sound.tone(1)).press("#").speaks(sound.tone(1))
    entry = call.hangs_up().finish()
    assert entry.texts == ["Dica.", "Dica."]
    assert len(entry.recordings) == 2


@pytest.mark.parametrize(
    ("mode", "hangs_up", "actions", "callbacks", "heard_closing"),
    [
        (EmptyRecord.FALL_THROUGH, False, [], [], True),
        (EmptyRecord.FALL_THROUGH, True, [], [], False),
        (EmptyRecord.ACTION_ZERO, False, [("0", "")], [("completed", "0")], False),
        (EmptyRecord.ACTION_ZERO, True, [("0", "hangup")], [("completed", "0")], False),
        (EmptyRecord.ABSENT, False, [], [("absent", "16102")], True),
        (EmptyRecord.ABSENT, True, [], [("absent", "16101")], False),
        (EmptyRecord.KEPT, False, [("5", "")], [("completed", "0")], False),
        (EmptyRecord.KEPT, True, [("0", "hangup")], [("completed", "0")], False),
    ],
)
def test_nothing_said_has_four_outcomes(
    desk, make_carrier, mode, hangs_up, actions, callbacks, heard_closing
):
    desk.pages = beep(then='<Say language="it-IT">Nessun messaggio.</Say>')
    carrier = make_carrier(quirks=Quirks(empty_record=mode))
    call = Phone(carrier).dial(WEEKDAY).beeps()
    entry = call.hangs_up().finish() if hangs_up else call.finish()
    carrier.settle()
    told = desk.forms("/voice/recorded")
    assert [(form["RecordingDuration"], form["Digits"]) for form in told] == actions
    recorded = desk.forms("/voice/recording")
    assert [(form["RecordingStatus"], form["ErrorCode"]) for form in recorded] == callbacks
    assert ("Nessun messaggio." in entry.texts) is heard_closing


def test_the_callback_carries_neither_from_nor_to(desk, carrier, phone):
    desk.pages = beep()
    entry = phone.calls(WEEKDAY, Speak(sound.tone(2)), Press("#"))
    carrier.settle()
    form = desk.forms("/voice/recording")[0]
    assert set(form) == {
        "AccountSid",
        "CallSid",
        "ErrorCode",
        "RecordingChannels",
        "RecordingDuration",
        "RecordingSid",
        "RecordingSource",
        "RecordingStartTime",
        "RecordingStatus",
        "RecordingTrack",
        "RecordingUrl",
    }
    assert form["CallSid"] == entry.call_sid
    assert form["RecordingSource"] == "RecordVerb"
    assert form["RecordingStartTime"].endswith("+0000")


@pytest.mark.parametrize(
    ("recording_delay", "order"),
    [(0.1, ["/voice/recording", "/voice/status"]), (30, ["/voice/status", "/voice/recording"])],
)
def test_the_recording_is_told_before_or_after_the_end_of_the_call(
    desk, make_carrier, recording_delay, order
):
    desk.pages = beep()
    carrier = make_carrier(recording_delay=recording_delay)
    Phone(carrier).calls(WEEKDAY, Speak(sound.tone(2)), HangUp())
    carrier.settle()
    assert desk.paths[-2:] == order


def test_a_recording_can_be_ready_while_the_call_goes_on(desk, carrier, phone):
    desk.pages = beep() | {
        "/voice/recorded": '<Pause length="10"/><Say language="it-IT">Ecco.</Say>'
    }
    phone.dial(WEEKDAY).speaks(sound.tone(2)).press("#").hears("ecco")
    assert desk.paths[-1] == "/voice/recording"


def test_events_are_told_to_who_subscribed_to_them(desk, carrier, phone):
    pages = beep()
    pages["/voice/incoming"] = pages["/voice/incoming"].replace("completed absent", "in-progress")
    desk.pages = pages
    phone.calls(WEEKDAY, Speak(sound.tone(2)), Press("#"))
    carrier.settle()
    assert [f["RecordingStatus"] for f in desk.forms("/voice/recording")] == ["in-progress"]
    assert "RecordingDuration" not in desk.forms("/voice/recording")[0]


def test_a_key_that_does_not_end_the_recording_is_told_by_the_story(desk, phone):
    desk.pages = beep()
    with pytest.raises(StoryFailed, match="pressed into a recording"):
        phone.dial(WEEKDAY).speaks(sound.tone(1)).press("1")


@pytest.mark.parametrize(
    ("rate", "width", "channels", "complaint"),
    [(16000, 2, 1, "16000 Hz"), (8000, 1, 1, "8 bits"), (8000, 2, 2, "2 channels")],
)
def test_audio_that_no_telephone_carries_is_refused_by_name(
    tmp_path, rate, width, channels, complaint
):
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setframerate(rate)
        file.setsampwidth(width)
        file.setnchannels(channels)
        file.writeframes(bytes(1000 * width * channels))
    with pytest.raises(sound.NotTelephoneAudio, match=complaint):
        sound.read(path)
    (tmp_path / "text.wav").write_text("no audio at all")
    with pytest.raises(sound.NotTelephoneAudio, match="expected a WAV file"):
        sound.read(tmp_path / "text.wav")


def test_audio_in_the_eight_bits_of_a_line_is_heard_in_sixteen(tmp_path):
    head = struct.pack("<HHIIHHH", 7, 1, 8000, 8000, 1, 8, 0)  # µ-law, ITU-T G.711
    data = bytes([0xFF, 0x80, 0x00, 0xFF])  # nothing, the loudest both ways, nothing
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head
    body += b"data" + struct.pack("<I", len(data)) + data
    path = tmp_path / "line.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert list(sound.read(path).samples) == [0, 32124, -32124, 0]
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 8000), struct.pack("<I", 16000)))
    with pytest.raises(sound.NotTelephoneAudio, match="16000 Hz, 8 bits"):
        sound.read(path)
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(sound.NotTelephoneAudio, match="expected a WAV file"):
        sound.read(path)


def test_a_script_notes_what_it_found_no_occasion_for(desk, make_carrier):
    desk.pages = {"/voice/incoming": '<Say language="it-IT">Siamo chiusi.</Say>'}
    carrier = make_carrier(numbers={WEEKDAY: Number(f"{PUBLIC}/voice/incoming")})
    entry = Phone(carrier).calls(WEEKDAY, Press("1", when="prema 1"), Speak(sound.tone(1)))
    assert len(entry.undone) == 2
    assert entry.status == "completed"
