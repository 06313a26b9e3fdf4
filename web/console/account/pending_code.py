"""Pending code: a browser whose password was right, and whose code is still to come."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.staff.second_factor import PENDING
from store import tokens
from store.models import User

KEY = "pending-code"  # in the browser's signed cookie


@dataclass(frozen=True)
class Pending:
    """Whose code is awaited, the name as typed, and where they wanted to go."""

    user_id: int
    typed: str
    wanted: str | None
    began_at: datetime
    mark: str  # of the password that was right: another one since then lets nobody in


def ask(user: User, typed: str, wanted: str | None, now: datetime) -> ResponseReturnValue:
    """To the page for the code."""
    session[KEY] = [user.id, typed, wanted, now.isoformat(), _mark(user)]
    return redirect(url_for("code.enter"), 303)


def found(now: datetime) -> Pending | None:
    """Whose code this browser is asked for; None for nobody's, or too late."""
    told = session.get(KEY)
    if told is None:
        return None
    user_id, typed, wanted, began, mark = told
    pending = Pending(user_id, typed, wanted, datetime.fromisoformat(began), mark)
    return pending if now - pending.began_at < PENDING else None


def user_of(ledger: Session, pending: Pending) -> User | None:
    """The user as they are now; None for one who may not come in any more."""
    user = ledger.get(User, pending.user_id)
    if user is None or user.disabled_at is not None or _mark(user) != pending.mark:
        return None
    return user


def _mark(user: User) -> str:
    return tokens.digest(user.password_hash)[:16]
