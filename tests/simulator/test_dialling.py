"""<Dial> and <Number>: ringing, screening, connecting, and what the action is told."""

import pytest

from simulator import Answers, HangUp, Phone, Press, PressNow, Quirks, Subscriber, Talk
from simulator.state.exchange import TwimlRefused
from tests.simulator.small_desk import PUBLIC, WEEKDAY, WEEKEND

ANNA, BRUNO = "+393471112222", "+393473334444"
SCREEN = (
    '<Gather numDigits="1" action="/accept"><Say language="it-IT">Per accettare prema 1.</Say>'
    "</Gather><Hangup/>"
)


def pages(numbers: str, attributes: str = f'callerId="{WEEKDAY}"', then: str = "") -> dict:
    return {
        "/voice/incoming": f'<Dial action="/dialled" {attributes}>{numbers}</Dial>{then}',
        "/dialled": '<Say language="it-IT">Fatto.</Say>',
        "/screen": SCREEN,
        "/accept": "",
        "/leg": ("", 204),
        "/voice/status": ("", 204),
    }


def number(to: str, attributes: str = "") -> str:
    return f"<Number {attributes}>{to}</Number>"


@pytest.mark.parametrize(
    ("answers", "rings_s", "status", "bridged"),
    [
        (Answers.PERSON, 6, "completed", "true"),
        (Answers.PERSON, 60, "no-answer", "false"),  # later than timeout and 5 s
        (Answers.NEVER, 6, "no-answer", "false"),
        (Answers.BUSY, 2, "busy", "false"),
        (Answers.UNREACHABLE, 2, "failed", "false"),
    ],
)
def test_the_action_is_told_what_became_of_the_call(
    desk, carrier, phone, answers, rings_s, status, bridged
):
    desk.pages = pages(number(ANNA))
    carrier.subscribe(Subscriber(ANNA, answers, rings_s=rings_s, talks_s=42))
    phone.dial(WEEKDAY).hears("fatto").ends()
    form = desk.forms("/dialled")[0]
    assert (form["DialCallStatus"], form["DialBridged"]) == (status, bridged)
    assert form["DialCallDuration"] == ("42" if bridged == "true" else "0")
    assert form["DialCallSid"].startswith("CA")
    assert desk.unsigned == []


@pytest.mark.parametrize(
    ("answers", "script", "bridged"),
    [
        (Answers.PERSON, [Press("1", when="prema 1")], "true"),
        (Answers.PERSON, [], "false"),
        (Answers.PERSON, [HangUp(after="accettare")], "false"),
        (Answers.MACHINE, [], "false"),  # a voicemail picks up and presses nothing
    ],
)
def test_a_screened_call_is_bridged_only_to_who_accepts(
    desk, carrier, phone, answers, script, bridged
):
    desk.pages = pages(number(ANNA, 'url="/screen"'))
    carrier.subscribe(Subscriber(ANNA, answers, script=script))
    call = phone.dial(WEEKDAY).ends()
    form = desk.forms("/dialled")[0]
    assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", bridged)
    screen = desk.forms("/screen")[0]
    assert screen["ParentCallSid"] == call.sid
    assert screen["CallSid"] == form["DialCallSid"] != call.sid
    assert screen["Direction"] == "outbound-dial"
    assert (screen["From"], screen["To"], screen["CallStatus"]) == (WEEKDAY, ANNA, "in-progress")


def test_of_two_who_ring_the_first_to_accept_is_connected(desk, carrier, phone):
    both = number(ANNA, 'url="/screen" statusCallback="/leg"') + number(
        BRUNO, 'url="/screen" statusCallback="/leg"'
    )
    desk.pages = pages(both)
    carrier.subscribe(
        Subscriber(ANNA, rings_s=4),  # answers first, and does not accept
        Subscriber(BRUNO, rings_s=9, script=[Press("1")]),
    )
    phone.dial(WEEKDAY).ends()
    carrier.settle()
    assert desk.forms("/dialled")[0]["DialBridged"] == "true"
    ended = {form["To"]: form["CallStatus"] for form in desk.forms("/leg")}
    assert ended == {ANNA: "completed", BRUNO: "completed"}


def test_one_after_the_other_when_sequential(desk, carrier, phone):
    desk.pages = pages(number(ANNA) + number(BRUNO), f'sequential="true" callerId="{WEEKDAY}"')
    carrier.subscribe(Subscriber(ANNA, Answers.BUSY, rings_s=1), Subscriber(BRUNO))
    phone.dial(WEEKDAY).ends()
    legs = [call for call in carrier.journal if call.parent_call_sid]
    assert [leg.status for leg in legs] == ["busy", "completed"]
    assert legs[1].started_at >= legs[0].ended_at


def test_each_leg_tells_its_own_events_in_sequence(desk, carrier, phone):
    events = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
    desk.pages = pages(number(ANNA, events))
    carrier.subscribe(Subscriber(ANNA, talks_s=70))
    phone.dial(WEEKDAY).ends()
    carrier.settle()
    forms = sorted(desk.forms("/leg"), key=lambda form: int(form["SequenceNumber"]))
    assert [form["CallStatus"] for form in forms] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert (forms[-1]["CallDuration"], forms[-1]["Duration"]) == ("70", "2")
    assert len({form["CallSid"] for form in forms}) == 1


def test_a_caller_who_gives_up_while_it_rings_is_told_to_the_action(desk, carrier, phone):
    desk.pages = pages(number(ANNA))
    carrier.subscribe(Subscriber(ANNA, rings_s=20))
    phone.dial(WEEKDAY).hangs_up(after=3)
    form = desk.forms("/dialled")[0]
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")
    assert [call.status for call in carrier.journal] == ["completed", "canceled"]


@pytest.mark.parametrize("told", [True, False])
def test_a_caller_who_hangs_up_while_talking(desk, make_carrier, told):
    desk.pages = pages(number(ANNA))
    carrier = make_carrier(quirks=Quirks(dial_action_after_bridged_hangup=told))
    carrier.subscribe(Subscriber(ANNA, rings_s=2, talks_s=60))
    call = Phone(carrier).dial(WEEKDAY).talks()
    call.hangs_up(after=10)
    forms = desk.forms("/dialled")
    assert [(form["DialCallDuration"], form["DialBridged"]) for form in forms] == (
        [("10", "true")] if told else []
    )


def test_without_an_action_the_next_verb_runs(desk, carrier, phone):
    desk.pages = {
        "/voice/incoming": f'<Dial callerId="{WEEKDAY}">{ANNA}</Dial>'
        '<Say language="it-IT">Lasci un messaggio.</Say>'
    }
    phone.dial(WEEKDAY).hears("messaggio").ends()


@pytest.mark.parametrize(("on_bridge", "answered_after"), [("true", 6), ("false", 0)])
def test_the_caller_is_answered_at_once_or_when_connected(
    desk, carrier, phone, on_bridge, answered_after
):
    desk.pages = pages(number(ANNA), f'callerId="{WEEKDAY}" answerOnBridge="{on_bridge}"')
    carrier.subscribe(Subscriber(ANNA, rings_s=6))
    entry = phone.dial(WEEKDAY).finish()
    assert (entry.answered_at - entry.started_at).total_seconds() == answered_after


@pytest.mark.parametrize(
    ("from_number", "caller_id", "code", "status"),
    [
        ("+393471234567", f'callerId="{WEEKEND}"', None, "completed"),
        ("+393471234567", 'callerId="+390459999999"', 13214, "failed"),
        ("anonymous", "", None, "completed"),
        ("+393471234567", "", 0, "completed"),  # shown abroad as an Italian number: advice
    ],
)
def test_only_an_own_number_may_be_shown(desk, carrier, from_number, caller_id, code, status):
    desk.pages = pages(number(ANNA), caller_id)
    carrier.subscribe(Subscriber(ANNA))
    Phone(carrier, from_number).dial(WEEKDAY).ends()
    assert desk.forms("/dialled")[0]["DialCallStatus"] == status
    assert [alert.code for alert in carrier.debugger] == ([] if code is None else [code])


def test_a_whisper_may_not_dial(desk, carrier, phone):
    desk.pages = pages(number(ANNA, 'url="/bad"')) | {"/bad": f"<Dial>{BRUNO}</Dial>"}
    carrier.subscribe(Subscriber(ANNA))
    call = phone.dial(WEEKDAY)
    with pytest.raises(TwimlRefused, match="13201"):
        call.ends()


def test_what_is_not_there_to_be_rung_is_not_invented(desk, carrier, phone):
    desk.pages = pages(number(ANNA)) | {"/dialled": ("", 500)}
    phone.dial(WEEKDAY).ends()
    assert desk.forms("/dialled")[0]["DialCallStatus"] == "no-answer"
    assert PUBLIC in carrier.debugger.alerts[-1].url


@pytest.mark.parametrize(
    ("answers", "mode", "answered_by"),
    [
        (Answers.PERSON, "Enable", "human"),
        (Answers.MACHINE, "Enable", "machine_start"),
        (Answers.MACHINE, "DetectMessageEnd", "machine_end_beep"),
    ],
)
def test_who_picked_up_is_told_apart_from_the_call(
    desk, carrier, phone, answers, mode, answered_by
):
    wanted = f'machineDetection="{mode}" amdStatusCallback="/amd" statusCallback="/leg"'
    desk.pages = pages(number(ANNA, wanted)) | {"/amd": ("", 204)}
    carrier.subscribe(Subscriber(ANNA, answers, talks_s=20))
    phone.dial(WEEKDAY).ends()
    carrier.settle()
    (form,) = desk.forms("/amd")
    assert (form["AnsweredBy"], form["MachineDetectionDuration"]) == (answered_by, "3000")
    assert form["CallSid"] == desk.forms("/dialled")[0]["DialCallSid"]
    assert "From" not in form
    assert desk.forms("/leg")[0]["AnsweredBy"] == answered_by
    assert desk.unsigned == []


@pytest.mark.parametrize(("on_star", "seconds"), [("true", "12"), ("false", "60")])
def test_a_star_ends_the_other_leg_where_it_was_said_so(desk, carrier, phone, on_star, seconds):
    desk.pages = pages(number(ANNA), f'callerId="{WEEKDAY}" hangupOnStar="{on_star}"')
    carrier.subscribe(Subscriber(ANNA, talks_s=60))
    entry = phone.dial(WEEKDAY, script=[Talk(12), PressNow("*")]).finish()
    form = desk.forms("/dialled")[0]
    assert (form["DialBridged"], form["DialCallStatus"]) == ("true", "completed")
    assert form["DialCallDuration"] == seconds
    assert entry.texts == ["Fatto."]
