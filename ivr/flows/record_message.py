"""The way to the beep."""

from ivr.flows import weekend_answer
from ivr.flows.context import Context
from ivr.flows.reply import GoTo, Record, Reply, Say, Step, Verb
from ivr.flows.weekend_answer import is_let_in
from ivr.turn import Turn


def message(turn: Turn, context: Context) -> Reply:
    """What to do before and what to say, then the beep; whoever records again knows the first."""
    if turn.kept_sid:
        return Reply((Say("speak_again"), *record(context)))
    if turn.is_adding:
        helped = weekend_answer.answer(turn, context) if is_let_in(turn, context) else ()
        return Reply((*helped, Say("speak_more"), *record(context)))
    hidden = () if turn.from_number else (Say("number_unseen"),)
    says = (*weekend_answer.answer(turn, context), Say("safety_copy"), *hidden, Say("speak"))
    return Reply((*says, *record(context)))


def record(context: Context, attempt: int = 0) -> tuple[Verb, ...]:
    """Record, and go on to `recorded` as well when nothing was: Twilio's pages leave it open."""
    return (
        Record(Step.RECORDED, context.max_seconds, attempt=attempt),
        GoTo(Step.RECORDED, attempt),
    )
