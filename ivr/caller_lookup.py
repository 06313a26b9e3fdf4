"""Caller lookup: what a caller should hear before the beep; an open request, the price."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ivr.flows import Price, Step
from ivr.turn import Turn
from rules.billing.costs import hourly_price
from rules.entitlement import Charge, Request, Terms
from rules.hours.schedule import Flow
from rules.tickets.repeat_calls import OpenRequest, RepeatCall, must_prove, proven, to_offer
from rules.tickets.ticket import Category
from store.billing import coverage
from store.calls import call_log
from store.customers import directory
from store.intake import repeat_calls
from store.models import Customer

BEFORE_THE_BEEP = frozenset(
    {Step.MENU, Step.CODE, Step.MESSAGE, Step.ABOUT, Step.CANCEL, Step.PROOF, Step.PRICE}
)


@dataclass(frozen=True)
class Heard:
    """What the caller should hear before the beep, if anything."""

    open_request: OpenRequest | None = None
    proven: OpenRequest | None = None
    price: Price | None = None


def before_the_beep(
    session: Session, turn: Turn, flow: Flow, terms: Terms, lines: Collection[str]
) -> Heard:
    """Asks the database nothing at steps that do not lead to the beep."""
    if turn.step not in BEFORE_THE_BEEP or turn.kept_sid or turn.hung_up:
        return Heard()
    customer = _by_code(session, turn)
    offered, proved = _open_request(session, turn, customer, lines)
    return Heard(offered, proved, _price(session, turn, customer, flow, terms))


def _by_code(session: Session, turn: Turn) -> Customer | None:
    """Who the caller says to be: by the code that is keyed just now, or was before."""
    if turn.step == Step.CODE and turn.digits:
        return directory.by_code(session, turn.digits)
    call = call_log.find(session, turn.call_sid)
    known = call.customer_id if call is not None else None
    return session.get(Customer, known) if known is not None else None


def _open_request(
    session: Session, turn: Turn, customer: Customer | None, lines: Collection[str]
) -> tuple[OpenRequest | None, OpenRequest | None]:
    """The request that stands, and the one that the digits just keyed prove to be the caller's."""
    told = turn.about is not None and turn.step not in {Step.ABOUT, Step.CANCEL, Step.PROOF}
    if told or turn.from_number is None:
        return None, None
    known = RepeatCall(customer_id=customer.id if customer else None, shared=False)
    requests = repeat_calls.open_requests(session, turn.from_number)
    offered = to_offer(requests, known)
    if offered is None:
        return None, None
    forwarded = turn.forwarded or turn.from_number in lines
    caller = repeat_calls.caller_of(
        session, turn.from_number, known.customer_id, forwarded=forwarded
    )
    offered = replace(offered, unproven=must_prove(offered, caller))
    if turn.step != Step.PROOF or not turn.digits:
        return offered, None
    coded = directory.by_code(session, turn.digits)
    return offered, proven(requests, caller, turn.digits, coded.id if coded else None)


def _price(
    session: Session, turn: Turn, customer: Customer | None, flow: Flow, terms: Terms
) -> Price | None:
    """The price, where the caller would pay it; who claims J-System says not to."""
    if turn.price_told and turn.step != Step.PRICE:
        return None
    who = customer or _by_number(session, turn)
    if who is None and turn.j_system:
        return None
    request = Request(Category.OTHER, turn.flow or flow, unusable=turn.j_system or None)
    if coverage.decide_for(session, who, request, turn.at, terms).charge is not Charge.HOURLY:
        return None
    price = hourly_price(terms.rates)
    return Price(price.net, price.least, price.minimum_minutes)


def _by_number(session: Session, turn: Turn) -> Customer | None:
    """The one customer who calls from the number: a hint, on which nothing personal is spoken."""
    same = directory.by_number(session, turn.from_number) if turn.from_number else []
    return same[0] if len(same) == 1 else None
