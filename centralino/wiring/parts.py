"""The parts that all of a process shares: hours, terms, promises, who pays, channels, the secret.

Built once for each process and handed to web, console, form, API, clock and transcription, so that
they cannot differ, and what one has learnt serves the others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.wiring.in_force import InForce
from centralino.wiring.message_channels import channels_of
from centralino.wiring.promises import promises_of
from centralino.wiring.web_secret import web_secret
from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.entitlement import Terms
from rules.hours.schedule import Hours
from rules.phone_numbers import NumberKind
from rules.promise.response_time import ResponseTimes
from store.callbacks.promises import Promises
from store.intake.payer import Payer
from store.messages.caps import Channels
from store.models import Ticket


@dataclass(frozen=True)
class Parts:
    """What config.yaml says, as the rules and the record take it."""

    settings: Settings
    in_force: InForce  # what may be altered while we run: hours, closures, response times
    terms: Terms
    policy: Policy  # after an attempt to call back
    calling: CallPolicy | None  # what may be rung; None where no call can be placed
    channels: Channels  # how customers are told at all
    promises: Promises  # remembers for an hour what the past weeks teach
    payer: Payer
    tenant: str | None = None  # the firm, where there are several

    @cached_property
    def secret(self) -> str:
        """The key of cookies and links; a file is made of it when it is first asked for."""
        return web_secret(self.settings)

    @property
    def hours(self) -> Hours:
        """When technicians are at work, as of now."""
        return self.in_force.hours()

    @property
    def responses(self) -> ResponseTimes:
        """How soon customers are rung, where that was agreed, as of now."""
        return self.in_force.response_times()

    @property
    def public_url(self) -> str | None:
        return self.settings.service.public_url

    @property
    def comes_by_https(self) -> bool:
        return (self.public_url or "").startswith("https://")

    def settle(self, session: Session, ticket: Ticket, now: datetime) -> None:
        """Who pays for a written ticket, and when we call, in the transaction that opens it."""
        session.flush()
        self.payer.decide(session, ticket)
        self.promises.to_tell(session, ticket, now, heard=False)
        # It reads as triage does, whose words take a moment to load: few requests are written.
        from store.intake import common_faults  # noqa: PLC0415

        common_faults.look(session, ticket, now)


def parts_of(
    settings: Settings,
    ledger: sessionmaker[Session] | None = None,
    tenant: str | None = None,
) -> Parts:
    """The parts, whole from the start: several threads come for them at once.

    What supervisors alter in the browser is looked for in the ledger; without one config.yaml counts.
    """
    terms, channels, in_force = settings.terms(), channels_of(settings), InForce(settings, ledger)
    return Parts(
        settings=settings,
        in_force=in_force,
        terms=terms,
        policy=settings.callback_policy(),
        calling=_calling(settings),
        channels=channels,
        promises=promises_of(settings, in_force.hours, channels),
        payer=Payer(in_force.hours, terms),
        tenant=tenant,
    )


def _calling(settings: Settings) -> CallPolicy | None:
    """What may be rung; None where no call can be placed, since Twilio could not reach us."""
    calling = settings.calling
    if settings.service.public_url is None or not calling.daily_cap:
        return None
    return CallPolicy(
        caller_id=settings.lines.weekday.number,
        lines=frozenset(NumberKind(kind) for kind in calling.numbers),
        daily_cap=calling.daily_cap,
        ring=timedelta(seconds=calling.ring_seconds),
        longest=timedelta(minutes=calling.longest_minutes),
        customer_first=calling.customer_first,
        ours=settings.lines.numbers,
    )
