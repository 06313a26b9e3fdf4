"""Calls and messages that a desk orders through REST, with the unmodified client."""

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from simulator import Answers, Number, Phone, Press, Subscriber
from simulator.call.outgoing import Order
from simulator.state.faults import LoseAnswer
from simulator.state.text_message import segments
from tests.simulator.small_desk import ACCOUNT, PUBLIC, TOKEN, WEEKDAY

ANNA = "+393471112222"
EVENTS = ["initiated", "ringing", "answered", "completed"]
PAGES = {
    "/ring": '<Gather numDigits="1" action="/accepted">'
    '<Say language="it-IT">Prema 1.</Say></Gather>',
    "/accepted": '<Say language="it-IT">Bene.</Say>',
    "/told": ("", 204),
    "/sms": ("", 204),
    "/amd": ("", 204),
    "/voice/status": ("", 204),
}


@pytest.fixture
def client(desk, carrier):
    desk.pages = dict(PAGES)
    with carrier.serving() as base_url:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = base_url
        yield client


def ring(client, **options):
    settings = {"to": ANNA, "from_": WEEKDAY, "url": f"{PUBLIC}/ring"}
    return client.calls.create(**settings | options)


def test_a_call_is_queued_rung_answered_and_told_step_by_step(desk, carrier, client):
    carrier.subscribe(Subscriber(ANNA, script=[Press("1", when="prema 1")]))
    call = ring(client, status_callback=f"{PUBLIC}/told?job=7", status_callback_event=EVENTS)
    assert (call.status, call.direction, call.start_time) == ("queued", "outbound-api", None)
    carrier.settle()
    forms = sorted(desk.forms("/told"), key=lambda form: int(form["SequenceNumber"]))
    assert [form["CallStatus"] for form in forms] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    first = desk.forms("/ring")[0]
    assert (first["CallStatus"], first["Direction"]) == ("in-progress", "outbound-api")
    assert desk.forms("/accepted")[0]["Digits"] == "1"
    assert client.calls(call.sid).fetch().status == "completed"
    assert desk.unsigned == []


@pytest.mark.parametrize(
    ("answers", "status", "sip"),
    [
        (Answers.BUSY, "busy", "486"),
        (Answers.NEVER, "no-answer", "487"),
        (Answers.UNREACHABLE, "failed", "404"),
    ],
)
def test_the_url_is_never_asked_for_when_nobody_answers(
    desk, carrier, client, answers, status, sip
):
    carrier.subscribe(Subscriber(ANNA, answers))
    ring(client, status_callback=f"{PUBLIC}/told")
    carrier.settle()
    (form,) = desk.forms("/told")
    assert (form["CallStatus"], form["SipResponseCode"]) == (status, sip)
    assert (form["CallDuration"], form["Duration"]) == ("0", "0")
    assert desk.forms("/ring") == []


@pytest.mark.parametrize(
    ("answers", "mode", "answered_by"),
    [
        (Answers.PERSON, "Enable", "human"),
        (Answers.MACHINE, "Enable", "machine_start"),
        (Answers.MACHINE, "DetectMessageEnd", "machine_end_beep"),
        (Answers.FAX, "Enable", "fax"),
    ],
)
def test_a_machine_is_told_apart_before_the_url_is_asked_for(
    desk, carrier, client, answers, mode, answered_by
):
    carrier.subscribe(Subscriber(ANNA, answers))
    ring(client, machine_detection=mode)
    carrier.settle()
    form = desk.forms("/ring")[0]
    assert (form["AnsweredBy"], form["MachineDetectionDuration"]) == (answered_by, "3000")


def test_detection_can_be_told_apart_from_the_call(desk, carrier, client):
    carrier.subscribe(Subscriber(ANNA, Answers.MACHINE))
    ring(
        client,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{PUBLIC}/amd",
    )
    carrier.settle()
    assert "AnsweredBy" not in desk.forms("/ring")[0]
    assert desk.forms("/amd")[0]["AnsweredBy"] == "machine_start"
    assert "From" not in desk.forms("/amd")[0]


def test_one_call_a_second_is_placed(carrier, client):
    sids = [ring(client).sid for _ in range(3)]
    carrier.settle()
    began = [carrier.journal.find(sid).trace[0].at for sid in sids]
    assert [(one - began[0]).total_seconds() for one in began] == [0, 1, 2]


def test_a_queued_call_is_cancelled_without_a_word(desk, carrier, client):
    call = ring(client, status_callback=f"{PUBLIC}/told", status_callback_event=EVENTS)
    assert client.calls(call.sid).update(status="canceled").status == "canceled"
    carrier.settle()
    assert desk.seen == []


def test_inline_twiml_needs_no_desk_and_no_relative_address(desk, carrier, client):
    carrier.subscribe(Subscriber(ANNA))
    call = ring(client, url=None, twiml='<Response><Say language="it-IT">Ciao.</Say></Response>')
    carrier.settle()
    assert carrier.journal.find(call.sid).texts == ["Ciao."]
    ring(client, url=None, twiml="<Response><Redirect>/ring</Redirect></Response>")
    carrier.settle()
    assert 15004 in carrier.debugger.codes


def test_a_call_under_way_is_led_elsewhere_or_ended(desk, carrier, client):
    desk.pages["/voice/incoming"] = (
        '<Pause length="5"/><Say language="it-IT">Resti in linea.</Say>' * 9
    )
    desk.pages["/moved"] = '<Say language="it-IT">Eccoci.</Say><Pause length="60"/>'
    call = Phone(carrier).dial(WEEKDAY).hears("in linea")
    client.calls(call.sid).update(url=f"{PUBLIC}/moved", method="POST")
    call.hears("eccoci")
    client.calls(call.sid).update(status="completed")
    call.ends()
    assert call.entry.status == "completed"
    with pytest.raises(TwilioRestException) as caught:
        client.calls(call.sid).update(status="completed")
    assert caught.value.code == 21220


def test_a_talk_that_is_ended_leaves_nobody_on_the_line(desk, carrier, client):
    desk.pages["/voice/incoming"] = f"<Dial><Number>{ANNA}</Number></Dial>"
    carrier.subscribe(Subscriber(ANNA, talks_s=600))
    call = Phone(carrier).dial(WEEKDAY).talks(60)
    client.calls(call.sid).update(status="completed")
    call.ends()
    (leg,) = [one for one in carrier.journal.calls if one.to_number == ANNA]
    assert (call.entry.status, leg.status, leg.duration) == ("completed", "completed", 60)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "045 1234567"}, 21211),
        ({"from_": "+390459999999"}, 21210),
        ({"from_": "leotron"}, 21212),
        ({"url": "/ring"}, 21205),
        ({"url": None}, 21205),
        ({"url": None, "twiml": "x" * 4001}, 32018),
        ({"status_callback": "desk.example/told"}, 21609),
        ({"status_callback": "https://my_desk.example/told"}, 21609),
        ({"status_callback_event": ["busy"]}, 21626),
        ({"timeout": 601}, 21208),
        ({"method": "PUT"}, 21209),
        ({"machine_detection": "Enable", "machine_detection_timeout": 90}, 21234),
    ],
)
def test_an_order_is_refused_with_twilio_s_code(client, wrong, code):
    with pytest.raises(TwilioRestException) as caught:
        ring(client, **wrong)
    assert (caught.value.status, caught.value.code) == (400, code)


def test_what_this_carrier_cannot_do_is_refused_and_not_passed_over(client):
    with pytest.raises(TwilioRestException, match="does not perform"):
        ring(client, record=True)


def test_a_call_can_be_placed_without_rest(desk, carrier):
    desk.pages = dict(PAGES)
    carrier.subscribe(Subscriber(ANNA, script=[Press("1")]))
    leg = carrier.place_call(Order(ANNA, WEEKDAY, f"{PUBLIC}/ring"))
    carrier.settle()
    assert leg.entry.texts == ["Prema 1.", "Bene."]


def test_a_live_carrier_rings_by_itself(desk, carrier):
    desk.pages = dict(PAGES)
    carrier.subscribe(Subscriber(ANNA, script=[Press("1")]))
    with carrier.serving(live=True):
        leg = carrier.place_call(Order(ANNA, WEEKDAY, f"{PUBLIC}/ring"))
        for _ in range(500):
            if leg.is_over:
                break
            carrier.exchange.agenda.wait(0.01)
    assert leg.entry.texts == ["Prema 1.", "Bene."]


@pytest.fixture
def sms(desk, make_carrier):
    desk.pages = dict(PAGES)
    carrier = make_carrier(numbers={WEEKDAY: Number(f"{PUBLIC}/ring", sms=True)})
    with carrier.serving() as base_url:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = base_url
        yield carrier, client


@pytest.mark.parametrize(("error", "last"), [(None, "delivered"), (30005, "undelivered")])
def test_a_message_is_queued_sent_and_delivered_or_not(desk, sms, error, last):
    carrier, client = sms
    if error:
        carrier.exchange.sms_errors[ANNA] = error
    sent = client.messages.create(
        to=ANNA, from_=WEEKDAY, body="Richiesta 1042", status_callback=f"{PUBLIC}/sms"
    )
    assert (sent.status, sent.num_segments) == ("queued", "1")
    carrier.settle()
    forms = desk.forms("/sms")
    assert [form["MessageStatus"] for form in forms] == ["sent", last]
    assert forms[-1].get("ErrorCode") == (str(error) if error else None)
    assert {form["MessageSid"] for form in forms} == {sent.sid}
    assert client.messages(sent.sid).fetch().status == last
    assert desk.unsigned == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "+390458001234"}, 21614),  # a landline
        ({"to": "347"}, 21211),
        ({"from_": "+390459999999"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
    ],
)
def test_a_message_is_refused_with_twilio_s_code(sms, wrong, code):
    with pytest.raises(TwilioRestException) as caught:
        sms[1].messages.create(**{"to": ANNA, "from_": WEEKDAY, "body": "Ciao"} | wrong)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("à" * 161, 2),  # à is in GSM-7
        ("È" + "a" * 69, 1),  # È is not: UCS-2, 70 signs
        ("È" + "a" * 70, 2),
        ("€" * 80, 1),  # two places each
        ("€" * 81, 2),
    ],
)
def test_segments_follow_the_alphabet(body, count):
    assert segments(body) == count


def test_an_order_whose_answer_is_lost_was_taken_all_the_same(carrier, client):
    carrier.faults.add(LoseAnswer(kind="POST", path="*/Calls.json"))
    with pytest.raises(TwilioException):
        ring(client)
    (call,) = client.calls.list(to=ANNA)
    assert (call.status, call.direction) == ("queued", "outbound-api")
