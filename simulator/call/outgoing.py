"""Outbound calls: queued at one a second, rung, answered or not, and then walked like any other.

Twilio docs: Call resource; Answering Machine Detection. `Url` is asked for when the callee
answers, and never when they do not.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.call import to_ourselves, walk
from simulator.call.document_request import Hooks, Request
from simulator.call.leg import Interrupted, Leg, Status
from simulator.call.machine_detection import AMD_S, detect, tell_detected
from simulator.call.phone_call import PhoneCall
from simulator.state.agenda import CALL
from simulator.state.exchange import Exchange
from simulator.state.subscriber import EXTRA_RING_S, Answers, Subscriber, nobody


@dataclass(frozen=True)
class Order:
    """What POST /Calls.json asks for."""

    to: str
    from_number: str
    url: str = ""
    method: str = "POST"
    twiml: str | None = None
    hooks: Hooks = field(default_factory=lambda: Hooks(events=frozenset({"completed"})))
    timeout: int = 60
    time_limit: int = 14400
    machine_detection: str = ""  # Enable or DetectMessageEnd
    async_amd_callback: str | None = None


def place(exchange: Exchange, order: Order) -> Leg:
    """Queues a call; it is rung once its turn comes, one after another."""
    leg = Leg(
        exchange,
        from_number=order.from_number,
        to_number=order.to,
        direction="outbound-api",
        at=exchange.clock.now(),
        hooks=order.hooks,
        time_limit=order.time_limit,
    )
    with exchange.lock:
        due = max(leg.at, exchange.next_call_at or leg.at)
        exchange.next_call_at = due + timedelta(seconds=1 / exchange.calls_per_second)
    exchange.agenda.add(due, lambda at: _ring(leg, order, at), call_sid=leg.sid, kind=CALL)
    return leg


def _ring(leg: Leg, order: Order, at: datetime) -> None:
    if leg.is_over:  # cancelled while it was queued: no callback tells of it
        return
    leg.at = at
    leg.move(Status.INITIATED)
    callee = leg.exchange.subscribers.get(order.to, nobody(order.to))
    if callee.answers is Answers.UNREACHABLE:
        leg.move(Status.FAILED)
        return
    leg.move(Status.RINGING)
    own = leg.exchange.numbers.get(order.to)
    if own is not None and order.twiml is not None:
        ended = to_ourselves.hold(leg, own, order.twiml)
        leg.move(Status.IN_PROGRESS if ended is Status.COMPLETED else ended)
        if ended is Status.COMPLETED:
            leg.move(ended)
        return
    try:
        final = _wait_for_answer(leg, order, callee)
    except Interrupted as interrupt:
        final = Status.COMPLETED if interrupt.request else Status.CANCELED
    leg.move(final)
    if final is Status.IN_PROGRESS:
        _hold(leg, order, callee)


def _wait_for_answer(leg: Leg, order: Order, callee: Subscriber) -> Status:
    longest = order.timeout + EXTRA_RING_S
    if callee.answers is Answers.NEVER or callee.rings_s > longest:
        leg.pass_time(longest)
        return Status.NO_ANSWER
    leg.pass_time(callee.rings_s)
    return Status.BUSY if callee.answers is Answers.BUSY else Status.IN_PROGRESS


def _hold(leg: Leg, order: Order, callee: Subscriber) -> None:
    form: tuple[tuple[str, str], ...] = ()
    if order.machine_detection and order.async_amd_callback is None:
        form = detect(leg, callee, order.machine_detection)
        leg.pass_time(AMD_S)
    elif order.machine_detection and order.async_amd_callback:
        detected = detect(leg, callee, order.machine_detection)
        tell_detected(leg, detected, order.async_amd_callback, "POST")
    first = Request("voice", order.url, order.method, form, order.twiml)
    PhoneCall(leg, walk.hold(leg, first), callee.script).finish()
