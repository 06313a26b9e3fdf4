"""One leg of a call: its state, its time, and what is told about it."""

import math
from datetime import datetime, timedelta
from enum import StrEnum

from simulator.call.document_request import Hooks, Request
from simulator.delivery.callbacks import rfc_2822, schedule
from simulator.delivery.webhook import Cookies, Hook
from simulator.state.exchange import API_VERSION, Exchange
from simulator.state.journal import CallEntry
from simulator.wire import params
from simulator.wire.params import Form


class Status(StrEnum):
    """Twilio docs: Call resource. `initiated` is told in callbacks and never shown by REST."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


FINAL = frozenset({Status.COMPLETED, Status.BUSY, Status.FAILED, Status.NO_ANSWER, Status.CANCELED})
MOVES: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.INITIATED, Status.CANCELED, Status.FAILED}),
    Status.INITIATED: frozenset({Status.RINGING}) | FINAL,
    Status.RINGING: frozenset({Status.IN_PROGRESS}) | FINAL,
    Status.IN_PROGRESS: frozenset({Status.COMPLETED, Status.FAILED}),
} | {final: frozenset() for final in FINAL}
# The event of a status callback that tells of a status; a final one is `completed` whatever it is.
EVENTS = {
    Status.INITIATED: "initiated",
    Status.RINGING: "ringing",
    Status.IN_PROGRESS: "answered",
} | dict.fromkeys(FINAL, "completed")
SIP_CODES = {
    Status.COMPLETED: "200",
    Status.BUSY: "486",
    Status.NO_ANSWER: "487",
    Status.CANCELED: "487",
    Status.FAILED: "404",
}


class Interrupted(Exception):
    """A REST request changed the call under way: another document, or None for its end."""

    def __init__(self, request: Request | None) -> None:
        super().__init__("interrupted through REST")
        self.request = request


class TimeIsUp(Exception):
    """The call has lasted as long as it may."""


class Leg:
    """A call's leg; `at` is its own time, which other calls under way do not move."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        from_number: str,
        to_number: str,
        direction: str,
        at: datetime,
        hooks: Hooks,
        parent_sid: str = "",
        time_limit: int = 14400,
        status: Status = Status.QUEUED,
    ) -> None:
        self.exchange = exchange
        self.sid = exchange.sids.new("CA")
        self.from_number = from_number
        self.to_number = to_number
        self.direction = direction
        self.parent_sid = parent_sid
        self.hooks = hooks
        self.time_limit = time_limit
        self.at = at
        self.created_at = at
        self.status = status
        self.cookies = Cookies()
        self.interrupt: Interrupted | None = None
        self.answered_by: str | None = None
        self.amd_form: Form = ()
        self._sequence = 0
        self.entry = CallEntry(self.sid, from_number, to_number, direction, at, parent_sid, status)
        with exchange.lock:
            exchange.legs[self.sid] = self
            exchange.entries[self.sid] = self.entry
            exchange.journal.calls.append(self.entry)

    @property
    def is_over(self) -> bool:
        return self.status in FINAL

    @property
    def is_answered(self) -> bool:
        return self.entry.answered_at is not None

    def params(self) -> Form:
        """The standard parameters as they are at this moment."""
        return params.standard(
            account_sid=self.exchange.account_sid,
            api_version=API_VERSION,
            call_sid=self.sid,
            parent_call_sid=self.parent_sid,
            status=self.status,
            direction=self.direction,
            from_number=self.from_number,
            to_number=self.to_number,
            profile=self.exchange.profile,
        )

    def pass_time(self, seconds: float) -> None:
        """Lets time go by, and with it whatever falls due meanwhile."""
        began = self.entry.answered_at
        if began and self.at + timedelta(seconds=seconds) > began + timedelta(
            seconds=self.time_limit
        ):
            raise TimeIsUp
        self._heed_interrupt()
        self.at += timedelta(seconds=seconds)
        self.exchange.clock.reach(self.at, unless=lambda: self.interrupt is not None)
        if self.interrupt is not None:  # at a real clock's pace the rest of the time was not lived
            self.at = min(self.at, self.exchange.clock.now())
        self.exchange.agenda.run_due(self.at)
        self._heed_interrupt()

    def _heed_interrupt(self) -> None:
        """What REST asked for meanwhile, in another thread or by a callback's answer."""
        if self.interrupt is not None:
            interrupt, self.interrupt = self.interrupt, None
            raise interrupt

    def move(self, status: Status) -> None:
        """Goes to another state, and tells those who subscribed to it."""
        if status not in MOVES[self.status]:
            raise AssertionError(f"a call cannot go from {self.status} to {status}")
        self.status = status
        self.entry.status = status
        if status is Status.IN_PROGRESS:
            self.entry.answered_at = self.at
        if status in FINAL:
            self._close()
        self._tell(EVENTS[status])

    def cancel(self) -> None:
        """Calls it off before it is answered; of one still queued no callback tells."""
        if self.status is Status.QUEUED:
            self.status = Status.CANCELED
            self.entry.status = self.status
            self._close()
        elif not self.is_answered:
            self.interrupt = Interrupted(None)

    def answer(self) -> None:
        """The first verb answers the call; later ones find it answered."""
        if self.status is Status.RINGING:
            self.move(Status.IN_PROGRESS)

    def note(self, what: str, text: str = "") -> None:
        self.entry.note(self.at, what, text)

    def alert(self, code: int, message: str, url: str = "") -> None:
        self.exchange.alert(code, message, self.at, call_sid=self.sid, url=url)

    def _close(self) -> None:
        self.entry.ended_at = self.at
        began = self.entry.answered_at or self.at
        self.entry.duration = math.ceil((self.at - began).total_seconds())
        self.note("ended", self.status)

    def _tell(self, event: str) -> None:
        number = self._sequence
        self._sequence += 1
        events = self.hooks.events if self.hooks.events is not None else {"completed"}
        if not self.hooks.status_url or event not in events:
            return
        form = (*self.params(), *self._result(), *self._numbered(number))
        hook = Hook(
            self.hooks.kind, self.hooks.status_url, self.hooks.status_method, form, self.sid
        )
        delay = self.exchange.status_delay if event == "completed" else 0.0
        schedule(self.exchange, hook, self.at + timedelta(seconds=delay))

    def _numbered(self, number: int) -> Form:
        of_a_number = self.hooks.events is None
        if of_a_number and not self.exchange.quirks.number_callback_sequence:
            return ()
        return (
            ("Timestamp", rfc_2822(self.at)),
            ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", "0" if of_a_number else str(number)),
        )

    def _result(self) -> Form:
        """What the final callback adds: seconds, and minutes begun, which is what is billed."""
        if self.status not in FINAL:
            return ()
        found = [
            ("CallDuration", str(self.entry.duration)),
            ("Duration", str(math.ceil(self.entry.duration / 60))),
            ("SipResponseCode", SIP_CODES[self.status]),
        ]
        if self.answered_by:
            found.append(("AnsweredBy", self.answered_by))
        return tuple(found)
