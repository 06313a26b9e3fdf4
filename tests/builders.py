"""Rows that are valid by default, so that a test names only what it is about."""

import functools
import itertools
from collections.abc import Iterable
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from rules.staff.accounts import Role
from rules.tickets.ticket import Kind
from store.calls import call_log, recordings
from store.customers import directory
from store.models import Call, Customer, Recording, Ticket, User
from store.tickets import lifecycle
from tests.leotron import ACCOUNT, NOON, WEEKDAY_LINE

OUR_LINES = frozenset({WEEKDAY_LINE, "+390452525658"})
PASSWORD = "cavallo batteria graffetta"  # everybody's

_count = itertools.count(1)


def a_call_sid() -> str:
    return f"CA{next(_count):032x}"


def a_recording_sid() -> str:
    return f"RE{next(_count):032x}"


def a_call(
    session: Session,
    *,
    sid: str | None = None,
    from_number: str | None = "+390458001234",
    from_raw: str | None = None,
    to_number: str = WEEKDAY_LINE,
    line: str | None = "weekday",
    flow: str | None = "weekday",
    now: datetime = NOON,
) -> Call:
    return call_log.begin(
        session,
        sid=sid or a_call_sid(),
        account_sid=ACCOUNT,
        from_number=from_number,
        from_raw=from_raw if from_raw is not None else (from_number or "anonymous"),
        to_number=to_number,
        line=line,
        flow=flow,
        now=now,
    )


def a_recording(
    session: Session,
    call: Call | None = None,
    *,
    sid: str | None = None,
    duration_s: int | None = 12,
    now: datetime = NOON,
) -> Recording:
    call = call or a_call(session, now=now)
    return recordings.announce(
        session,
        sid=sid or a_recording_sid(),
        call_sid=call.sid,
        duration_s=duration_s,
        now=now,
    )


def a_ticket(
    session: Session,
    call: Call | None = None,
    *,
    kind: Kind = Kind.MESSAGE,
    in_charge_at: datetime | None = None,
    now: datetime = NOON,
) -> Ticket:
    """A ticket with its callback."""
    call = call or a_call(session, now=now)
    return lifecycle.open_for_call(
        session, call, kind=kind, in_charge_at=in_charge_at or now, now=now
    )


def a_customer(
    session: Session,
    *,
    code: str | None = None,
    name: str = "Ferramenta Rossi",
    phones: Iterable[str] = ("+390458001234",),
    contract: bool = True,
    j_system: bool = False,
) -> Customer:
    return directory.add(
        session,
        code=code or f"L{next(_count) + 1000}",
        name=name,
        phones=phones,
        contract=contract,
        j_system=j_system,
    )


def settles_nothing(_session: Session, _ticket: Ticket, _now: datetime) -> None:
    """For a test that is neither about who pays nor about when we call."""


def decides_nothing(_session: Session, _ticket: Ticket) -> None:
    """For a test that is not about who pays."""


def a_user(
    session: Session,
    name: str = "anna",
    role: Role = Role.TECHNICIAN,
    *,
    pin: str | None = None,
    now: datetime = NOON,
) -> User:
    """A user as accounts.add makes one, but whose secrets are hashed once, and cheaply."""
    user = User(name=name, password_hash=_hash_of(PASSWORD), role=role, created_at=now)
    user.pin_hash = pin and _hash_of(pin)
    session.add(user)
    session.flush()
    return user


@functools.cache
def _hash_of(secret: str) -> str:
    """Argon2id of the least strength: with each test's technicians, the service's takes minutes."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(secret)
