"""Idempotency keys of the API: the first request is answered, repeats get the same answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.errors import BadInput
from store.database.statements import changed, is_new
from store.models import ProgramRequest

KEPT = timedelta(days=2)  # answers tell of customers: no longer than a program may retry


@dataclass(frozen=True)
class Answer:
    """What a request was answered: HTTP's status, and the JSON."""

    status: int
    body: Any


class KeyReused(BadInput):
    """The key came before with another request."""


def begin(session: Session, *, caller: str, key: str, digest: str, now: datetime) -> Answer | None:
    """None for a new request, whose key is then taken; else its answer; raises KeyReused.

    Whoever comes with the same key meanwhile waits until this transaction ends.
    """
    _forget(session, now - KEPT)
    if is_new(session, ProgramRequest, caller=caller, key=key, digest=digest, created_at=now):
        return None
    row = session.scalars(select(ProgramRequest).where(*_of(caller, key))).one()
    if row.digest != digest:
        raise KeyReused("this Idempotency-Key came before with another request")
    return Answer(row.status or 500, row.answer)


def answered(session: Session, *, caller: str, key: str, answer: Answer) -> None:
    """Keep the answer, in the transaction of what it tells."""
    values = {"status": answer.status, "answer": answer.body}
    changed(session, ProgramRequest.id, *_of(caller, key), **values)


def prune(session: Session, now: datetime) -> None:
    """Delete the answers that have been kept for as long as they may be, some at a time."""
    _forget(session, now - KEPT)


def _of(caller: str, key: str) -> tuple[Any, Any]:
    return ProgramRequest.caller == caller, ProgramRequest.key == key


def _forget(session: Session, before: datetime) -> None:
    old = select(ProgramRequest.id).where(ProgramRequest.created_at < before).limit(100)
    # Two at once would wait for each other's rows: each takes what nobody else has in hand.
    old = old.with_for_update(skip_locked=True)
    session.execute(
        delete(ProgramRequest).where(ProgramRequest.id.in_(old)),
        execution_options={"synchronize_session": False},
    )
