"""What the customers' pages need of the rest; centralino builds it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from rules.billing.costs import Rates
from rules.entitlement.account_manager import NOBODY, AccountManager
from rules.hours.schedule import Hours
from store.models import Ticket
from store.privacy.requests import Places
from store.recording_files import Place
from web.request_links import Links

PREFIX = "/assistenza"


@dataclass(frozen=True)
class Limits:
    """What one request may bring along, and how many an address may send in an hour."""

    files: int = 5
    file_bytes: int = 8 * 1024 * 1024
    per_hour: int = 20
    bytes_a_day: int = 500 * 1024 * 1024  # of all files of all customers


@dataclass(frozen=True)
class Services:
    """The ledger, the time, and what config.yaml says that customers are told."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    rates: Rates
    weekday_number: str  # E.164
    weekend_number: str
    attachments: Path
    recordings: Place
    erasures: Path  # the list of what was erased
    secret: str
    links: Links
    settle: Callable[[Session, Ticket, datetime], object]  # who pays, and when we call
    limits: Limits = Limits()
    link_life: timedelta = timedelta(days=180)  # after the last change of a request that is over
    secure: bool = False  # whether customers come by https
    keep_days: int = 90  # recordings, and the files that customers sent
    keep_texts_days: int = 730  # what tells of a person in a request that is over
    payment_link: str | None = None  # where customers can pay
    proxies: int = 0  # that stand before us and name the customer's address
    account_manager: AccountManager = NOBODY  # of customers without one of their own
    also: frozenset[str] = frozenset()  # our other public numbers (E.164)

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    @property
    def places(self) -> Places:
        """Where an erasure deletes, and what it notes."""
        return Places(self.attachments, self.recordings, self.erasures)

    @property
    def ours(self) -> frozenset[str]:
        """Our own numbers, at which nobody can be called."""
        return self.also | {self.weekday_number, self.weekend_number}
