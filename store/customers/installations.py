"""Installations of our program at customers', each with the token by which it speaks to us.

A token that is replaced stays good beside the new one for as long as was said, so that no machine is cut
off before somebody has written the new one into it.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.errors import BadInput, MoveRefused, NotFound
from rules.staff.shown_names import shown_name
from store import tokens
from store.customers import picker
from store.database.statements import changed
from store.models import Customer, Installation
from store.tokens import SEEN_EVERY

TOKEN = "cti"  # noqa: S105 - what installations' tokens begin with
LONGEST_NAME = 120
LONGEST_OVERLAP_DAYS = 60
DISABLED = "expected an installation that is in use, found one that is disabled"


def add(session: Session, code: str, name: str, *, now: datetime) -> tuple[Installation, str]:
    """A new installation at the customer, by code, name or number, and its token.

    Raises NotFound, and BadInput for the name or where several customers fit.
    """
    customer = picker.picked(session, code)
    token = tokens.new(TOKEN)
    installation = Installation(
        customer_id=customer.id,
        name=_tidy(name),
        token_hash=tokens.digest(token),
        created_at=now,
    )
    session.add(installation)
    session.flush()
    return installation, token


def list_(session: Session) -> list[tuple[Installation, Customer]]:
    """All of them with their customers, by the customers' codes."""
    statement = (
        select(Installation, Customer)
        .join(Customer, Customer.id == Installation.customer_id)
        .order_by(Customer.code, Installation.id)
    )
    return [(row.Installation, row.Customer) for row in session.execute(statement)]


def rotate(
    session: Session, installation_id: int, *, overlap_days: int, now: datetime
) -> tuple[Installation, str]:
    """A new token; the one before stays good for so many days, 0 for no longer.

    Raises NotFound, BadInput for the days, and MoveRefused for one that is disabled.
    """
    if not 0 <= overlap_days <= LONGEST_OVERLAP_DAYS:
        rule = f"expected 0 to {LONGEST_OVERLAP_DAYS} days, found {overlap_days}"
        raise BadInput(rule, "overlap_days", most=LONGEST_OVERLAP_DAYS)
    installation = _locked(session, installation_id)
    if installation.disabled_at is not None:
        raise MoveRefused(DISABLED)
    token = tokens.new(TOKEN)
    installation.earlier_hash = installation.token_hash if overlap_days else None
    installation.earlier_until = now + timedelta(days=overlap_days) if overlap_days else None
    installation.earlier_seen_at = None
    installation.token_hash, installation.rotated_at = tokens.digest(token), now
    session.flush()
    return installation, token


def end_overlap(session: Session, installation_id: int) -> Installation:
    """Refuse the token before from now on; raises NotFound. Twice changes nothing."""
    installation = _locked(session, installation_id)
    installation.earlier_hash = installation.earlier_until = None
    return installation


def disable(session: Session, installation_id: int, *, now: datetime) -> Installation:
    """Refuse its tokens from now on; raises NotFound. Twice changes nothing."""
    installation = _locked(session, installation_id)
    installation.disabled_at = installation.disabled_at or now
    return installation


def holder(session: Session, token: str, now: datetime) -> Installation | None:
    """Whose token it is; None for one that is unknown, disabled, or replaced for long enough."""
    digest = tokens.digest(token)
    earlier = (Installation.earlier_hash == digest) & (Installation.earlier_until > now)
    good = (or_(Installation.token_hash == digest, earlier), Installation.disabled_at.is_(None))
    found = session.scalar(select(Installation).where(*good))
    if found is None:
        return None
    kept = (found.token_hash, found.earlier_hash or "")
    return found if any(tokens.same(one, token) for one in kept) else None


def note_earlier(session: Session, found: Installation, now: datetime) -> None:
    """Keep that the token before is still in use; written to the minute."""
    last = Installation.earlier_seen_at
    unseen = or_(last.is_(None), last <= now - SEEN_EVERY)
    changed(session, Installation.id, Installation.id == found.id, unseen, earlier_seen_at=now)


def note_refusal(session: Session, installation_id: int, status: int, now: datetime) -> None:
    """Keep with what it was refused last (HTTP), and when it came too often; to the minute."""
    own = Installation.id == installation_id
    is_limit = status == HTTPStatus.TOO_MANY_REQUESTS
    last = Installation.limited_at if is_limit else Installation.refused_at
    unseen = or_(last.is_(None), last <= now - SEEN_EVERY)
    values = {"limited_at": now} if is_limit else {"refused_at": now, "refused_status": status}
    changed(session, Installation.id, own, unseen, **values)


def _locked(session: Session, installation_id: int) -> Installation:
    wanted = select(Installation).where(Installation.id == installation_id).with_for_update()
    found = session.scalars(wanted, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound(f"there is no installation {installation_id}")
    return found


def _tidy(name: str) -> str:
    tidy = shown_name(name, LONGEST_NAME)
    if not tidy:
        rule = f"expected a name of 1 to {LONGEST_NAME} characters, found none"
        raise BadInput(rule, "installation_name", most=LONGEST_NAME)
    return tidy
