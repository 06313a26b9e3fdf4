"""Technicians are told by their own services, once: real HTTP and SMTP through Apprise."""

import json
from datetime import timedelta

import pytest
from flask import Flask, request

from messages.apprise_sender import send
from rules import rota as rules
from rules.callbacks.callback import Policy, State
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.errors import PermanentFailure, TemporaryFailure
from rules.staff.accounts import Role
from rules.staff.notifications import Event, text
from scheduler import staff_notifications
from scheduler.staff_notifications import Notifying
from store.callbacks import leavers, outcomes, promises, queue
from store.models import Callback, Notification, NotificationChannel
from store.models.states import NotificationState
from store.oncall import notification_settings, notifications
from store.staff import accounts, rota
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket, a_user
from tests.leotron import HOURS
from tests.serving import serving

SCHEMAS = ("ntfy", "tgram", "json")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Service:
    """A service of notices on this machine, which keeps what it is sent; ntfy, as Apprise posts."""

    def __init__(self):
        self.got, self.status, self.url = [], 200, ""
        app = Flask("service")

        @app.post("/")
        @app.post("/<topic>")
        def post(topic=""):
            self.got.append(json.loads(request.data))
            return {"id": "x"}, self.status

        self.app = app

    @property
    def said(self):
        return [(one["topic"], one["message"]) for one in self.got]


@pytest.fixture
def service():
    service = Service()
    with serving(service.app) as address:
        service.url = address.replace("http:", "ntfy:")
        yield service


@pytest.fixture
def ledger(sessions, now, service):
    """Anna, Bruno and Carla, who is responsible, each with a topic of their own."""
    with sessions.begin() as session:
        for name in ("anna", "bruno", "carla"):
            role = Role.SUPERVISOR if name == "carla" else Role.TECHNICIAN
            a_user(session, name, role, now=now)
            notification_settings.add_channel(session, name, f"{service.url}/{name}", SCHEMAS, now)
        saturday = now + timedelta(days=4)
        span = saturday - timedelta(days=2), saturday + timedelta(days=2)
        rota.add(session, rules.Shift("bruno", rules.Kind.ON_CALL, *span))
    return sessions


@pytest.fixture
def ticks(ledger, now):
    """The clock's jobs, so many minutes later; how many notices were in hand."""

    def ticks(minutes=0, **more):
        at = now + minutes * MINUTE
        words = {"words": lambda one: text(one, "Europe/Rome", None), "send": send}
        telling = Notifying(lambda: HOURS, **(words | more))
        staff_notifications.note(ledger, lambda: at, telling)
        return staff_notifications.send_due(ledger, lambda: at, telling)

    return ticks


def blocked(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        facts = {"urgency": "blocking", "subject": "Cassa ferma <b>"}
        lifecycle.correct(session, ticket.id, facts, actor="centralino", now=now)
        return ticket.id


def of(sessions, **where):
    with sessions() as session:
        return session.query(Notification).filter_by(**where).order_by(Notification.id).all()


def test_everybody_is_told_once_of_somebody_who_cannot_work(ledger, ticks, service, now):
    blocked(ledger, now)
    assert ticks() == 3
    assert sorted(service.said) == [
        (name, "Richiesta 1001: un cliente non può lavorare.")
        for name in ("anna", "bruno", "carla")
    ]
    assert ticks(1) == 0
    assert {row.state for row in of(ledger)} == {NotificationState.SENT}


def test_with_a_rota_only_those_at_work_are_told(ledger, ticks, service, now):
    with ledger.begin() as session:
        rota.add(session, rules.Shift("anna", rules.Kind.DUTY, now - HOUR, now + HOUR))
    blocked(ledger, now)
    ticks()
    assert [topic for topic, _ in service.said] == ["anna"]


def test_whoever_gets_a_request_from_a_colleague_is_told_alone(ledger, ticks, service, now):
    with ledger.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        callback_id = queue.of_ticket(session, ticket.id).id
        token = queue.claim(session, callback_id, by="anna", now=now, lease=HOUR)
        outcomes.record_outcome(
            session,
            callback_id,
            token,
            ReportedOutcome(Outcome.HANDED_ON, to="bruno"),
            by="anna",
            now=now,
            policy=Policy(4, (10 * MINUTE,)),
            hours=HOURS,
            vat_percent=22,
        )
    ticks()
    assert service.said == [("bruno", "Richiesta 1001: un collega l'ha passata a te.")]


def tells(session, ticket, outcome, now, at=None):
    """Anna has rung the customer, and tells what came of it."""
    callback_id = queue.of_ticket(session, ticket.id).id
    token = queue.claim(session, callback_id, by="anna", now=now, lease=HOUR)
    told = (
        ReportedOutcome(outcome, at=at or now + HOUR)
        if outcome is Outcome.CALL_AGAIN
        else ReportedOutcome(outcome)
    )
    more = {"policy": Policy(4, (10 * MINUTE,)), "hours": HOURS, "vat_percent": 22}
    outcomes.record_outcome(session, callback_id, token, told, by="anna", now=now, **more)


def test_a_promise_that_may_break_is_told_with_its_hour(ledger, ticks, service, now):
    with ledger.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        ticket.promised_at = now + 10 * MINUTE
        promises.warn(session, ticket, now)
    ticks()
    assert (
        "anna",
        "Richiesta 1001: la promessa delle 10:10 rischia di non essere mantenuta.",
    ) in service.said


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.CALL_AGAIN])
def test_a_warning_is_not_told_once_the_customer_was_rung(ledger, ticks, service, now, outcome):
    with ledger.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        ticket.promised_at = now + 10 * MINUTE
        promises.warn(session, ticket, now)
        tells(session, ticket, outcome, now)
    ticks()
    assert [said for _, said in service.said if "1001" in said] == []


def test_an_agreed_hour_that_comes_is_told(ledger, ticks, service, now):
    with ledger.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now - HOUR), now=now - HOUR)
        ticket.promised_at, ticket.promise_warned_at = now - HOUR / 2, now - HOUR / 2
        tells(session, ticket, Outcome.CALL_AGAIN, now - 20 * MINUTE, at=now)
        rule = promises.Promises(lambda: HOURS, promises.Policy(), 10 * MINUTE)
        assert rule.at_risk(session, now - MINUTE) == []
        assert rule.at_risk(session, now) == [ticket]
        promises.warn(session, ticket, now)
        assert rule.at_risk(session, now + MINUTE) == []
    ticks()
    words = "Richiesta 1001: alle 10:00 il cliente aspetta la chiamata concordata."
    assert ("anna", words) in service.said


def test_whoever_is_responsible_hears_that_nobody_is_on_call(ledger, ticks, service, now):
    with ledger.begin() as session:
        leavers.disable(session, "bruno", by="carla", now=now)
    friday = 3 * 24 * 60
    ticks(friday)
    openings = ("28/11 dalle 09:15", "28/11 dalle 14:45", "29/11 dalle 09:15")
    assert service.said == [("carla", f"Nessuno è reperibile {when}.") for when in openings]


def test_quiet_hours_are_kept_and_what_is_over_by_then_is_dropped(ledger, ticks, service, now):
    with ledger.begin() as session:
        for name in ("anna", "bruno", "carla"):
            user = accounts.named(session, name)
            events = [Event.BLOCKING]
            notification_settings.wish(
                session,
                user.id,
                events,
                "09:30" if name == "anna" else "",
                "10:30" if name == "anna" else "",
            )
    blocked(ledger, now)
    assert ticks() == 2
    with ledger.begin() as session:
        queue.claim(session, 1, by="bruno", now=now, lease=HOUR)
    assert ticks(31) == 0
    (row,) = of(ledger, state=NotificationState.DROPPED)
    assert row.reason == notifications.MOOT
    assert "anna" not in [topic for topic, _ in service.said]


def test_whoever_leaves_is_told_nothing_that_still_waits(ledger, ticks, service, now):
    service.status = 500
    blocked(ledger, now)
    ticks()
    service.status = 200
    with ledger.begin() as session:
        leavers.disable(session, "anna", by="carla", now=now)
    service.got.clear()
    assert ticks(2) == 2
    assert sorted(topic for topic, _ in service.said) == ["bruno", "carla"]


def test_a_night_of_what_is_over_is_dropped_in_one_go(ledger, ticks, service, now):
    with ledger.begin() as session:
        for name in ("anna", "bruno", "carla"):
            notification_settings.wish(
                session, accounts.named(session, name).id, [Event.BLOCKING], "09:00", "11:00"
            )
    for _ in range(40):
        blocked(ledger, now)
    assert ticks(most_an_hour=1000) == 0
    with ledger.begin() as session:
        session.query(Callback).update({"state": State.DONE})
    assert ticks(70, most_an_hour=1000) == 0
    assert len(of(ledger, state=NotificationState.DROPPED)) == 120


def test_what_one_does_not_want_to_hear_of_is_not_told(ledger, ticks, service, now):
    with ledger.begin() as session:
        for name in ("anna", "carla"):
            notification_settings.wish(session, accounts.named(session, name).id, [], "", "")
        leavers.disable(session, "bruno", by="carla", now=now)
    blocked(ledger, now)
    assert ticks() == 0


def test_a_service_that_fails_is_tried_again_and_then_given_up(ledger, ticks, service, now):
    service.status = 500
    with ledger.begin() as session:
        leavers.disable(session, "bruno", by="carla", now=now)
        leavers.disable(session, "carla", by="anna", now=now)
    blocked(ledger, now)
    for minutes in (0, 1, 6, 21, 81):
        assert ticks(minutes) == 1
        assert ticks(minutes) == 0
    (row,) = of(ledger)
    assert (row.state, row.attempts) == (NotificationState.FAILED, 5)
    with ledger() as session:
        assert (
            session.query(NotificationChannel)
            .order_by(NotificationChannel.id)
            .first()
            .failure.startswith("the service could not")
        )
    service.status = 200
    with ledger.begin() as session:
        way = session.query(NotificationChannel).order_by(NotificationChannel.id).first()
        notifications.ask_for_test(
            session, way.user_id, way.id, now, lambda one: text(one, "Europe/Rome", None)
        )
    assert ticks(90) == 1
    assert service.said[-1] == ("anna", "Prova: da qui ricevi gli avvisi di Centralino.")
    with ledger() as session:
        assert (
            session.query(NotificationChannel).order_by(NotificationChannel.id).first().failed_at
            is None
        )


def test_what_may_have_been_sent_is_not_sent_twice(ledger, ticks, service, now):
    blocked(ledger, now)

    def dies(_url, _text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ticks(send=dies)
    assert ticks(1) == 2  # the others'
    assert ticks(5) == 0
    (row,) = of(ledger, state=NotificationState.FAILED)
    assert row.reason == notifications.LOST
    assert len(service.got) == 2


def test_no_address_gets_more_than_so_many_an_hour(ledger, ticks, service, now):
    for _ in range(3):
        blocked(ledger, now)
    assert ticks(most_an_hour=2) == 6
    assert ticks(most_an_hour=2) == 0
    assert ticks(61, most_an_hour=2) == 3


def test_an_address_that_no_service_understands_is_refused_for_good():
    with pytest.raises(PermanentFailure, match="understands"):
        send("tgram://nonsense", "Prova")


def test_a_service_that_is_not_there_is_for_later(service):
    service.status = 404
    with pytest.raises(TemporaryFailure):
        send(f"{service.url}/anna", "Prova")
    with pytest.raises(TemporaryFailure):
        send("ntfy://127.0.0.1:9/anna", "Prova")


def test_old_notices_are_forgotten(ledger, ticks, service, now):
    blocked(ledger, now)
    ticks()
    with ledger.begin() as session:
        notifications.prune(session, now + timedelta(days=31))
    assert of(ledger) == []
