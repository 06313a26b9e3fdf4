"""Weeks filled in one form: seen before they are kept, kept once, and taken back."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from rules.rota import Kind, Shift
from store import reading
from store.models import Shift as Row
from store.models import StaffLog
from store.staff import rota

WEEK = "2026-11-23"
PAGE = "/console/turni/settimana"
ASKED = f"{PAGE}?settimana={WEEK}"
SATURDAY, SUNDAY = "c.5.0.", "c.6.0."
FAR = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))


@pytest.fixture
def carla(browser_of):
    return browser_of("carla")


def fields(text):
    """What a form of the page would send: hidden fields and chosen options."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return {
        unescape(name): unescape(value) for name, value in found.items() if name != "csrf_token"
    }


def filled(browser, asked=ASKED, **cells):
    form = fields(browser.get(asked).text) | {"settimane": "1"}
    return form | {name.replace("__", "."): value for name, value in cells.items()}


def preview(browser, form):
    return browser.post(f"{PAGE}/anteprima", page=ASKED, **form)


def save(browser, seen):
    return browser.post(PAGE, page=ASKED, **fields(seen.text))


def kept(sessions):
    with reading(sessions) as session:
        found = rota.between(session, *FAR)
    return [(one.shift.who, one.shift.kind, f"{one.shift.start:%d %H:%M}") for one in found]


def add(sessions, who, kind, start, end, calendar=None):
    with sessions.begin() as session:
        one = Shift(who, kind, *map(datetime.fromisoformat, (start, end)))
        session.get_one(Row, rota.add(session, one).id).calendar = calendar


def events(sessions):
    with reading(sessions) as session:
        return [row.event for row in session.query(StaffLog) if row.event.startswith("rota")]


def test_a_week_is_seen_before_it_is_kept_kept_once_and_taken_back(carla, sessions):
    add(sessions, "anna", Kind.ON_CALL, "2026-11-28T09:15+01:00", "2026-11-29T12:45+01:00")
    page = unescape(carla.get(ASKED).text)
    assert "nessuno è reperibile" not in page
    form = filled(carla, **{f"{SUNDAY}anna": "absence", f"{SUNDAY}bruno": "on_call"})
    seen = preview(carla, form | {"c.0.0.bruno": "duty"})
    told = unescape(seen.text)
    assert seen.status_code == 200
    assert "reperibile → <strong>assente" in told
    assert "niente → <strong>in turno" in told
    assert len(kept(sessions)) == 1  # nothing is kept by looking
    assert save(carla, seen).status_code == 303
    assert save(carla, seen).status_code == 303  # sent twice: it is so already
    assert kept(sessions) == [
        ("bruno", Kind.DUTY, "23 08:15"),
        ("anna", Kind.ON_CALL, "28 08:15"),
        ("anna", Kind.ABSENCE, "29 08:15"),
        ("bruno", Kind.ON_CALL, "29 08:15"),
    ]
    page = unescape(carla.get(f"/console/turni?settimana={WEEK}").text)
    assert "turni aggiunti 3, accorciati 1, tolti 0" in page
    undo = re.search(r"/console/turni/modifiche/\d+/annulla", page).group()
    assert carla.post(undo, page=ASKED).status_code == 303
    assert kept(sessions) == [("anna", Kind.ON_CALL, "28 08:15")]
    carla.post(undo, page=ASKED)
    assert "già stata annullata" in unescape(carla.get(ASKED).text)
    assert events(sessions) == ["rota_weeks", "rota_weeks_undone"]
    assert "ha compilato i turni dal 23/11/2026" in unescape(
        carla.get("/console/registro?cosa=persone").text
    )


def test_what_was_altered_since_stays_and_is_named_when_a_change_is_taken_back(carla, sessions):
    save(
        carla,
        preview(carla, filled(carla, **{f"{SATURDAY}anna": "on_call", "c.0.0.bruno": "duty"})),
    )
    with sessions.begin() as session:
        mine = next(one for one in rota.between(session, *FAR) if one.shift.who == "anna")
        rota.give(session, mine.id, "bruno", by="anna", now=datetime(2026, 11, 24, 9, tzinfo=UTC))
    page = carla.get(f"/console/turni?settimana={WEEK}").text
    carla.post(re.search(r"/console/turni/modifiche/\d+/annulla", page).group(), page=ASKED)
    told = unescape(carla.get(ASKED).text)
    assert "Resta com'è, perché è cambiato dopo: bruno, reperibile" in told
    assert [who for who, *_ in kept(sessions)] == ["bruno"]


def test_somebody_else_who_was_quicker_is_seen_and_nothing_is_kept(carla, sessions):
    seen = preview(carla, filled(carla, **{f"{SATURDAY}anna": "on_call"}))
    add(sessions, "bruno", Kind.DUTY, "2026-11-23T09:15+01:00", "2026-11-23T12:45+01:00")
    answer = save(carla, seen)
    assert answer.status_code == 409
    assert "non è stato salvato nulla" in answer.text
    assert "in turno → <strong>niente" in unescape(answer.text)  # as it would be now
    assert len(kept(sessions)) == 1


def test_the_week_before_is_copied_without_absences_and_kept_only_when_said(carla, sessions):
    add(sessions, "anna", Kind.ON_CALL, "2026-11-21T09:15+01:00", "2026-11-21T12:45+01:00")
    add(sessions, "bruno", Kind.ABSENCE, "2026-11-16T09:15+01:00", "2026-11-16T12:45+01:00")
    form = filled(carla, f"{ASKED}&copia=1")
    assert (form[f"{SATURDAY}anna"], form["c.0.0.bruno"]) == ("on_call", "")
    assert len(kept(sessions)) == 2
    save(carla, preview(carla, form))
    assert kept(sessions)[-1] == ("anna", Kind.ON_CALL, "28 08:15")


def test_weeks_rotate_and_skip_what_a_holiday_closes(carla, sessions):
    form = filled(carla, **{f"{SATURDAY}anna": "on_call", "c.1.0.bruno": "duty"})
    seen = preview(carla, form | {"settimane": "3", "come": "rotate"})
    save(carla, seen)
    found = kept(sessions)
    assert [who for who, kind, _ in found if kind is Kind.ON_CALL] == ["anna", "bruno", "carla"]
    assert [at for _, kind, at in found if kind is Kind.DUTY] == [
        "24 08:15",
        "01 08:15",
    ]  # not the 8th


def test_a_calendar_is_marked_and_an_absence_written_here_wins_over_it(carla, sessions):
    span = ("2026-11-28T09:15+01:00", "2026-11-28T12:45+01:00")
    add(sessions, "anna", Kind.ON_CALL, *span, calendar="Ufficio")
    page = unescape(carla.get(ASKED).text)
    assert "Reperibile dal calendario «Ufficio»: si cambia lì" in page
    seen = preview(carla, filled(carla, **{f"{SATURDAY}anna": "absence"}))
    told = unescape(seen.text)
    assert "l'assenza vince: non conta come reperibile" in told
    assert "Resta senza nessun reperibile" in told
    save(carla, seen)
    assert [kind for *_, kind, _ in kept(sessions)] == [Kind.ABSENCE, Kind.ON_CALL]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"settimane": "27"}, "Per quante settimane: un numero da 1 a 26, ed è arrivato «27»"),
        ({"come": "mai"}, "Le settimane dopo: uguali"),
        ({"c.5.0.anna": "dorme"}, "Una casella dice «dorme»"),
        ({"c.5.0.nessuno": "duty"}, "di chi non è più nell'elenco"),
        ({"c.x.0.anna": "duty"}, "di chi non è più nell'elenco"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_filled_in(carla, sessions, wrong, told):
    form = filled(carla, **{f"{SATURDAY}bruno": "on_call"})
    answer = preview(carla, form | wrong)
    assert (answer.status_code, kept(sessions)) == (422, [])
    assert told in unescape(answer.text)
    assert fields(answer.text)[f"{SATURDAY}bruno"] == "on_call"


def test_a_technician_fills_no_week(anna):
    assert anna.get(ASKED).status_code == 403
    assert anna.post(PAGE, page="/console/turni").status_code == 403
