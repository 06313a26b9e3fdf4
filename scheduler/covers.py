"""Decides who pays for the requests that no text told us of: missed calls, and what was written."""

from sqlalchemy.orm import Session, sessionmaker

from store import cover
from store.cover import Payer


def decide_missing(sessions: sessionmaker[Session], payer: Payer) -> int:
    """Decide for each ticket that has no cover yet; how many."""
    with sessions.begin() as session:
        tickets = cover.undecided(session)
        for ticket in tickets:
            payer.decide(session, ticket)
    return len(tickets)
