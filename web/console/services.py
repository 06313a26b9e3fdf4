"""What the console needs of the rest; centralino builds it once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.calls.before_the_beep import Longest, Opening, Spoken
from rules.customer_messages import Receiver
from rules.customers.changes import Change
from rules.customers.table import Sheet
from rules.entitlement import Terms
from rules.entitlement.account_manager import NOBODY, AccountManager
from rules.errors import BadInput
from rules.hours.alterable import Alterable
from rules.hours.schedule import Hours
from rules.promise.response_time import ResponseTimes
from rules.staff.notifications import Happening
from rules.staff.second_factor import Demand
from rules.wall_clock import zone_of
from rules.webhooks.addresses import Network
from store.callbacks.replay import Replayed
from store.models import Ticket
from store.recording_files import Place
from store.staff.calendars import Brought
from store.staff.calendars import Refused as NotTaken
from web.console.identity_provider import Provider

PREFIX = "/console"
FileKind = Literal["customers", "hardware"]


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at about the service, in words; `mend` is a command, or empty."""

    title: str
    state: str  # ok, doubt, fault, skipped
    told: str
    mend: str = ""


@dataclass(frozen=True)
class TriedSentence:
    """A sentence as it would be, and how long callers would wait for the beep before and after it."""

    spoken: Spoken
    before: Longest
    after: Longest


@dataclass(frozen=True)
class Altering:
    """What supervisors may alter here, over what config.yaml says."""

    by_file: Callable[[], Hours]  # as config.yaml and the environment have it
    pinned: Callable[[Alterable], str | None]  # the variable that sets it: nothing here is above it
    look: Callable[[], object]  # at once, for what this process or another has just altered
    # The calls of the last weeks by two hours, one after the other.
    replay: Callable[[Session, Hours, Hours, datetime], Sequence[Replayed]]
    # Every sentence that callers hear, as it counts and as the file has it; and what another text of one
    # would do, by key and language: None tries the file's, BadInput says what is wrong with it.
    sentences: Callable[[], Sequence[Spoken]]
    sentences_by_file: Callable[[], Sequence[Spoken]]
    try_sentence: Callable[[str, str, str | None], TriedSentence]


@dataclass(frozen=True)
class FileRead:
    """A file beside the ledger: its rows and mistakes, what it alters, codes that a keypad mixes up."""

    sheet: Sheet[Any]
    changes: Sequence[Change[Any]]
    alike: Sequence[Sequence[str]]


@dataclass(frozen=True)
class CustomerFiles:
    """The reader of files of customers and hardware.

    `take` compares a file with the ledger, or writes it; `export` gives all that stands there.
    """

    take: Callable[..., FileRead]
    export: Callable[[Session, FileKind], bytes]


@dataclass(frozen=True)
class CalendarRead:
    """A calendar's name and shifts, the events that are none, and those that could not be read whole."""

    name: str
    found: Sequence[Brought]
    faults: Sequence[NotTaken]
    unread: frozenset[str]


def _no_files(*_told: object, **_more: object) -> Any:
    raise BadInput("expected a reader of files, found none wired")


@dataclass(frozen=True)
class Services:
    """The ledger, the time, and what config.yaml says of our work."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    terms: Terms
    policy: Policy
    recordings: Place
    attachments: Path
    secret: str
    decide: Callable[[Session, Ticket], object]  # who pays, again, once what it rests on changed
    settle: Callable[[Session, Ticket, datetime], object]  # who pays, and when we call
    ours: frozenset[str]  # our lines, at which nobody can be called (E.164)
    # What a caller would hear up to the beep, and after it: at an instant, on a line, in a language.
    heard: Callable[[datetime, str, str], Opening]
    # How a ticket's customer gets a link by itself, None for not at all; and the link.
    reach: Callable[[Session, Ticket], Receiver | None]
    link_for: Callable[[Ticket], str]
    notice_words: Callable[[Happening], str]  # by which technicians are told
    calling: CallPolicy | None = None  # what may be rung; None where no call can be placed
    secure: bool = False  # whether technicians come by https
    proxies: int = 0  # that stand before us and name the browser's address
    # Whether one was seen though there are none by the configuration.
    behind_proxy: Callable[[], bool] = lambda: False
    provider: Provider | None = None  # of identities
    passwords: bool = True  # also for technicians who have an identity there
    second_factor: Demand = Demand.NOBODY  # who cannot work without one
    public_url: str | None = None  # where technicians reach us; None takes each request's own
    # With what addresses of services may begin, by which technicians are told.
    notice_schemas: tuple[str, ...] = ()
    # How soon customers are rung, where that was agreed; asked each time, as the hours are.
    responses_now: Callable[[], ResponseTimes | None] = lambda: None
    webhook_networks: tuple[Network, ...] = ()  # of our own, in which receivers may stand
    claim_lease: timedelta = timedelta(hours=1)
    # Our programs with their latest versions, and what they are supported on, under Italian headings.
    products: Mapping[str, str | None] = field(default_factory=dict)
    supported: Mapping[str, Sequence[str]] = field(default_factory=dict)
    account_manager: AccountManager = NOBODY  # of customers without one of their own
    altering: Altering | None = None  # None where nothing can be altered here
    # How the whole service stands; takes seconds, and asks Twilio, the mail server and our own address.
    examine: Callable[[], Sequence[Examined]] = tuple
    customer_files: CustomerFiles = CustomerFiles(_no_files, _no_files)
    # A calendar's name and bytes, the span that it is read in, whose all shifts are, of which kind.
    read_calendar: Callable[..., CalendarRead] = _no_files

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    @property
    def responses(self) -> ResponseTimes | None:
        """The response times that count now."""
        return self.responses_now()

    @property
    def timezone(self) -> str:
        return self.hours.timezone

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.timezone)
