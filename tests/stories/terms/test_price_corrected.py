"""What work comes to is corrected: the minutes follow who pays, and the customer is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from centralino.wiring.customer_messages import sayer_of
from centralino.wiring.parts import parts_of
from scheduler import customer_updates
from store.billing import work_minutes
from store.models import Outbox
from tests.builders import a_customer
from tests.clock import Clock
from tests.leotron import at
from tests.stories.doors import Console, Doors, opened
from tests.stories.left_messages import AGREES, a_message, a_supervisor

MOBILE = "+393331234567"
USE = "Il programma J2K si chiude da solo quando stampo."
SOLDI = "/console/soldi"
CORRECTED = "correzione per l'intervento"


@pytest.fixture
def desk(database_url, tmp_path) -> Doors:
    """The service on a Tuesday at ten, which writes texts."""
    return opened(database_url, Clock(at("2026-11-24T10:00")), tmp_path, MESSAGES__SMS="true")


def page_of(told) -> str:
    return f"/console/richieste/{told['id']}"


def does(console: Console, told, what: str, **typed: str) -> None:
    console.post(f"{page_of(told)}/{what}", page=page_of(told), **typed)


def a_charged_request(desk: Doors) -> tuple:
    """A stranger's, who agreed by key: half an hour of work, done, and its price told."""
    told, path, _ = a_message(desk, MOBILE, USE, *AGREES)
    anna = desk.anna()
    does(anna, told, "minuti", minuti="30", invio="k")
    does(anna, told, "stato", stato="resolved")
    assert prices(desk) == [
        f"Assistenza Leotron: intervento {told['id']}, 80,00 € + IVA, in tutto 97,60 €."
    ]
    return told, path, anna


def prices(desk: Doors) -> list[str]:
    """What customers were written of prices, some minutes on."""
    parts = parts_of(desk.settings)
    for _ in range(3):
        desk.clock.at += timedelta(minutes=2)
        customer_updates.queue_updates(desk.sessions, desk.clock, parts.channels, sayer_of(parts))
    with desk.sessions() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id))
        return [row.body["text"] for row in rows if row.key.startswith("price")]


def entry_of(desk: Doors, told) -> int:
    return desk.api(f"/tickets/{told['id']}/work")[-1]["id"]


def work_of(desk: Doors, told) -> list[tuple[int, str]]:
    rows = desk.api(f"/tickets/{told['id']}/work")
    return [(one["minutes"], one["pays"]) for row in rows if row["counts"] for one in row["shares"]]


def test_a_corrected_price_is_told_once_as_such(desk):
    told, path, anna = a_charged_request(desk)
    does(anna, told, f"minuti/{entry_of(desk, told)}/correzione", minuti="90", perche="erano 90")
    _, text = prices(desk)
    assert f"{CORRECTED} {told['id']}: costa 120,00 € + IVA, in tutto 146,40 €" in text
    assert "la cifra di prima non vale" in text
    assert "146,40 €" in desk.own_page(path)
    assert len(prices(desk)) == 2
    does(anna, told, f"minuti/{entry_of(desk, told)}/correzione", minuti="30", perche="erano 30")
    assert "97,60 €" in prices(desk)[2]  # another correction is told again


@pytest.mark.on_both
def test_a_correction_that_alters_no_sum_is_not_told(desk):
    told, _, anna = a_charged_request(desk)
    day = {"giorno": "2026-11-24", "inizio": "09:00"}
    entry = entry_of(desk, told)
    does(anna, told, f"minuti/{entry}/correzione", minuti="30", perche="inizio", **day)
    assert len(prices(desk)) == 1
    within = f"minuti/{entry_of(desk, told)}/correzione"
    does(anna, told, within, minuti="50", perche="erano 50")  # the hour is charged in any case
    assert len(prices(desk)) == 1


@pytest.mark.parametrize("door", ["console", "program"])
def test_who_pays_is_changed_and_the_minutes_follow_by_one_click(desk, door):
    told, path, anna = a_charged_request(desk)
    does(anna, told, "copertura", copertura="free", perche="l'errore era nostro")
    page = anna.page(page_of(told))
    assert "30 min sono scritti come A pagamento, e per la richiesta ora paga: Gratis" in page
    assert "Minuti scritti prima che cambiasse chi paga" in anna.page(SOLDI)
    assert work_of(desk, told) == [(30, "billable")]
    if door == "console":
        does(anna, told, "minuti/paga", paga="free")
    else:
        body = {"minutes": 30, "pays": "free", "why": "l'errore era nostro"}
        entry = entry_of(desk, told)
        sent = desk.sends("post", f"/tickets/{told['id']}/work/{entry}/correction", body)
        assert sent.status_code == 201, sent.text
    assert work_of(desk, told) == [(30, "free")]
    assert "sono scritti come" not in anna.page(page_of(told))
    assert "97,60" not in anna.page(SOLDI)
    assert "prima che cambiasse" not in anna.page(SOLDI)
    assert "Da pagare" not in desk.own_page(path)
    assert prices(desk)[1] == (
        f"Assistenza Leotron: correzione: per l'intervento {told['id']} non deve pagare niente;"
        " la cifra di prima non vale."
    )


def test_what_was_invoiced_already_shows_as_a_difference(desk):
    told, _, anna = a_charged_request(desk)
    carla = a_supervisor(desk)
    mark = carla.client.get(SOLDI).text.partition('name="voce" value="')[2].partition('"')[0]
    carla.post(f"{SOLDI}/fatturato", page=SOLDI, voce=mark)
    does(anna, told, "copertura", copertura="free", perche="l'errore era nostro")
    does(anna, told, "minuti/paga", paga="free")
    assert "differenza già fatturati 97,60 € -80,00 € -97,60 €" in carla.page(SOLDI)


def test_minutes_written_for_another_payer_on_purpose_are_left_alone(desk):
    told, _, anna = a_charged_request(desk)
    does(anna, told, "minuti", minuti="10", invio="k2", paga="free", perche="un nostro errore")
    assert work_of(desk, told) == [(30, "billable"), (10, "free")]
    assert "sono scritti come" not in anna.page(page_of(told))
    assert "prima che cambiasse" not in anna.page(SOLDI)


def test_a_click_on_a_page_that_shows_another_payer_changes_nothing(desk):
    told, _, anna = a_charged_request(desk)
    does(anna, told, "copertura", copertura="free", perche="l'errore era nostro")
    does(anna, told, "minuti/paga", paga="warranty")
    assert "Nel frattempo la richiesta è cambiata" in anna.page(page_of(told))
    assert work_of(desk, told) == [(30, "billable")]


def test_minutes_that_are_written_after_it_was_done_are_told_as_the_price(desk):
    told, _, _ = a_message(desk, MOBILE, USE, *AGREES)
    does(desk.anna(), told, "stato", stato="resolved")
    assert prices(desk) == []
    desk.clock.at += timedelta(days=2)
    does(desk.anna(), told, "minuti", minuti="30", invio="k")
    assert prices(desk) == [
        f"Assistenza Leotron: intervento {told['id']}, 80,00 € + IVA, in tutto 97,60 €."
    ]


def test_what_was_done_again_at_another_price_is_told_as_a_correction(desk):
    told, _, anna = a_charged_request(desk)
    does(anna, told, "stato", stato="open")
    does(anna, told, "minuti", minuti="45", invio="k2")
    assert len(prices(desk)) == 1
    does(anna, told, "stato", stato="resolved")
    assert "in tutto 122,00 €" in prices(desk)[1]


def proposed(desk: Doors, told) -> int:
    """Seven minutes that a call proposed."""
    with desk.sessions.begin() as session:
        entry = work_minutes.propose(
            session,
            told["id"],
            call_sid="CA" + "f" * 32,
            technician="bruno",
            started_at=desk.clock() - timedelta(minutes=10),
            seconds=400,
            now=desk.clock(),
        )
        assert entry is not None
        return entry.id


def test_a_program_confirms_minutes_that_a_call_proposed(desk):
    with desk.sessions.begin() as session:
        a_customer(session, code="L1042")
    told = desk.program_opens("L1042", message=USE, category="software")
    path = f"/tickets/{told['id']}/work/{proposed(desk, told)}"
    answer = desk.sends("post", f"{path}/confirmation", {"minutes": 12})
    assert answer.status_code == 201, answer.text
    (entry,) = answer.json
    assert (entry["minutes"], entry["technician"], entry["counts"]) == (12, "bruno", True)
    assert entry["shares"] == [{"month": "2026-11", "pays": "contract", "minutes": 12}]
    assert desk.sends("post", f"{path}/confirmation", {}).status_code == 409
    assert desk.sends("post", f"{path}/rejection").status_code == 409
    assert "12 min Contratto" in desk.anna().page(page_of(told))


def test_a_program_says_that_a_call_was_no_work_and_no_stranger_is_charged_by_it(desk):
    told, _, _ = a_message(desk, MOBILE, USE)
    path = f"/tickets/{told['id']}/work/{proposed(desk, told)}"
    assert "7 min di bruno" in desk.anna().page(SOLDI)
    assert desk.sends("post", f"{path}/confirmation", {}).status_code == 409  # nobody pays yet
    assert desk.sends("post", f"{path}/confirmation", {"pays": "free"}).status_code == 409
    other = f"/tickets/{told['id']}/work/99/rejection"
    assert desk.sends("post", other).status_code == 404
    answer = desk.sends("post", f"{path}/rejection")
    assert (answer.status_code, answer.json[0]["state"]) == (201, "rejected")
    assert "7 min di bruno" not in desk.anna().page(SOLDI)
