"""What the technicians' console needs of the settings."""

from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.customer_links import links
from centralino.wiring.message_channels import telling_of, words_of
from centralino.wiring.promises import settler_of
from centralino.wiring.technician_calls import policy_of
from centralino.wiring.web_secret import web_secret
from ivr.flows.context import Line
from ivr.preview import opening
from ivr.prompts import load as prompts_of_callers
from rules.customer_messages import Receiver
from store.messages.to_customers import receiver_of
from store.models import Ticket
from web.console.identity_provider import Provider
from web.console.services import Desk


def desk_of_console(settings: Settings, factory: sessionmaker[Session], now: Clock) -> Desk:
    """The same values, looked up once."""
    hours, keep_days = settings.hours(), settings.recordings.keep_days
    prompts = prompts_of_callers()

    def heard(at: datetime, line: str, language: str) -> list[str]:
        dialled: Line = "weekend" if line == "weekend" else "weekday"
        return opening(at, dialled, language, hours=hours, prompts=prompts, keep_days=keep_days)

    telling = telling_of(settings)

    def reach(session: Session, ticket: Ticket) -> Receiver | None:
        told = settings.service.public_url is not None  # else nobody could open the link
        return receiver_of(session, ticket, telling, now()) if told else None

    return Desk(
        sessions=factory,
        now=now,
        hours=hours,
        terms=settings.terms(),
        policy=settings.callback_policy(),
        recordings=settings.recordings.path,
        attachments=settings.form.attachments_path,
        secret=web_secret(settings),
        heard=heard,
        calling=policy_of(settings),
        secure=(settings.service.public_url or "").startswith("https://"),
        proxies=settings.web.proxies,
        provider=_provider(settings),
        notice_schemas=settings.notices.schemas,
        notice_words=lambda happening: words_of(settings, happening),
        passwords=settings.sign_in.passwords,
        public_url=settings.service.public_url,
        settle=settler_of(settings),
        reach=reach,
        link_for=links(settings).link_for,
        ours=settings.lines.numbers,
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
