"""Looks up what a caller should hear before the beep: a request that stands, and the price."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.again import Again, Standing, to_offer
from desk.costs import Rates, cost_of
from desk.minutes import month_of
from desk.wall_clock import day_of
from ivr.flows import Price, Step
from ivr.turn import Turn
from store import again, calls, people, work
from store.models import Customer

BEFORE_THE_BEEP = frozenset(
    {Step.MENU, Step.CODE, Step.MESSAGE, Step.ABOUT, Step.CANCEL, Step.PRICE}
)


@dataclass(frozen=True)
class Charges:
    """What the published terms let us ask for."""

    rates: Rates
    j_system_minutes: int  # a month

    @property
    def price(self) -> Price:
        """As callers hear it."""
        first = cost_of(self.rates.minimum_minutes, self.rates)
        return Price(self.rates.hourly, first.total, self.rates.minimum_minutes)


@dataclass(frozen=True)
class Heard:
    """What the caller should hear before the beep, if anything."""

    standing: Standing | None = None
    price: Price | None = None


def before_the_beep(session: Session, turn: Turn, charges: Charges, timezone: str) -> Heard:
    """Asks the database nothing at steps that do not lead to the beep."""
    if turn.step not in BEFORE_THE_BEEP or turn.kept_sid or turn.hung_up:
        return Heard()
    customer = _by_code(session, turn)
    return Heard(
        _standing(session, turn, customer), _price(session, turn, customer, charges, timezone)
    )


def _by_code(session: Session, turn: Turn) -> Customer | None:
    """Who the caller says to be: by the code that is keyed just now, or was before."""
    if turn.step == Step.CODE and turn.digits:
        return people.by_code(session, turn.digits)
    call = calls.find(session, turn.call_sid)
    known = call.customer_id if call is not None else None
    return session.get(Customer, known) if known is not None else None


def _standing(session: Session, turn: Turn, customer: Customer | None) -> Standing | None:
    told = turn.about is not None and turn.step not in {Step.ABOUT, Step.CANCEL}
    if told or turn.from_number is None:
        return None
    known = Again(customer_id=customer.id if customer else None, shared=False)
    return to_offer(again.standing(session, turn.from_number), known)


def _price(
    session: Session, turn: Turn, customer: Customer | None, charges: Charges, timezone: str
) -> Price | None:
    """The price, unless we know that the caller would not pay it; who claims J-System claims that."""
    if turn.price_told and turn.step != Step.PRICE:
        return None
    who = customer or _by_number(session, turn)
    if who is None:
        return None if turn.j_system else charges.price
    day = day_of(turn.at, timezone)
    if _runs(who.contract, who.contract_until, day):
        return None
    if _runs(who.j_system, who.j_system_until, day):
        used = work.j_system_minutes(session, who.id, month_of(turn.at, timezone))
        return None if used < charges.j_system_minutes else charges.price
    return charges.price


def _by_number(session: Session, turn: Turn) -> Customer | None:
    """The one customer who calls from the number: a hint, on which nothing personal is spoken."""
    same = people.by_number(session, turn.from_number) if turn.from_number else []
    return same[0] if len(same) == 1 else None


def _runs(has: bool, until: date | None, day: date) -> bool:
    return has and (until is None or day <= until)
