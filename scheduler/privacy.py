"""Jobs: erases requests that were over long ago, and cleans free pages while nobody is at work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import TemporaryFailure
from rules.hours.schedule import Hours, explain
from rules.tickets.ticket import SERVICE
from store import reading
from store.privacy import free_pages, people, requests
from store.privacy.requests import Places

log = structlog.get_logger()

MOST = 200  # requests at a time: the rest an hour later


def erase_old(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    places: Places,
    keep: timedelta,
) -> int:
    """Erase what tells of people in requests that have been over for longer; how many."""
    at = now()
    with reading(sessions) as session:
        old = people.over_since(session, at - keep, MOST)
    for ticket_id in old:
        requests.erase_request(sessions, ticket_id, places, at, by=SERVICE)
    if old:
        log.info("old requests erased", count=len(old))
    return len(old)


def clean_pages(
    sessions: sessionmaker[Session],
    engine: Engine,
    now: Callable[[], datetime],
    hours: Hours,
) -> bool:
    """Clean the database's free pages where that is owed; whether it was done.

    Whoever writes has to wait meanwhile: not while technicians are at work.
    """
    at = now()
    if explain(at, hours).open:
        return False
    with reading(sessions) as session:
        if not free_pages.are_owed(session):
            return False
    try:
        free_pages.clean(engine, at)
    except TemporaryFailure as error:
        log.warning("free pages not cleaned", reason=str(error))
        return False
    log.info("free pages cleaned")
    return True
