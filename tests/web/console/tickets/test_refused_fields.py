"""Whatever a form of the console refuses stands beside the field, on the page where it was typed."""

import re
from html import unescape

import pytest

from rules.staff.accounts import Role
from store.models import Callback
from tests.builders import PASSWORD, a_call, a_customer, a_ticket, a_user
from tests.stories.doors import Console, Https

PAGE = "/console/richieste/1001"
# Where it is typed, what it is sent to, what is typed, and the field beside which it is told.
REFUSED = [
    (PAGE, f"{PAGE}/minuti", {"minuti": "venti", "invio": "k", "paga": "billable"}, "minuti"),
    (
        PAGE,
        f"{PAGE}/minuti",
        {"minuti": "5", "invio": "k", "giorno": "2026-11-20", "inizio": ""},
        "inizio",
    ),
    (PAGE, f"{PAGE}/minuti", {"minuti": "5", "invio": "k", "paga": "nessuno"}, "paga"),
    (PAGE, f"{PAGE}/nota", {"nota": ""}, "nota"),
    (PAGE, f"{PAGE}/stato", {"stato": "volante", "nota": "così"}, None),
    (PAGE, f"{PAGE}/cliente", {"codice": "L9999"}, "codice"),
    (PAGE, f"{PAGE}/copertura", {"copertura": "free", "perche": ""}, "perche"),
    (PAGE, "/console/richiami/1/esito", {"esito": "", "nota": "ecco"}, "nota"),
    (
        PAGE,
        "/console/richiami/1/esito",
        {"esito": "call_again", "quando": "2020-01-01T10:00", "nota": "ecco"},
        "quando",
    ),
    (PAGE, "/console/richiami/1/esito", {"esito": "handed_on", "collega": "x"}, "collega"),
    (
        "/console/richieste/1002",
        "/console/richieste/1002/padrone/rimanda",
        {"quando": "ieri"},
        "quando",
    ),
    (
        "/console/impostazioni",
        "/console/impostazioni/password",
        {"vecchia": PASSWORD, "nuova": "lunga quanto basta", "ripetuta": "un'altra lunga"},
        "ripetuta",
    ),
    (
        "/console/impostazioni",
        "/console/impostazioni/avvisi/nuovo",
        {"indirizzo": "carta://piccione"},
        "indirizzo",
    ),
]


@pytest.fixture
def carla(doors) -> Console:
    """Responsible for the service; has 1001 in hand and works on 1002."""
    now = doors.clock()
    with doors.sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        a_customer(session, code="L1042")
        for _ in range(2):
            a_ticket(session, a_call(session, now=now), now=now)
    console = Console(Https(doors.app))
    console.post("/login", page="/login", nome="carla", password=PASSWORD)
    for callback_id in (2, 1):
        console.post(f"/console/richiami/{callback_id}/prendi", page="/console")
        if callback_id == 2:
            spoken = {"presa": token_of(doors, 2), "esito": "spoken"}
            console.post("/console/richiami/2/esito", page=PAGE, **spoken)
    return console


def token_of(doors, callback_id):
    with doors.sessions() as session:
        return session.get(Callback, callback_id).lease_token or ""


@pytest.mark.parametrize(("page", "path", "typed", "field"), REFUSED)
def test_it_stands_beside_the_field_and_what_was_typed_is_still_there(
    doors, carla, page, path, typed, field
):
    given = {**carla.token(page), "presa": token_of(doors, 1), **typed}
    answer = carla.client.client.post(
        path,
        data=given,
        base_url="https://assistenza.example.it",
        headers={"Referer": f"https://assistenza.example.it{page}"},
    )
    assert answer.status_code == 422
    title = re.search(r"<h1>.*?</h1>", answer.text, re.DOTALL)
    assert title
    assert title[0] in carla.client.get(page).text  # the very page
    told = re.search(r'id="rifiutato" role="alert">([^<]+)<', answer.text)
    assert told
    assert "Quello che hai scritto non va bene" not in unescape(told[1])
    if field is not None:
        beside = rf'name="{field}"(?:(?!name=).)*aria-invalid="true"(?:(?!name=).)*id="rifiutato"'
        assert re.search(beside, answer.text, re.DOTALL)
    for name, value in typed.items():
        if value and name in {"minuti", "codice", "nota", "quando", "indirizzo"}:
            assert value in unescape(answer.text)
    assert PASSWORD not in answer.text
