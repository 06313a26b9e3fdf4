"""Messages that a caller leaves, and people who write in the console, for stories about money."""

from typing import Any

from rules.staff.accounts import Role
from store.staff import accounts
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, TwilioCall, state
from tests.stories.doors import PASSWORD, Console, Doors, Https

KEPT = "RE" + "e" * 32  # the message, as the addresses after it remember it
# The keys of a caller who hears the price of an hour and agrees to it.
HEARS = (f"/voice/sent?{state(r=KEPT)}", "")
AGREES = (HEARS, (f"/voice/price?{state(p=1, r=KEPT)}", "1"))


def a_message(
    doors: Doors, caller: str, text: str, *steps: tuple[str, str]
) -> tuple[Any, str, str]:
    """A call with a message that is read, and steps after it: the ticket, its own page, what was said."""
    sid = a_recording_sid()
    doors.said[sid] = text
    call = doors.call(caller=caller)
    call.rings()
    call.recorded(RECORDED, sid, 12)
    said = "".join(call.presses(path, digits).said for path, digits in steps)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    (told,) = doors.api(f"/tickets?call_sid={call.sid}")
    return told, doors.own_path(told["id"]), said


def to_the_beep(call: TwilioCall) -> tuple[str, str]:
    """A caller who presses nothing: what is heard until the beep, and where the message goes."""
    answer = call.rings()
    heard = answer.said
    while "Record" not in answer.verbs:
        answer = call.post(answer.goes_to("Redirect"))
        heard += f" {answer.said}"
    return heard, answer.goes_to("Record")


def to_the_end(call: TwilioCall, recorded: str, sid: str, **told: str) -> str:
    """A message, and no key after it: what is heard from then on until the call ends."""
    answer = call.recorded(recorded, sid, 12, **told)
    heard = answer.said
    while "Redirect" in answer.verbs:
        answer = call.post(answer.goes_to("Redirect"), **told)
        heard += f" {answer.said}"
    return heard


def a_supervisor(doors: Doors, name: str = "carla") -> Console:
    """Somebody's browser who may write customers and mark invoices."""
    with doors.sessions.begin() as session:
        accounts.add(session, name, PASSWORD, Role.SUPERVISOR, now=doors.clock())
    console = Console(Https(doors.app))
    console.post("/login", page="/login", nome=name, password=PASSWORD)
    return console
