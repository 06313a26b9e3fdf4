"""What the technicians' console needs of the settings."""

from sqlalchemy.orm import Session, sessionmaker

from centralino.instant import Clock
from centralino.promising import settler_of
from centralino.settings import Settings
from centralino.web_secret import web_secret
from web.console.desk import Desk


def desk_of_console(settings: Settings, factory: sessionmaker[Session], now: Clock) -> Desk:
    """The same values, looked up once."""
    return Desk(
        sessions=factory,
        now=now,
        hours=settings.hours(),
        terms=settings.terms(),
        policy=settings.callback_policy(),
        recordings=settings.recordings.path,
        attachments=settings.form.attachments_path,
        secret=web_secret(settings),
        secure=(settings.service.public_url or "").startswith("https://"),
        proxies=settings.web.proxies,
        settle=settler_of(settings),
    )
