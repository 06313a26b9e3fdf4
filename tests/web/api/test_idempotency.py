"""The same request sent again changes nothing; another under its key is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from store.customers import installations
from store.models import ProgramRequest, Ticket
from store.tickets import lifecycle


def count(sessions, table):
    with sessions.begin() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_the_same_request_gets_the_same_answer(program, sessions, clock):
    first = program.opens(key="k1", subject="Cassa")
    with sessions.begin() as session:
        facts = {"subject": "Altro"}
        lifecycle.correct(session, first.json["id"], facts, actor="anna", now=clock())
    again = program.opens(key="k1", subject="Cassa")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert count(sessions, Ticket) == 1


def test_another_request_under_the_key_is_refused(program, sessions):
    program.opens(key="k1")
    other = program.opens(key="k1", message="Altro")
    assert (other.status_code, other.content_type) == (422, "application/problem+json")
    assert other.json["type"].endswith("idempotency-key-reused")
    assert count(sessions, Ticket) == 1


def test_without_a_key_two_requests_are_two_tickets(program, sessions):
    program.opens()
    program.opens()
    assert count(sessions, Ticket) == 2


def test_a_key_is_its_tokens_own(program, sessions, now):
    with sessions.begin() as session:
        _, token = installations.add(session, "L1042", "cassa 2", now=now)
    program.opens(key="k1")
    assert program.with_token(token).opens(key="k1", message="Altro").status_code == 201


def test_a_request_that_was_refused_leaves_its_key_free(program):
    assert program.opens(key="k1", callback_number="12").status_code == 422
    assert program.opens(key="k1").status_code == 201


def test_keys_are_forgotten_after_two_days(program, sessions, clock):
    program.opens(key="k1")
    clock.at += timedelta(days=2, seconds=1)
    assert program.opens(key="k2").status_code == 201
    assert count(sessions, ProgramRequest) == 1


@pytest.mark.parametrize("key", ["x" * 256, "with space", "è"])
def test_a_key_that_cannot_be_is_refused(program, key):
    refused = program.opens(key=key)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["in"] == "header"


def test_at_once_the_same_request_makes_one_ticket(program, sessions):
    together = threading.Barrier(8)

    def send(_):
        together.wait()
        return program.opens(key="k1")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert count(sessions, Ticket) == 1
