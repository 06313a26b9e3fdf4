"""Job: keeps another helpdesk up to date about requests: opened, changed, closed; each once.

What may have been done (an answer was lost, a process died) is looked for by its mark before it is
done again, so that nothing stands there twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from rules.tickets.helpdesk import Card, Change, Remote, change
from store import reading
from store.messages import helpdesk
from store.messages.helpdesk import Claim

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
AT_ONCE = 50


class Helpdesk(Protocol):
    """What a helpdesk must be able to do; each raises TemporaryFailure or PermanentFailure."""

    def create(self, card: Card) -> Remote:
        """Open a request there."""

    def find(self, mark: str) -> Remote | None:
        """The request that bears the mark; None where there is none."""

    def update(self, remote_id: str, change: Change) -> None:
        """Tell what changed."""

    def has(self, remote_id: str, mark: str) -> bool:
        """Whether a change of this mark was told."""


@dataclass(frozen=True)
class Keeping:
    """Which helpdesk, and what it is told of a request: card_of(session, ticket_id)."""

    helpdesk: Helpdesk
    card_of: Callable[[Session, int], Card]


def keep(sessions: sessionmaker[Session], now: Callable[[], datetime], keeping: Keeping) -> int:
    """Tell what is to be told; how many requests were taken in hand."""
    with sessions.begin() as session:
        helpdesk.note(session, now())
    for count in range(AT_ONCE):
        with sessions.begin() as session:
            claim = helpdesk.claim(session, now(), LEASE)
        if claim is None:
            return count
        if not _told(sessions, now, keeping, claim):
            return count + 1  # it is away: the rest would fail alike
    return AT_ONCE


def _told(
    sessions: sessionmaker[Session], now: Callable[[], datetime], keeping: Keeping, claim: Claim
) -> bool:
    """Whether the helpdesk is there."""
    with reading(sessions) as session:
        card = keeping.card_of(session, claim.ticket_id)
    try:
        _tell(sessions, keeping.helpdesk, claim, card)
    except (TemporaryFailure, PermanentFailure) as error:
        for_good = isinstance(error, PermanentFailure)
        asked = error.retry_after if isinstance(error, TemporaryFailure) else None
        log.warning("helpdesk not told", ticket=claim.ticket_id, reason=str(error))
        with sessions.begin() as session:
            helpdesk.failed(
                session, claim, reason=str(error), for_good=for_good, asked=asked, now=now()
            )
        return for_good
    with sessions.begin() as session:
        helpdesk.done(session, claim, card.digests(), now())
    return True


def _tell(sessions: sessionmaker[Session], desk: Helpdesk, claim: Claim, card: Card) -> None:
    if claim.remote_id is None:
        remote = (desk.find(card.mark) if claim.is_again else None) or desk.create(card)
        with sessions.begin() as session:
            helpdesk.found(session, claim, remote.id, remote.number)
        if card.is_open:
            return
        # It was over before it was told: opened there, and closed.
        before = {**card.digests(), "open": ""}
        changed = change(card, before)
        if changed is not None:
            desk.update(remote.id, changed)
        return
    changed = change(card, claim.told)
    if changed is None:
        return
    if claim.is_again and changed.text is not None and desk.has(claim.remote_id, changed.mark):
        return
    desk.update(claim.remote_id, changed)
