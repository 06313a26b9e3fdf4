"""Tickets: states, and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum

from rules.errors import MoveRefused

SERVICE = "centralino"  # the actor in the audit log of what no person did


class State(StrEnum):
    OPEN = "open"  # filed, waiting for a technician
    IN_PROGRESS = "in_progress"  # a technician has it in hand
    RESOLVED = "resolved"  # the technician says it is done; the customer may disagree
    CLOSED = "closed"  # over for good
    CANCELLED = "cancelled"  # withdrawn by the customer, or filed by mistake


class Kind(StrEnum):
    MESSAGE = "message"  # a voice message was left
    MISSED = "missed_call"  # the caller left nothing, and is rung back all the same
    WRITTEN = "written"  # nobody spoke: by the form, or by our program


class Channel(StrEnum):
    PHONE = "phone"
    WEB = "web"
    PROGRAM = "program"


class Origin(StrEnum):
    """How a request came that a technician wrote down; its channel is the nearest of the three."""

    DESK = "desk_call"  # a call that reached somebody's desk
    VISIT = "visit"  # somebody came by
    EMAIL = "email"  # to somebody's own address


class Category(StrEnum):
    SOFTWARE = "software"  # Leotron's own programs and the peripherals configured in them
    HARDWARE = "hardware"  # broken or new equipment
    SYSTEM = "system"  # operating system, network, drivers, viruses, archives to rebuild
    COMMERCIAL = "commercial"  # contracts, invoices, prices
    OTHER = "other"  # the text does not say


class Urgency(StrEnum):
    BLOCKING = "blocking"  # work has stopped, or the program can't be reached or used
    HIGH = "high"  # the caller says that it is urgent
    NORMAL = "normal"  # nothing is said of it
    LOW = "low"  # the caller says that there is no hurry


MOVES: Mapping[State, frozenset[State]] = {
    State.OPEN: frozenset({State.IN_PROGRESS, State.RESOLVED, State.CLOSED, State.CANCELLED}),
    State.IN_PROGRESS: frozenset({State.OPEN, State.RESOLVED, State.CLOSED, State.CANCELLED}),
    State.RESOLVED: frozenset({State.OPEN, State.IN_PROGRESS, State.CLOSED}),
    State.CLOSED: frozenset(),  # a later call opens a new ticket
    State.CANCELLED: frozenset({State.OPEN}),  # withdrawn by mistake
}

LIVE = frozenset({State.OPEN, State.IN_PROGRESS})  # somebody still has to do something
OVER = frozenset({State.RESOLVED, State.CLOSED})  # the work is done, and can be paid for

URGENCIES = tuple(Urgency)  # most pressing first


def check_move(current: State, wanted: State) -> None:
    """Raise MoveRefused, naming what is allowed, unless a ticket may go from one to the other."""
    if wanted in MOVES[current]:
        return
    allowed = ", ".join(sorted(MOVES[current])) or "nothing"
    raise MoveRefused(f'a ticket that is "{current}" may become {allowed}; not "{wanted}"')


def number_of(ticket_id: int) -> str:
    """The number that customers and technicians say: the id, in at least four digits."""
    return f"{ticket_id:04d}"
