"""A week-end with people on call: their telephones, the texts, and the clock's jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from centralino.wiring.technician_calls import technician_services
from ivr.playback_links import Links
from ivr.technicians.bridged_call import technician_blueprint
from ivr.technicians.dial_in import dial_in_blueprint
from ivr.technicians.oncall_call import addresses, alert_blueprint
from ivr.technicians.services import DialInServices
from ivr.twilio_api import CallOrder, TwilioApi
from rules import rota as rules
from rules.callbacks.outbound_call import Policy
from rules.customer_messages import Quiet
from rules.phone_numbers import italian_line
from rules.rota import EscalationWaits, Kind
from rules.staff.accounts import Role
from scheduler import oncall_alerts, outbox, sweep
from scheduler import outbound_calls as dispatch
from scheduler.outbound_calls import Dialling
from scheduler.outbox import Sending, Sms
from simulator import Carrier, Number, Subscriber, VirtualClock
from store.callbacks import outbound_calls, queue
from store.intake.payer import Payer
from store.models import Alert, AlertStep, Callback, User
from store.oncall import alerts
from store.oncall.alert_calls import ALERT_STEPS
from store.oncall.alerts import Alerting
from store.staff import rota
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket, a_user
from tests.ivr.signed_call import services_for
from tests.leotron import ACCOUNT, HOURS, PUBLIC, TERMS, TOKEN, WEEKDAY_LINE, WEEKEND_LINE
from tests.serving import serving
from tests.stories.click_to_call import GAPS

SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)  # ten o'clock in Verona: week-end help is at work
PHONES = {"anna": "+393331112222", "bruno": "+393334445555", "carla": "+393337778888"}
CUSTOMER = "+393471234567"
PACE = EscalationWaits(timedelta(minutes=5), timedelta(minutes=15))


@dataclass
class WeekEnd:
    """Anna and then Bruno are on call; Carla is responsible for the service."""

    sessions: sessionmaker[Session]
    carrier: Carrier
    dialling: Dialling
    sending: Sending
    alerting: Alerting
    address: str  # of our own routes

    @property
    def now(self):
        return self.carrier.clock.now

    def asks(
        self, *, urgency="blocking", j_system=True, category="software", number=CUSTOMER
    ) -> int:
        """A customer's message, read and decided upon; the ticket's id."""
        with self.sessions.begin() as session:
            a_customer(session, name="Ferramenta Rossi", phones=(number,), j_system=j_system)
            call = a_call(
                session, from_number=number, to_number=WEEKEND_LINE, line="weekend", now=self.now()
            )
            ticket = a_ticket(session, call, now=self.now())
            facts = {"subject": "J2K non parte", "urgency": urgency, "category": category}
            lifecycle.correct(session, ticket.id, facts, actor="centralino", now=self.now())
            session.refresh(ticket)
            Payer(lambda: HOURS, TERMS).decide(session, ticket)
            return ticket.id

    def ticks(self, seconds: float = 0, *, settle: bool = True) -> None:
        """The clock's jobs, so many seconds later, and all that Twilio does then."""
        self.carrier.clock.advance(seconds)
        sweep.release_stuck(self.sessions, self.now)
        oncall_alerts.go_on(self.sessions, self.now, self.alerting)
        outbox.send_due(self.sessions, self.now, self.sending)
        dispatch.place_due(self.sessions, self.now, self.dialling)
        if settle:
            self.carrier.settle()
        dispatch.ask_about_quiet(self.sessions, self.now, self.dialling)
        oncall_alerts.go_on(self.sessions, self.now, self.alerting)

    def answer(self, *subscribers: Subscriber) -> None:
        self.carrier.subscribe(*subscribers)

    @property
    def alert(self) -> Alert | None:
        with self.sessions() as session:
            return session.scalar(select(Alert))

    @property
    def steps(self) -> list[AlertStep]:
        with self.sessions() as session:
            return list(session.scalars(select(AlertStep).order_by(AlertStep.id)))

    @property
    def told(self) -> list[str]:
        """Who was alerted, in order."""
        with self.sessions() as session:
            return [session.get_one(User, step.user_id).name for step in self.steps]

    @property
    def callback(self) -> Callback:
        with self.sessions() as session:
            return session.scalars(select(Callback).order_by(Callback.id)).first()

    def legs_to(self, name: str) -> list:
        return [one for one in self.carrier.journal.calls if one.to_number == PHONES[name]]

    def texts_to(self, name: str) -> list[str]:
        return [
            one.body
            for one in self.carrier.exchange.messages.values()
            if one.to_number == PHONES[name]
        ]

    def claims(self, name: str) -> str | None:
        """Somebody takes it in the console, or by the API."""
        with self.sessions.begin() as session:
            given = {"by": name, "now": self.now(), "lease": timedelta(hours=1)}
            return queue.claim(session, self.callback.id, **given)

    def shown(self):
        with self.sessions() as session:
            return alerts.shown(session, self.now())


@contextmanager
def week_end(
    sessions: sessionmaker[Session], folder: Path, start: datetime = SATURDAY
) -> Iterator[WeekEnd]:
    """Everything but gunicorn: signed requests over HTTP, orders and texts over REST."""
    clock = VirtualClock(start)
    callers = services_for(sessions, clock.now, folder)
    services = technician_services(callers, Policy(WEEKDAY_LINE))
    app = Flask("alerts")
    app.register_blueprint(technician_blueprint(services))
    app.register_blueprint(alert_blueprint(services))
    app.register_blueprint(
        dial_in_blueprint(
            DialInServices(services, Links((TOKEN,)), lambda: HOURS, GAPS, Decimal(22))
        )
    )
    people_on_call(sessions)
    with serving(app) as address:
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={line: Number(f"{PUBLIC}/voice/incoming", sms=True) for line in services.lines},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
            folder=folder,
        )
        with carrier.serving() as rest:
            twilio = TwilioApi(ACCOUNT, TOKEN, rest, timeout=2)
            ways = _dialling(twilio), _sending(twilio), _alerting()
            yield WeekEnd(sessions, carrier, *ways, address)


def people_on_call(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for name in ("anna", "bruno", "carla"):
            role = Role.SUPERVISOR if name == "carla" else Role.TECHNICIAN
            a_user(session, name, role, now=SATURDAY)
            outbound_calls.set_phone(session, name, PHONES[name])
        for place, name in enumerate(("anna", "bruno"), start=1):
            start, end = SATURDAY - timedelta(hours=9), SATURDAY + timedelta(hours=39)
            rota.add(session, rules.Shift(name, Kind.ON_CALL, start, end, place))


def _alerting() -> Alerting:
    return Alerting(
        hours_now=lambda: HOURS,
        pace=PACE,
        may_call=lambda number: italian_line(number) is not None,
        text="Richiesta {}: {}".format,
        alone="Nessuno prende la richiesta {}: {}".format,
    )


def _dialling(twilio: TwilioApi) -> Dialling:
    def place(step_id: int, phone: str) -> str:
        where = addresses(PUBLIC, step_id)
        order = CallOrder(phone, WEEKDAY_LINE, where.url, where.status, where.fallback, 25, 7200)
        return twilio.place_call(order)

    minute = timedelta(minutes=1)
    return Dialling(
        place,
        twilio.calls_placed,
        twilio.legs,
        lease=minute,
        quiet_after=2 * minute,
        calls=ALERT_STEPS,
        stale=PACE.wait,
    )


def _sending(twilio: TwilioApi) -> Sending:
    def send(to: str, text: str) -> str:
        return twilio.send_sms(to, WEEKDAY_LINE, text, None)

    return Sending(Quiet(), Sms(send, twilio.sms_sent, lambda *_: ()))
