"""A Saturday at the real doors: callers through the carrier, the clock's jobs, one person on call."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

import simulator
from centralino.wiring.customer_messages import sayer_of
from centralino.wiring.oncall import alerting_of
from centralino.wiring.parts import parts_of
from rules.rota import Kind, Shift
from scheduler import customer_updates, oncall_alerts, settling
from simulator import Carrier, Number, Phone, Press, Silence, Speak, VirtualClock
from store.billing import work_minutes
from store.callbacks import outbound_calls
from store.customers import directory
from store.models import Alert, AlertStep, Outbox, Ticket
from store.staff import rota
from tests.builders import a_call, a_customer, a_ticket, a_user
from tests.clock import Clock
from tests.ivr.signed_call import TwilioCall
from tests.leotron import ACCOUNT, LINES, PUBLIC, TERMS, TOKEN, WEEKDAY_LINE, WEEKEND_LINE, at
from tests.serving import serving
from tests.stories.doors import Doors, opened

VOICE = Path(simulator.__file__).with_name("voices") / "gelateria.wav"
SATURDAY = "2026-12-19T10:00"
STUCK = "Sono il negozio di via Roma, il programma J2K non si apre, siamo fermi."
BRUNO = "+393334445555"
ALERT_CALL = "CA" + "a" * 32
STRANGER, BAR, FARMACIA, OFFICE = "+393496608124", "+390458005678", "+390455901833", "+390459990000"


@dataclass
class Callers:
    """The desk, whoever rings it, and what each place says of the last call."""

    doors: Doors
    carrier: Carrier
    heard: str = ""
    ticket: Any = field(default_factory=dict)

    def moves_to(self, when: str) -> None:
        self.doors.clock.at = at(when)
        self.carrier.clock.set(at(when))

    def rings(
        self, number: str, *keys: str | Press, says: str | None = STUCK, line: str = WEEKEND_LINE
    ) -> Any:
        """A whole call, signed by the carrier; the ticket as programs read it."""
        script = [key if isinstance(key, Press) else Press(key) for key in keys]
        script += [Silence()] * 4 if says is None else [Speak(VOICE), Press("#"), Press("1")]
        entry = Phone(self.carrier, number).calls(line, *script)
        self.carrier.settle()
        self.heard = " ".join(one.text for one in entry.heard)
        self.doors.said |= {one.sid: says for one in entry.recordings if one.spoken}
        self.doors.seconds |= {one.sid: one.duration for one in entry.recordings}
        self.jobs()
        self.doors.works()
        self.jobs()
        found = self.doors.api(f"/tickets?call_sid={entry.call_sid}")
        self.ticket = found[0] if found else None
        return self.ticket

    def jobs(self) -> None:
        """Who pays, by when we call, who is alerted."""
        doors, parts = self.doors, parts_of(self.doors.settings)
        settling.decide_missing(doors.sessions, parts.payer)
        settling.decide_anew(doors.sessions, doors.clock, parts.payer)
        settling.make_missing(doors.sessions, doors.clock, parts.promises)
        oncall_alerts.go_on(doors.sessions, doors.clock, alerting_of(parts))
        customer_updates.queue_updates(doors.sessions, doors.clock, parts.channels, sayer_of(parts))

    @property
    def alerted(self) -> bool:
        """Whether an alert goes on about the last call."""
        with self.doors.sessions() as session:
            mine = (Alert.ticket_id == self.ticket["id"], Alert.ended_at.is_(None))
            return session.scalar(select(Alert).where(*mine)) is not None

    @property
    def texts(self) -> list[str]:
        """What whoever is on call was written."""
        with self.doors.sessions() as session:
            rows = session.scalars(select(Outbox).order_by(Outbox.id))
            return [row.body["text"] for row in rows if row.key.startswith("alert:")]

    def texts_to(self, number: str) -> list[str]:
        """What a customer was written."""
        with self.doors.sessions() as session:
            mine = select(Outbox).where(Outbox.to == number).order_by(Outbox.id)
            return [row.body["text"] for row in session.scalars(mine)]

    def alert_says(self, *, after: str | None = None) -> str:
        """What the telephone of whoever is on call says, first or after a key."""
        with self.doors.sessions() as session:
            step = session.scalars(select(AlertStep).order_by(AlertStep.id)).first()
        call = TwilioCall(self.doors.app.test_client(), ALERT_CALL, caller=WEEKDAY_LINE, to=BRUNO)
        if after is None:
            return call.post(f"/voice/alert/answered?t={step.id}").said
        return call.presses(f"/voice/alert/chosen?t={step.id}", after).said

    @property
    def reason(self) -> str:
        """Why the last caller stands where they do in the queue."""
        placed = {one["ticket"]["id"]: one for one in self.doors.api("/callbacks")}
        return placed[self.ticket["id"]]["reason"]

    @property
    def page(self) -> str:
        return self.doors.anna().page(f"/console/richieste/{self.ticket['id']}")

    @property
    def own_page(self) -> str:
        return self.doors.own_page(self.doors.own_path(self.ticket["id"]))

    def again(self) -> Any:
        """The ticket as it is by now."""
        self.ticket = self.doors.api(f"/tickets/{self.ticket['id']}")
        return self.ticket

    def assigns(self, code: str) -> None:
        """A technician says whose request it is."""
        page = f"/console/richieste/{self.ticket['id']}"
        self.doors.anna().post(f"{page}/cliente", page=page, codice=code)
        self.jobs()
        self.again()


def customers(session) -> None:
    """Each with another part of what one may have."""
    given = {"contract": False, "j_system": False}
    a_customer(session, code="L1042", name="Farmacia Zanini", phones=[FARMACIA], j_system=True)
    a_customer(session, **{**given, "code": "L1004", "name": "Bar Verdi", "phones": [BAR]})
    a_customer(session, code="L1005", name="Ferramenta Rossi", phones=[])
    ended = {"j_system": True, "j_system_until": date(2026, 12, 18)}
    directory.add(session, code="L1006", name="Libreria Stella", **ended)
    used = directory.add(session, code="L1007", name="Ottica Blu", j_system=True)
    for code in ("L2001", "L2002"):
        a_customer(session, code=code, name=code, phones=[OFFICE], j_system=code == "L2001")
    session.flush()
    _work(session, used.id)


def _work(session, customer_id: int) -> None:
    """Two hours of J-System in December."""
    now = at("2026-12-02T10:00")
    ticket = a_ticket(session, a_call(session, from_number=None, now=now), now=now)
    row = session.get_one(Ticket, ticket.id)
    row.customer_id, row.cover, row.state = customer_id, "j_system", "resolved"
    session.flush()
    done = work_minutes.WorkMinutes("anna", now, 120, None)
    work_minutes.write(session, row.id, done, key="two hours", terms=TERMS, now=now)


@contextmanager
def callers_of(url: str, folder: Path) -> Iterator[Callers]:
    """The service with its lines, on a Saturday at ten; Bruno is on call."""
    doors = opened(url, Clock(at(SATURDAY)), folder, MESSAGES__SMS="true")
    with doors.sessions.begin() as session:
        a_user(session, "bruno", now=at(SATURDAY))
        outbound_calls.set_phone(session, "bruno", BRUNO)
        start = at("2026-12-19T00:00")
        rota.add(session, Shift("bruno", Kind.ON_CALL, start, start + timedelta(days=2)))
    number = Number(f"{PUBLIC}/voice/incoming", status_callback=f"{PUBLIC}/voice/status")
    with serving(doors.app) as address:
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers=dict.fromkeys(LINES, number),
            connect={PUBLIC: address},
            clock=VirtualClock(at(SATURDAY)),
            patience=10,
            folder=folder,
        )
        yield Callers(doors, carrier)
