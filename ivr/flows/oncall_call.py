"""The call to whoever is on call: 1 takes the request, 2 passes it on to the next person.

Nothing of the customer is said before 1 is pressed: a mailbox, or whoever stands by, may be
listening. Silence and other keys are asked once more, and then the call ends; the person has the
text, and the next one is alerted once they were waited for.
"""

from ivr.flows.reply import Ask, GoTo, HangUp, Reply, Say
from ivr.flows.steps import AlertStep, DialInStep
from rules.language.spoken import spoken_digits
from rules.tickets.ticket import number_of

WAIT_S = 8  # until a telephone that was picked up is at the ear


def greeting(ticket_id: int, case: str, attempt: int) -> Reply:
    """The number of the request, what is asked, and the key that proves a person."""
    number = spoken_digits(number_of(ticket_id), "it")
    first = _ask(Say("alert_greeting", {"number": number, "case": case}), attempt)
    return Reply(
        (first, _ask(Say("alert_again"), 1), HangUp()) if not attempt else (first, HangUp())
    )


def again(attempt: int) -> Reply:
    """After a key that means nothing: once more."""
    return Reply((_ask(Say("alert_again"), 1), HangUp())) if not attempt else Reply((HangUp(),))


def taken(case: str, *, may_dial: bool) -> Reply:
    """After 1: the case; then the customer can be rung from this very call."""
    said = Say("alert_case", {"case": case})
    if may_dial:
        return Reply((said, GoTo(DialInStep.CHOICE)))
    return Reply((said, Say("alert_to_call"), HangUp()))


def passed() -> Reply:
    """After 2."""
    return Reply((Say("alert_passed"), HangUp()))


def too_late(who: str | None) -> Reply:
    """A colleague was quicker, or the customer needs nobody any more."""
    return Reply((Say("alert_taken", {"who": who}) if who else Say("alert_over"), HangUp()))


def broken() -> Reply:
    """Something of ours is broken."""
    return Reply((Say("alert_broken"), HangUp()))


def _ask(say: Say, attempt: int) -> Ask:
    return Ask((say,), AlertStep.CHOSEN, timeout_s=WAIT_S, attempt=attempt)
