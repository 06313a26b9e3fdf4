"""Alterations: what supervisors altered in the browser over config.yaml, each change a row that stays.

The newest row of a key counts. Each row names the one in whose place it stands, and no two may name
the same: of two people who alter one thing at once the second is refused, on any database.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from store.models import Alteration
from store.staff import audit_log

NONE = 0  # the version of what nobody ever altered
SHOWN = 50


def version(session: Session) -> int:
    """Which alteration is the newest of all: a lookup in the key, as cheap as a query can be."""
    return session.scalar(select(func.max(Alteration.id))) or NONE


def current(session: Session) -> dict[str, Alteration]:
    """The newest row of each key that was ever altered."""
    newest = select(func.max(Alteration.id)).group_by(Alteration.key)
    rows = session.scalars(select(Alteration).where(Alteration.id.in_(newest)))
    return {row.key: row for row in rows}


def newest(session: Session, prefixes: Sequence[str], limit: int = SHOWN) -> list[Alteration]:
    """What was altered of keys that begin so, the newest first."""
    begins = [Alteration.key.startswith(prefix, autoescape=True) for prefix in prefixes]
    rows = select(Alteration).order_by(Alteration.id.desc()).limit(limit)
    found = [row for begin in begins for row in session.scalars(rows.where(begin))]
    return sorted(found, key=lambda row: row.id, reverse=True)[:limit]


def alter(
    session: Session,
    key: str,
    value: object | None,
    *,
    seen: int,
    by: str,
    now: datetime,
    event: str,
    note: str,
    undoes: int | None = None,
) -> Alteration:
    """Alter one key: None takes what config.yaml says.

    `seen` is the version of the key that whoever alters it had before them: BadInput "overtaken" where
    somebody else altered it since. `event` and `note` go to the audit log.
    """
    last = to_alter(session, key, seen)
    row = Alteration(
        at=now,
        actor=by,
        key=key,
        before=last.after if last else None,
        after=value,
        follows=seen,
        undoes=undoes,
    )
    session.add(row)
    audit_log.add(session, event, by=by, now=now, who=None, note=note)
    try:
        session.flush()
    except IntegrityError as error:
        raise _overtaken(None) from error
    return row


def to_alter(session: Session, key: str, seen: int) -> Alteration | None:
    """The newest row of the key; BadInput "overtaken" where it is not the one that was seen."""
    last = _last(session, key)
    if (last.id if last else NONE) != seen:
        raise _overtaken(last)
    return last


def to_undo(session: Session, id_: int) -> Alteration:
    """The alteration that is to be taken back; BadInput where another one came after it."""
    row = session.get(Alteration, id_)
    if row is None:
        raise NotFound(f"no alteration {id_}")
    last = _last(session, row.key)
    if last is None or last.id != row.id:
        raise _overtaken(last)
    return row


def _last(session: Session, key: str) -> Alteration | None:
    rows = select(Alteration).where(Alteration.key == key)
    return session.scalars(rows.order_by(Alteration.id.desc()).limit(1)).first()


def _overtaken(last: Alteration | None) -> BadInput:
    who = last.actor if last else "somebody"
    return BadInput(f"it was altered meanwhile by {who}", "overtaken", who=who)
