"""Where we are not sure whose a request is, every page and every program says so."""

import json
from functools import partial
from typing import Any

import pytest

from store.customers import installations
from tests.builders import a_customer, a_recording_sid
from tests.ivr.signed_call import RECORDED, state
from tests.stories.doors import Doors

ROSSI, OTHER = "+390458001234", "+393471234567"
SAID = "La stampante fiscale non stampa."
MENU, CODE = f"/voice/menu?{state()}", f"/voice/code?{state()}"
KEYED = ((MENU, "1"), (CODE, "1042"))


@pytest.fixture
def rossi(doors) -> str:
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=[ROSSI])
    return "L1042"


def a_message(doors: Doors, caller: str, text: str = SAID, keys: tuple[tuple[str, str], ...] = ()):
    sid = a_recording_sid()
    doors.said[sid] = text
    call = doors.call(caller=caller)
    call.rings()
    for path, digits in keys:
        call.presses(path, digits)
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    (told,) = doors.api(f"/tickets?call_sid={call.sid}")
    return told


def shown(doors: Doors, told) -> dict[str, str]:
    """What each page of the console says, from where the request begins on."""
    anna = doors.anna()
    pages = {
        "queue": "/console",
        "list": "/console/richieste",
        "calls": "/console/chiamate",
        "page": f"/console/richieste/{told['id']}",
    }
    return {name: anna.page(path) for name, path in pages.items()}


def certainty(doors: Doors, told) -> tuple[str, bool | None]:
    """What programs are told, the same at each address."""
    one = doors.api(f"/tickets/{told['id']}")
    (queued,) = doors.api("/callbacks")
    command = json.loads(doors.command("tickets", "show", one["number"], "--json"))
    assert queued["ticket"]["customer_certainty"] == one["customer_certainty"]
    assert command["customer_certainty"] == one["customer_certainty"]
    return one["customer_certainty"], one["customer"]["sure"] if one["customer"] else None


def test_a_number_alone_says_perhaps_everywhere_and_so_does_who_pays(doors, rossi):
    told = a_message(doors, ROSSI, "Il programma J2K si chiude da solo.")
    assert told["cover"] == "contract"
    assert certainty(doors, told) == ("number", False)
    pages = shown(doors, told)
    for name in ("queue", "list", "calls"):
        assert "forse Ferramenta Rossi" in pages[name], name
    for name in ("queue", "list", "page"):
        assert "Forse contratto" in pages[name], name
    assert "forse contratto" in pages["queue"]  # the reason of its place
    assert "lo dice solo il numero da cui chiama" in pages["page"]
    assert "L1042 Ferramenta Rossi ?" in doors.command("queue")
    assert "L1042 Ferramenta Rossi ?" in doors.command("tickets", "list")


@pytest.mark.parametrize(("keys", "says"), [((), "forse Ferramenta Rossi"), (KEYED, "Rossi")])
def test_whoever_calls_often_is_only_perhaps_the_customer_of_the_number(doors, rossi, keys, says):
    for _ in range(2):
        a_message(doors, ROSSI, SAID, keys)
        doors.clock.move(hours=1)
    overview = doors.anna().page("/console/quadro").partition("Chi chiama più volte")[2]
    assert says in overview
    assert ("forse" in overview) == (keys == ())


def test_a_code_that_was_keyed_leaves_no_doubt(doors, rossi):
    text = "Il programma J2K si chiude da solo."
    told = a_message(doors, OTHER, text, ((MENU, "1"), (CODE, "1042")))
    assert certainty(doors, told) == ("proven", True)
    pages = shown(doors, told)
    assert all("Ferramenta Rossi" in page for page in pages.values())
    doubts = ("forse Ferramenta", "da verificare", "Forse contratto", "forse contratto")
    assert not any(doubt in page for page in pages.values() for doubt in doubts)
    assert "L1042 Ferramenta Rossi ?" not in doors.command("queue")


def test_a_code_that_was_only_heard_is_to_be_verified(doors, rossi):
    text = "Il programma J2K si chiude da solo, codice cliente L 1042."
    told = a_message(doors, OTHER, text)
    assert told["customer_code"] == "L1042"
    assert certainty(doors, told) == ("claimed", False)
    pages = shown(doors, told)
    for name in ("queue", "list", "calls"):
        assert "Ferramenta Rossi da verificare" in pages[name], name
        assert "Forse contratto" in pages[name] or name == "calls"
    assert "niente lo conferma" in pages["page"]


def test_a_code_that_was_heard_from_the_customers_own_number_is_believed(doors, rossi):
    told = a_message(doors, ROSSI, "Il programma J2K si chiude, codice cliente L 1042.")
    assert certainty(doors, told) == ("proven", True)


def test_a_number_of_several_customers_says_so(doors, rossi):
    with doors.sessions.begin() as session:
        a_customer(session, code="L2001", name="Bar Verdi", phones=[ROSSI])
    told = a_message(doors, ROSSI)
    assert certainty(doors, told) == ("shared", None)
    pages = shown(doors, told)
    assert all("numero di più clienti" in pages[name] for name in ("queue", "list", "calls"))
    assert "È Bar Verdi (L2001)" in pages["page"]


def test_what_is_typed_in_the_form_is_to_be_verified(doors, rossi):
    path = doors.form(codice="L1042", azienda="Ferramenta Rossi", telefono="045 8009876")
    told = doors.api(f"/tickets/{doors.id_of(path)}")
    assert certainty(doors, told) == ("claimed", None)
    pages = shown(doors, told)
    for name in ("queue", "list"):
        assert "Ferramenta Rossi da verificare" in pages[name], name
    assert "È Ferramenta Rossi (L1042)" in pages["page"]  # one click, where it is so
    assert "da verificare" not in doors.own_page(path)


def test_our_own_program_at_the_customers_leaves_no_doubt(doors, rossi):
    told = doors.program_opens(rossi, message="Non va", category="software", subject="Prova")
    assert told["customer_certainty"] == "proven"
    assert certainty(doors, told) == ("proven", True)


@pytest.mark.parametrize(("caller", "joins"), [(ROSSI, True), (OTHER, False)])
def test_our_program_tells_more_only_of_a_call_that_is_surely_the_customers(
    doors, rossi, caller, joins
):
    text = "Il programma J2K si chiude da solo, codice cliente L 1042."
    told = a_message(doors, caller, text)
    assert told["customer_code"] == "L1042"
    opened = doors.program_opens(rossi, message="Non va", category="software", subject="Prova")
    assert (opened["id"] == told["id"]) == joins


def test_whoever_says_nothing_is_known_by_nobody(doors, rossi):
    told = a_message(doors, OTHER, "Buongiorno, non va più niente.")
    assert certainty(doors, told) == ("unknown", None)
    assert "Chi chiama non si sa" in shown(doors, told)["queue"]


def test_a_technician_who_says_who_it_is_ends_the_doubt_everywhere(doors, rossi):
    told = a_message(doors, ROSSI, "Il programma J2K si chiude da solo.")
    page = f"/console/richieste/{told['id']}"
    doors.anna().post(f"{page}/cliente", page=page, codice="L1042")
    assert certainty(doors, told) == ("proven", True)
    pages = shown(doors, told)
    assert "Contratto" in pages["page"]
    assert not any("forse" in one.lower() for one in pages.values())


def test_the_customers_page_keeps_apart_what_is_not_surely_theirs(doors, rossi):
    sure = a_message(doors, OTHER, SAID, ((MENU, "1"), (CODE, "1042")))
    doors.clock.move(hours=3)
    heard = a_message(doors, "+393479999999", "Codice cliente L 1042, non stampa.")
    page = doors.anna().page(f"/console/clienti/{sure['customer']['id']}")
    surely, perhaps = page.split("Forse sue, da verificare")
    assert str(sure["number"]) in surely
    assert str(heard["number"]) in perhaps


def seen_by_program(doors: Doors, code: str, told: Any) -> list[bool]:
    """Whether J2K at the customer's reads the request, at each of its addresses."""
    with doors.sessions.begin() as session:
        _, token = installations.add(session, code, "ufficio", now=doors.clock())
    ask = partial(doors.app.test_client().open, headers={"Authorization": f"Bearer {token}"})
    by_call = f"?call_sid={told['call_sid']}" if told["call_sid"] else ""
    listed = [ask(f"/api/v1/tickets{one}").json for one in ("", by_call, "?status=open&limit=1")]
    one = ask(f"/api/v1/tickets/{told['id']}").status_code == 200
    said = {"message": "Ancora", "ticket": told["id"]}
    added = ask("/api/v1/tickets", method="POST", json=said).status_code == 200
    return [*(told["id"] in [row["id"] for row in rows] for rows in listed), one, added]


@pytest.mark.parametrize(
    ("caller", "said", "keys", "is_seen"),
    [
        (OTHER, "Codice cliente L 1042, non stampa.", (), False),
        (OTHER, SAID, KEYED, False),
        (ROSSI, "Codice cliente L 1042, non stampa.", (), True),
        (ROSSI, SAID, KEYED, True),
    ],
)
def test_a_customers_program_reads_no_call_that_only_a_code_makes_theirs(
    doors, rossi, caller, said, keys, is_seen
):
    told = a_message(doors, caller, said, keys)
    assert told["customer"]["code"] == rossi
    assert seen_by_program(doors, rossi, told) == [is_seen] * 5


@pytest.mark.on_both
def test_a_technicians_word_shows_it_to_the_customers_program(doors, rossi):
    told = a_message(doors, OTHER, SAID, KEYED)
    page = f"/console/richieste/{told['id']}"
    doors.anna().post(f"{page}/cliente", page=page, codice="L1042")
    assert seen_by_program(doors, rossi, told) == [True] * 5


def test_a_program_finds_its_own_behind_many_that_are_not(doors, rossi):
    own = doors.program_opens(rossi, message="Non va", category="software", subject="Prova")
    doors.clock.move(hours=9)
    for n in range(3):
        a_message(doors, f"+39347123450{n}", SAID, KEYED)
    assert seen_by_program(doors, rossi, own)[2]


def test_a_form_that_a_later_call_joins_is_no_surer_of_its_customer(doors, rossi):
    path = doors.form(codice="L1042", telefono="347 1234567")
    told = doors.api(f"/tickets/{doors.id_of(path)}")
    a_message(doors, OTHER, "Sono quello di prima, non stampa ancora.")
    assert certainty(doors, told)[0] == "claimed"
    assert seen_by_program(doors, rossi, told) == [False] * 5
