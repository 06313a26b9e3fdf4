"""Who pays is decided anew when what the customer has of us changes, by whatever door it does."""

from pathlib import Path

import pytest

from centralino.wiring.parts import parts_of
from scheduler import settling
from tests.builders import a_customer
from tests.stories.doors import Doors, hidden_in
from tests.stories.left_messages import AGREES, a_message, a_supervisor

NUMBER = "+390458009999"
USE = "Il programma J2K si chiude da solo quando stampo."
VIRUS = "Il computer ha un virus, va controllato."
REPAIR = "La stampante è rotta, la testina si è spaccata. Matricola SN-77."


def bianchi(doors: Doors, **has) -> None:
    with doors.sessions.begin() as session:
        given = {"contract": False, "phones": [NUMBER], **has}
        a_customer(session, code="L3003", name="Bianchi", **given)


def imports(doors: Doors, tmp_path: Path, **cells: str) -> None:
    """The customers' file as Excel writes it, with other cells for Bianchi."""
    file = tmp_path / "clienti.csv"
    doors.command("customers", "export", str(file))
    head, row = file.read_text(encoding="utf-8-sig").splitlines()
    told = dict(zip(head.split(";"), row.split(";"), strict=True)) | cells
    file.write_text("\ufeff" + f"{head}\r\n{';'.join(told.values())}\r\n", encoding="utf-8")
    doors.command("customers", "import", str(file))


def clock_ticks(doors: Doors) -> None:
    settling.decide_anew(doors.sessions, doors.clock, parts_of(doors.settings).payer)


def now(doors: Doors, told) -> tuple[str, str | None]:
    clock_ticks(doors)
    found = doors.api(f"/tickets/{told['id']}")
    return found["cover"], found["cover_rule"]


def page_of(doors: Doors, told) -> str:
    return doors.anna().page(f"/console/richieste/{told['id']}")


@pytest.mark.parametrize("door", ["file", "program", "console"])
def test_a_contract_that_is_entered_pays_for_what_is_open(doors, tmp_path, door):
    bianchi(doors)
    told = doors.program_opens("L3003", message=USE, category="software")
    assert told["cover"] == "billable"
    if door == "file":
        imports(doors, tmp_path, contract="yes")
    if door == "program":
        a_supervisor(doors)
        row = doors.api("/customers/L3003")
        written = {name: row[name] for name in row if name not in {"code", "hardware"}}
        sent = {**written, "contract": True}
        assert doors.sends("put", "/customers/L3003", sent, "carla").status_code == 200
    if door == "console":
        page = "/console/clienti/1/modifica"
        carla = a_supervisor(doors)
        hidden = hidden_in(carla.client.get(page).text)
        typed = {"code": "L3003", "name": "Bianchi", "phones": NUMBER, "contract": "yes"}
        carla.post(page, page=page, **{**hidden, **typed, "j_system": "no"})
    assert now(doors, told) == ("contract", "standard.contract")
    assert "ha deciso di nuovo chi paga: A pagamento → Contratto" in page_of(doors, told)


def test_what_only_a_number_hints_at_is_decided_anew_too(doors, tmp_path):
    bianchi(doors)
    told, _, _ = a_message(doors, NUMBER, USE)
    assert told["cover"] != "contract"
    imports(doors, tmp_path, contract="yes")
    assert now(doors, told)[0] == "contract"


def test_a_warranty_that_is_entered_pays_for_the_repair(doors, tmp_path):
    bianchi(doors)
    told = doors.program_opens("L3003", message=REPAIR, category="hardware")
    assert told["cover"] == "quote"
    file = tmp_path / "apparecchi.csv"
    file.write_text(
        "customer_code;item;serial;bought_on;warranty_months\nL3003;Stampante;SN-77;2026-05-04;12\n"
    )
    doors.command("customers", "import", "--hardware", str(file))
    assert now(doors, told)[0] == "warranty"


def test_what_the_customer_agreed_to_by_key_stays_and_the_difference_is_shown(doors, tmp_path):
    bianchi(doors)
    told, _, said = a_message(doors, NUMBER, USE, *AGREES)
    assert "novantasette euro e sessanta" in said
    assert told["cover"] == "billable"
    imports(doors, tmp_path, contract="yes")
    assert now(doors, told)[0] == "billable"
    page = page_of(doors, told)
    assert "Con quello che sappiamo ora sarebbe Contratto" in page
    assert "Ha accettato il" in page
    anna, path = doors.anna(), f"/console/richieste/{told['id']}"
    anna.post(f"{path}/copertura", page=path, copertura="archivio")
    assert now(doors, told)[0] == "contract"


@pytest.mark.on_both
def test_what_a_technician_said_stays(doors, tmp_path):
    bianchi(doors)
    told = doors.program_opens("L3003", message=USE, category="software")
    anna, path = doors.anna(), f"/console/richieste/{told['id']}"
    anna.post(f"{path}/copertura", page=path, copertura="free", perche="cortesia")
    imports(doors, tmp_path, contract="yes")
    assert now(doors, told)[0] == "free"


def test_j_systems_minutes_run_out_for_the_others_and_come_back(doors):
    bianchi(doors, j_system=True)
    first, second = (
        doors.program_opens(
            "L3003", message=f"{VIRUS} {n}", category="system", subject=f"Virus {n}"
        )
        for n in (1, 2)
    )
    assert first["id"] != second["id"]
    anna, path = doors.anna(), f"/console/richieste/{first['id']}"
    anna.post(f"{path}/minuti", page=path, minuti="120", invio="k")
    assert now(doors, second) == ("billable", "j_system.minutes")
    assert now(doors, first)[0] == "j_system"  # its own work: what is more is billed by itself
    assert "A pagamento" in page_of(doors, second)
    (entry,) = doors.api(f"/tickets/{first['id']}/work")
    correct = f"{path}/minuti/{entry['id']}/correzione"
    anna.post(correct, page=path, minuti="30", perche="erano 30")
    assert now(doors, second)[0] == "j_system"


def test_what_is_over_stays_as_it_was(doors, tmp_path):
    bianchi(doors)
    told = doors.program_opens("L3003", message=USE, category="software")
    anna, path = doors.anna(), f"/console/richieste/{told['id']}"
    anna.post(f"{path}/stato", page=path, stato="resolved")
    imports(doors, tmp_path, contract="yes")
    assert now(doors, told)[0] == "billable"


def test_a_file_that_alters_nothing_decides_nothing(doors, tmp_path):
    bianchi(doors, contract=True)
    told = doors.program_opens("L3003", message=USE, category="software")
    imports(doors, tmp_path)
    payer = parts_of(doors.settings).payer
    assert settling.decide_anew(doors.sessions, doors.clock, payer) == 0
    assert "di nuovo chi paga" not in page_of(doors, told)
