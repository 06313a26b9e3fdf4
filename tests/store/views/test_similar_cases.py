"""Solved requests like a new one are found by the indexes of words, on both databases."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from rules.tickets.ticket import State
from store.billing import work_minutes
from store.models import Customer, Transcript
from store.tickets import lifecycle
from store.views.similar_cases import nearest
from tests.builders import a_call, a_recording, a_ticket

HERE = Path(__file__).parent
OTHERS = HERE.parents[1] / "rules/triage/messages/by_a_stranger.jsonl"


def said(session, words, now, **facts):
    """A call with a message of these words, and its ticket."""
    call = a_call(session, now=now)
    recording = a_recording(session, call, now=now)
    session.add(Transcript(recording_sid=recording.sid, text=words, model="demo", created_at=now))
    ticket = a_ticket(session, call, now=now)
    lifecycle.correct(session, ticket.id, facts, actor="anna", now=now)
    session.flush()
    return ticket


def solved(session, words, note, now, *, minutes=0, **facts):
    """One that a technician solved, with what they noted."""
    ticket = said(session, words, now, **facts)
    lifecycle.move(session, ticket.id, State.IN_PROGRESS, actor="bruno", now=now)
    lifecycle.add(session, ticket.id, actor="bruno", event="note", note=note, now=now)
    if minutes:
        entry = work_minutes.write(session, ticket.id, by="bruno", minutes=minutes, now=now)
        assert entry is not None
    later = now + timedelta(hours=1)
    lifecycle.move(session, ticket.id, State.RESOLVED, actor="bruno", now=later)
    return ticket


@pytest.fixture
def ledger(sessions, now):
    with sessions.begin() as session:
        solved(
            *(session, "Lo scontrino esce bianco dalla stampante fiscale"),
            *("Rossi: carta termica al contrario, girata. Sentito al 347 1234567", now),
            company="Bar Rossi",
        )
        solved(session, "Fatture elettroniche scartate dallo SDI", "Codice destinatario", now)
        solved(session, "Giacenze negative dopo inventario", "Rifatto il ricalcolo", now)
        said(session, "Scontrino bianco anche da noi", now)  # open: nobody solved it
    return sessions


def test_the_case_is_found_with_its_note_and_who_solved_it_and_without_its_name(ledger, now):
    with ledger.begin() as session:
        new = said(session, "Buongiorno, gli scontrini escono bianchi, richiamatemi", now)
        found = nearest(session, new)
        assert [one.number for one in found] == ["1001"]
        assert found[0].note == "…: carta termica al contrario, girata. Sentito al …"
        assert (found[0].solved_by, found[0].at) == ("bruno", now + timedelta(hours=1))


def test_nothing_is_found_of_what_is_open_or_was_never_noted(ledger, now):
    with ledger.begin() as session:
        unnoted = said(session, "Il lettore ottico non legge i codici", now)
        lifecycle.move(session, unnoted.id, State.IN_PROGRESS, actor="bruno", now=now)
        lifecycle.move(session, unnoted.id, State.RESOLVED, actor="bruno", now=now)
        assert nearest(session, said(session, "lettore ottico che non legge codici", now)) == []
        assert nearest(session, said(session, "buongiorno, richiamatemi", now)) == []


def test_what_was_written_is_found_as_what_was_said_is(ledger, now):
    with ledger.begin() as session:
        new = a_ticket(session, a_call(session, now=now), now=now)
        new.message = "Lo SDI ci scarta la fattura elettronica"
        session.flush()
        assert [one.note for one in nearest(session, new)] == ["Codice destinatario"]


def test_a_case_of_the_very_customer_says_so(ledger, now):
    with ledger.begin() as session:
        one = Customer(code="L1", code_digits="1", name="Bar Rossi", contract=False, j_system=False)
        session.add(one)
        session.flush()
        lifecycle.find(session, 1001).customer_id = one.id
        new = said(session, "di nuovo lo scontrino bianco", now)
        new.customer_id = one.id
        assert [case.is_of_customer for case in nearest(session, new)] == [True]


@pytest.mark.parametrize(
    "hostile", ["'\"); DROP TABLE tickets", '" OR 1', 'stems : "x"', "NEAR(a b)", "a*'|&!<->"]
)
def test_whatever_was_said_is_text_and_no_query(ledger, now, hostile):
    with ledger.begin() as session:
        assert nearest(session, said(session, hostile, now)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is looked up is alike
def test_of_forty_two_requests_like_one_before_four_fifths_find_it_among_the_first_three(
    sessions, now
):
    """Written before the rule was tried on any of them; beside them what strangers said of other things."""
    lines = (HERE / "similar_pairs.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    with sessions.begin() as session:
        others = [json.loads(line).get("text") for line in OTHERS.read_text("utf-8").splitlines()]
        for words in filter(None, others):
            solved(session, words, "altro", now)
        before = {solved(session, old, "la nota", now).id: new for old, new in pairs}
        found = [
            number in [case.ticket_id for case in nearest(session, said(session, new, now))]
            for number, new in before.items()
        ]
    assert len(found) == 42
    assert sum(found) / len(found) >= 0.8
