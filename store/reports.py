"""What a program tells of a request that the customer has already made by telephone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.errors import BadInput
from desk.tickets import LIVE, URGENCIES, Channel
from store import tickets
from store.models import Callback, Ticket
from store.statements import changed

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
    """The customer's ticket of this id that still waits for somebody, held for this transaction."""
    return _held(session, Ticket.id == ticket_id, Ticket.customer_id == customer_id)


def live_call(session: Session, customer_id: int, since: datetime) -> Ticket | None:
    """The newest such ticket that the customer opened by telephone, if no program told of it yet.

    The customer is known for certain on both: a ticket known by its number alone is never joined.
    """
    return _held(
        session,
        Ticket.customer_id == customer_id,
        Ticket.channel == Channel.PHONE,
        Ticket.created_at >= since,
        Ticket.installation_id.is_(None),
        Ticket.message.is_(None),
    )


def _held(session: Session, *where: object) -> Ticket | None:
    statement = (
        select(Ticket)
        .where(Ticket.state.in_(LIVE), *where)  # type: ignore[arg-type]
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
    ticket.in_charge_at = min(ticket.in_charge_at, in_charge_at)
    ticket.updated_at = now
    note(session, ticket, report, actor=actor, now=now)
    _callback_follows(session, ticket, j_system=j_system)


def note(session: Session, ticket: Ticket, report: Report, *, actor: str, now: datetime) -> None:
    """Keep in the ticket's history what the program told, and when it was."""
    words = report.words
    tickets.add(session, ticket.id, actor=actor, event="program_report", note=words, now=now)


def _fill(ticket: Ticket, report: Report) -> None:
    fixed = set(ticket.by_hand or ())
    for name in ("subject", "product", "caller_name"):
        if getattr(ticket, name) is None and name not in fixed:
            setattr(ticket, name, getattr(report, name))
    if ticket.category == "other" and "category" not in fixed:
        ticket.category = report.category
    if "urgency" not in fixed:
        ticket.urgency = min(ticket.urgency, report.urgency, key=_pressing)


def _pressing(urgency: str) -> int:
    return URGENCIES.index(urgency) if urgency in URGENCIES else URGENCIES.index("normal")


def _callback_follows(session: Session, ticket: Ticket, *, j_system: bool) -> None:
    values: dict[str, object] = {"urgency": ticket.urgency, "in_charge_at": ticket.in_charge_at}
    if j_system:
        values["j_system"] = True
    changed(session, Callback.id, Callback.ticket_id == ticket.id, **values)
