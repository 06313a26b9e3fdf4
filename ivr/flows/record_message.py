"""The way to the beep: what is said last, and that a key cuts short."""

from collections.abc import Callable

from ivr.flows.context import Context
from ivr.flows.reply import Ask, GoTo, Record, Reply, Say, Verb
from ivr.flows.steps import Step
from ivr.flows.taken_in_charge import flow_of
from ivr.flows.weekend_answer import answer
from ivr.turn import Turn
from rules.hours.schedule import Flow

AStep = Callable[[Turn, Context], Reply]
SHORTEST_WAIT_S = 1  # for a key, where all that follows is the beep
STRAIGHT = "#"  # the key that leads to the beep from wherever a key is listened to


def message(turn: Turn, context: Context) -> Reply:
    """What to say, then the beep, to whoever pressed a key; who records again knows the first.

    A key may have cut short that the message is recorded: it is said again.
    """
    if turn.kept_sid:
        return Reply((Say("speak_again"), *record(context)))
    last = Say("speak_more") if turn.is_adding else speak(turn, context)
    ask = Ask((Say("notice"), *answer(turn, context), last), Step.BEEP, timeout_s=SHORTEST_WAIT_S)
    return Reply((ask, *record(context)))


def beep(turn: Turn, context: Context) -> Reply:  # noqa: ARG001 - every step has the same shape
    """The beep at once; before it no more than that the message is recorded."""
    return Reply((Say("notice_brief"), *record(context)))


def or_beep(step: AStep) -> AStep:
    """The step, but for the key that leads straight to the beep."""

    def answered(turn: Turn, context: Context) -> Reply:
        go = beep if turn.digits == STRAIGHT else step
        return go(turn, context)

    return answered


def speak(turn: Turn, context: Context) -> Say:
    """What the message should tell; without a number nobody can ring back."""
    if turn.from_number is None:
        return Say("speak_hidden")
    return Say("speak_weekend" if flow_of(turn, context) is Flow.WEEKEND else "speak")


def record(context: Context, attempt: int = 0) -> tuple[Verb, ...]:
    """Record, and go on to `recorded` as well when nothing was: Twilio's pages leave it open."""
    return (
        Record(Step.RECORDED, context.max_seconds, attempt=attempt),
        GoTo(Step.RECORDED, attempt),
    )
