"""A ledger of many tickets, made up with a seed and written in bulk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from rules.callbacks import outbound_call
from rules.callbacks.callback import State as CallbackState
from rules.staff.accounts import Role
from rules.tickets.ticket import Channel, Kind, State, Urgency
from store.models import (
    Attempt,
    Base,
    Call,
    Callback,
    Customer,
    CustomerPhone,
    Recording,
    Ticket,
    TicketHistory,
    Transcript,
    WorkEntry,
    WorkShare,
)
from store.models.states import EntryState, RecordingState
from store.staff import accounts

CUSTOMERS = 2_000
WAITING = 200  # the newest: a bad Monday
DAYS = 730
SILENT = 20  # one call in so many leaves no message
FIRST = 1001
NAME, PASSWORD = "anna", "cavallo batteria graffetta"
SUBJECTS = ("Stampante fiscale ferma", "Chiusura di cassa", "Rete assente", "Fattura non inviata")
BATCH = 5_000

One = TypeVar("One")


def fill(engine: Engine, tickets: int, now: datetime, seed: int = 1) -> str:
    """Write the ledger, and a supervisor to look at it; the token of the API comes back."""
    random = Random(seed)
    _write(engine, Customer, (_customer(number) for number in range(1, CUSTOMERS + 1)))
    _write(engine, CustomerPhone, (_phone(number) for number in range(1, CUSTOMERS + 1)))
    for some in batched(range(tickets), BATCH):
        rows: dict[type[Base], list[dict[str, Any]]] = {}
        for place in some:
            for table, row in _request(place, tickets, now, random):
                rows.setdefault(table, []).append(row)
        for table, found in rows.items():
            _write(engine, table, iter(found))
    with Session(engine) as session, session.begin():
        accounts.add(session, NAME, PASSWORD, Role.SUPERVISOR, now=now)
        session.flush()
        token = accounts.new_token(session, NAME, now=now)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return token


def _write(engine: Engine, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        for some in batched(rows, BATCH):
            connection.execute(insert(table), list(some))


def batched(rows: Iterable[One], size: int) -> Iterator[list[One]]:
    """So many at a time."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _customer(number: int) -> dict[str, Any]:
    return {
        **{"id": number, "code": f"L{number:04d}", "code_digits": f"{number:04d}"},
        **{"name": f"Ferramenta {number}", "email": f"negozio{number}@example.it"},
        **{"contract": number % 2 == 0, "j_system": number % 4 == 0, "software": "J2K"},
    }


def _phone(number: int) -> dict[str, Any]:
    return {"customer_id": number, "number": _number(number)}


def _number(customer: int) -> str:
    return f"+39045{customer:07d}"


def _request(
    place: int, count: int, now: datetime, random: Random
) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """A call with its message, ticket and callback, and what became of it."""
    ticket, customer = FIRST + place, random.randint(1, CUSTOMERS)
    at = now - timedelta(days=DAYS) * (1 - place / count) - timedelta(minutes=1)
    over = place < count - WAITING
    call, audio = f"CA{place:032x}", f"RE{place:032x}"
    urgency = random.choice(list(Urgency)).value
    subject = f"{random.choice(SUBJECTS)} {place}"
    yield Call, _call(call, customer, at)
    if place % SILENT:
        yield Recording, _recording(audio, call, at)
        yield Transcript, _transcript(audio, subject, at)
    yield Ticket, _ticket(ticket, call, customer, urgency, subject, at, over=over)
    yield Callback, _callback(ticket, customer, urgency, at, over=over)
    for minutes, event in ((0, "opened"), (1, "enriched"), (9, "called_back"))[: 3 if over else 2]:
        happened = at + timedelta(minutes=minutes)
        yield TicketHistory, _event(ticket, event, happened)
    if over:
        yield Attempt, _attempt(ticket, at)
        if customer % 4 == 0:
            yield WorkEntry, _entry(ticket, at)
            yield WorkShare, _share(ticket, customer, at)


def _call(sid: str, customer: int, at: datetime) -> dict[str, Any]:
    return {
        **{"sid": sid, "account_sid": "AC" + "0" * 32, "direction": "inbound"},
        **{"from_number": _number(customer), "from_raw": _number(customer), "line": "weekday"},
        **{"flow": "weekday", "status": "completed", "customer_hint_id": customer},
        **{"started_at": at, "finished_at": at + timedelta(minutes=1), "duration_s": 60},
    }


def _recording(sid: str, call: str, at: datetime) -> dict[str, Any]:
    return {
        **{"sid": sid, "call_sid": call, "state": RecordingState.TRANSCRIBED, "duration_s": 40},
        **{"url": f"http://127.0.0.1:9/{sid}", "path": f"{sid}.wav", "announced_at": at},
        **{"next_at": at, "attempts": 1},
    }


def _transcript(audio: str, subject: str, at: datetime) -> dict[str, Any]:
    text = f"Buongiorno, {subject.lower()}. Potete richiamarmi appena possibile? Grazie. " * 3
    return {"recording_sid": audio, "text": text, "model": "x", "language": "it", "created_at": at}


def _ticket(
    ticket: int, call: str, customer: int, urgency: str, subject: str, at: datetime, *, over: bool
) -> dict[str, Any]:
    return {
        **{"id": ticket, "call_sid": call, "kind": Kind.MESSAGE, "channel": Channel.PHONE},
        **{"state": State.CLOSED if over else State.OPEN, "customer_id": customer},
        **{"caller_number": _number(customer), "category": "software", "urgency": urgency},
        **{"subject": subject, "cover": "contract", "by_hand": [], "in_charge_at": at},
        **{"promised_at": at + timedelta(minutes=40), "created_at": at, "updated_at": at},
    }


def _callback(
    ticket: int, customer: int, urgency: str, at: datetime, *, over: bool
) -> dict[str, Any]:
    return {
        **{"id": ticket, "ticket_id": ticket, "number": _number(customer), "urgency": urgency},
        **{"state": CallbackState.DONE if over else CallbackState.WAITING, "kind": Kind.MESSAGE},
        **{"in_charge_at": at, "next_at": at, "created_at": at, "attempts": int(over)},
    }


def _event(ticket: int, event: str, at: datetime) -> dict[str, Any]:
    return {"ticket_id": ticket, "at": at, "actor": "centralino", "event": event}


def _attempt(ticket: int, at: datetime) -> dict[str, Any]:
    began = at + timedelta(minutes=9 + ticket % 50)
    return {
        **{"callback_id": ticket, "technician": NAME, "started_at": began, "outcome": "spoken"},
        **{"ended_at": began + timedelta(minutes=8), "state": outbound_call.State.ENDED},
    }


def _entry(ticket: int, at: datetime) -> dict[str, Any]:
    return {
        **{"id": ticket, "ticket_id": ticket, "technician": NAME, "started_at": at, "minutes": 8},
        **{"state": EntryState.CONFIRMED, "created_at": at, "decided_at": at},
    }


def _share(ticket: int, customer: int, at: datetime) -> dict[str, Any]:
    month = f"{at.astimezone(UTC):%Y-%m}"
    return {
        **{"entry_id": ticket, "customer_id": customer, "month": month},
        **{"pays": "j_system", "minutes": 8},
    }
