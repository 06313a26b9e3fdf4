"""A job that has failed for an hour is seen in the console, in words that a technician reads."""

from datetime import timedelta

import pytest

from centralino.config.settings import load
from centralino.wiring.clock import noting
from centralino.wiring.worker import jobs
from rules.errors import TemporaryFailure
from scheduler.clock import Job, Tries
from store import failing_jobs
from tests.leotron import ACCOUNT, PUBLIC, TOKEN

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LOST = "ask Twilio what we missed"


def fails() -> None:
    raise TemporaryFailure("Twilio answered 404")


@pytest.mark.on_both
def test_what_the_clock_notes_is_seen_by_a_technician_until_the_job_runs_again(doors):
    tries = Tries(noting(doors.settings, doors.clock))
    tries.run(Job(LOST, timedelta(minutes=10), fails))
    doors.clock.move(minutes=59)
    anna = doors.anna()
    assert "Il servizio non riesce" not in anna.page("/console")
    doors.clock.move(minutes=2)
    for path in ("/console", "/console/richieste", "/console/clienti", "/console/quadro"):
        page = anna.page(path)
        assert "non riesce da 1 h 01 min a chiedere a Twilio che cosa ci è sfuggito" in page
    tries.run(Job(LOST, timedelta(minutes=10), lambda: None))
    assert "Il servizio non riesce" not in anna.page("/console")


@on_one_database
def test_each_job_of_the_clock_has_words_for_technicians(doors):
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_DATABASE__URL": doors.url,
        "CENTRALINO_MESSAGES__SMS": "true",
        "CENTRALINO_MESSAGES__EMAIL__HOST": "mail.example.it",
        "CENTRALINO_MESSAGES__EMAIL__SENDER": "assistenza@example.it",
    }
    names = [job.name for job in jobs(load(environ=environ), doors.clock)]
    with doors.sessions.begin() as session:
        for name in names:
            failing_jobs.fails(session, name, "x", doors.clock() - timedelta(hours=2))
    page = doors.anna().page("/console")
    assert page.count("Il servizio non riesce") == len(names)
    assert [name for name in names if name in page] == []
