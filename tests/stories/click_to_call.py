"""A technician who calls the customer by a click, on a real database, with the carrier that rings both."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from ivr.technicians import customer_first as first_call
from ivr.technicians.bridged_call import addresses
from ivr.twilio_api import CallOrder, TwilioApi
from rules.callbacks.callback import Policy as CallbackPolicy
from rules.callbacks.outbound_call import Policy
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from scheduler import outbound_calls as dispatch
from scheduler.outbound_calls import Dialling
from simulator import Carrier, Subscriber
from store.billing import work_minutes
from store.callbacks import attempts, outbound_calls, outcomes, queue, readiness
from store.models import Attempt, User
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from tests.leotron import HOURS, PUBLIC, TEN, WEEKDAY_LINE, WEEKEND_LINE

ANNA, CUSTOMER = "+393331112222", "+390458001234"
POLICY = Policy(WEEKDAY_LINE)
GAPS = CallbackPolicy(4, (timedelta(minutes=10), timedelta(minutes=30)))


@dataclass
class Work:
    """A callback that Anna has in hand, and what she does with it."""

    sessions: sessionmaker[Session]
    carrier: Carrier
    dialling: Dialling
    callback_id: int
    token: str
    first: Dialling  # of customers who are rung before Anna

    @property
    def now(self):
        return self.carrier.clock.now

    def clicks(self, *, customer_first: bool = False) -> int:
        """Anna asks to be called, or the customer before her."""
        with self.sessions.begin() as session:
            given = {"by": "anna", "now": self.now(), "policy": POLICY, "timezone": "Europe/Rome"}
            given["customer_first"] = customer_first
            return outbound_calls.request_call(session, self.callback_id, self.token, **given).id

    def is_ready(self) -> None:
        """Anna says that she sits by her telephone."""
        with self.sessions.begin() as session:
            readiness.say_ready(session, "anna", self.now())

    def ticks(self, seconds: float = 0) -> None:
        """The clock's jobs, so many seconds later, and all that Twilio does then."""
        self.carrier.clock.advance(seconds)
        with self.sessions.begin() as session:
            outbound_calls.ATTEMPTS.release_stuck(session, self.now())
        ways = (self.dialling, self.first)
        for way in ways:
            dispatch.place_due(self.sessions, self.now, way)
        self.carrier.settle()
        for way in ways:
            dispatch.ask_about_quiet(self.sessions, self.now, way)

    def rings(self, *subscribers: Subscriber) -> Attempt:
        """Anna clicks; what came of it."""
        self.carrier.subscribe(*subscribers)
        self.clicks()
        self.ticks()
        return self.attempt

    def tells(self, outcome: Outcome, **more: object) -> outcomes.Recorded:
        """Anna says what became of it."""
        with self.sessions.begin() as session:
            return outcomes.record_outcome(
                session,
                self.callback_id,
                self.token,
                ReportedOutcome(outcome, **more),
                by="anna",
                now=self.now(),
                policy=GAPS,
                hours=HOURS,
                vat_percent=Decimal(22),
            )

    def undoes(self) -> None:
        with self.sessions.begin() as session:
            self.token = outcomes.undo(session, self.callback_id, by="anna", now=self.now())

    @property
    def attempt(self) -> Attempt:
        with self.sessions() as session:
            return attempts.newest(session, self.callback_id)

    @property
    def callback(self):
        with self.sessions() as session:
            return queue.find(session, self.callback_id)

    @property
    def minutes(self) -> list[tuple[int, str]]:
        with self.sessions() as session:
            rows = work_minutes.entries(session, queue.find(session, self.callback_id).ticket_id)
            return [(row.minutes, row.state.value) for row in rows]

    @property
    def events(self) -> list[str]:
        with self.sessions() as session:
            ticket_id = queue.find(session, self.callback_id).ticket_id
            return [row.event for row in lifecycle.history(session, ticket_id)]

    def legs_to(self, number: str) -> list:
        return [entry for entry in self.carrier.journal.calls if entry.to_number == number]


def dialling(twilio: TwilioApi) -> Dialling:
    def place(attempt_id: int, phone: str) -> str:
        where = addresses(PUBLIC, attempt_id)
        order = CallOrder(phone, WEEKDAY_LINE, where.url, where.status, where.fallback, 25, 7200)
        return twilio.place_call(order)

    minute = timedelta(minutes=1)
    return Dialling(place, twilio.calls_placed, twilio.legs, lease=minute, quiet_after=2 * minute)


def first(twilio: TwilioApi) -> Dialling:
    """As dialling(), for customers who are rung before the technician."""

    def place(attempt_id: int, phone: str) -> str:
        where = first_call.addresses(PUBLIC, attempt_id)
        order = CallOrder(phone, WEEKEND_LINE, where.url, where.status, where.fallback, 25, 7200)
        return twilio.place_call(order)

    return replace(dialling(twilio), place=place, calls=outbound_calls.CUSTOMER_FIRST)


def in_hand(sessions: sessionmaker[Session]) -> tuple[int, str]:
    """A request of the week-end's line that Anna holds: its callback, and the token."""
    with sessions.begin() as session:
        session.add(
            User(
                name="anna",
                password_hash="-",
                role="technician",
                phone=ANNA,
                created_at=TEN,
                single_keys=True,
            )
        )
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=(CUSTOMER,))
        call = a_call(session, from_number=CUSTOMER, to_number=WEEKEND_LINE, now=TEN)
        ticket = a_ticket(session, call, now=TEN)
        ticket.subject, ticket.urgency = "Stampante <b> & fiscale", "blocking"
        session.flush()
        row = queue.of_ticket(session, ticket.id)
        lease = timedelta(hours=1)
        return row.id, queue.claim(session, row.id, by="anna", now=TEN, lease=lease)
