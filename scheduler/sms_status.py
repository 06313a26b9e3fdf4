"""Job: asks Twilio for the delivery status of SMS whose status callback never came.

A report that comes before we have noted the text's SID finds no text, and one that comes while we
are away finds nobody.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from store import reading
from store.messages import to_customers

log = structlog.get_logger()


def ask_about_silent(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    status_of: Callable[[str], tuple[str, str | None] | None],
) -> int:
    """Note how far each text came that was sent and then silent; of how many that was news.

    `status_of` gives the status by SID, with the code of Twilio's error.
    """
    with reading(sessions) as session:
        sids = to_customers.silent(session, now())
    news = 0
    for sid in sids:
        try:
            seen = status_of(sid)
        except TemporaryFailure as error:
            log.warning("texts could not be asked about", error=str(error))
            break
        except PermanentFailure as error:
            log.warning("text cannot be asked about", sid=sid, error=str(error))
            continue
        if seen is not None:
            status, code = seen
            with sessions.begin() as session:
                news += to_customers.delivered(session, sid, status, now(), code)
    return news
