"""Which customer a request is of: offered for one click, and picked by whatever one knows of them."""

import re
from html import unescape
from typing import Any

import pytest

from rules.staff.accounts import Role
from tests.builders import PASSWORD, a_customer, a_recording_sid, a_user
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Console, Doors, Https, plain

THEIRS = "+390458001234"


@pytest.fixture
def customers(doors: Doors) -> None:
    with doors.sessions.begin() as session:
        rossi = "Autoricambi Rossi S.r.l."
        a_customer(session, code="L1122", name=rossi, phones=[THEIRS])
        a_customer(session, code="L1042", name="Ferramenta Rossi", phones=["+390458009999"])
        a_customer(session, code="L2001", name="Caffè dell'Università", phones=[])


def writes(doors: Doors, **typed: str) -> str:
    """A form whose number is nobody's; the page of its request."""
    told = {"telefono": "045 8110000", "azienda": "Nessuno", **typed}
    return f"/console/richieste/{doors.id_of(doors.form(**told))}"


def says(doors: Doors, text: str) -> str:
    call, sid = doors.call(caller="+393471234567"), a_recording_sid()
    doors.said[sid] = text
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    return f"/console/richieste/{doors.api(f'/tickets?call_sid={call.sid}')[0]['id']}"


def offered_code(page: str) -> str:
    """The customer whom the first button of the page makes the request's."""
    form = re.search(r'<form class="offered".*?</form>', page, re.DOTALL)
    assert form is not None
    return unescape(re.findall(r'name="codice" value="([^"]*)"', form[0])[0])


@pytest.mark.parametrize(
    ("comes", "asks"),
    [
        (lambda doors: writes(doors, codice="l-1122"), "Ha scritto il codice L1122"),
        (
            lambda doors: says(doors, "Codice cliente L 1122, la cassa non stampa."),
            "Ha detto il codice L1122",
        ),
        (
            lambda doors: writes(doors, azienda="autoricambi rosi srl"),
            "Ha scritto «autoricambi rosi srl»",
        ),
        (lambda doors: writes(doors, telefono="045 8001234"), "Ha indicato un suo numero"),
    ],
)
def test_who_it_may_be_is_offered_for_one_click(doors: Doors, customers, comes, asks) -> None:
    page = comes(doors)
    anna = doors.anna()
    assert f"{asks}: è Autoricambi Rossi S.r.l.?" in anna.page(page)
    code = offered_code(anna.client.get(page).text)
    anna.post(f"{page}/cliente", page=page, codice=code)
    told = doors.api(f"/tickets/{page.rsplit('/', 1)[1]}")
    assert (told["customer"]["code"], told["customer"]["sure"]) == ("L1122", True)
    assert "è Autoricambi Rossi S.r.l.?" not in anna.page(page)


def test_a_code_of_nobodys_is_said_to_be_one(doors: Doors, customers) -> None:
    page = writes(doors, codice="L9999")
    assert "Ha scritto il codice L9999, che non è di nessun cliente" in doors.anna().page(page)


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("L1122", ["L1122"]),
        ("1122", ["L1122"]),
        ("autoricambi", ["L1122"]),
        ("UNIVERSITA", ["L2001"]),
        ("caffe dell’univ", ["L2001"]),
        ("045 8001234", ["L1122"]),
        ("8009999", ["L1042"]),
        ("rossi", ["L1122", "L1042"]),
        ("ross ferr", ["L1042"]),
        ("zzz", []),
    ],
)
def test_a_customer_is_picked_by_name_code_number_or_part_of_a_word(
    doors: Doors, customers, typed, codes
) -> None:
    anna = doors.anna()
    answer = anna.client.get("/console/clienti/scelta", query_string={"codice": typed})
    assert re.findall(r'data-code="([^"]+)"', answer.text) == codes
    assert ("Nessun cliente corrisponde" in answer.text) == (codes == [])
    page = writes(doors)
    told = {**anna.token(page), "codice": typed}
    sent = anna.client.post(f"{page}/cliente", data=told)
    if len(codes) == 1:  # without a script it is enough that nobody else fits
        assert sent.status_code == 303
        assert doors.api(f"/tickets/{page.rsplit('/', 1)[1]}")["customer"]["code"] == codes[0]
        return
    assert sent.status_code == 422
    says = "corrispondono più clienti" if codes else "Nessun cliente corrisponde a «zzz»"
    assert says in plain(sent.text)


def carla(doors: Doors) -> Console:
    with doors.sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=doors.clock())
    console = Console(Https(doors.app))
    console.post("/login", page="/login", nome="carla", password=PASSWORD)
    return console


def test_a_number_is_added_to_a_customer_who_is_picked_by_name(doors: Doors, customers) -> None:
    page = says(doors, "La cassa non stampa.")
    supervisor = carla(doors)
    supervisor.post(f"{page}/numero", page=page, codice="universita")
    assert "347 123 4567 è un numero di Caffè dell'Università" in supervisor.page(page)


def test_whoever_writes_a_new_customer_sees_who_is_called_so_already(
    doors: Doors, customers
) -> None:
    page = writes(doors, azienda="Autoricambi Rossi")
    new = f"/console/clienti/nuovo?richiesta={page.rsplit('/', 1)[1]}"
    assert "Forse c'è già: Autoricambi Rossi S.r.l. (L1122)" in carla(doors).page(new)
    other = writes(doors, azienda="Pizzeria Bella Napoli")
    new = f"/console/clienti/nuovo?richiesta={other.rsplit('/', 1)[1]}"
    assert "Forse c'è già" not in carla_again(doors).page(new)


def carla_again(doors: Doors) -> Console:
    console = Console(Https(doors.app))
    console.post("/login", page="/login", nome="carla", password=PASSWORD)
    return console


def test_an_installation_is_added_at_a_customer_who_is_picked_by_name(
    doors: Doors, customers
) -> None:
    told: Any = doors.command("installations", "add", "universita", "cassa", "--json")
    assert '"L2001"' in told
