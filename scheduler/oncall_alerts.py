"""Job: on-call alerts and their escalation, for customers that cannot work at the week-end.

What is decided is written and committed; the outbox and scheduler.outbound_calls send and call afterwards.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from store import reading
from store.oncall import alerts
from store.oncall.alerts import Alerting

log = structlog.get_logger()


def go_on(sessions: sessionmaker[Session], now: Callable[[], datetime], alerting: Alerting) -> int:
    """Go on with each alert as far as is due; how many people were told."""
    with reading(sessions) as session:
        due = alerts.due(session, now())
    told = 0
    for alert_id in due:
        with sessions.begin() as session:
            names = alerts.step(session, alert_id, now(), alerting)
        if names:
            log.info("alerted", alert=alert_id, who=names)
        told += len(names)
    return told
