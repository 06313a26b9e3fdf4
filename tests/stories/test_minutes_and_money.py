"""Minutes and money, from the door by which they come to whoever counts, bills or pays them."""

import re
from datetime import UTC, datetime

import pytest

from tests.builders import a_customer
from tests.clock import Clock
from tests.stories.doors import Console, Doors, opened
from tests.stories.test_what_it_costs import a_message, state

# Ten to midnight in Verona on Monday the 30th, and ten past on the first of December.
LATE = datetime(2026, 11, 30, 22, 50, tzinfo=UTC)
NEXT = datetime(2026, 11, 30, 23, 10, tzinfo=UTC)
AGREES = (
    (f"/voice/message?{state()}", ""),
    (f"/voice/price?{state(p=1)}", "1"),
)
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
