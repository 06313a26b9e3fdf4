"""A program asks for help, and reads what becomes of it."""

from datetime import datetime, timedelta

import pytest

from rules.tickets.ticket import State
from rules.triage import TicketDraft
from store.models import Customer
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from web.api.tickets import EXAMPLE

HOUR = timedelta(hours=1)
SATURDAY = datetime.fromisoformat("2026-11-28T10:00:00+01:00")
MONDAY = "2026-11-30T08:15:00+00:00"


@pytest.fixture
def called(sessions, customer, clock):
    """The customer's ticket by telephone, of an hour ago, known for certain unless said."""

    def make(code="L1042", ago=HOUR, state=State.OPEN, sure=True):
        with sessions.begin() as session:
            ticket = a_ticket(session, a_call(session, now=clock() - ago), now=clock() - ago)
            known = session.query(Customer).filter_by(code=code).one()
            ticket.customer_id = known.id if sure else None
            ticket.state = state
            return ticket.id

    return make


def test_the_program_of_a_customer_opens_a_ticket(program):
    answer = program.post("/tickets", EXAMPLE)
    assert answer.status_code == 201
    told = answer.json
    assert told["customer"] == {
        "id": 1,
        "code": "L1042",
        "name": "Ferramenta Rossi",
        "sure": True,
    }
    assert (told["channel"], told["kind"], told["status"]) == ("program", "written", "open")
    assert told["caller_number"] == "+390458001234"
    for field in ("message", "subject", "category", "urgency", "caller_name", "product"):
        assert told[field] == EXAMPLE[field]
    assert told["software_version"] == "11.4.2"
    assert told["last_error"].startswith("E2041")
    assert told["callback"]["status"] == "waiting"
    assert answer.headers["Location"] == f"/api/v1/tickets/{told['id']}"
    assert program.get(f"/tickets/{told['id']}").json == told


def test_when_the_error_occurred_stands_in_the_history(program, sessions):
    opened = program.post("/tickets", EXAMPLE).json
    with sessions.begin() as session:
        notes = [row.note for row in lifecycle.history(session, opened["id"])]
    assert any("2026-11-24T08:58:12+00:00" in (note or "") for note in notes)


def test_without_a_number_the_customers_first_is_called(program):
    assert program.opens().json["callback"]["number"] == "+390458001234"
    given = program.opens(callback_number="347 1234567").json
    assert given["callback"]["number"] == "+393471234567"


def test_a_user_names_the_customer(technician, customer):
    told = technician.opens(customer_code="l1042").json
    assert told["customer"]["code"] == "L1042"


@pytest.mark.parametrize(
    ("until", "category", "urgency", "in_charge_at"),
    [
        (None, "software", "blocking", "2026-11-28T09:00:00+00:00"),
        ("2026-11-28", "software", "blocking", "2026-11-28T09:00:00+00:00"),  # its last day
        ("2026-11-27", "software", "blocking", MONDAY),  # ended
        (None, "software", "high", MONDAY),  # it can be used
        (None, "system", "blocking", MONDAY),  # no week-end help on anything else
        ("never", "software", "blocking", MONDAY),  # no subscriber
    ],
)
def test_subscribers_who_cannot_use_the_program_are_taken_in_charge_at_the_weekend(
    program, sessions, clock, until, category, urgency, in_charge_at
):
    clock.at = SATURDAY
    with sessions.begin() as session:
        row = session.query(Customer).one()
        row.j_system = until != "never"
        row.j_system_until = None if until in {None, "never"} else datetime.fromisoformat(until)
    told = program.opens(category=category, urgency=urgency).json
    assert told["in_charge_at"] == in_charge_at


def test_a_report_joins_the_customers_call_of_the_last_hours(program, technician, called, sessions):
    number = called()
    answer = program.opens(
        message="Ecco l'errore", software_version="11.4.2", last_error="E2041", urgency="blocking"
    )
    assert (answer.status_code, answer.json["id"]) == (200, number)
    told = answer.json
    assert (told["message"], told["last_error"]) == ("Ecco l'errore", "E2041")
    assert (told["channel"], told["urgency"]) == ("phone", "blocking")
    (queued,) = technician.get("/callbacks").json
    assert queued["urgency"] == "blocking"
    with sessions.begin() as session:
        last = lifecycle.history(session, number)[-1]
    assert (last.event, last.actor) == ("program_report", "program cassa 1")
    assert last.note == "11.4.2, E2041"


@pytest.mark.parametrize(
    "other",
    [
        {"ago": 5 * HOUR},  # too long ago
        {"state": State.RESOLVED},
        {"sure": False},  # known by the number alone
        {"code": "L7"},  # another customer's
    ],
)
def test_a_report_joins_no_other_call(program, called, sessions, other):
    with sessions.begin() as session:
        a_customer(session, code="L7")
    number = called(**other)
    answer = program.opens()
    assert answer.status_code == 201
    assert answer.json["id"] != number


def test_a_second_report_is_a_ticket_of_its_own_unless_it_names_the_first(program, called):
    number = called()
    assert program.opens().json["id"] == number
    assert program.opens().json["id"] != number
    named = program.opens(ticket=number, message="Di nuovo")
    assert (named.status_code, named.json["id"]) == (200, number)
    assert named.json["message"] == "Non parte\n\nDi nuovo"


def test_a_report_makes_a_ticket_no_less_urgent_and_leaves_what_a_person_set(
    program, called, sessions, clock
):
    number = called()
    with sessions.begin() as session:
        facts = {"urgency": "high", "subject": "Cassa ferma"}
        lifecycle.correct(session, number, facts, actor="anna", now=clock())
    told = program.opens(urgency="blocking", subject="Altro").json
    assert (told["urgency"], told["subject"]) == ("high", "Cassa ferma")
    other = called()
    assert program.opens(urgency="blocking").json["id"] == other
    assert program.opens(ticket=other, urgency="low").json["urgency"] == "blocking"


def test_what_the_customer_typed_stands_against_what_a_machine_hears(
    program, called, sessions, clock
):
    number = called()
    typed = {"callback_number": "347 1234567", "email": "a@b.example", "urgency": "blocking"}
    told = program.opens(**typed).json
    assert told["callback"]["number"] == told["callback_number"] == "+393471234567"
    heard = TicketDraft(subject="Stampante", urgency="high", callback_number="+390458009999")
    with sessions.begin() as session:
        lifecycle.enrich(session, number, heard, clock())
    told = program.get(f"/tickets/{number}").json
    assert told["callback"]["number"] == "+393471234567"
    assert (told["urgency"], told["subject"]) == ("blocking", "Stampante")


def test_whoever_writes_after_we_gave_up_is_called_again(program, technician, called):
    number = called()
    (queued,) = technician.get("/callbacks").json
    address = f"/callbacks/{queued['id']}"
    token = technician.post(f"{address}/claim").json["token"]
    lost = {"token": token, "outcome": "failed", "permanent": True}
    assert technician.post(f"{address}/outcome", lost).json["status"] == "given_up"
    assert technician.get("/callbacks").json == []
    assert program.opens().json["id"] == number
    assert [row["attempts"] for row in technician.get("/callbacks").json] == [0]


def test_a_ticket_takes_up_only_so_much(program):
    number = program.opens(message="x" * 8000).json["id"]
    codes = [program.opens(ticket=number, message="x" * 8000).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 422, 422]


def test_a_program_names_only_its_own_customers_open_tickets(program, called, sessions):
    with sessions.begin() as session:
        a_customer(session, code="L7")
    for number in (called(code="L7"), called(state=State.CLOSED), 999):
        refused = program.opens(ticket=number)
        assert refused.status_code == 422
        assert refused.json["errors"][0]["field"] == "ticket"


def test_a_program_sees_its_own_customers_tickets_alone(program, technician, called, sessions):
    with sessions.begin() as session:
        a_customer(session, code="L7")
    others, mine = called(code="L7"), called()
    assert [row["id"] for row in program.get("/tickets").json] == [mine]
    assert program.get(f"/tickets/{others}").status_code == 404
    assert program.get("/tickets/999999").status_code == 404
    assert len(technician.get("/tickets").json) == 2
    assert technician.get(f"/tickets/{others}").status_code == 200


def test_tickets_are_found_by_call_and_by_status_and_page_by_page(technician, called):
    numbers = [called(), called(), called(state=State.CLOSED)]
    sid = technician.get(f"/tickets/{numbers[0]}").json["call_sid"]

    def ids(query):
        return [row["id"] for row in technician.get(f"/tickets?{query}").json]

    assert ids(f"call_sid={sid}") == numbers[:1]
    assert ids("status=closed") == numbers[2:]
    assert ids("limit=2") == [numbers[2], numbers[1]]
    assert ids(f"limit=2&before={numbers[1]}") == numbers[:1]


def test_calls_are_read_by_users_page_by_page(technician, called):
    number, later = called(), called(ago=HOUR / 2)
    newest, call = technician.get("/calls").json
    assert newest["ticket"]["id"] == later
    assert call["ticket"] == {"id": number, "number": f"{number:04d}"}
    assert technician.get(f"/calls/{call['sid']}").json == {**call, "turns": []}
    assert technician.get(f"/calls?before={newest['sid']}").json == [call]
    assert technician.get(f"/calls?before={call['sid']}").json == []
    assert technician.get("/calls/CA00").status_code == 404


def test_tickets_and_calls_are_searched_for_as_in_the_console(
    technician, program, called, sessions
):
    with sessions.begin() as session:
        a_customer(session, code="L7", name="Officine Verdi")
    others, mine = called(code="L7", state=State.CLOSED), called()

    def ids(who, query):
        return [row["id"] for row in who.get(f"/tickets?q={query}").json]

    assert ids(technician, others) == ids(technician, f"n. {others}") == [others]
    assert ids(technician, "officina") == ids(technician, "l7") == [others]
    assert ids(technician, "officina&status=open") == ids(technician, "zzz") == []
    assert ids(program, "officina") == []  # whose else it is, a program does not learn
    sid = technician.get(f"/tickets/{others}").json["call_sid"]
    assert [call["sid"] for call in technician.get("/calls?q=officina").json] == [sid]
    assert technician.get(f"/calls?q={mine}").json[0]["ticket"]["id"] == mine
    assert technician.get("/calls?q=zzz").json == []
