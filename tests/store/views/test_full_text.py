"""Tickets are found by the words that were said and written, on both databases."""

import pytest
from alembic import command
from sqlalchemy import String, column, func, insert, inspect, select, table

import store
from rules.search_words import stems_of
from store import migrations
from store.customers import directory
from store.models import Addition, Call, Ticket, Transcript
from store.privacy import erasure
from store.tickets import lifecycle
from store.views import ticket_list
from store.views.ticket_list import Wanted
from tests.builders import a_call, a_recording, a_ticket


def found(session, typed):
    return [entry.id for entry in ticket_list.newest(session, Wanted(text=typed), 10)]


def said(session, call, words, now, corrected=None):
    recording = a_recording(session, call, now=now)
    session.add(
        Transcript(
            recording_sid=recording.sid,
            text=words,
            corrected=corrected,
            model="demo",
            created_at=now,
        )
    )
    session.flush()


@pytest.fixture
def ledger(sessions, now):
    """Three tickets: a message, a written one, and one that a later call added to."""
    with sessions.begin() as session:
        spoken = a_call(session, now=now)
        a_ticket(session, spoken, now=now)
        said(session, spoken, "Perché la stampante è ferma, siamo il bar dell'angolo", now)
        written = a_ticket(session, a_call(session, now=now), now=now)
        facts = {"subject": "Chiusura di cassa", "company": "Società Àncora, Žagar e Co\u0302te"}
        lifecycle.correct(session, written.id, facts, actor="anna", now=now)
        written.last_error = "E2041: archivio MOVIM bloccato"
        third, later = (
            a_ticket(session, a_call(session, now=now), now=now),
            a_call(session, now=now),
        )
        session.add(Addition(call_sid=later.sid, ticket_id=third.id, what="added", at=now))
        said(session, later, "la fattura non arriva", now, corrected="la fattura non parte")
    return sessions


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("stampante", [1001]),
        ("STAMP ferm", [1001]),  # beginnings, in capitals or not
        ("perche", [1001]),  # accents typed or not
        ("perché", [1001]),
        ("angolo", [1001]),  # after an apostrophe
        ("dell'angolo", [1001]),
        ("stampante cassa", []),  # all of the words, of one ticket
        ("ampante", []),  # no word begins so
        ("ancora", [1002]),
        ("ÀNCORA", [1002]),
        ("zagar", [1002]),  # an accent of another language
        ("žag", [1002]),
        ("cote", [1002]),  # an accent that is a sign of its own
        ("societa chius", [1002]),
        ("e2041", [1002]),
        ("movim:", [1002]),
        ("fattura", [1003]),  # said in a later call
        ("parte", [1003]),  # as a person heard it
        ("la", [1003, 1001]),  # the newest first
        ("fatture", [1003]),  # the plural of what was said
        ("FATTURAZIONE", [1003]),
        ("stampanti", [1001]),
        ("fermi", [1001]),
        ("ferme stampanti", [1001]),
        ("bloccati", [1002]),
        ("blocca", [1002]),
        ("archivi", [1002]),
        ("società", [1002]),
        ("stampatrice", []),  # another word
    ],
)
def test_words_find_their_tickets(ledger, typed, ids):
    with store.reading(ledger) as session:
        assert found(session, typed) == ids


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "*", 'stampante*" OR x', "xx:yy & !zz |", "-- ;", "%", "\\", "(((", "NEAR(x y)"],
)
def test_signs_of_a_query_are_only_signs(ledger, typed):
    with store.reading(ledger) as session:
        assert found(session, typed) == []


# Accents are taken off; other letters beyond ASCII are words to PostgreSQL as its locale has it.
WORDS = [
    *(
        "fattura",
        "fatture",
        "fatturazione",
        "stampante",
        "stampanti",
        "scontrini",
        "errore",
        "errori",
    ),
    *("bloccato", "bloccata", "blocca", "bloccano", "bloccando", "aggiornamenti", "aggiornare"),
    *("banca", "banche", "luogo", "luoghi", "vecchio", "vecchie", "negozi", "servizio", "farmacie"),
    *(
        "città",
        "virtù",
        "perché",
        "caffè",
        "funziona",
        "funzionano",
        "inviare",
        "inviato",
        "pagamento",
    ),
    *("ricevuto", "minuto", "piano", "settimana", "J2K", "E2041", "a1b2c3are", "12are", "ai", "è"),
]


def test_both_databases_have_the_stems_of_the_rule(ledger, now):
    """What PostgreSQL makes of a word is what Python makes of it."""
    with ledger.begin() as session:
        lifecycle.correct(session, 1002, {"subject": " ".join(WORDS)[:255]}, actor="anna", now=now)
        if session.get_bind().dialect.name == "postgresql":
            for word in WORDS:
                indexed = session.scalar(select(func.centralino_words(word).cast(String)))
                for stem in stems_of(word).split():
                    assert f"'={stem}'" in indexed, (word, indexed)
    with store.reading(ledger) as session:
        for word in " ".join(WORDS)[:255].split()[:-1]:
            assert found(session, word) == [1002] or 1002 in found(session, word), word


def test_a_word_longer_than_any_is_kept_all_the_same(ledger, now):
    endless = "a" * 9000
    with ledger.begin() as session:
        session.get(Ticket, 1002).message = f"{endless} fatture {'è' * 5000}"
    with store.reading(ledger) as session:
        assert found(session, "fattura") == [1003, 1002]


def test_a_customer_is_found_by_any_part_of_the_name(ledger, now):
    with ledger.begin() as session:
        shop = directory.add(session, code="L1", name="Gelateria 100%_Europa")
        session.get(Ticket, 1001).customer_id = shop.id
    with store.reading(ledger) as session:
        assert found(session, "100%_eur") == [1001]
        assert found(session, "100%xeur") == []


def test_corrected_words_are_found_at_once_and_the_old_ones_no_more(ledger, now):
    with ledger.begin() as session:
        lifecycle.correct(session, 1002, {"subject": "Rete assente"}, actor="anna", now=now)
    with store.reading(ledger) as session:
        assert found(session, "rete") == [1002]
        assert found(session, "chiusura") == []


def test_what_was_erased_is_not_found(ledger, now):
    with ledger.begin() as session:
        erasure.erase(session, 1001, now)
    with store.reading(ledger) as session:
        assert found(session, "stampante") == []
        assert found(session, "stampanti") == []
        assert found(session, "fatture") == [1003]


def test_tickets_from_before_the_index_are_found(empty_url, now):
    engine = store.connect(empty_url)
    with migrations.transaction(engine) as connection:
        command.upgrade(migrations.config(connection), "0014")
        known = {column["name"] for column in inspect(connection).get_columns("tickets")}
        row = {
            "kind": "message",
            "channel": "web",
            "state": "open",
            "subject": "Cassa ferma di Žagar",
        }
        row |= {"category": "other", "urgency": "normal", "in_charge_at": now}
        row |= {"created_at": now, "updated_at": now, "call_sid": "CA" + "0" * 32}
        assert set(row) <= known
        connection.execute(insert(Call.__table__), {"sid": row["call_sid"], "started_at": now})
        old = table("tickets", *map(column, row))  # as it was: without the columns of today
        connection.execute(insert(old), row)
    store.upgrade(engine)
    with store.reading(store.sessions(engine)) as session:
        assert found(session, "cassa") == [1001]
        assert found(session, "zagar") == [1001]
        assert found(session, "casse") == [1001]
    engine.dispose()
