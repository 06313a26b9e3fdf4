"""The first words, and the first key."""

from dataclasses import replace

from ivr.flows.context import Context
from ivr.flows.customer_code import ask_code
from ivr.flows.existing_request import beforehand
from ivr.flows.reply import (
    Ask,
    CallBegan,
    GoTo,
    JSystemClaimed,
    LanguageChosen,
    Reply,
    Say,
    Step,
)
from ivr.flows.taken_in_charge import flow_of, is_at_once, spoken_promise, taken_in_charge
from ivr.turn import Turn
from rules.hours.schedule import Flow
from rules.language.kept import kept_for

OTHER_LANGUAGE = {"it": "en", "en": "it"}


def incoming(turn: Turn, context: Context) -> Reply:
    """Greet, say that we record, and offer what the day's flow has to offer."""
    return welcome(turn, context).after(facts=(CallBegan(flow_of(turn, context)),))


def menu(turn: Turn, context: Context) -> Reply:
    """1 is the flow's own key, 2 the other language."""
    match turn.digits, flow_of(turn, context):
        case "1", Flow.WEEKEND:
            return claim_j_system(turn, context)
        case "1", _ if asks_code(turn, context):
            return ask_code(turn)
        case "2", _:
            chosen = OTHER_LANGUAGE[turn.language]
            again = welcome(replace(turn, language=chosen), context)
            return again.after(facts=(LanguageChosen(chosen),))
        case "", _:
            return beforehand(turn, context)
    if turn.attempt == 0:
        return Reply((ask_menu(turn, context, attempt=1), GoTo(Step.MESSAGE)))
    return beforehand(turn, context)


def welcome(turn: Turn, context: Context) -> Reply:
    """The greeting, which no key cuts short because it tells of the recording, and the menu."""
    return Reply(
        (
            *greeting(turn, context),
            *situation(turn, context),
            ask_menu(turn, context),
            GoTo(Step.MESSAGE),
        )
    )


def greeting(turn: Turn, context: Context) -> tuple[Say, ...]:
    """Who we are and that we record; a kind word to whoever dialled the other line."""
    weekend = flow_of(turn, context) is Flow.WEEKEND
    says = (
        Say("greeting_weekend" if weekend else "greeting"),
        Say("notice", {"days": kept_for(context.keep_days, turn.language)}),
    )
    match flow_of(turn, context), context.line:
        case Flow.WEEKEND, "weekday":
            return (*says, Say("line_of_weekdays"))
        case Flow.WEEKDAY, "weekend":
            return (*says, Say("line_of_weekend"))
    return says


def situation(turn: Turn, context: Context) -> tuple[Say, ...]:
    """Why nobody is here, when nobody is, and when somebody will be.

    At the week-end that depends on J-System, which is asked first.
    """
    flow = flow_of(turn, context)
    if flow is Flow.WEEKEND or (flow is Flow.WEEKDAY and is_at_once(turn, context)):
        return ()
    promise = Say("in_charge", {"when": spoken_promise(turn, context)})
    holiday = context.explanation.holiday
    if flow is Flow.HOLIDAY and holiday:
        return Say("closed_for", {"holiday": holiday}), promise
    return (promise,)


def ask_menu(turn: Turn, context: Context, attempt: int = 0) -> Ask:
    """The keys of this flow; the other language is offered in that language."""
    code = Say("menu_code" if turn.from_number else "menu_code_hidden")
    own = (code,) if asks_code(turn, context) else ()
    if flow_of(turn, context) is Flow.WEEKEND:
        own = (Say("menu_j_system"),)
    says = (
        *((Say("wrong_key"),) if attempt else ()),
        *own,
        Say("menu_language", language=OTHER_LANGUAGE[turn.language]),
    )
    return Ask(says, Step.MENU, attempt=attempt)


def asks_code(turn: Turn, context: Context) -> bool:
    """Whether a code is asked for: on weekdays, and on a holiday before which the week-end helps."""
    flow = flow_of(turn, context)
    before_weekend = flow is Flow.HOLIDAY and context.explanation.weekend_is_sooner
    return flow is Flow.WEEKDAY or before_weekend


def claim_j_system(turn: Turn, context: Context) -> Reply:
    """Who says to be a subscriber who is stuck is asked who they are, and then told when we call.

    Where all wait for the same opening, nothing depends on it, and when that is can be told at once.
    """
    asked = ask_code(turn).after(facts=(JSystemClaimed(),))
    if context.weekend is not None:
        return asked
    return asked.after(taken_in_charge(replace(turn, j_system=True), context))
