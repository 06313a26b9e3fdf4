"""Minutes and money, from the door by which they come to whoever counts, bills or pays them."""

import re
from datetime import UTC, datetime

import pytest

from store.billing import work_minutes
from tests.builders import a_customer
from tests.clock import Clock
from tests.stories.doors import Console, Doors, Https, hidden_in, opened
from tests.stories.left_messages import AGREES, a_message, a_supervisor

# Ten to midnight in Verona on Monday the 30th, and ten past on the first of December.
LATE = datetime(2026, 11, 30, 22, 50, tzinfo=UTC)
NEXT = datetime(2026, 11, 30, 23, 10, tzinfo=UTC)
BROKEN = "Il programma J2K si chiude da solo quando stampo."
VIRUS = "Il computer ha un virus, va controllato."


@pytest.fixture
def late(database_url, tmp_path) -> Doors:
    return opened(database_url, Clock(LATE), tmp_path)


def page_of(told) -> str:
    return f"/console/richieste/{told['id']}"


def writes(anna: Console, told, minutes: int, **more: str) -> None:
    page = page_of(told)
    given = {"minuti": str(minutes), "invio": f"k{minutes}", **more}
    anna.post(f"{page}/minuti", page=page, **given)


def work_of(doors: Doors, told) -> list[tuple[int, str]]:
    """What counts of the work on a request: minutes, and who pays."""
    rows = doors.api(f"/tickets/{told['id']}/work")
    return [
        (share["minutes"], share["pays"])
        for row in rows
        if row["counts"]
        for share in row["shares"]
    ]


def bianchi(doors: Doors, **more) -> str:
    """A J-System subscriber."""
    with doors.sessions.begin() as session:
        customer = a_customer(
            session, code="L3003", name="Bianchi", phones=["+390458009999"], j_system=True, **more
        )
        return customer.code


def of_the_system(doors: Doors):
    """A subscriber's request about a virus, sent by the program."""
    return doors.program_opens("L3003", message=VIRUS, category="system", subject="Virus")


def test_a_stranger_who_agreed_by_key_is_charged(doors):
    told, path, said = a_message(doors, "+390459990001", BROKEN, *AGREES)
    assert "novantasette euro e sessanta" in said
    assert told["cover"] == "billable"
    anna = doors.anna()
    assert "Ha accettato il prezzo orario (97,60 € almeno)" in anna.page(page_of(told))
    writes(anna, told, 30)
    assert work_of(doors, told) == [(30, "billable")]
    assert "Finora a pagamento: 97,60 €" in anna.page(page_of(told))
    anna.post(f"{page_of(told)}/stato", page=page_of(told), stato="resolved")
    assert "Da pagare 97,60 € IVA compresa." in doors.own_page(path)


def test_a_stranger_who_agreed_to_nothing_is_charged_once_somebody_says_who_pays(doors):
    told, _, _ = a_message(doors, "+390459990001", BROKEN)
    assert told["cover"] == "unknown"
    anna = doors.anna()
    page = page_of(told)
    token = anna.token(page)
    answer = anna.client.post(f"{page}/minuti", data={**token, "minuti": "30", "invio": "k"})
    assert answer.status_code == 422
    writes(anna, told, 30, paga="billable", nota="riparato l'archivio")
    told = doors.api(f"/tickets/{told['id']}")
    assert (told["cover"], told["cover_why"]) == ("billable", "riparato l'archivio")


def test_what_is_given_away_says_why(doors):
    told, _, _ = a_message(doors, "+390459990001", BROKEN)
    anna, page = doors.anna(), page_of(told)
    token = anna.token(page)
    answer = anna.client.post(f"{page}/copertura", data={**token, "copertura": "free"})
    assert answer.status_code == 422
    anna.post(f"{page}/copertura", page=page, copertura="free", perche="l'errore era nostro")
    writes(anna, told, 20)
    assert work_of(doors, told) == [(20, "free")]
    assert "Gratis : l'ha deciso un tecnico: «l'errore era nostro»" in anna.page(page)
    assert "Finora a pagamento" not in anna.page(page)


def test_minutes_for_a_customer_of_whom_only_the_number_speaks(doors):
    bianchi(doors, contract=False)
    told, _, _ = a_message(doors, "+390458009999", VIRUS)
    assert not told["customer"]["sure"]
    anna = doors.anna()
    assert "J-System di Bianchi, e confermo che è lui" in anna.page(page_of(told))
    writes(anna, told, 45, paga="j_system")
    assert work_of(doors, told) == [(45, "j_system")]
    assert doors.api(f"/tickets/{told['id']}")["customer"]["sure"]


def test_minutes_typed_before_midnight_belong_to_the_month_that_they_passed_in(late):
    bianchi(late)
    told = of_the_system(late)
    anna = late.anna()
    writes(anna, told, 60)
    (row,) = late.api(f"/tickets/{told['id']}/work")
    assert [(one["month"], one["minutes"]) for one in row["shares"]] == [("2026-11", 60)]
    assert "usati 60 min su 120" in anna.page("/console/clienti/1")


def test_minutes_typed_after_midnight_are_split_by_the_clock_or_where_somebody_says(late):
    bianchi(late)
    late.clock.at = NEXT
    told = of_the_system(late)
    anna = late.anna()
    writes(anna, told, 60)
    writes(anna, told, 20, giorno="2026-11-30", inizio="18:00")
    rows = late.api(f"/tickets/{told['id']}/work")
    shares = [[(one["month"], one["minutes"]) for one in row["shares"]] for row in rows]
    assert shares == [[("2026-11", 20)], [("2026-11", 50), ("2026-12", 10)]]
    assert "usati 10 min su 120" in anna.page("/console/clienti/1")


def test_work_that_is_still_to_come_is_refused(late):
    bianchi(late)
    told = of_the_system(late)
    anna, page = late.anna(), page_of(told)
    typed = {"minuti": "20", "invio": "k", "giorno": "2026-12-01", "inizio": "09:00"}
    answer = anna.client.post(f"{page}/minuti", data={**anna.token(page), **typed})
    assert answer.status_code == 422
    assert late.api(f"/tickets/{told['id']}/work") == []


def correction(anna: Console, told, entry: int, **typed: str) -> None:
    page = page_of(told)
    anna.post(f"{page}/minuti/{entry}/correzione", page=page, **typed)


def test_150_typed_for_15_are_mended_before_they_are_billed(doors):
    bianchi(doors)
    told, other = of_the_system(doors), of_the_system(doors)
    anna = doors.anna()
    writes(anna, told, 150)
    writes(anna, other, 40)
    assert work_of(doors, told) == [(120, "j_system"), (30, "billable")]
    assert work_of(doors, other) == [(40, "billable")]
    correction(anna, told, 1, minuti="15", perche="scritto 150 per 15")
    assert work_of(doors, told) == [(15, "j_system")]
    assert work_of(doors, other) == [(40, "j_system")]  # what the module has again pays for it
    page = anna.page(page_of(told))
    assert "Finora a pagamento" not in page
    assert "corretti, non contano più" in page
    assert "150 min → 15 min: scritto 150 per 15" in page
    assert "usati 55 min su 120" in anna.page("/console/clienti/1")


def test_minutes_are_taken_back_and_their_row_stays(doors):
    told, _, _ = a_message(doors, "+390459990001", BROKEN, *AGREES)
    anna = doors.anna()
    writes(anna, told, 30)
    correction(anna, told, 1, togli="1", perche="altra richiesta")
    assert work_of(doors, told) == []
    rows = doors.api(f"/tickets/{told['id']}/work")
    assert [(row["minutes"], row["corrects_id"], row["counts"]) for row in rows] == [
        (30, None, False),
        (0, 1, True),
    ]
    assert "Finora a pagamento" not in anna.page(page_of(told))
    correction(anna, told, 1, minuti="40", perche="due volte")  # it is so no longer
    assert len(doors.api(f"/tickets/{told['id']}/work")) == 2
    assert re.search("Nel frattempo la richiesta è cambiata", anna.page(page_of(told)))


SOLDI = "/console/soldi"


def charged(doors: Doors, minutes: int = 90):
    """A stranger's request that is done and to be paid: 146,40 € for an hour and a half."""
    told, path, _ = a_message(doors, "+390459990001", BROKEN, *AGREES)
    anna = doors.anna()
    writes(anna, told, minutes)
    anna.post(f"{page_of(told)}/stato", page=page_of(told), stato="resolved")
    return told, path


def marks(console: Console) -> list[str]:
    return re.findall(r'name="voce" value="([^"]+)"', console.client.get(SOLDI).text)


def test_what_is_to_be_invoiced_is_found_without_opening_its_request(doors):
    charged(doors)
    page = doors.anna().page(SOLDI)
    assert "Da fatturare" in page
    assert "90 min 120,00 € 146,40 €" in page
    assert "Segna" not in page  # technicians read it


def test_a_sum_is_marked_as_invoiced_once_however_often_and_by_whomever(doors):
    told, _ = charged(doors)
    carla, dora = a_supervisor(doors), a_supervisor(doors, "dora")
    (mark,) = marks(carla)
    for console in (carla, carla, dora):
        token = console.token("/console/clienti/nuovo")
        answer = console.client.post(f"{SOLDI}/fatturato", data={**token, "voce": mark})
        assert answer.status_code == 303
    history = carla.page(page_of(told))
    assert history.count("ha segnato come fatturato: 146,40 €") == 1
    assert "Da fatturare" not in carla.page(SOLDI)
    assert "ha segnato come fatturato: 146,40 €" in carla.page("/console/registro")


def test_a_correction_after_the_invoice_is_a_difference_to_be_invoiced_too(doors):
    told, _ = charged(doors)
    carla = a_supervisor(doors)
    carla.post(f"{SOLDI}/fatturato", page=SOLDI, voce=marks(carla)[0])
    correction(doors.anna(), told, 1, minuti="30", perche="un'ora di troppo")
    page = carla.page(SOLDI)
    assert "differenza già fatturati 146,40 € -40,00 € -48,80 €" in page
    carla.post(f"{SOLDI}/fatturato", page=SOLDI, voce=marks(carla)[0])
    assert "Da fatturare" not in carla.page(SOLDI)


def test_a_sum_that_changed_since_it_was_read_is_not_marked(doors):
    told, _ = charged(doors)
    carla = a_supervisor(doors)
    (mark,) = marks(carla)
    correction(doors.anna(), told, 1, minuti="120", perche="mezz'ora in più")
    carla.post(f"{SOLDI}/fatturato", page=SOLDI, voce=mark)
    assert "Nel frattempo qualcosa è cambiato" in carla.page(SOLDI)
    assert "195,20 €" in carla.page(SOLDI)


def test_the_file_opens_in_an_italian_excel(doors):
    told, _ = charged(doors)
    answer = doors.anna().client.get(f"{SOLDI}.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, row = answer.data.decode("utf-8-sig").splitlines()
    assert head.split(";")[:4] == ["Mese", "Cliente", "Codice", "Richiesta"]
    month, _, _, number, *rest = row.split(";")
    assert (month, number) == ("2026-11", str(told["id"]))
    assert rest == ["Ore di lavoro", "da fatturare", "90", "120,00", "26,40", "146,40", "0,00"]


def test_whatever_waits_for_somebody_stands_on_the_page(doors):
    bianchi(doors)
    told, _, _ = a_message(doors, "+390459990001", BROKEN, *AGREES)
    anna, page = doors.anna(), page_of(told)
    anna.post(f"{page}/preventivi", page=page)
    anna.post(f"{page}/stato", page=page, stato="resolved")
    writes(anna, of_the_system(doors), 30)
    with doors.sessions.begin() as session:
        work_minutes.propose(
            session,
            told["id"] + 1,
            call_sid="CA" + "f" * 32,
            technician="anna",
            started_at=doors.clock(),
            seconds=300,
            now=doors.clock(),
        )
    said = anna.page(SOLDI)
    for words in (
        "A pagamento, e senza minuti",
        "Preventivi in bozza",
        "Minuti da confermare",
        "5 min di anna",
        "Minuti J-System di questo mese Cliente Usati Restano Bianchi 30 min 90 min",
    ):
        assert words in said


def test_a_repair_that_was_accepted_is_invoiced_by_its_quote(doors):
    told, path, _ = a_message(doors, "+390458005678", "La stampante fiscale è rotta, da riparare.")
    anna, page = doors.anna(), page_of(told)
    anna.post(f"{page}/preventivi", page=page)
    quote = "/console/preventivi/1"
    line = {"voce": "labour", "parole": "Sostituzione", "quanti": "1,5", "prezzo": "80"}
    anna.post(quote, page=quote, **line)
    anna.post(f"{quote}/invia", page=quote, totale="146.40")
    assert "Preventivi senza risposta" in anna.page(SOLDI)
    offer = doors.own_page(f"{path}/prezzo")
    assert "1,5 × 80,00 €" in offer
    client = Https(doors.app)
    hidden = hidden_in(client.get(f"{path}/prezzo").text)
    client.post(f"{path}/prezzo", data={**hidden, "risposta": "agreed"})
    assert "Da pagare 146,40 €" in doors.own_page(path)
    assert "Lavoro a pagamento ancora in corso" in anna.page(SOLDI)
    anna.post(f"{page}/stato", page=page, stato="resolved")
    assert "Preventivo 1 120,00 € 146,40 €" in anna.page(SOLDI)
