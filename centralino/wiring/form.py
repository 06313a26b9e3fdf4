"""What the customers' pages need of the settings."""

from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.promises import settler_of
from centralino.wiring.web_secret import web_secret
from web.form.links import Links
from web.form.services import Desk, Limits

MEGABYTE = 1024 * 1024


def desk_of_form(settings: Settings, factory: sessionmaker[Session], now: Clock) -> Desk:
    """The same values, looked up once."""
    form, public_url = settings.form, settings.service.public_url
    secret = web_secret(settings)
    return Desk(
        sessions=factory,
        now=now,
        hours=settings.hours(),
        rates=settings.terms().rates,
        weekday_number=settings.lines.weekday.number,
        weekend_number=settings.lines.weekend.number,
        attachments=form.attachments_path,
        recordings=settings.recordings.path,
        secret=secret,
        # Without a public address the page shows the one at which it was asked for.
        links=Links(secret, public_url or ""),
        limits=Limits(form.max_files, form.max_megabytes * MEGABYTE, form.per_hour),
        link_life=timedelta(days=form.link_days),
        secure=(public_url or "").startswith("https://"),
        settle=settler_of(settings),
        payment_link=settings.costs.payment_link,
        proxies=settings.web.proxies,
    )
