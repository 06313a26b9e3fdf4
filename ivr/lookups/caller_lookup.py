"""Caller lookup: what a caller should hear; an open request before the beep, the price after it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ivr.flows import Price, Step
from ivr.flows.welcome import takes_code
from ivr.turn import Turn
from rules.billing.costs import hourly_price
from rules.entitlement import Charge, Request, Terms
from rules.entitlement.weekend_gate import WeekendGate
from rules.hours.schedule import Explanation, Flow
from rules.tickets.known_fault import Heard as KnownOfFault
from rules.tickets.repeat_calls import (
    OpenRequest,
    RepeatCall,
    must_prove,
    must_prove_to_add,
    proven,
    to_offer,
)
from rules.tickets.ticket import Category
from store.billing import coverage
from store.calls import call_log
from store.customers import directory
from store.intake import repeat_calls, weekend_gate
from store.intake.weekend_gate import Caller
from store.models import Customer
from store.tickets import known_faults, weekend

BEFORE_THE_BEEP = frozenset(
    {
        *(Step.INCOMING, Step.MENU, Step.CODE, Step.MESSAGE),
        *(Step.ABOUT, Step.CANCEL, Step.PROOF, Step.ADD),
    }
)
AFTER_THE_MESSAGE = frozenset({Step.REVIEW, Step.PLAYBACK, Step.SENT, Step.PRICE, Step.GOODBYE})
TELL_OF_FAULT = frozenset({Step.INCOMING, Step.MENU})
ABOUT_IT = frozenset({Step.ABOUT, Step.CANCEL, Step.PROOF, Step.ADD})


@dataclass(frozen=True)
class Heard:
    """What the caller should hear, before the beep or after the message, if anything."""

    open_request: OpenRequest | None = None
    proven: OpenRequest | None = None
    price: Price | None = None
    weekend: WeekendGate | None = None
    published: Price | None = None
    asks_code: bool = False
    fault: KnownOfFault | None = None


def heard_by(
    session: Session, turn: Turn, when: Explanation, terms: Terms, lines: Collection[str]
) -> Heard:
    """Asks the database nothing at steps at which nothing depends on it."""
    if turn.step in BEFORE_THE_BEEP and not turn.kept_sid and not turn.hung_up:
        return _before_the_beep(session, turn, when, terms, lines)
    told = _told(session, turn, when)
    if turn.step not in AFTER_THE_MESSAGE or turn.is_adding or turn.hung_up:
        return Heard(weekend=told)
    who = _by_code(session, turn) or weekend_gate.only_owner(session, turn.from_number)
    return Heard(
        price=_price(session, turn, who, when.flow, terms, told),
        weekend=told,
        published=_published(terms),
        asks_code=who is None and takes_code(turn, when),
    )


def _before_the_beep(
    session: Session, turn: Turn, when: Explanation, terms: Terms, lines: Collection[str]
) -> Heard:
    customer = _by_code(session, turn)
    offered, proved = _open_request(session, turn, customer, lines)
    gate = _gate(session, turn, customer, when, terms)
    fault = known_faults.heard(session) if turn.step in TELL_OF_FAULT else None
    return Heard(offered, proved, weekend=gate, fault=fault)


def _gate(
    session: Session, turn: Turn, customer: Customer | None, when: Explanation, terms: Terms
) -> WeekendGate | None:
    """The week-end gate's answer, by which the caller is told and the message filed."""
    if not when.weekend_is_sooner:
        return None
    who = customer or weekend_gate.only_owner(session, turn.from_number)
    caller = Caller(who, claimed=turn.j_system or _claims_now(turn, when))
    return weekend_gate.of_caller(session, caller, when, terms)


def _told(session: Session, turn: Turn, when: Explanation) -> WeekendGate | None:
    """The answer by which the call was filed."""
    if not when.weekend_is_sooner:
        return None
    call = call_log.find(session, turn.call_sid)
    return weekend.gate_of(call) if call is not None else None


def _claims_now(turn: Turn, when: Explanation) -> bool:
    """Whether the key that was pressed just now says so."""
    is_weekend = (turn.flow or when.flow) is Flow.WEEKEND
    return turn.step == Step.MENU and turn.digits == "1" and is_weekend


def _published(terms: Terms) -> Price:
    price = hourly_price(terms.rates)
    return Price(price.net, price.least, price.minimum_minutes)


def _by_code(session: Session, turn: Turn) -> Customer | None:
    """Who the caller says to be: by the code that is keyed just now, or was before."""
    if turn.step == Step.INCOMING:
        return None
    if turn.step == Step.CODE and turn.digits:
        return directory.by_code(session, turn.digits)
    call = call_log.find(session, turn.call_sid)
    known = call.customer_id if call is not None else None
    return session.get(Customer, known) if known is not None else None


def _open_request(
    session: Session, turn: Turn, customer: Customer | None, lines: Collection[str]
) -> tuple[OpenRequest | None, OpenRequest | None]:
    """The request that stands, and the one that the digits just keyed prove to be the caller's."""
    if turn.about is not None and turn.step not in ABOUT_IT:
        return None, None
    if turn.from_number is None:
        return _of_hidden(session, turn)
    known = RepeatCall(customer_id=customer.id if customer else None, shared=False)
    requests = repeat_calls.open_requests(session, turn.from_number)
    offered = to_offer(requests, known)
    if offered is None:
        return None, None
    forwarded = turn.is_forwarded_by(lines)
    caller = repeat_calls.caller_of(
        session, turn.from_number, known.customer_id, forwarded=forwarded
    )
    offered = replace(
        offered,
        unproven=must_prove(offered, caller),
        closed=must_prove_to_add(offered, caller),
    )
    if turn.step not in {Step.PROOF, Step.ADD} or not turn.digits:
        return offered, None
    coded = directory.by_code(session, turn.digits)
    return offered, proven(requests, caller, turn.digits, coded.id if coded else None)


def _of_hidden(session: Session, turn: Turn) -> tuple[OpenRequest | None, OpenRequest | None]:
    """The same of whoever shows no number: what they prove now, or have proven."""
    if turn.step == Step.CODE and turn.digits:
        known = repeat_calls.known_by(session, turn.digits)
        return None, to_offer(known, RepeatCall(customer_id=None, shared=False))
    return (repeat_calls.named(session, turn.named) if turn.named else None), None


def _price(
    session: Session,
    turn: Turn,
    who: Customer | None,
    flow: Flow,
    terms: Terms,
    gate: WeekendGate | None,
) -> Price | None:
    """The price, where the caller would pay it; who is helped as a subscriber need not hear it."""
    if turn.price_told and turn.step != Step.PRICE:
        return None
    if gate is not None and gate.is_open:
        return None
    if who is None and turn.j_system:
        return None
    request = Request(
        Category.OTHER,
        turn.flow or flow,
        weekend_open=gate.is_open if gate else None,
        unusable=turn.j_system or None,
    )
    if coverage.decide_for(session, who, request, turn.at, terms).charge is not Charge.HOURLY:
        return None
    return _published(terms)
