"""Wiring of the customers' form and pages: what they need of the settings."""

from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from centralino.runtime.clock import Clock
from centralino.wiring.parts import Parts
from centralino.wiring.places import places_of
from web.form.services import Limits, Services
from web.request_links import Links

MEGABYTE = 1024 * 1024


def form_services(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Services:
    """The same values, looked up once."""
    settings = parts.settings
    form = settings.form
    return Services(
        sessions=factory,
        now=now,
        hours_now=parts.in_force.hours,
        rates=parts.terms.rates,
        weekday_number=settings.lines.weekday.number,
        weekend_number=settings.lines.weekend.number,
        also=settings.lines.numbers,
        attachments=form.attachments_path,
        recordings=settings.recordings.path,
        erasures=places_of(settings).erasures,
        secret=parts.secret,
        # Without a public address the page shows the one at which it was asked for.
        links=Links(parts.secret, parts.public_url or ""),
        limits=Limits(
            *(form.max_files, form.max_megabytes * MEGABYTE, form.per_hour),
            form.most_megabytes_a_day * MEGABYTE,
        ),
        link_life=timedelta(days=form.link_days),
        secure=parts.comes_by_https,
        keep_days=settings.recordings.keep_days,
        keep_texts_days=settings.recordings.keep_texts_days,
        settle=parts.settle,
        payment_link=settings.costs.payment_link,
        proxies=settings.web.proxies,
        account_manager=settings.default_account_manager(),
    )
