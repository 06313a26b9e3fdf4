"""What Twilio takes the carrier takes, and what it does not take the carrier refuses with its code."""

from dataclasses import replace
from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator import HangUp, Phone, Press, Speak, Subscriber, sound
from simulator.twiml import voices
from simulator.twiml.parser import read
from tests.simulator.small_desk import ACCOUNT, START, TOKEN, WEEKDAY

ANNA = "+390451234567"


@pytest.fixture
def client(carrier):
    with carrier.serving() as url:
        client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=5))
        client.api.base_url = url
        yield client


def problems(verbs: str) -> list[int]:
    return [one.code for one in read(f"<Response>{verbs}</Response>".encode()).problems]


@pytest.mark.parametrize(
    "verbs",
    [
        '<Hangup><Parameter name="why" value="late"/></Hangup>',
        '<Dial timeout="600">045 123 4567</Dial>',
        "<Dial><Number>(045) 123-4567</Number></Dial>",
        '<Say voice="Polly.Hans" language="de-DE">Guten Tag</Say>',
        '<Say voice="Google.fr-FR-Chirp3-HD-Kore">Bonjour</Say>',
        '<Say voice="Polly.Aditi" language="hi-IN">a</Say>',
        '<Say voice="Polly.Aditi" language="en-IN">a</Say>',
        '<Say voice="Polly.Bianca">a<break time="1s"/></Say>',
    ],
)
def test_what_twilio_takes_is_taken(verbs):
    assert problems(verbs) == []


@pytest.mark.parametrize("version", [b"1.1", b"2.0"])
def test_another_xml_than_1_0_is_none(version):
    document = b'<?xml version="' + version + b'" encoding="UTF-8"?><Response/>'
    assert [(one.code, one.fatal) for one in read(document).problems] == [(12101, True)]
    assert read(document.replace(version, b"1.0")).problems == ()


def test_a_transcription_without_a_longest_length_is_allowed_and_told_as_not_performed():
    assert problems('<Record transcribe="true"/>') == [0]
    assert problems('<Record transcribe="true" maxLength="300"/>') == [13615, 0]


@pytest.mark.parametrize(
    "verb", ["<Enqueue>a</Enqueue>", "<Start><Stream url='wss://a'/></Start>", "<Pay/>"]
)
def test_a_verb_that_is_not_performed_is_told_and_the_call_goes_on(desk, carrier, phone, verb):
    desk.pages = {"/voice/incoming": f"{verb}<Say>Dopo</Say><Hangup/>"}
    entry = phone.dial(WEEKDAY).finish()
    assert entry.texts == ["Dopo"]
    assert any("does not perform" in str(one) for one in carrier.debugger.alerts)


def test_whom_it_cannot_ring_is_told_to_the_action_as_failed(desk, phone):
    desk.pages = {
        "/voice/incoming": '<Dial action="/dialled"><Conference>a</Conference></Dial>',
        "/dialled": "<Hangup/>",
    }
    phone.dial(WEEKDAY).finish()
    assert desk.forms("/dialled")[0]["DialCallStatus"] == "failed"


@pytest.mark.parametrize("caller", ["anonymous", "+393471234567"])
def test_a_withheld_caller_and_a_national_number_are_put_through(desk, carrier, caller):
    desk.pages = {
        "/voice/incoming": '<Dial action="/dialled">045 123 4567</Dial>',
        "/dialled": "<Hangup/>",
    }
    carrier.subscribe(Subscriber(ANNA))
    Phone(carrier, caller).dial(WEEKDAY).finish()
    assert desk.forms("/dialled")[0]["DialCallStatus"] == "completed"
    assert [one.to_number for one in carrier.journal.calls][1:] == [ANNA]


# REST


def sent(client, body, **how):
    given = {"from_": WEEKDAY, **how}
    return client.messages.create(to="+393471234567", body=body, **given)


def test_texts_are_found_by_when_they_were_sent(make_carrier):
    carrier = make_carrier()
    exchange = carrier.exchange
    exchange.numbers[WEEKDAY] = replace(exchange.numbers[WEEKDAY], sms=True)
    with carrier.serving() as url:
        client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=5))
        client.api.base_url = url
        for body in ("ieri", "oggi"):
            sent(client, body)
            carrier.settle()
            carrier.clock.advance(24 * 3600)
        later = START + timedelta(hours=12)
        found = [one.body for one in client.messages.list(date_sent_after=later)]
        earlier = [one.body for one in client.messages.list(date_sent_before=later)]
        service = sent(client, "dal servizio", from_=None, messaging_service_sid="MG" + "1" * 32)
        assert (service.from_, service.messaging_service_sid) == (None, "MG" + "1" * 32)
        carrier.settle()
        assert client.messages(service.sid).fetch().from_ is not None
        with pytest.raises(TwilioRestException, match="Messaging Service"):
            sent(client, "x", from_=None, messaging_service_sid="MG1")
    assert (found, earlier) == (["oggi"], ["ieri"])


def test_what_was_deleted_is_shown_to_who_asks_for_it(desk, carrier, phone, client):
    desk.pages = {"/voice/incoming": "<Record/>", "/voice/status": ("", 204)}
    kept = phone.calls(WEEKDAY, Speak(sound.tone(2)), Press("#"), HangUp()).recordings[0]
    carrier.settle()
    client.recordings(kept.sid).delete()
    with pytest.raises(TwilioRestException):
        client.recordings(kept.sid).fetch()
    assert client.recordings(kept.sid).fetch(include_soft_deleted=True).status == "deleted"


def test_calls_and_numbers_are_deleted(desk, phone, client):
    desk.pages = {"/voice/incoming": "<Hangup/>", "/voice/status": ("", 204)}
    entry = phone.dial(WEEKDAY).finish()
    assert client.calls(entry.call_sid).delete()
    with pytest.raises(TwilioRestException):
        client.calls(entry.call_sid).fetch()
    [number, *_] = client.incoming_phone_numbers.list()
    assert client.incoming_phone_numbers(number.sid).delete()
    assert number.sid not in [one.sid for one in client.incoming_phone_numbers.list()]


@pytest.mark.parametrize("to", ["sip:anna@leotron.example", "client:anna"])
def test_addresses_are_rung_as_numbers_are(desk, carrier, client, to):
    desk.pages = {"/out": "<Hangup/>"}
    carrier.subscribe(Subscriber(to))
    call = client.calls.create(to=to, from_=WEEKDAY, url="https://desk.example/out")
    carrier.settle()
    assert client.calls(call.sid).fetch().to == to
    with pytest.raises(TwilioRestException):
        client.calls.create(to="sip:nobody", from_=WEEKDAY, url="https://desk.example/out")


def test_pages_lead_back_as_they_lead_on(desk, phone, client):
    desk.pages = {"/voice/incoming": "<Hangup/>", "/voice/status": ("", 204)}
    for _ in range(5):
        phone.dial(WEEKDAY).finish()
    first = client.calls.page(page_size=2)
    second = client.calls.get_page(first.next_page_url)
    third = client.calls.get_page(second.next_page_url)
    back = client.calls.get_page(third.previous_page_url)
    assert first.previous_page_url is None
    assert [one.sid for one in back] == [one.sid for one in second]


def test_the_table_of_voices_is_twilios():
    assert len(voices.SPEAKS) == 897
    assert voices.fault("Polly.Bianca-Neural", "it-IT") is None
    assert "perhaps Polly.Bianca-Neural" in str(voices.fault("polly.bianca-neural", "it-IT"))
    assert "speaks en-GB" in str(voices.fault("Polly.Amy", "it-IT"))
    assert "not in Twilio's list" in str(voices.fault("Polly.Pippo", "it-IT"))
