"""What is written instead of spoken: a program's report, over HTTP with its bearer token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from sqlalchemy.orm import Session, sessionmaker

from centralino.rehearsal import Rehearsal
from store import connect, installations, sessions

SECONDS = 10


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
    token = _token(sessions(engine), at)
    engine.dispose()
    return [
        Written(title, at, _send(rehearsal, token, f"demo-{number}", report))
        for number, (title, report) in enumerate(REPORTS, 1)
    ]


def _token(desk: sessionmaker[Session], at: datetime) -> str:
    with desk.begin() as session:
        _, token = installations.add(session, "L2210", "Cassa 1", now=at)
    return token


def _send(rehearsal: Rehearsal, token: str, key: str, report: dict[str, str]) -> dict[str, Any]:
    answer = requests.post(
        f"{rehearsal.address}/api/v1/tickets",
        json=report,
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        timeout=SECONDS,
    )
    answer.raise_for_status()
    ticket: dict[str, Any] = answer.json()
    return ticket
