"""Doubts about a configuration that is right in itself: what its own ledger says against it."""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from centralino.config.database_url import file_of
from centralino.config.settings import Settings
from rules.phone_numbers import masked
from store import connect, reading, sessions
from store.views.odd_callers import odd_callers


def doubts(settings: Settings, now: datetime) -> list[str]:
    """Each in a sentence; none where there is no ledger yet, or it does not answer."""
    file = file_of(settings.database.url)
    if file is not None and not file.exists():
        return []
    engine = connect(settings.database.url, may_make=False)
    try:
        with reading(sessions(engine)) as session:
            found = odd_callers(session, now)
    except SQLAlchemyError:
        return []
    finally:
        engine.dispose()
    return [
        f"lines: {one.calls} of {one.of_all} calls of the last week show the number"
        f" {masked(one.number)}: perhaps the line that sends them on. If it is yours, it belongs"
        " into lines.*.also"
        for one in found
        if one.number not in settings.lines.numbers
    ]
