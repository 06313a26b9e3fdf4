"""Program reports: what J2K sends of a request that the customer has already made by telephone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput
from rules.tickets.ticket import LIVE, URGENCIES, Channel
from store.customers import identity
from store.database.statements import changed
from store.models import Callback, Ticket
from store.tickets import coverage_facts, known_faults, lifecycle

LONGEST = 40_000  # characters of all that programs wrote on one ticket


@dataclass(frozen=True)
class Report:
    """What the program says, already checked; None where it says nothing."""

    message: str
    category: str = "other"
    urgency: str = "normal"
    subject: str | None = None
    product: str | None = None
    caller_name: str | None = None
    email: str | None = None
    number: str | None = None  # to ring, E.164
    software_version: str | None = None
    last_error: str | None = None
    occurred_at: datetime | None = None
    installation_id: int | None = None

    @property
    def words(self) -> str | None:
        """The report in a line, for the ticket's history; None when it says nothing more."""
        at = f"at {self.occurred_at.isoformat()}" if self.occurred_at else None
        said = filter(None, (at, self.product, self.software_version, self.last_error))
        return ", ".join(said) or None


def live(session: Session, ticket_id: int, customer_id: int) -> Ticket | None:
    """The ticket of this id that the customer's programs may read and that still waits for somebody.

    It is held for this transaction.
    """
    return _held(session, Ticket.id == ticket_id, identity.shown_to(customer_id))


def live_call(session: Session, customer_id: int, since: datetime) -> Ticket | None:
    """The newest such ticket that the customer opened by telephone, if no program told of it yet.

    The customer is known for certain on both: a ticket known by its number alone, or by a code that
    was only heard or keyed, is never joined, as the answer shows the program all of it.
    """
    return _held(
        session,
        identity.shown_to(customer_id),
        Ticket.channel == Channel.PHONE,
        Ticket.created_at >= since,
        Ticket.installation_id.is_(None),
        Ticket.message.is_(None),
    )


def _held(session: Session, *where: ColumnElement[bool]) -> Ticket | None:
    statement = (
        select(Ticket)
        .where(Ticket.state.in_(LIVE), *where)
        .order_by(Ticket.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
    )
    return session.scalar(statement, execution_options={"populate_existing": True})


def join(
    session: Session,
    ticket: Ticket,
    report: Report,
    *,
    in_charge_at: datetime,
    j_system: bool,
    actor: str,
    now: datetime,
) -> None:
    """Add the report to the ticket, which may become more urgent and is never less so.

    What a person set stays as it is. Raises BadInput when the ticket holds too much already.
    """
    message = "\n\n".join(filter(None, (ticket.message, report.message)))
    if len(message) > LONGEST:
        raise BadInput(f"expected at most {LONGEST} characters on one ticket, found more")
    ticket.message = message
    ticket.software_version = report.software_version or ticket.software_version
    ticket.last_error = report.last_error or ticket.last_error
    ticket.installation_id = report.installation_id or ticket.installation_id
    _fill(ticket, report)
    coverage_facts.propose_from(ticket, f"{report.subject or ''}\n{report.message}")
    ticket.in_charge_at = min(ticket.in_charge_at, in_charge_at)
    ticket.updated_at = now
    note(session, ticket, report, actor=actor, now=now)
    known_faults.speaks(session, ticket.id, now)
    _callback_follows(session, ticket, j_system=j_system, now=now)


def note(session: Session, ticket: Ticket, report: Report, *, actor: str, now: datetime) -> None:
    """Keep in the ticket's history what the program told, and when it was."""
    words = report.words
    lifecycle.add(session, ticket.id, actor=actor, event="program_report", note=words, now=now)


def _fill(ticket: Ticket, report: Report) -> None:
    """Write what the customer typed where nobody knows better: no machine hears it otherwise."""
    fixed = set(ticket.by_hand or ())
    typed = {name: value for name, value in _typed(ticket, report).items() if value is not None}
    for name in typed.keys() - fixed:
        setattr(ticket, name, typed[name])
    ticket.by_hand = sorted(fixed | typed.keys())


def _typed(ticket: Ticket, report: Report) -> dict[str, str | None]:
    more_urgent = _pressing(report.urgency) < _pressing(ticket.urgency)
    return {
        "subject": report.subject if ticket.subject is None else None,
        "product": report.product if ticket.product is None else None,
        "caller_name": report.caller_name if ticket.caller_name is None else None,
        "email": report.email if ticket.email is None else None,
        "callback_number": report.number,
        "category": report.category if ticket.category == "other" != report.category else None,
        "urgency": report.urgency if more_urgent else None,
    }


def _pressing(urgency: str) -> int:
    return URGENCIES.index(urgency) if urgency in URGENCIES else URGENCIES.index("normal")


def _callback_follows(session: Session, ticket: Ticket, *, j_system: bool, now: datetime) -> None:
    values: dict[str, object] = {
        "number": lifecycle.number_to_ring(ticket),
        "urgency": ticket.urgency,
        "in_charge_at": ticket.in_charge_at,
    }
    if j_system:
        values["j_system"] = True
    of_ticket = Callback.ticket_id == ticket.id
    changed(session, Callback.id, of_ticket, **values)
    # Whoever writes to us again wants to be called again.
    given_up = (of_ticket, Callback.state == CallbackState.GIVEN_UP)
    changed(session, Callback.id, *given_up, state=CallbackState.WAITING, next_at=now, attempts=0)
