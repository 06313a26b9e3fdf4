"""What the API needs of the rest; centralino builds it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from rules.entitlement import Terms
from rules.hours.schedule import Hours
from rules.promise.response_time import ResponseTimes
from rules.webhooks.addresses import Network
from store.models import Ticket
from store.recording_files import Place
from store.views.as_json.ticket_json import Configured


@dataclass(frozen=True)
class Services:
    """The ledger, the time, and the rules that config.yaml may change."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    terms: Terms
    policy: Policy  # after an attempt to call back
    join_within: timedelta  # how long after a call a program's report belongs to it
    requests_per_minute: int  # of one token
    vat_percent: Decimal  # of a quote that is begun
    settle: Callable[[Session, Ticket, datetime], object]  # who pays, and when we call
    ours: frozenset[str]  # our lines, at which nobody can be called (E.164)
    attachments: Path | None = None  # the folder of the files that customers sent
    recordings: Place | None = None  # where the messages' sound lies
    # A ticket's own page; None where none can be opened.
    link_for: Callable[[Ticket], str] | None = None
    refused_per_minute: int = 30  # requests of one address without a good token
    proxies: int = 0  # that stand before us and name the program's address
    # How soon customers are rung, where that was agreed; asked each time, as the hours are.
    responses_now: Callable[[], ResponseTimes | None] = lambda: None
    webhook_networks: tuple[Network, ...] = ()  # of our own, in which receivers may stand
    calling: CallPolicy | None = None  # what may be rung; None where no call can be placed
    claim_lease: timedelta = timedelta(hours=1)  # how long a technician keeps a callback

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    @property
    def responses(self) -> ResponseTimes | None:
        """The response times that count now."""
        return self.responses_now()

    @property
    def configured(self) -> Configured:
        """What of a ticket's JSON hangs on the configuration."""
        return Configured(self.terms, self.responses)
