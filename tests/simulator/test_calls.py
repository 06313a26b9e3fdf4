"""A call from its first ring to its last callback, over real, signed HTTP."""

import time

import pytest

from simulator import HangUp, Number, Phone, Press, Quirks, RealClock, Speak, sound
from simulator.call.say_and_play import APOLOGY
from simulator.state.exchange import TwimlRefused
from simulator.wire.params import HOSTILE
from tests.simulator.small_desk import ACCOUNT, PUBLIC, START, WEEKDAY, WEEKEND, Desk

CLOSED = '<Say language="it-IT">Siamo chiusi.</Say>'
VOICEMAIL = {
    "/voice/incoming": '<Gather numDigits="1" action="/voice/menu?l=it">'
    '<Say voice="Polly.Bianca-Neural" language="it-IT">Per un messaggio prema 1.</Say></Gather>'
    "<Redirect>/voice/menu?l=it&amp;n=2</Redirect>",
    "/voice/menu": '<Say voice="Polly.Bianca-Neural" language="it-IT">Lasci un messaggio.</Say>'
    '<Record action="/voice/recorded" finishOnKey="#" recordingStatusCallback="/voice/recording"/>',
    "/voice/recorded": '<Say voice="Polly.Bianca-Neural" language="it-IT">Grazie.</Say>',
    "/voice/recording": ("", 204),
    "/voice/status": ("", 204),
}


def test_a_whole_call_is_signed_in_order_and_heard(desk, carrier, phone):
    desk.pages = VOICEMAIL
    call = phone.dial(WEEKDAY)
    call.hears("prema 1").press("1").hears("messaggio").speaks(sound.tone(2)).press("#")
    entry = call.hears("grazie").finish()
    carrier.settle()
    assert desk.unsigned == []
    assert desk.paths == [
        "/voice/incoming",
        "/voice/menu",
        "/voice/recorded",
        "/voice/status",
        "/voice/recording",
    ]
    assert [(heard.text, heard.language, heard.voice) for heard in entry.heard] == [
        ("Per un messaggio prema 1.", "it-IT", "Polly.Bianca-Neural"),
        ("Lasci un messaggio.", "it-IT", "Polly.Bianca-Neural"),
        ("Grazie.", "it-IT", "Polly.Bianca-Neural"),
    ]
    assert entry.pressed == ["1", "#"]
    assert entry.errors == []
    assert carrier.journal.find(entry.call_sid) is entry


def test_a_script_and_a_story_give_the_same_call(desk, make_carrier):
    desk.pages = VOICEMAIL
    script = [Press("1", when="prema 1"), Speak(sound.tone(2)), HangUp()]
    scripted = Phone(make_carrier()).dial(WEEKDAY, script=script).finish()
    told = Phone(make_carrier()).dial(WEEKDAY)
    told.hears("prema 1").press("1").speaks(sound.tone(2)).hangs_up()
    assert scripted.story() == told.finish().story()


def test_the_first_request_has_every_standard_parameter(desk, phone):
    desk.pages = {"/voice/incoming": CLOSED}
    call = phone.dial(WEEKDAY)
    form = desk.forms("/voice/incoming")[0]
    places = {
        f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in ("City", "Zip")
    }
    assert all(form[name] == "" for name in places)
    assert {form[f"{who}Country"] for who in ("From", "To", "Caller", "Called")} == {"IT"}
    assert form["CallSid"] == call.sid
    assert form["AccountSid"] == ACCOUNT
    assert form["From"] == form["Caller"] == "+393471234567"
    assert form["To"] == form["Called"] == WEEKDAY
    assert form["CallStatus"] == "ringing"
    assert form["Direction"] == "inbound"
    assert form["ApiVersion"] == "2010-04-01"
    assert form["CallToken"]


@pytest.mark.parametrize(
    "hidden", ["anonymous", "Restricted", "+266696687", "+86282452253", "sip:a@b.example", "045123"]
)
def test_a_caller_may_hide_their_number(desk, carrier, hidden):
    desk.pages = {"/voice/incoming": CLOSED}
    Phone(carrier, hidden).dial(WEEKDAY).ends()
    assert desk.forms("/voice/incoming")[0]["From"] == hidden
    assert desk.unsigned == []


def test_the_headers_are_twilio_s(desk, phone):
    desk.pages = {"/voice/incoming": CLOSED}
    phone.dial(WEEKDAY)
    headers = desk.headers[0]
    assert headers["User-Agent"] == "TwilioProxy/1.1"
    assert headers["Accept"] == "*/*"
    assert headers["Host"] == "desk.example"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert headers["X-Home-Region"] == "us1"
    assert len(headers["I-Twilio-Idempotency-Token"]) == 36
    assert len(headers["X-Twilio-Signature"]) == 28


@pytest.mark.parametrize("seed", range(4))
def test_the_hostile_profile_is_signed_just_as_well(desk, make_carrier, seed):
    desk.pages = VOICEMAIL
    carrier = make_carrier(profile=HOSTILE, seed=seed)
    Phone(carrier).calls(WEEKDAY, Press("1"), Speak(sound.tone(1)), HangUp())
    carrier.settle()
    form = desk.forms("/voice/incoming")[0]
    assert desk.unsigned == []
    assert form["FromState"] == "Forlì-Cesena"
    assert form["XParametroNuovo"] == "perché no?"
    assert list(form) != sorted(form)


@pytest.mark.parametrize(
    ("verbs", "status", "duration", "answered"),
    [
        (CLOSED, "completed", 1, True),
        ("<Hangup/>", "completed", 0, True),
        ("", "completed", 0, False),
        ("<Reject/>", "no-answer", 0, False),
        ('<Reject reason="busy"/>', "busy", 0, False),
        ('<Pause length="3"/><Reject/>', "no-answer", 0, False),
        ('<Pause length="3"/>', "no-answer", 0, False),
        (f'<Pause length="3"/>{CLOSED}', "completed", 1, True),  # a leading pause rings on
        (f"{CLOSED}<Reject/>", "completed", 1, True),
        (f'{CLOSED}<Pause length="2"/>', "completed", 3, True),
    ],
)
def test_which_verb_answers_and_how_the_call_ends(
    desk, carrier, phone, verbs, status, duration, answered
):
    desk.pages = {"/voice/incoming": verbs, "/voice/status": ("", 204)}
    entry = phone.dial(WEEKDAY).finish()
    carrier.settle()
    form = desk.forms("/voice/status")[0]
    assert (entry.status, entry.duration) == (status, duration)
    assert (entry.answered_at is not None) is answered
    assert (form["CallStatus"], form["CallDuration"]) == (status, str(duration))


def test_the_number_is_told_once_of_the_end(desk, carrier, phone):
    desk.pages = {"/voice/incoming": f'{CLOSED}<Pause length="60"/>', "/voice/status": ("", 204)}
    phone.dial(WEEKDAY).ends()
    carrier.settle()
    (form,) = desk.forms("/voice/status")
    assert (form["CallDuration"], form["Duration"]) == ("61", "2")  # seconds, and minutes begun
    assert form["SipResponseCode"] == "200"
    assert form["SequenceNumber"] == "0"
    assert form["CallbackSource"] == "call-progress-events"
    assert form["Timestamp"] == "Wed, 07 Jan 2026 09:31:00 +0000"


def test_the_callback_of_a_number_may_come_without_a_sequence(desk, make_carrier):
    desk.pages = {"/voice/incoming": CLOSED, "/voice/status": ("", 204)}
    carrier = make_carrier(quirks=Quirks(number_callback_sequence=False))
    Phone(carrier).dial(WEEKDAY).ends()
    carrier.settle()
    assert "SequenceNumber" not in desk.forms("/voice/status")[0]


@pytest.mark.parametrize("after", ["siamo", "chiusi"])
def test_hanging_up_in_a_sentence_ends_the_call_there(desk, phone, after):
    desk.pages = {"/voice/incoming": f'{CLOSED}<Pause length="9"/>'}
    entry = phone.calls(WEEKDAY, HangUp(after=after))
    assert entry.duration == 1
    assert entry.status == "completed"


def test_a_caller_who_hangs_up_before_the_answer_was_never_answered(desk, carrier, phone):
    desk.pages = {"/voice/incoming": f'<Pause length="9"/>{CLOSED}', "/voice/status": ("", 204)}
    phone.dial(WEEKDAY).hangs_up(after=2)
    carrier.settle()
    assert desk.forms("/voice/status")[0]["CallStatus"] == "no-answer"


def test_relative_addresses_start_from_the_present_document(desk, phone):
    desk.pages = {
        "/voice/incoming": "<Redirect>deeper/one</Redirect>",
        "/voice/deeper/one": "<Redirect>two?x=1</Redirect>",
        "/voice/deeper/two": '<Redirect method="GET">/end</Redirect>',
        "/end": CLOSED,
    }
    phone.dial(WEEKDAY).hears("chiusi").ends()
    assert desk.paths == ["/voice/incoming", "/voice/deeper/one", "/voice/deeper/two", "/end"]
    assert desk.unsigned == []


def test_an_endless_circle_of_documents_is_reported(desk, make_carrier):
    desk.pages = {"/voice/incoming": "<Redirect>/voice/incoming</Redirect>"}
    carrier = make_carrier(quirks=Quirks(longest_chain=20))
    with pytest.raises(TwimlRefused, match="a loop"):
        Phone(carrier).dial(WEEKDAY)
    assert len(desk.paths) == 20


def test_play_fetches_the_file_and_takes_its_time(desk, carrier, phone, tmp_path):
    sound.tone(4).write(tmp_path / "a.wav")
    media = (tmp_path / "a.wav").read_bytes()
    desk.pages = {
        "/voice/incoming": '<Play>/audio/a.wav?t=1</Play><Say language="it-IT">Fine.</Say>',
        "/audio/a.wav": (media, 200, {"Content-Type": "audio/x-wav"}),
    }
    entry = phone.dial(WEEKDAY).plays("/audio/a.wav").hears("fine").finish()
    assert entry.heard[0].seconds == 4
    assert desk.headers[1].get("X-Twilio-Signature") is None


def test_play_of_what_is_no_audio_is_refused(desk, carrier, phone, make_carrier):
    desk.pages = {
        "/voice/incoming": f"<Play>/page</Play>{CLOSED}",
        "/page": ("<html/>", 200, {"Content-Type": "text/html"}),
    }
    with pytest.raises(TwimlRefused, match="text/html"):
        phone.dial(WEEKDAY)
    assert carrier.debugger.codes == [13420]
    lenient = make_carrier(strict=False)
    assert Phone(lenient).dial(WEEKDAY).finish().texts == ["Siamo chiusi."]
    assert lenient.debugger.codes == [13420]


def test_a_strict_call_fails_on_what_twilio_would_skip(desk, carrier, phone):
    desk.pages = {"/voice/incoming": f"<Speak>Ciao</Speak>{CLOSED}", "/voice/status": ("", 204)}
    with pytest.raises(TwimlRefused, match="12200: unknown verb <Speak>"):
        phone.dial(WEEKDAY)
    carrier.settle()
    assert carrier.debugger.codes == [12200]
    assert carrier.journal.calls[0].status == "failed"
    assert desk.forms("/voice/status")[0]["CallStatus"] == "failed"


def test_a_lenient_call_does_as_twilio_does_and_writes_it_down(desk, make_carrier):
    desk.pages = {"/voice/incoming": f'<Speak>Ciao</Speak><Say Loop="2">Ci</Say>{CLOSED}'}
    carrier = make_carrier(strict=False)
    entry = Phone(carrier).dial(WEEKDAY).finish()
    assert entry.texts == ["Ci", "Siamo chiusi."]
    assert carrier.debugger.codes == [12200, 12200]
    assert len(entry.errors) == 2


def broken(status: int = 200, kind: str = "text/xml", body: bytes = b"<Response/>") -> tuple:
    return body, status, {"Content-Type": kind}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (broken(500), 11200),
        (broken(404), 11200),
        (broken(403), 11200),
        (broken(kind="application/json"), 12300),
        (broken(body=b"<Response>" + b" " * 65536 + b"</Response>"), 11750),
        (broken(body=b"Internal Server Error"), 12100),
        (broken(body=b"<html/>"), 12102),
    ],
)
def test_a_failure_is_taken_to_the_fallback_with_its_code(desk, make_carrier, answer, code):
    desk.pages = {"/voice/incoming": answer, "/voice/fallback": CLOSED}
    carrier = make_carrier(strict=False, fallback=f"{PUBLIC}/voice/fallback")
    entry = Phone(carrier).dial(WEEKDAY).hears("chiusi").finish()
    form = desk.forms("/voice/fallback")[0]
    assert form["ErrorCode"] == str(code)
    assert form["ErrorUrl"] == f"{PUBLIC}/voice/incoming"
    assert form["CallSid"] == entry.call_sid
    assert carrier.debugger.codes == [code]
    assert desk.unsigned == []


def test_a_failing_action_is_taken_to_the_fallback_as_well(desk, make_carrier):
    desk.pages = VOICEMAIL | {"/voice/menu": ("", 503), "/voice/fallback": CLOSED}
    carrier = make_carrier(fallback=f"{PUBLIC}/voice/fallback")
    Phone(carrier).dial(WEEKDAY).press("1").hears("chiusi").ends()
    form = desk.forms("/voice/fallback")[0]
    assert form["ErrorUrl"] == f"{PUBLIC}/voice/menu?l=it"


@pytest.mark.parametrize("fallback", ["", f"{PUBLIC}/voice/fallback"])
def test_without_any_twiml_the_caller_hears_an_apology(desk, make_carrier, fallback):
    desk.pages = {"/voice/incoming": ("", 500), "/voice/fallback": ("", 500)}
    carrier = make_carrier(fallback=fallback)
    entry = Phone(carrier).dial(WEEKDAY).finish()
    assert entry.texts == [APOLOGY]
    assert entry.status == "completed"
    assert set(carrier.debugger.codes) == {11200}


def test_an_answer_without_a_type_is_a_failure(desk, make_carrier):
    def page(request):
        response = desk_response()
        del response.headers["Content-Type"]
        return response

    desk.pages = {"/voice/incoming": page}
    carrier = make_carrier()
    assert Phone(carrier).dial(WEEKDAY).finish().texts == [APOLOGY]
    assert carrier.debugger.codes == [11200]


def desk_response():
    from flask import Response

    return Response("<Response/>")


def test_plain_text_is_read_aloud(desk, phone):
    desk.pages = {"/voice/incoming": ("Out of service", 200, {"Content-Type": "text/plain"})}
    assert phone.dial(WEEKDAY).finish().texts == ["Out of service"]


def test_a_number_without_a_url_fails_at_once(desk, make_carrier):
    carrier = make_carrier(numbers={WEEKDAY: Number("")})
    assert Phone(carrier).dial(WEEKDAY).finish().status == "failed"
    assert desk.seen == []


def test_a_number_that_the_account_does_not_own_cannot_be_dialled(phone):
    with pytest.raises(ValueError, match="not a number of the account"):
        phone.dial("+390451111111")


def test_an_empty_token_cannot_sign(make_carrier):
    with pytest.raises(ValueError, match="empty auth token"):
        make_carrier(auth_token="")


def test_both_lines_can_be_rung_at_once(desk: Desk, carrier):
    desk.pages = VOICEMAIL
    one = Phone(carrier, "+393471234567").dial(WEEKDAY)
    two = Phone(carrier, "+390458001234").dial(WEEKEND)
    one.hears("prema 1").press("1")
    two.hears("prema 1").hangs_up()
    one.speaks(sound.tone(1)).hangs_up()
    assert [call.to_number for call in carrier.journal] == [WEEKDAY, WEEKEND]
    assert len(carrier.journal.recordings) == 1


def test_virtual_time_passes_as_the_call_does(desk, carrier, phone):
    desk.pages = {"/voice/incoming": f'{CLOSED}<Pause length="600"/>'}
    began = time.monotonic()
    phone.dial(WEEKDAY).ends()
    assert (carrier.clock.now() - START).total_seconds() == pytest.approx(601, abs=1)
    assert time.monotonic() - began < 5


@pytest.mark.slow
def test_real_time_can_be_had(desk, make_carrier):
    desk.pages = {"/voice/incoming": '<Say language="it-IT">Un po\' di pazienza.</Say>'}
    began = time.monotonic()
    clock = RealClock()
    clock.set(START)
    entry = Phone(make_carrier(clock=clock)).dial(WEEKDAY).finish()
    assert time.monotonic() - began > 1
    assert 0 <= (entry.started_at - START).total_seconds() < 1
