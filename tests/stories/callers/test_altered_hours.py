"""A supervisor alters the hours in the browser: whoever answers, promises or explains follows at once."""

import re
import time
from contextlib import contextmanager
from datetime import date
from html import unescape

import pytest
from sqlalchemy import text

from centralino.wiring import in_force
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from rules.staff.accounts import Role
from store.models import Alteration, StaffLog, Ticket
from store.staff import alterations
from tests.builders import PASSWORD, a_recording_sid, a_user
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED, TwilioCall
from tests.stories.doors import Console, Doors, Https, hidden_in, opened, plain

PAGE = "/console/orari/modifica"
TRY = f"{PAGE}/prova"
FRIDAY = "2026-11-27"
WEEK = {
    f"g{day}_{span}_{end}": typed
    for day in range(5)
    for span, times in enumerate((("09:15", "12:45"), ("14:45", "18:15")))
    for end, typed in zip(("da", "a"), times, strict=True)
}
RULE = {"cosa": "feriale", "come": "testo"}
WRONG = [
    (RULE | {"regola": "quando capita"}, "non si capisce"),
    (RULE | {"regola": "Mo-Sa 09:00-12:00"}, "sabato ha gli orari dell'altra linea"),
    (RULE | {"regola": "Mo-Fr 09:00-12:00; Mo-Fr 14:00-18:00"}, "lo sostituisce"),
    (RULE | {"regola": "Mo-Fr sunrise-12:00"}, "cambia con il sole"),
    (RULE | {"regola": "Mo-Fr off"}, "in nessun giorno feriale"),
    ({"cosa": "feriale", **WEEK, "g2_0_a": ""}, "Mercoledì: servono sia l'inizio sia la fine"),
    ({"cosa": "feriale", **WEEK, "g0_0_a": "09:00"}, "Lunedì: la fine viene dopo l'inizio"),
    ({"cosa": "feriale", **WEEK, "g0_1_da": "12:00"}, "comincia prima che finisca"),
    ({"cosa": "chiudi", "dal": "2026-12-24", "al": "2026-12-20", "perche": "ferie"}, "Al: dallo"),
    ({"cosa": "chiudi", "dal": "2026-12-24", "perche": "<b>ferie</b>"}, "Il motivo: da 1 a 60"),
]


class Supervisor:
    """Sara's browser, before one of the hosts."""

    def __init__(self, doors: Doors, name: str = "sara") -> None:
        with doors.sessions.begin() as session:
            a_user(session, name, Role.SUPERVISOR, now=doors.clock())
        self.client = Https(doors.app)
        self.console = Console(self.client)
        self.console.post("/login", page="/login", nome=name, password=PASSWORD)

    def page(self) -> str:
        return self.client.get(PAGE).text

    def tries(self, what: str, page: str | None = None, status: int = 200, **typed: str) -> str:
        """What the alteration would do; as the page stood before somebody, or as it is."""
        page = page or self.page()
        answer = self.client.post(TRY, data={**(form_of(page, what) or {}), **typed})
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def saves(self, tried: str, status: int = 303, **typed: str) -> str:
        answer = self.client.post(PAGE, data={**hidden_in(tried), **typed})
        assert answer.status_code == status, answer.text
        return plain(self.client.get(PAGE).text if status == 303 else answer.text)

    def undoes_the_last(self) -> str:
        page = self.page()
        (path, *_) = re.findall(rf'action="({PAGE}/\d+/annulla)"', page)
        self.console.post(path, page=PAGE)
        return plain(self.page())


def form_of(page: str, what: str) -> dict[str, str] | None:
    """The hidden fields of the first form that does this."""
    forms = re.findall(r"(?s)<form.*?</form>", page)
    return next((found for one in forms if (found := hidden_in(one)).get("cosa") == what), None)


def hears_at(app, doors: Doors, caller: str) -> str:
    """What a signed call to that process hears after the message, and the promise that was kept."""
    call = TwilioCall(app.test_client(), caller=caller)
    call.rings()
    step = call.recorded(RECORDED, a_recording_sid(), 12)
    said = step.said + call.presses(step.goes_to("Gather"), "1").said
    call.ends()
    with doors.sessions() as session:
        ticket = session.query(Ticket).order_by(Ticket.id.desc()).first()
        assert ticket is not None
        return f"{said} | {ticket.promised_at:%d %H:%M}" if ticket.promised_at else said


@pytest.mark.on_both
def test_fridays_closing_is_altered_and_every_process_follows(doors, now):
    other = create_app(doors.settings, doors.clock)  # another host, on the same ledger
    doors.clock.at = now.replace(day=27, hour=16, minute=0)  # Friday, 17:00 in Verona
    before = hears_at(other, doors, "+390458000001")
    assert "entro le diciassette e cinque" in before
    assert before.endswith("27 16:05")
    doors.clock.move(minutes=1)
    sara = Supervisor(doors)

    # 1. what it would do is seen first: the days, the promise that falls where nobody works any more
    tried = sara.tries("feriale", **WEEK | {"g4_1_a": "16:30"})
    shown = plain(tried)
    assert "27/11/2026 09:15–12:45, 14:45–18:15 09:15–12:45, 14:45–16:30" in shown
    assert "1 promessa cade dove non si lavorerebbe più" in shown
    assert "1001" in shown
    assert "Tocca oggi" in shown
    calls = sara.client.post(f"{TRY}/chiamate", data=hidden_in(tried))
    assert "Di 1 chiamata, 1 sarebbe stata diversa" in plain(calls.text)
    with doors.sessions() as session:
        promised = session.get_one(Ticket, 1001).promised_at
        assert session.query(Alteration).count() == 0

    # 2. what touches today asks once
    assert "Segna la casella" in sara.saves(tried, 422)
    assert "Vale da subito" in sara.saves(tried, sicuro="1")
    with doors.sessions() as session:
        assert session.get_one(Ticket, 1001).promised_at == promised  # never altered silently
        (row,) = session.query(Alteration).all()
        assert (row.actor, row.key, row.before) == ("sara", "lines.weekday.hours", None)
        assert row.after == "Mo-Th 09:15-12:45,14:45-18:15; Fr 09:15-12:45,14:45-16:30"
        noted = session.query(StaffLog).filter(StaffLog.event == "hours_altered").one()
        assert "16:30" in noted.note

    # 3. a moment later another process says so, promises so, and every door explains so
    time.sleep(in_force.LOOK_SECONDS + 0.05)
    after = hears_at(other, doors, "+390458000002")
    assert "lunedì" in after
    assert " | 30 0" in after
    told = doors.command("hours", "explain", f"{FRIDAY}T17:00", "--json")
    assert '"open": false' in told
    assert '"standard": "2026-11-30T09:15' in told
    assert "14:45-16:30" in doors.command("hours", "calendar", "--from", FRIDAY, "--to", FRIDAY)
    assert "the browser: sara" in doors.command("config", "show")
    assert "Fr 09:15-12:45,14:45-16:30" in doors.command("config", "show")
    assert "dal lunedì al giovedì" in Https(other).get("/assistenza").text
    assert "DTEND" in (ics := Https(other).get("/assistenza/orari.ics").text)
    assert "20261127T163000" in ics or "20261127T153000Z" in ics

    # 4. one click takes it back
    assert "annullando" in sara.undoes_the_last()
    time.sleep(in_force.LOOK_SECONDS + 0.05)
    again = hears_at(other, doors, "+390458000003")
    assert "entro le diciassette e" in again
    assert " | 27 16:" in again
    assert '"open": true' in doors.command("hours", "explain", f"{FRIDAY}T17:00", "--json")
    assert "the browser" not in doors.command("config", "show")


def test_today_is_closed_and_what_was_typed_wrong_comes_back(doors):
    sara, carla = Supervisor(doors), Supervisor(doors, "carla")

    # 1. what cannot be is named beside its field, and what was typed comes back
    for typed, told in WRONG:
        page = sara.tries(typed.pop("cosa"), status=422, **typed)
        assert told in unescape(page), typed
        assert all(unescape(value) in unescape(page) for value in typed.values())
    anna = doors.anna()
    assert anna.client.get(PAGE).status_code == 403
    assert "Modifica orari" not in anna.page("/console/orari")

    # 2. closed from today on for three days, with the reason that callers hear
    both, carlas = sara.page(), carla.page()
    closing = {"dal": "2026-11-24", "al": "2026-11-26", "perche": "Trasloco  della sede"}
    tried = sara.tries("chiudi", both, **closing)
    assert "Tocca oggi" in plain(tried)
    shown = sara.saves(tried, sicuro="1")
    assert "24/11/2026 – 26/11/2026 Trasloco della sede" in shown
    call = doors.call()
    time.sleep(in_force.LOOK_SECONDS + 0.05)
    call.rings()
    assert "Trasloco della sede" in doors.command("hours", "explain", "2026-11-24T10:00")

    # 3. a colleague who looked at the page as it was is told, and loses nobody's words
    bridge = {"dal": "2026-12-07", "perche": "Ponte"}
    late = carla.tries("chiudi", carlas, 422, **bridge)
    assert "Nel frattempo è stato cambiato da sara" in late
    assert 'value="Ponte"' in late
    tried = carla.tries("chiudi", **bridge)
    sara.saves(sara.tries("chiudi", dal="2026-12-09", perche="Fiera"))
    assert "Nel frattempo è stato cambiato da sara" in carla.saves(tried)
    assert "Ponte" in carla.saves(carla.tries("chiudi", **bridge))

    # 4. what would not change anything is said so; undoing what touches today asks once, too
    assert "È già così" in unescape(sara.tries("feriale", status=422, **WEEK))
    sara.saves(sara.tries("riapri", dal="2026-11-24"))
    (path, *_) = re.findall(rf'action="({PAGE}/\d+/annulla)"', sara.page())
    undone = sara.client.post(path, data=hidden_in(sara.page(), only="csrf_token"))
    assert "Sì, lo so e va bene così" in unescape(undone.text)
    assert "24/11/2026 – 26/11/2026" in sara.saves(undone.text, sicuro="1")

    # 5. a holiday is worked, and given back; then config.yaml counts again
    assert "08/12/2026" in sara.saves(sara.tries("lavora", dal="2026-12-08"))
    assert '"open": true' in doors.command("hours", "explain", "2026-12-08T10:00", "--json")
    assert "Nessuno: nelle festività" in sara.saves(sara.tries("riposa", dal="2026-12-08"))
    end = {"dal": "2026-11-24", "al": "2026-11-26"}
    sara.saves(sara.tries("riapri", **end))
    assert "Trasloco" not in doors.command("hours", "explain", "2026-11-24T10:00")
    assert "chiusure: come in config.yaml" in sara.saves(sara.tries("predefinito"))
    assert "holidays.extra" not in doors.command("config", "check")


@contextmanager
def away(sessions, table):
    """A table that cannot be read for a while; the next test has the same database."""
    with sessions.begin() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    yield
    with sessions.begin() as session:
        session.execute(text(f"ALTER TABLE away RENAME TO {table}"))


def test_the_last_known_hours_count_while_the_ledger_is_away(doors, tmp_path):
    sara = Supervisor(doors)
    sara.saves(sara.tries("chiudi", dal="2026-11-25", perche="Inventario"))
    known = parts_of(doors.settings, doors.sessions).in_force
    known.look()
    assert dict(known.hours().extra) == {date(2026, 11, 25): "Inventario"}
    with away(doors.sessions, "alterations"):
        known.look(now=True)
        assert dict(known.hours().extra) == {date(2026, 11, 25): "Inventario"}
        fresh = parts_of(doors.settings, doors.sessions).in_force  # a process that starts now
        fresh.look()
        assert fresh.hours() == doors.settings.hours()
        assert doors.call().rings().status == 200


def test_what_the_environment_sets_is_above_the_browser(database_url, now, tmp_path):
    rule = "Mo-Fr 08:00-17:00"
    pinned = opened(database_url, Clock(now), tmp_path, LINES__WEEKDAY__HOURS=rule)
    sara = Supervisor(pinned)
    assert "CENTRALINO_LINES__WEEKDAY__HOURS" in sara.page()
    assert form_of(sara.page(), "feriale") is None
    forced = {**hidden_in(sara.page(), only="csrf_token"), "cosa": "feriale", "visto": "0"}
    answer = sara.client.post(TRY, data={**forced, **WEEK})
    assert answer.status_code == 422
    assert "qui non si cambia" in answer.text
    with pinned.sessions.begin() as session:  # altered before the variable was set
        row = {"seen": 0, "by": "sara", "now": now, "event": "hours_altered", "note": "x"}
        alterations.alter(session, "lines.weekday.hours", "Mo-Fr 10:00-12:00", **row)
    followed = parts_of(pinned.settings, pinned.sessions).in_force
    followed.look()
    assert followed.hours().weekday == rule
