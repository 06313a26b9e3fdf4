"""A technician who rings the line works through the queue by keys alone: signed HTTP on both legs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from centralino.wiring.staff_phones import Staff
from centralino.wiring.technician_calls import technician_services
from ivr.playback_links import Links
from ivr.technicians.bridged_call import technician_blueprint
from ivr.technicians.dial_in import dial_in_blueprint
from ivr.technicians.services import DialInServices
from ivr.twilio_api import TwilioApi
from ivr.webhooks import blueprint
from rules.callbacks.outbound_call import Policy
from rules.callbacks.outcomes import Outcome
from scheduler.reconcile import Looking, Reconciler
from simulator import Answers, Carrier, Number, Phone, Subscriber, VirtualClock
from store.billing import work_minutes
from store.callbacks import attempts, outbound_calls, queue
from store.calls import call_log
from store.models import Addition, Call, Callback, Recording, Ticket, Transcript
from store.models.states import RecordingState
from store.staff import accounts
from store.tickets import access_log, lifecycle, owners
from tests.audio import a_wav
from tests.builders import a_call, a_recording, a_ticket, a_user
from tests.ivr.signed_call import services_for
from tests.leotron import ACCOUNT, HOURS, PUBLIC, TEN, TOKEN, WEEKDAY_LINE
from tests.serving import serving
from tests.stories.click_to_call import ANNA, CUSTOMER, GAPS

PIN = "402817"
OTHER = "+390458009999"


@pytest.fixture
def anna(sessions):
    with sessions.begin() as session:
        a_user(session, "anna", pin=PIN, now=TEN)
        outbound_calls.set_phone(session, "anna", ANNA)


@pytest.fixture
def waiting(sessions, tmp_path):
    """Files a request with a message: its callback's id."""

    def file(number=CUSTOMER, subject="Cassa ferma", urgency="blocking"):
        with sessions.begin() as session:
            call = a_call(session, from_number=number, now=TEN - timedelta(minutes=20))
            audio = a_recording(session, call, now=TEN)
            ticket = a_ticket(session, call, now=TEN - timedelta(minutes=20))
            facts = {"subject": subject, "urgency": urgency}
            lifecycle.correct(session, ticket.id, facts, actor="centralino", now=TEN)
            (tmp_path / f"{audio.sid}.wav").write_bytes(a_wav())
            audio.path, audio.state = f"{audio.sid}.wav", RecordingState.STORED
            return queue.of_ticket(session, ticket.id).id

    return file


@pytest.fixture
def carrier(sessions, anna, tmp_path):
    clock = VirtualClock(TEN)
    callers = replace(services_for(sessions, clock.now, tmp_path), is_staff=Staff(sessions))
    services = technician_services(callers, Policy(WEEKDAY_LINE))
    app = Flask("line")
    app.register_blueprint(blueprint(callers))
    app.register_blueprint(technician_blueprint(services))
    app.register_blueprint(
        dial_in_blueprint(
            DialInServices(services, Links((TOKEN,)), lambda: HOURS, GAPS, Decimal(22))
        )
    )
    number = Number(
        voice_url=f"{PUBLIC}/voice/incoming",
        voice_fallback_url=f"{PUBLIC}/voice/fallback",
        status_callback=f"{PUBLIC}/voice/status",
    )
    with serving(app) as address:
        yield Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={WEEKDAY_LINE: number},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
            folder=tmp_path / "carrier",
        )


@pytest.fixture
def rings(carrier):
    def rings():
        return Phone(carrier, ANNA).dial(WEEKDAY_LINE)

    return rings


def signed_in(call):
    return call.hears("digita il pin").press(f"{PIN}#")


def state(sessions, callback_id=1):
    with sessions() as session:
        return session.get(Callback, callback_id), attempts.newest(session, callback_id)


def test_a_case_is_heard_called_talked_and_told_by_keys_alone(carrier, rings, waiting, sessions):
    waiting()
    carrier.subscribe(Subscriber(CUSTOMER, talks_s=125))
    call = signed_in(rings()).hears("richiesta uno, zero, zero, uno", "cassa ferma", "lavoro fermo")
    call.plays("/voice/audio/").hears("1 per chiamare").press("1").hears("ti collego").talks()
    call.hears("com'è andata").press("1").hears("annotato", "nessuno da richiamare").ends()
    carrier.settle()
    callback, row = state(sessions)
    assert (callback.state, row.outcome, row.seconds) == ("done", Outcome.SOLVED, 125)
    with sessions() as session:
        assert [one.minutes for one in work_minutes.entries(session, 1001)] == [3]
        assert lifecycle.find(session, 1001).state == "resolved"
        assert session.query(Ticket).count() == 1  # none of the technician's own call
        assert call_log.find(session, call.sid).direction == call_log.STAFF
    (leg,) = [entry for entry in carrier.journal.calls if entry.to_number == CUSTOMER]
    assert leg.from_number == WEEKDAY_LINE
    assert list(carrier.debugger) == []
    with sessions() as session:
        heard = [one for one in lifecycle.history(session, 1001) if one.event == "listened"]
    assert [one.actor for one in heard] == ["anna"]


@pytest.mark.parametrize("left", ["a cut short one", "a silent one"])
def test_the_message_that_counts_is_played_and_not_whatever_was_recorded_last(
    rings, waiting, sessions, tmp_path, left
):
    waiting()
    with sessions.begin() as session:
        first = session.scalars(select(Recording)).one()
        session.add(
            Transcript(recording_sid=first.sid, text="Cassa ferma", model="base", created_at=TEN)
        )
        first.state, said = RecordingState.TRANSCRIBED, first.sid
        call, at = session.get(Call, first.call_sid), TEN + timedelta(minutes=1)
        last = a_recording(session, call, duration_s=2 if left == "a cut short one" else 12, now=at)
        text = "No, aspetta." if left == "a cut short one" else None
        read = {"text": text, "no_speech": text is None, "model": "base", "created_at": at}
        session.add(Transcript(recording_sid=last.sid, **read))
        (tmp_path / f"{last.sid}.wav").write_bytes(a_wav())
        last.path, last.state = f"{last.sid}.wav", RecordingState.TRANSCRIBED
    signed_in(rings()).hears("cassa ferma").plays("/voice/audio/").press("9").ends()
    assert listened_to(sessions) == [said]


def test_what_a_later_call_said_is_played_where_the_first_left_nothing(
    rings, waiting, sessions, tmp_path
):
    waiting()
    with sessions.begin() as session:
        first = session.scalars(select(Recording)).one()
        first.state, first.path = RecordingState.ABSENT, None
        later = a_call(session, from_number=CUSTOMER, now=TEN)
        session.add(Addition(ticket_id=1001, call_sid=later.sid, what="added", at=TEN))
        audio = a_recording(session, later, now=TEN)
        (tmp_path / f"{audio.sid}.wav").write_bytes(a_wav())
        audio.path, audio.state = f"{audio.sid}.wav", RecordingState.STORED
        said = audio.sid
    signed_in(rings()).hears("cassa ferma").plays("/voice/audio/").press("9").ends()
    assert listened_to(sessions) == [said]


def listened_to(sessions):
    """The SIDs of what was played, as the request's access log has them."""
    with sessions() as session:
        history = lifecycle.history(session, 1001)
        return [one.note for one in history if one.event == access_log.LISTENED]


@pytest.mark.parametrize(
    ("answers", "key", "outcome"),
    [
        (Answers.NEVER, "3", Outcome.NO_ANSWER),
        (Answers.BUSY, "4", Outcome.BUSY),
        (Answers.MACHINE, "6", Outcome.MAILBOX),
    ],
)
def test_who_is_not_reached_is_tried_again_later(
    carrier, rings, waiting, sessions, answers, key, outcome
):
    waiting()
    carrier.subscribe(Subscriber(CUSTOMER, answers, talks_s=9))
    signed_in(rings()).press("1").hears("com'è andata").press(key).hears("annotato").ends()
    carrier.settle()
    callback, row = state(sessions)
    assert (callback.state, callback.attempts, row.outcome) == ("waiting", 1, outcome)
    with sessions() as session:
        assert work_minutes.entries(session, 1001) == []


def spoken_with(carrier, rings):
    """Anna has talked with the customer, and is asked what came of it."""
    carrier.subscribe(Subscriber(CUSTOMER, talks_s=61))
    return signed_in(rings()).press("1").hears("com'è andata")


@pytest.mark.parametrize(
    ("keys", "said", "agreed"),
    [
        (["1"], "oggi alle undici", TEN + timedelta(hours=1, minutes=5)),
        (["2"], "domani mattina alle nove e un quarto", TEN + timedelta(hours=23, minutes=15)),
        (["3", "1530"], "oggi alle quindici e trenta", TEN + timedelta(hours=5, minutes=30)),
        (["3", "0930"], "domani mattina alle nove e mezza", TEN + timedelta(hours=23.5)),
        (["3", "2500", "1530"], "oggi alle quindici", TEN + timedelta(hours=5, minutes=30)),
        (["7", "1"], "oggi alle undici", TEN + timedelta(hours=1, minutes=5)),
    ],
)
def test_another_hour_is_agreed_by_keys_and_counts_once_it_is_confirmed(
    carrier, rings, waiting, sessions, keys, said, agreed
):
    waiting()
    call = spoken_with(carrier, rings).press("9").hears("1 tra un'ora")
    for key in keys:
        call.press(key)
    call.hears(f"si richiama {said}", "1 per confermare")
    assert state(sessions)[0].state == "claimed"
    call.press("1").hears(f"annotato, si richiama {said}", "nessuno da richiamare").ends()
    callback, row = state(sessions)
    assert (callback.state, callback.next_at, callback.attempts) == ("waiting", agreed, 0)
    assert (row.outcome, row.seconds) == (Outcome.CALL_AGAIN, 61)
    assert list(carrier.debugger) == []


def test_an_hour_is_changed_before_it_counts_and_one_outside_our_hours_is_told(
    carrier, rings, waiting, sessions
):
    waiting()
    call = spoken_with(carrier, rings).press("9").press("3").press("2000")
    call.hears("oggi alle venti, fuori dall'orario").press("2").hears("quando").press("2")
    call.hears("domani mattina").press("5").hears("domani mattina").press("1")
    call.hears("annotato").ends()
    assert state(sessions)[0].next_at == TEN + timedelta(hours=23, minutes=15)


@pytest.mark.parametrize("keys", [["9"], ["9", "3"], ["9", "2"], ["0"]])
def test_silence_is_asked_once_more_and_then_records_nothing(
    carrier, rings, waiting, sessions, keys
):
    waiting()
    with sessions.begin() as session:
        a_user(session, "bruno", now=TEN)
    call = spoken_with(carrier, rings)
    for key in keys:
        call.press(key)
    call.ends()
    callback, row = state(sessions)
    assert (callback.state, callback.claimed_by, row.outcome) == ("claimed", "anna", None)
    assert call.entry.texts[-1] == call.entry.texts[-2]


@pytest.mark.on_both
def test_whoever_works_on_something_hears_how_much_once_nobody_waits(
    carrier, rings, waiting, sessions
):
    waiting()
    call = spoken_with(carrier, rings).press("2").hears("annotato")
    call.hears("segui ancora una richiesta", "nessuno da richiamare").ends()
    with sessions() as session:
        row = session.get(Ticket, 1001)
        assert owners.of_ticket(session, row).is_of("anna")


def test_a_colleague_goes_on_with_it_by_one_key(carrier, rings, waiting, sessions):
    waiting()
    with sessions.begin() as session:
        for name in ("carla", "bruno", "dino"):
            a_user(session, name, now=TEN)
        accounts.disable(session, "dino", now=TEN)
    call = spoken_with(carrier, rings).press("0").hears("a chi la passi? 1 bruno, 2 carla.")
    call.press("3").hears("a chi la passi").press("2").hears("passata a carla")
    call.hears("nessuno da richiamare").ends()  # it is not offered to Anna again
    callback, row = state(sessions)
    assert (callback.handed_to, row.outcome) == ("carla", Outcome.HANDED_ON)


def test_without_a_colleague_it_is_asked_again_what_came_of_it(carrier, rings, waiting, sessions):
    waiting()
    call = spoken_with(carrier, rings).press("0").hears("nessun collega", "com'è andata")
    call.press("1").hears("annotato").ends()
    assert state(sessions)[1].outcome == Outcome.SOLVED


def test_one_is_passed_over_and_another_heard_again(rings, waiting, sessions):
    waiting()
    waiting(OTHER, "Stampa lenta", "low")
    call = signed_in(rings()).hears("cassa ferma").press("2").hears("stampa lenta").press("3")
    call.hears("stampa lenta").press("9").hears("ciao").ends()
    assert [state(sessions, one)[0].state for one in (1, 2)] == ["waiting", "waiting"]


def test_a_wrong_pin_opens_nothing(rings, waiting, sessions):
    waiting()
    call = rings()
    for _ in range(3):
        call.hears("pin").press("111222#")
    call.hears("troppi tentativi").ends()
    assert "Cassa" not in str(call.entry.texts)
    assert state(sessions)[0].state == "waiting"


def test_after_many_wrong_pins_even_the_right_one_waits(carrier, rings, waiting):
    waiting()
    for _ in range(2):
        call = rings()
        for _ in range(3):
            call.press("111222#")
        call.ends()
    signed_in(rings()).hears("troppi tentativi").ends()
    carrier.clock.advance(31 * 60)
    signed_in(rings()).hears("cassa ferma").hangs_up()


def test_whoever_waits_at_the_pin_is_led_on_as_a_caller(carrier, rings, sessions):
    call = rings().hears("digita il pin", "assistenza leotron").beeps().hangs_up()
    carrier.settle()
    with sessions() as session:
        assert lifecycle.of_call(session, call.sid) is not None


def test_a_caller_who_is_no_technician_hears_of_no_pin(carrier):
    call = Phone(carrier, CUSTOMER).dial(WEEKDAY_LINE).hears("assistenza leotron")
    call.hangs_up()
    assert "PIN" not in str(call.entry.texts)


def test_somebody_who_is_disabled_is_out_in_the_middle_of_a_call(carrier, rings, waiting, sessions):
    waiting()
    call = signed_in(rings()).hears("cassa ferma")
    with sessions.begin() as session:
        accounts.disable(session, "anna", now=TEN)
    call.press("1").hears("problema tecnico").hangs_up()  # the number's fallback
    assert [entry for entry in carrier.journal.calls if entry.to_number == CUSTOMER] == []


def test_a_technician_who_hangs_up_while_they_talk_keeps_the_case(
    carrier, rings, waiting, sessions
):
    waiting()
    carrier.subscribe(Subscriber(CUSTOMER, talks_s=600))
    signed_in(rings()).press("1").talks().hangs_up(after=61)
    carrier.settle()
    callback, row = state(sessions)
    assert (callback.state, callback.claimed_by) == ("claimed", "anna")
    assert (row.proposed, row.seconds) == (Outcome.SPOKEN, 61)
    signed_in(rings()).hears("cassa ferma").hangs_up()  # and finds it again


def test_the_call_is_no_missed_one_when_twilio_is_asked(carrier, rings, waiting, sessions):
    waiting()
    signed_in(rings()).hears("cassa ferma").press("9").ends()
    carrier.settle()
    carrier.clock.advance(60)
    with carrier.serving() as rest:
        twilio = TwilioApi(ACCOUNT, TOKEN, rest)
        looking = Looking(lambda: HOURS, {WEEKDAY_LINE: "weekday"})
        Reconciler(sessions, twilio, carrier.clock.now, looking).look()
    with sessions() as session:
        assert session.query(Ticket).count() == 1
        assert call_log.without_ticket(session, started_before=TEN + timedelta(days=1)) == []


def test_whoever_hangs_up_while_a_case_is_read_keeps_it_from_nobody(
    carrier, rings, waiting, sessions
):
    waiting()
    call = signed_in(rings()).hears("cassa ferma").hangs_up()
    carrier.settle()
    callback = state(sessions)[0]
    assert callback.state == "waiting"
    with sessions() as session:
        kept = call_log.find(session, call.sid)
        # no ticket is meant, although one may have the same number
        assert (kept.about, kept.callback_id) == (None, callback.id)
    signed_in(rings()).hears("cassa ferma").hangs_up()


def test_a_case_that_was_called_stays_in_hand_when_the_technician_hangs_up(
    carrier, rings, waiting, sessions
):
    waiting()
    carrier.subscribe(Subscriber(CUSTOMER, talks_s=60))
    signed_in(rings()).press("1").talks().hangs_up()
    carrier.settle()
    assert state(sessions)[0].state == "claimed"


def test_a_technician_who_hangs_up_at_the_pin_leaves_no_request(carrier, rings, sessions):
    call = rings().hears("digita il pin").hangs_up()
    carrier.settle()
    with sessions() as session:
        assert session.query(Ticket).count() == 0
        assert call_log.find(session, call.sid).direction == call_log.STAFF


def test_whom_no_key_can_ring_is_told_of(rings, waiting):
    waiting(number="+41446681800")
    signed_in(rings()).hears("guarda la console").ends()
