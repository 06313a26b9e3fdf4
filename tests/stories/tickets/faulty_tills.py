"""Callers who tell of one common fault, and the technician who makes it known."""

from sqlalchemy import select

from store.callbacks import queue
from store.models import KnownFault, Ticket
from store.tickets.rows import is_of
from tests.ivr.signed_call import state
from tests.stories.doors import Doors

MOBILES = [f"+39347111222{one}" for one in range(9)]
LANDLINE = "+390458001234"
SAID = (
    "Buongiorno, la cassa mi dà errore 4031 ad ogni scontrino.",
    "Sono Marco, esce errore quattro zero tre uno e non va avanti.",
    "C'è scritto codice errore 4031 sul video.",
    "Ho anch'io un errore, il 4031, che cosa faccio?",
)
MENU = f"/voice/menu?{state()}"
PAGE = "/console/guasti"


def tells(doors: Doors, caller: str | None, text: str) -> int:
    """Leaves a message; the ticket that it is about."""
    sid = doors.leaves(caller, text)
    doors.clock.move(minutes=4)
    return ticket_of(doors, sid)


def ticket_of(doors: Doors, call_sid: str) -> int:
    with doors.sessions() as session:
        return session.scalars(select(Ticket.id).where(is_of(call_sid))).one()


def faults(doors: Doors) -> list[tuple[str, str]]:
    with doors.sessions() as session:
        return [(one.state.value, one.title) for one in session.scalars(select(KnownFault))]


def waiting(doors: Doors) -> set[int]:
    with doors.sessions() as session:
        return {one.ticket_id for one in queue.queue(session, doors.clock())}


def is_known(doors: Doors):
    """Three customers tell it, and a technician makes it known; the browser, and the tickets."""
    tickets = [tells(doors, MOBILES[one], SAID[one]) for one in range(3)]
    anna = doors.anna()
    anna.post(f"{PAGE}/1/noto", page=PAGE, titolo="Errore 4031 in cassa")
    return anna, tickets
