"""Wiring of notifications to technicians: through Apprise, in the clock's process alone."""

from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session, sessionmaker

from centralino.runtime.clock import Clock
from centralino.wiring.message_channels import words_of
from centralino.wiring.parts import Parts
from messages.apprise_sender import send
from scheduler import staff_notifications
from scheduler.clock import Job
from scheduler.staff_notifications import Notifying
from store.oncall import notifications


def notifying_of(parts: Parts) -> Notifying:
    """When, how and with what words."""
    settings = parts.settings
    most = settings.notices.most_an_hour
    words, hours_now = partial(words_of, settings), parts.in_force.hours
    return Notifying(hours_now, words, send, most)


def notification_jobs(parts: Parts, sessions: sessionmaker[Session], now: Clock) -> tuple[Job, ...]:
    """What finds what is to be told, and what sends it; nothing where no service is allowed."""
    if not parts.settings.notices.schemas:
        return ()
    notifying = notifying_of(parts)

    def prune() -> None:
        with sessions.begin() as session:
            notifications.prune(session, now())

    return (
        Job(
            "note what technicians are told",
            timedelta(seconds=10),
            lambda: staff_notifications.note(sessions, now, notifying),
        ),
        Job(
            "tell technicians",
            timedelta(seconds=3),
            lambda: staff_notifications.send_due(sessions, now, notifying),
        ),
        Job("forget old notices", timedelta(hours=6), prune),
    )
