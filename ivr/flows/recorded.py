"""The caller spoke after the beep, or did not, or hung up."""

from ivr.flows.context import Context
from ivr.flows.read_back import hold_on, without_text
from ivr.flows.record_message import record
from ivr.flows.reply import (
    Fact,
    HangUp,
    MessageRecorded,
    MessageSuperseded,
    NothingRecorded,
    Reply,
    Say,
)
from ivr.flows.review import ask_review
from ivr.turn import Turn
from rules.calls.recording import SHORTEST_MEANT_S


def recorded(turn: Turn, context: Context) -> Reply:
    """Keep what there is; an empty message is asked for once more, then somebody rings back."""
    facts = facts_of(turn)
    if turn.hung_up:
        return Reply((), facts)
    if turn.has_message:
        onwards = hold_on() if context.is_listening else without_text(turn)
        return onwards.after(facts=facts)
    if turn.kept_sid:
        return ask_review(Say("first_kept"))
    if turn.attempt == 0:
        return Reply((Say("nothing_heard"), *record(context, attempt=1)))
    return Reply((ring_back(turn), HangUp()), facts)


def facts_of(turn: Turn) -> tuple[Fact, ...]:
    """What this webhook brings for good.

    An earlier message gives way only to one that is really there.
    """
    if turn.recording_sid is None or not turn.has_message:
        gave_up = turn.hung_up or turn.attempt > 0
        return (NothingRecorded(),) if gave_up and not turn.kept_sid else ()
    kept = MessageRecorded(turn.recording_sid, turn.recording_seconds)
    seconds = turn.recording_seconds or 0
    cut_short = turn.hung_up and seconds < SHORTEST_MEANT_S
    if not turn.kept_sid or turn.kept_sid == turn.recording_sid or cut_short:
        return (kept,)
    return kept, MessageSuperseded(by=turn.recording_sid)


def ring_back(turn: Turn) -> Say:
    """The promise to call, only where there is a number to call."""
    return Say("ring_back" if turn.from_number else "no_number")
