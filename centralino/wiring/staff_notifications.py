"""Notices to technicians, as configured: through Apprise, in the clock's process alone."""

import logging
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.message_channels import words_of
from rules.errors import PermanentFailure, TemporaryFailure
from scheduler import staff_notifications
from scheduler.clock import Job
from scheduler.staff_notifications import Telling
from store.oncall import notifications

SECONDS = 5.0  # to connect, and then for an answer
TITLE = "Centralino"


def telling_of(settings: Settings) -> Telling:
    """When, how and with what words."""
    most = settings.notices.most_an_hour
    return Telling(settings.hours(), lambda happening: words_of(settings, happening), send, most)


def notice_jobs(settings: Settings, desk: sessionmaker[Session], now: Clock) -> tuple[Job, ...]:
    """What finds what is to be told, and what sends it; nothing where no service is allowed."""
    if not settings.notices.schemas:
        return ()
    telling = telling_of(settings)

    def prune() -> None:
        with desk.begin() as session:
            notifications.prune(session, now())

    return (
        Job(
            "note what technicians are told",
            timedelta(seconds=10),
            lambda: staff_notifications.note(desk, now, telling),
        ),
        Job(
            "tell technicians",
            timedelta(seconds=3),
            lambda: staff_notifications.send_due(desk, now, telling),
        ),
        Job("forget old notices", timedelta(hours=6), prune),
    )


def send(url: str, said: str) -> None:
    """Hand it to the service; raises TemporaryFailure, or PermanentFailure for a wrong address."""
    import apprise  # noqa: PLC0415 - with a hundred services, which only this process needs

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it names addresses
    mark = "&" if "?" in url else "?"
    asset = apprise.AppriseAsset(app_id=TITLE, app_desc=TITLE, async_mode=False, plugin_paths=[])
    service = apprise.Apprise.instantiate(f"{url}{mark}cto={SECONDS}&rto={SECONDS}", asset=asset)
    if service is None:
        raise PermanentFailure("the address is not one that the service understands")
    try:
        taken = service.notify(body=said, title=TITLE, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # a hundred services raise what they meet
        raise TemporaryFailure(f"the service failed: {type(error).__name__}") from error
    if not taken:
        raise TemporaryFailure("the service could not be reached, or did not take it")
