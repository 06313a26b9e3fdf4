"""Wiring of the technicians' console: what it needs of the settings."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.altered import pinned
from centralino.config.settings import Settings
from centralino.files.sound_lengths import seconds_of_sound
from centralino.runtime.clock import Clock
from centralino.wiring.customer_links import links
from centralino.wiring.files import customer_files, read_calendar
from centralino.wiring.in_force import InForce
from centralino.wiring.message_channels import words_of
from centralino.wiring.parts import Parts
from centralino.wiring.promises import tried_of
from centralino.wiring.watching.examined import examined
from ivr import prompts
from ivr.flows.context import Line
from ivr.preview import every_sentence, longest_ways, opening
from rules.calls.before_the_beep import Opening
from rules.customer_messages import Receiver
from rules.hours.schedule import Hours
from rules.staff.second_factor import Demand
from store.callbacks.replay import Replay, Replayed
from store.messages.to_customers import receiver_of
from store.models import Ticket
from web.console.identity_provider import Provider
from web.console.services import Altering, Services, TriedSentence

MOST_REPLAYED = 300  # calls, the latest: whoever waits for the page waits for some seconds


def console_services(parts: Parts, factory: sessionmaker[Session], now: Clock) -> Services:
    """The same values, looked up once."""
    settings = parts.settings
    keep_days = settings.recordings.keep_days

    def heard(at: datetime, line: str, language: str) -> Opening:
        dialled: Line = "weekend" if line == "weekend" else "weekday"
        return opening(
            *(at, dialled, language),
            hours=parts.hours,
            prompts=parts.in_force.prompts(),
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
        hours_now=parts.in_force.hours,
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
        responses_now=parts.in_force.response_times,
        reach=reach,
        link_for=links(parts).link_for,
        ours=settings.lines.numbers,
        account_manager=settings.default_account_manager(),
        examine=partial(examined, tenant=parts.tenant),
        altering=altering_of(parts, now),
        customer_files=customer_files(),
        read_calendar=partial(read_calendar, settings.service.timezone),
        products=settings.programs(),
        supported={
            "Hardware": settings.supported.hardware,
            "Sistemi operativi": settings.supported.systems,
            "Periferiche": settings.supported.peripherals,
        },
    )


def altering_of(parts: Parts, now: Clock) -> Altering:
    """What supervisors may alter, and how its past would have looked."""
    in_force, settings = parts.in_force, parts.settings

    def replay(session: Session, before: Hours, after: Hours, since: datetime) -> list[Replayed]:
        past, until = tried_of(settings), now()
        found = Replay(session, since, until)
        if len(found.calls) > MOST_REPLAYED:
            found = Replay(session, found.calls[-MOST_REPLAYED].started_at, until)
        return list(found.each(replace(past, hours=before), replace(past, hours=after)))

    return Altering(
        by_file=settings.hours,
        pinned=lambda which: pinned(settings, which),
        look=lambda: in_force.look(now=True),
        replay=replay,
        sentences=lambda: list(every_sentence(in_force.prompts(), seconds_of_sound)),
        sentences_by_file=lambda: list(every_sentence(prompts.load(), seconds_of_sound)),
        try_sentence=partial(_try_sentence, in_force, now),
    )


def _try_sentence(
    in_force: InForce, now: Clock, key: str, language: str, text: str | None
) -> TriedSentence:
    """What a sentence would be and do to the seconds until the beep; None tries that of the file."""
    before = in_force.prompts()
    found = prompts.load().sentences[key][language] if text is None else prompts.checked(key, text)
    texts = {**before.sentences[key], language: found}
    after = replace(before, sentences={**before.sentences, key: texts})
    ways = longest_ways(now(), in_force.hours(), (before, after), seconds_of_sound)
    (spoken,) = (
        one
        for one in every_sentence(after, seconds_of_sound)
        if (one.key, one.language) == (key, language)
    )
    return TriedSentence(spoken, *ways)


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
