"""What is written instead of spoken, over HTTP: a program's report, and the customers' form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import requests
from sqlalchemy.orm import Session, sessionmaker

from centralino.demo.rehearsal import Rehearsal
from rules.errors import PermanentFailure
from store import connect, reading, sessions
from store.customers import installations
from store.tickets import lifecycle
from store.views.as_json import ticket_json

SECONDS = 10
HIDDEN = re.compile(r'<input[^>]*?name="(csrf_token|invio)"[^>]*?value="([^"]*)"')


@dataclass(frozen=True)
class Written:
    """One request, and the ticket that the desk answered with."""

    title: str
    at: datetime
    ticket: dict[str, Any]


REPORTS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "J2K opens a ticket, with its version and its last error",
        {
            "message": "Il programma si chiude quando apro il magazzino.",
            "category": "software",
            "software_version": "9.4.1",
            "last_error": "Access violation at 0047C2A1 in module J2K.EXE",
        },
    ),
    (
        "Hardware within its warranty",
        {"message": "La cassa, matricola OL-20417, non si accende.", "category": "hardware"},
    ),
    (
        "Hardware beyond its warranty: a quote",
        {"message": "La stampante, matricola EP-88123, è rotta.", "category": "hardware"},
    ),
)


def write(rehearsal: Rehearsal, at: datetime) -> list[Written]:
    """Send each report as the customer's own program does."""
    rehearsal.move_to(at)
    engine = connect(rehearsal.settings.database.url)
    ledger = sessions(engine)
    token = _token(ledger, at)
    sent = [
        Written(title, at, send(rehearsal, token, f"demo-{number}", report))
        for number, (title, report) in enumerate(REPORTS, 1)
    ]
    sent.append(Written("The form at /assistenza, filled in", at, fill_in(rehearsal, ledger, FORM)))
    engine.dispose()
    return sent


def _token(ledger: sessionmaker[Session], at: datetime) -> str:
    with ledger.begin() as session:
        _, token = installations.add(session, "L2210", "Cassa 1", now=at)
    return token


def send(rehearsal: Rehearsal, token: str, key: str, report: Mapping[str, str]) -> dict[str, Any]:
    """The ticket that a program's report opens or joins."""
    answer = requests.post(
        f"{rehearsal.address}/api/v1/tickets",
        json=report,
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        timeout=SECONDS,
    )
    answer.raise_for_status()
    ticket: dict[str, Any] = answer.json()
    return ticket


FORM = {
    "azienda": "Erboristeria Salvia",
    "nome": "Giulia Ferri",
    "telefono": "347 990 1122",
    "tipo": "software",
    "descrizione": "Le etichette escono vuote dopo l'aggiornamento.",
}


def fill_in(
    rehearsal: Rehearsal,
    ledger: sessionmaker[Session],
    form: Mapping[str, str],
    files: Mapping[str, tuple[str, bytes]] = MappingProxyType({}),
) -> dict[str, Any]:
    """What a browser does without JavaScript: the page, its hidden fields, and the answer."""
    address = f"{rehearsal.address}/assistenza"
    page = requests.get(address, timeout=SECONDS)
    hidden = dict(HIDDEN.findall(page.text))
    # By hand: the cookies are for https alone, which a proxy would speak in our place.
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in page.cookies)
    answer = requests.post(
        address,
        data={**hidden, **form},
        files=dict(files),
        headers={"Cookie": cookies},
        timeout=SECONDS,
        allow_redirects=False,
    )
    if answer.status_code != HTTPStatus.SEE_OTHER:
        raise PermanentFailure(f"the form: expected 303, found {answer.status_code}")
    with reading(ledger) as session:
        (newest,) = lifecycle.list_(session, limit=1)
        return ticket_json.as_json(session, newest)
