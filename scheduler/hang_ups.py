"""Job: hangs up the calls that technicians ask to be ended; to end one twice does no harm."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from scheduler.outbound_calls import Dialling, ask
from store.callbacks import hang_ups

log = structlog.get_logger()

AGAIN = timedelta(seconds=5)  # where Twilio could not be told, or told us nothing more


def end_asked(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    end: Callable[[str], None],
    dialling: Dialling,
) -> int:
    """Have Twilio end what is to end; how many calls that were. `end` takes a call's SID."""
    with sessions.begin() as session:
        found = hang_ups.due(session, now(), now() + AGAIN)
    for one in found:
        try:
            end(one.sid)
        except TemporaryFailure as error:
            log.warning("call could not be ended", attempt=one.row_id, error=str(error))
        except PermanentFailure:  # it had come to its end, of which nobody told us
            ask(sessions, now, dialling, one)
    return len(found)
