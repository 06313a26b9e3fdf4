"""Job: holds the folders of customers' files against the ledger, and deletes what is left over.

A process that dies between a file and its row, or a file that could not be deleted when its row was,
leaves something lying that nobody would find.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from store import reading
from store.privacy import erasure_list, files
from store.privacy.requests import Places

log = structlog.get_logger()


def delete_left_over(
    sessions: sessionmaker[Session], now: Callable[[], datetime], places: Places
) -> int:
    """Delete what no row holds any more; how many files. Sounds that are missing are told."""
    at = now()
    # The folders first: what is written after that is not looked at.
    spoken, sent = files.lying(places.recordings), files.lying(places.attachments)
    erased = frozenset(name for one in erasure_list.entries(places.erasures) for name in one.files)
    with reading(sessions) as session:
        found = [
            *files.recordings_left_over(session, spoken, at),
            *files.attachments_left_over(session, sent, erased, at),
        ]
        lost = files.missing(session, places.recordings)
    deleted = sum(files.delete(path) for path in found)
    if deleted:
        log.warning("files left over deleted", count=deleted)
    if lost:
        log.error("recordings missing", count=len(lost), first=lost[0])
    return deleted
