"""Bearer tokens: made at random, shown once, kept as their SHA-256."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlalchemy.orm import Session

from store.database.statements import changed
from store.models import ApiToken, Installation

SEEN_EVERY = timedelta(minutes=1)  # how exactly we know when a token was last used


def new(kind: str) -> str:
    """A token of 256 random bits; the kind before them says what a stray one belongs to."""
    return f"{kind}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """How a token is kept: a plain hash will do, since nobody guesses 256 bits."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def same(kept: str, token: str) -> bool:
    """Whether the kept digest is the token's, in a time that tells nothing."""
    return hmac.compare_digest(kept, digest(token))


def seen(
    session: Session, table: type[ApiToken] | type[Installation], row_id: int, now: datetime
) -> None:
    """Keep when the token was used, to the minute: most requests then write nothing."""
    unseen = or_(table.last_seen_at.is_(None), table.last_seen_at <= now - SEEN_EVERY)
    changed(session, table.id, table.id == row_id, unseen, last_seen_at=now)
