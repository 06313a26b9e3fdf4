"""Wiring of the technicians' console: what it needs of the settings."""

from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.files.sound_lengths import seconds_of_sound
from centralino.runtime.clock import Clock
from centralino.wiring.customer_links import links
from centralino.wiring.examined import examined
from centralino.wiring.message_channels import words_of
from centralino.wiring.parts import Parts
from ivr.flows.context import Line
from ivr.preview import opening
from ivr.prompts import load as prompts_of_callers
from rules.calls.before_the_beep import Opening
from rules.customer_messages import Receiver
from rules.staff.second_factor import Demand
from store.messages.to_customers import receiver_of
from store.models import Ticket
from web.console.identity_provider import Provider
from web.console.services import Services


def console_services(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Services:
    """The same values, looked up once."""
    settings = parts.settings
    hours, keep_days = parts.hours, settings.recordings.keep_days
    prompts = prompts_of_callers()

    def heard(at: datetime, line: str, language: str) -> Opening:
        dialled: Line = "weekend" if line == "weekend" else "weekday"
        return opening(
            *(at, dialled, language),
            hours=hours,
            prompts=prompts,
            keep_days=keep_days,
            length=seconds_of_sound,
        )

    def reach(session: Session, ticket: Ticket) -> Receiver | None:
        told = parts.public_url is not None  # else nobody could open the link
        if not told:
            return None
        return receiver_of(session, ticket, parts.channels, now(), opens_page=True)

    return Services(
        sessions=factory,
        now=now,
        hours=hours,
        terms=parts.terms,
        policy=parts.policy,
        recordings=settings.recordings.path,
        attachments=settings.form.attachments_path,
        secret=parts.secret,
        decide=parts.payer.decide,
        heard=heard,
        calling=parts.calling,
        secure=parts.comes_by_https,
        proxies=settings.web.proxies,
        provider=_provider(settings),
        notice_schemas=settings.notices.schemas,
        webhook_networks=settings.webhooks.allowed,
        notice_words=lambda happening: words_of(settings, happening),
        passwords=settings.sign_in.passwords,
        second_factor=Demand(settings.sign_in.second_factor),
        public_url=parts.public_url,
        settle=parts.settle,
        responses=parts.responses,
        reach=reach,
        link_for=links(parts).link_for,
        ours=settings.lines.numbers,
        account_manager=settings.default_account_manager(),
        examine=examined,
        products=settings.programs(),
        supported={
            "Hardware": settings.supported.hardware,
            "Sistemi operativi": settings.supported.systems,
            "Periferiche": settings.supported.peripherals,
        },
    )


def _provider(settings: Settings) -> Provider | None:
    told = settings.sign_in
    if told.issuer is None or told.client_id is None:
        return None
    secret = told.client_secret
    return Provider(
        issuer=told.issuer,
        client_id=told.client_id,
        client_secret=secret.get_secret_value() if secret else None,
        button=told.button,
        domains=frozenset(told.domains),
        trust_email=told.trust_email,
    )
