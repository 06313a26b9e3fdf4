"""Console sessions, and the lockout: wrong passwords counted before one begins."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.staff.sign_in_limits import COMMON, FORGOTTEN, IDLE, Counted, is_over, unlocked_at
from store import tokens
from store.database.statements import changed, insert_once
from store.models import SignInTry, User, UserSession

SEEN_EVERY = timedelta(minutes=5)
TOKEN = "cts"  # noqa: S105 - what sessions' tokens begin with


@dataclass(frozen=True)
class Signed:
    """A session that is good, and whose it is."""

    user: User
    session_id: int
    seen_at: datetime


def count(session: Session, keys: Mapping[Counted, str], now: datetime) -> datetime | None:
    """Count a try before its password is looked at; from when on one may, if not at once.

    A try that comes too early counts for nothing. What many share keeps nobody waiting: an office is
    one address, and the right password is taken there though others typed wrong ones.
    """
    rows = {what: _row(session, what, key, now) for what, key in keys.items()}
    waits = [
        unlocked_at(what, row.failures, row.last_at)
        for what, row in rows.items()
        if what not in COMMON
    ]
    until = max(waits, default=now)
    if until > now:
        return until
    for row in rows.values():
        row.failures += 1
        row.last_at = now
    return None


def crowded(session: Session, keys: Mapping[Counted, str], now: datetime) -> datetime | None:
    """Until when too many wrong tries are known of what many share; None where they are not."""
    shared = [(what, _row(session, what, key, now)) for what, key in keys.items() if what in COMMON]
    waits = [unlocked_at(what, row.failures, row.last_at) for what, row in shared]
    until = max(waits, default=now)
    return until if until > now else None


def succeeded(session: Session, keys: Mapping[Counted, str]) -> None:
    """Forget what this try, and those before it, had been counted for; what many share stays counted.

    Else whoever knows one password could try others from there for ever.
    """
    for what, key in keys.items():
        row = session.get(SignInTry, _kept(what, key), with_for_update=True)
        if row is None:
            continue
        row.failures = max(0, row.failures - 1) if what in COMMON else 0


def _row(session: Session, what: Counted, key: str, now: datetime) -> SignInTry:
    kept = _kept(what, key)
    insert_once(session, SignInTry, key=kept, failures=0, last_at=now)
    row = session.get_one(SignInTry, kept, with_for_update=True, populate_existing=True)
    if now - row.last_at >= FORGOTTEN:
        row.failures = 0
    return row


def _kept(what: Counted, key: str) -> str:
    """Neither an address nor what was typed as a name stands in the table."""
    return f"{what}:{hashlib.sha256(key.encode()).hexdigest()}"


def begin(session: Session, user: User, *, browser: str, now: datetime) -> str:
    """Begin a session: the token by which its browser is known."""
    token = tokens.new(TOKEN)
    session.add(
        UserSession(
            user_id=user.id,
            token_hash=tokens.digest(token),
            browser=browser[:200],
            began_at=now,
            seen_at=now,
        )
    )
    return token


def holder(session: Session, token: str, now: datetime) -> Signed | None:
    """Whose session it is; None for one that ended, or of a user who is disabled."""
    statement = (
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_hash == tokens.digest(token), User.disabled_at.is_(None))
    )
    row = session.execute(statement).one_or_none()
    if row is None or is_over(row.UserSession.began_at, row.UserSession.seen_at, now):
        return None
    return Signed(row.User, row.UserSession.id, row.UserSession.seen_at)


def seen(session: Session, session_id: int, now: datetime) -> None:
    changed(session, UserSession.id, UserSession.id == session_id, seen_at=now)


def of_user(session: Session, user_id: int, now: datetime) -> list[UserSession]:
    """The user's sessions, newest first."""
    rows = select(UserSession).where(UserSession.user_id == user_id)
    newest = session.scalars(rows.order_by(UserSession.seen_at.desc(), UserSession.id.desc()))
    return [row for row in newest if not is_over(row.began_at, row.seen_at, now)]


def end(session: Session, session_id: int) -> None:
    """Sign out; twice changes nothing."""
    session.execute(delete(UserSession).where(UserSession.id == session_id))


def end_all(session: Session, user_id: int, *, but: int | None = None) -> None:
    """Sign the user out everywhere, except in the session `but`."""
    others = UserSession.user_id == user_id
    if but is not None:
        others &= UserSession.id != but
    session.execute(delete(UserSession).where(others))


def prune(session: Session, now: datetime) -> None:
    """Delete what is over: sessions, and counts that nobody waits for."""
    session.execute(delete(UserSession).where(UserSession.seen_at <= now - IDLE))
    session.execute(delete(SignInTry).where(SignInTry.last_at <= now - FORGOTTEN))
