"""Walks a leg through its documents, verb after verb, until the call is over.

Twilio docs: TwiML for Programmable Voice. One document is current at a time; reaching its end ends
the call; verbs with an action go to another document and never come back.
"""

from enum import StrEnum

from simulator.call import dial, gather, record, say_and_play
from simulator.call.acts import HungUp, HungUpButTold, Steps
from simulator.call.document_request import Request
from simulator.call.leg import Interrupted, Leg, Status, TimeIsUp
from simulator.call.twiml_fetch import ApplicationError, Page, fetch, resolve
from simulator.delivery.webhook import Hook, send
from simulator.state.exchange import TwimlRefused
from simulator.twiml.verbs import (
    Dial,
    Gather,
    Hangup,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)


class Ending(StrEnum):
    """How a leg's documents came to their end."""

    RAN_OUT = "no more verbs"
    HANGUP = "hangup"
    BUSY = "busy"
    REJECTED = "rejected"
    FAILED = "application error"
    LEFT = "the caller hung up"


UNANSWERED = {
    Ending.BUSY: Status.BUSY,
    Ending.REJECTED: Status.NO_ANSWER,
    Ending.FAILED: Status.FAILED,
}


class Over(Exception):
    """A verb ended the call."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


def hold(leg: Leg, first: Request) -> Steps[None]:
    """A whole call, from its first request to its final state."""
    if not first.url and first.twiml is None:
        # Seen live: a number without a voice URL fails at once, without any diagnosis.
        leg.move(Status.FAILED)
        return
    try:
        ending = yield from run(leg, first)
    except Exception:
        # A strict call fails at once; it is over all the same, and its callbacks are due.
        close(leg, Ending.FAILED)
        raise
    close(leg, ending)


def run(leg: Leg, first: Request) -> Steps[Ending]:
    """Performs documents until one ends the call; the leg is not closed by it."""
    try:
        return (yield from _documents(leg, first))
    except Over as over:
        return over.ending
    except ApplicationError:
        leg.answer()
        return (yield from _apology(leg))
    except HungUpButTold as gone:
        _tell_of_hangup(leg, gone.request)
        return Ending.LEFT
    except HungUp:
        return Ending.LEFT
    except TimeIsUp:
        leg.note("is cut off", "the call has reached its time limit")
        return Ending.HANGUP


def close(leg: Leg, ending: Ending) -> None:
    """Brings a leg to the final state that its ending means."""
    if leg.is_over:
        return
    only_paused = ending is Ending.RAN_OUT and leg.at > leg.created_at
    if leg.is_answered:
        leg.move(Status.COMPLETED)
    elif ending is Ending.LEFT or only_paused:
        leg.move(Status(leg.exchange.quirks.status_of_unanswered))
    else:
        leg.move(UNANSWERED.get(ending, Status.COMPLETED))


def _documents(leg: Leg, first: Request) -> Steps[Ending]:
    request: Request | None = first
    for _ in range(leg.exchange.quirks.longest_chain):
        if request is None:
            return Ending.RAN_OUT
        try:
            request = yield from _perform(leg, fetch(leg, request))
        except Interrupted as interrupt:
            if interrupt.request is None:
                return Ending.HANGUP
            request = interrupt.request
    text = f"{leg.exchange.quirks.longest_chain} documents in one call: a loop"
    leg.alert(0, text)
    raise TwimlRefused(text)


def _perform(leg: Leg, page: Page) -> Steps[Request | None]:
    """The next document to fetch, or None at the end of this one."""
    for verb in page.document.verbs:
        request = yield from _verb(leg, page, verb)
        if request is not None:
            return request
    return None


def _verb(leg: Leg, page: Page, verb: Verb) -> Steps[Request | None]:
    match verb:
        case Pause():  # a leading one delays the answer
            yield from say_and_play.perform(leg, page, verb)
            leg.exchange.while_pausing(leg.sid)
        case Say() | Play():
            leg.answer()
            yield from say_and_play.perform(leg, page, verb)
        case Gather():
            return (yield from gather.gather(leg, page, verb))
        case Record():
            return (yield from record.record(leg, page, verb))
        case Dial():
            return (yield from dial.dial(leg, page, verb, run_whisper))
        case Redirect():
            return _redirect(leg, page, verb)
        case Hangup():
            leg.answer()
            raise Over(Ending.HANGUP)
        case Reject():
            _reject(leg, verb)
    return None


def _redirect(leg: Leg, page: Page, verb: Redirect) -> Request:
    if leg.exchange.quirks.redirect_answers:
        leg.answer()
    url = resolve(leg, page, verb.url) if verb.url else page.url
    return Request("redirect", url, verb.method)


def _reject(leg: Leg, verb: Reject) -> None:
    """Only before the answer does it refuse the call; after it, it merely ends it."""
    if leg.is_answered:
        raise Over(Ending.HANGUP)
    raise Over(Ending.BUSY if verb.reason == "busy" else Ending.REJECTED)


def _apology(leg: Leg) -> Steps[Ending]:
    try:
        yield from say_and_play.apologise(leg)
    except HungUp:
        return Ending.LEFT
    except (Interrupted, TimeIsUp):
        return Ending.HANGUP
    return Ending.FAILED


def _tell_of_hangup(leg: Leg, request: Request) -> None:
    """The action of a Record or Dial whose caller has gone; its TwiML is not performed."""
    leg.move(Status.COMPLETED)
    leg.note("webhook", f"{request.kind} {request.url}")
    hook = Hook(request.kind, request.url, request.method, (*leg.params(), *request.form), leg.sid)
    reply = send(leg.exchange, hook, leg.at, leg.cookies)
    if reply.answer is None or reply.answer.status >= 400:
        status = reply.answer.status if reply.answer else 0
        leg.alert(reply.code or 11200, reply.text or f"answered {status}", request.url)


def run_whisper(leg: Leg, first: Request) -> Steps[bool]:
    """Whether the leg that was rung is to be bridged: its document ended without a hang-up."""
    ending = yield from run(leg, first)
    return ending is Ending.RAN_OUT
