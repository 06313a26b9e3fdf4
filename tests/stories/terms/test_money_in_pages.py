"""*Soldi* shows all of each list, a page at a time, and its file for Excel is always whole."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from store.models import Quote, Ticket, WorkEntry, WorkShare
from store.models.states import EntryState
from tests.builders import a_ticket
from tests.stories.doors import Doors, plain
from tests.stories.left_messages import a_supervisor

SOLDI = "/console/soldi"
MANY = 650


@pytest.fixture
def full(doors) -> Doors:
    """Work of hundreds of strangers, done and to be invoiced; as many minutes that calls proposed."""
    now = doors.clock()
    with doors.sessions.begin() as session:
        first = a_ticket(session, now=now).id
        row = {name: getattr(session.get(Ticket, first), name) for name in _COPIED}
        told = {"cover": "billable", "cover_rule": "costs.hourly", "state": "resolved"}
        rows = [
            {**row, **told, "id": first + one, "caller_name": f"Cliente {one:03}"}
            for one in range(1, MANY + 1)
        ]
        session.execute(insert(Ticket), rows)
        done = {"technician": "anna", "minutes": 60, "created_at": now, "cover": "billable"}
        works = [
            {**done, "id": place, "ticket_id": one["id"], "started_at": now - timedelta(hours=1)}
            for place, one in enumerate(rows, start=1)
        ]
        state = {"state": EntryState.CONFIRMED, "decided_at": now}
        session.execute(insert(WorkEntry), [{**one, **state} for one in works])
        share = {"month": "2026-11", "pays": "billable", "minutes": 60}
        session.execute(insert(WorkShare), [{**share, "entry_id": one["id"]} for one in works])
        begun = [
            {**one, "id": one["id"] + MANY, "ticket_id": first, "state": EntryState.PROPOSED}
            for one in works
        ]
        session.execute(insert(WorkEntry), [{**one, "minutes": 7, "cover": None} for one in begun])
        quote = {"ticket_id": first, "state": "draft", "vat_percent": 22, "created_at": now}
        session.execute(insert(Quote), [quote] * 120)
    return doors


_COPIED = ("kind", "channel", "category", "urgency", "in_charge_at", "created_at", "updated_at")


def followed(anna, part: str) -> list[str]:
    """The pages of one list, by its own links."""
    page = anna.client.get(SOLDI).text
    pages = [page]
    while link := re.search(rf'href="([^"]*#{part})">Seguenti', page):
        page = anna.client.get(unescape(link[1]).partition("#")[0]).text
        pages.append(page)
    return [plain(one) for one in pages]


def test_every_account_is_on_a_page_and_once(full):
    pages = followed(full.anna(), "fatturare")
    assert len(pages) == 7
    found = [one for page in pages for one in re.findall(r"(\d{4}) senza oggetto", page)]
    found = [one for one in found if one != "1001"]  # of whom the other lists are
    assert len(found) == len(set(found)) == MANY
    assert f"pagina 2 di 7, {MANY} in tutto" in pages[1]


def test_so_are_proposed_minutes_and_drafts_and_the_other_lists_stay_where_they_are(full):
    anna = full.anna()
    proposed = followed(anna, "proposti")
    assert [page.count("7 min di anna") for page in proposed] == [100] * 6 + [50]
    assert all(f"pagina 1 di 7, {MANY} in tutto" in page for page in proposed)  # of the accounts
    drafts = followed(anna, "bozze")
    assert [len(re.findall(r"Preventivo \d+", page)) for page in drafts] == [100, 20]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "5000"])
def test_a_page_that_there_is_not_is_no_error(full, page):
    assert full.anna().client.get(f"{SOLDI}?fatturare={page}").status_code == 200


@pytest.mark.on_both
def test_the_file_is_whole_and_sums_are_marked_from_any_page(full):
    carla = a_supervisor(full)
    file = carla.client.get(f"{SOLDI}.csv?fatturare=3").data.decode("utf-8-sig").splitlines()
    assert len(file) == MANY + 1
    page = carla.client.get(f"{SOLDI}?fatturare=7").text
    mark = re.search(r'name="voce" value="([^"]+)"', page)[1]
    carla.post(f"{SOLDI}/fatturato", page=SOLDI, voce=mark)
    file = carla.client.get(f"{SOLDI}.csv").data.decode("utf-8-sig").splitlines()
    assert len(file) == MANY
