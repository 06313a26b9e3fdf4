"""The contract covers the latest version: compared where both are known, and asked where not."""

from dataclasses import replace

import pytest

from centralino.config.settings import load
from centralino.wiring.web import create_app
from tests.builders import a_customer
from tests.leotron import PUBLIC
from tests.stories.doors import SECRET, Doors, plain

QUESTION = "Il programma è all'ultima versione?"


@pytest.fixture
def told(doors) -> Doors:
    """The service of a file that says J2K's latest version, with three customers."""
    environ = {
        "CENTRALINO_PRODUCTS__J2K": "11.4.2",
        "CENTRALINO_SUPPORTED__SYSTEMS": "[Windows 11]",
        "CENTRALINO_TWILIO__ACCOUNT_SID": doors.settings.twilio.account_sid or "",
        "CENTRALINO_TWILIO__AUTH_TOKEN": doors.settings.twilio.tokens[0],
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_WEB__SECRET_KEY": SECRET,
        "CENTRALINO_DATABASE__URL": doors.url,
    }
    with doors.sessions.begin() as session:
        for code, version in (("L1", "10.0"), ("L2", "11.4.2"), ("L3", None)):
            customer = a_customer(session, code=code)
            customer.software, customer.software_version = "J2K", version
    settings = load(environ=environ)
    return replace(doors, settings=settings, app=create_app(settings, doors.clock))


def opened(told: Doors, code: str, **more: str) -> int:
    request = {"message": "Il listino non si salva.", "category": "software", **more}
    return int(told.program_opens(code, subject="Listino", **request)["id"])


def decided(told: Doors, ticket: int) -> tuple[str, str]:
    found = told.api(f"/tickets/{ticket}")
    return found["cover"], found["cover_rule"]


NEEDS = ("billable", "standard.needs")
COVERED = ("contract", "standard.contract")


@pytest.mark.parametrize(
    ("code", "reported", "decision", "shown"),
    [
        ("L1", None, NEEDS, "in archivio la 10.0, l'ultima è la 11.4.2"),
        ("L1", "11.4.2", COVERED, "il programma riporta la 11.4.2"),  # it was brought up to date
        ("L2", None, COVERED, "in archivio la 11.4.2"),
        ("L2", "11.4", NEEDS, "il programma riporta la 11.4"),
        ("L3", None, COVERED, None),
        ("L3", "10.0", NEEDS, "il programma riporta la 10.0"),
    ],
)
def test_the_version_on_record_or_reported_is_compared_with_the_latest(
    told, code, reported, decision, shown
):
    more = {"software_version": reported} if reported else {}
    ticket = opened(told, code, product="J2K", **more)
    assert decided(told, ticket) == decision
    for found in (told.api(f"/tickets/{ticket}"), told.api("/tickets")[0]):
        fact = found["coverage_facts"].get("latest_version")
        assert (shown in fact["words"], fact["by"]) == (True, "centralino") if shown else not fact
    page = told.anna().page(f"/console/richieste/{ticket}")
    assert QUESTION in page
    assert (f"{QUESTION} proposta: «{shown}" in page) if shown else (f"{QUESTION} Sì" in page)


def test_what_is_not_known_is_asked_kept_and_decides(told):
    ticket = opened(told, "L3")
    page = f"/console/richieste/{ticket}"
    anna = told.anna()
    for answer, decision in (("no", NEEDS), ("si", COVERED), ("no", NEEDS), ("non-so", COVERED)):
        anna.post(f"{page}/cosa", page=page, fatto="latest_version", valore=answer)
        assert decided(told, ticket) == decision
        assert "lo dice anna" in anna.page(page)


@pytest.mark.parametrize("door", ["console", "program"])
def test_what_a_person_said_is_taken_back_and_what_is_known_decides_again(told, door):
    ticket = opened(told, "L1")
    page, anna = f"/console/richieste/{ticket}", told.anna()
    anna.post(f"{page}/cosa", page=page, fatto="latest_version", valore="si")
    assert decided(told, ticket) == COVERED
    if door == "console":
        anna.post(f"{page}/cosa", page=page, fatto="latest_version", ritira="1")
    else:
        answer = told.delete(f"/tickets/{ticket}/coverage/latest_version")
        assert answer.status_code == 200, answer.text
        assert answer.json["cover"] == "billable"
    assert decided(told, ticket) == NEEDS
    shown = anna.page(page)
    assert "in archivio la 10.0" in shown
    assert "lo dice anna" not in shown
    assert "ha ritirato quello che era stato detto a mano: " in shown


def test_what_the_words_proposed_stands_again_once_the_answer_is_taken_back(told):
    ticket = told.program_opens("L2", message="C'è da aggiornare Windows.")["id"]
    proposed = told.api(f"/tickets/{ticket}")["coverage_facts"]["activity"]
    assert proposed["value"] == "os_update"
    told.patch(f"/tickets/{ticket}/coverage", {"activity": "virus"})
    told.delete(f"/tickets/{ticket}/coverage/activity")
    assert told.api(f"/tickets/{ticket}")["coverage_facts"]["activity"] == proposed


@pytest.mark.parametrize("fact", ["place", "latest_version", "colour"])
def test_what_nobody_said_is_not_taken_back(told, fact):
    ticket = opened(told, "L1")
    answer = told.delete(f"/tickets/{ticket}/coverage/{fact}")
    assert answer.status_code == 404
    assert fact in answer.text
    anna, page = told.anna(), f"/console/richieste/{ticket}"
    typed = {**anna.token(page), "fatto": fact, "ritira": "1"}
    assert "niente da ritirare" in plain(anna.client.post(f"{page}/cosa", data=typed).text)


def test_who_pays_as_a_person_said_it_is_taken_back_too(told):
    ticket = opened(told, "L2")
    page, anna = f"/console/richieste/{ticket}", told.anna()
    anna.post(f"{page}/copertura", page=page, copertura="free", perche="cortesia")
    assert decided(told, ticket) == ("free", None)
    assert "Con quello che sappiamo ora sarebbe Contratto" in anna.page(page)
    anna.post(f"{page}/copertura", page=page, copertura="archivio")
    assert decided(told, ticket) == COVERED
    assert "sarebbe" not in anna.page(page)


def test_a_technicians_word_comes_before_the_comparison(told):
    ticket = opened(told, "L1")
    assert decided(told, ticket) == NEEDS
    page = f"/console/richieste/{ticket}"
    told.anna().post(f"{page}/cosa", page=page, fatto="latest_version", valore="si")
    assert decided(told, ticket) == COVERED


def test_the_console_lists_what_is_supported(told):
    page = told.anna().page("/console/orari")
    assert "J2K ultima versione 11.4.2" in page
    assert "Sistemi operativi Windows 11" in page
