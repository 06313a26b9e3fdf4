"""Turns and contexts that are valid by default, so that a test names only what it is about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ivr.flows import STEPS, Context
from ivr.flows.reply import Ask, GoTo, Record, Reply, Say, Verb
from ivr.turn import Turn
from ivr.twiml import after_facts
from rules.hours.schedule import explain
from tests.leotron import HOURS, ROME

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ROME)
LUNCH = datetime(2026, 11, 24, 13, 0, tzinfo=ROME)
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=ROME)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=ROME)
SATURDAY_LUNCH = datetime(2026, 11, 28, 13, 0, tzinfo=ROME)
SUNDAY_AFTERNOON = datetime(2026, 11, 29, 16, 0, tzinfo=ROME)
HOLIDAY = datetime(2026, 12, 8, 10, 0, tzinfo=ROME)  # Immacolata Concezione, a Tuesday
INSTANTS = (TUESDAY, LUNCH, EVENING, SATURDAY, SATURDAY_LUNCH, SUNDAY_AFTERNOON, HOLIDAY)

CALL = "CA" + "1" * 32
FIRST, SECOND = "RE" + "1" * 32, "RE" + "2" * 32


def a_context(at: datetime = TUESDAY, **changes: Any) -> Context:
    context = Context(
        explanation=explain(at.astimezone(UTC), HOURS),
        line="weekday",
        ticket_number="1042",
        promised_at=None,
        agreed_at=None,
        code_known=None,
        open_request=None,
        proven=None,
        price=None,
        recording_ready=False,
        timezone="Europe/Rome",
        max_seconds=90,
        keep_days=90,
    )
    return replace(context, **changes)


def a_turn(step: str, **changes: Any) -> Turn:
    turn = Turn(
        call_sid=CALL,
        account_sid="AC" + "0" * 32,
        from_number="+390458001234",
        from_raw="+390458001234",
        to_number="+390455117067",
        status="in-progress",
        step=step,
        at=TUESDAY,
        key="key",
    )
    return replace(turn, **changes)


def answer(step: str, at: datetime = TUESDAY, **changes: Any) -> Reply:
    """What the step answers to such a turn in the usual context of that instant."""
    context = {name: changes.pop(name) for name in list(changes) if name in CONTEXT_NAMES}
    return STEPS[step](a_turn(step, **changes), a_context(at, **context))


CONTEXT_NAMES = (
    "line",
    "ticket_number",
    "code_known",
    "recording_ready",
    "open_request",
    "price",
    "promised_at",
    "weekend",
    "published",
    "asks_code",
    "fault",
)


def spoken(reply: Reply) -> list[str]:
    """The keys of the sentences, in order."""
    return reply.heard.split()


def said(reply: Reply, key: str) -> Say:
    """The sentence with that key."""
    verbs = [part for verb in reply.verbs for part in (verb.says if is_ask(verb) else (verb,))]
    return next(verb for verb in verbs if isinstance(verb, Say) and verb.key == key)


def is_ask(verb: Verb) -> bool:
    return isinstance(verb, Ask)


def asked(reply: Reply) -> Ask | None:
    """The question in it, if there is one."""
    return next((verb for verb in reply.verbs if isinstance(verb, Ask)), None)


def record_in(reply: Reply) -> Record | None:
    """The beep in it, if there is one."""
    return next((verb for verb in reply.verbs if isinstance(verb, Record)), None)


def on_silence(reply: Reply) -> GoTo | None:
    """Where a caller is led who presses nothing and says nothing; None when the call ends."""
    last = reply.verbs[-1] if reply.verbs else None
    return last if isinstance(last, GoTo) else None


def silent_call(turn: Turn, context: Context) -> Iterator[Reply]:
    """The replies to a caller who never does anything, up to the end of the call."""
    while True:
        reply = STEPS[turn.step](turn, context)
        yield reply
        went = on_silence(reply)
        if went is None:
            return
        turn = replace(
            after_facts(turn, reply.facts),
            step=str(went.step),
            attempt=went.attempt,
            digits="",
            recording_sid=None,
            recording_seconds=None,
            status="in-progress",
        )
