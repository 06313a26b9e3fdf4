"""A morning at the desk, played up to half past ten: what is done, what waits, and what is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from centralino.demo.calls import SampleCall
from centralino.demo.customers import seed
from centralino.demo.rehearsal import Rehearsal
from centralino.demo.run import place
from centralino.demo.today import calls, people
from centralino.demo.today.work import Colleague
from centralino.demo.written import fill_in, send
from rules.hours.mid_morning import Morning
from rules.tickets.known_fault import checked
from store import connect, sessions
from store.intake import known_faults

FAULT = checked("Invio degli scontrini fermo", "Invio scontrini fermo, ci lavoriamo", "")
HOLDS = "L6155"  # whose request is about it
OF_THE_FAULT = "L'invio degli scontrini è fermo da stamattina, restano tutti in coda."
# Three customers within the hour: enough for the desk to propose a fault by itself.
ALIKE = {
    "L6021": "Aprendo il magazzino compare errore E2041, archivio articoli bloccato.",
    "L6048": "Errore E2041 quando apro il magazzino: dice archivio articoli bloccato.",
    "L6112": "Il magazzino non si apre, errore E2041 archivio articoli bloccato.",
}
PRINTER = f"La stampante delle etichette, matricola {people.PRINTER}, non prende più la carta."
REPAIR = [
    {"kind": "parts", "words": "Rullo di trascinamento", "quantity": "1", "unit_price": "86.00"},
    {"kind": "labour", "words": "Sostituzione e prova", "quantity": "1", "unit_price": "60.00"},
    {"kind": "transport", "words": "Spedizione", "quantity": "1", "unit_price": "18.00"},
]
FORM = {
    "azienda": "Erboristeria Salvia",
    "nome": "Giulia Ferri",
    "telefono": "347 990 1122",
    "tipo": "software",
    "descrizione": "Le etichette escono vuote dopo l'aggiornamento. Allego quel che dice il programma.",
}
OF_THE_FORM = "+393479901122"
LOG = (
    "10:07:12 J2K 9.4.1 avvio\n"
    "10:07:40 etichette: modello 'scaffale' aperto\n"
    "10:07:41 ATTENZIONE campo DESCR_BREVE non trovato: stampato vuoto\n"
)


WORKED = timedelta(minutes=18)  # the last of it after the talk


@dataclass
class _Desk:
    """The morning as it goes by."""

    desk: Rehearsal
    ledger: sessionmaker[Session]
    morning: Morning
    samples: dict[str, SampleCall]
    done: Callable[[str], object]
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def at(self, minutes: int) -> datetime:
        """It is so many minutes after the opening; before the closing of the eve where negative."""
        at = calls.at_of(minutes, self.morning)
        self.desk.move_to(at)
        return at

    def rings(self, placed: tuple[calls.Ring, ...]) -> None:
        """The calls, each with its ticket once its text is there."""
        known = calls.placed(placed, self.samples, self.morning)
        for ring, call in zip(placed, known, strict=True):
            self.done(call.title)
            found = place(self.desk, self.ledger, call).ticket
            if found is not None:
                self.tickets[ring.number] = found

    def callback(self, number: str) -> int:
        """The callback of whoever rang from the number."""
        return int(self.tickets[number]["callback"]["id"])


def opened(
    desk: Rehearsal,
    morning: Morning,
    samples: dict[str, SampleCall],
    done: Callable[[str], object],
) -> None:
    """Play the eve and the morning; it is `morning.at` afterwards, and every telephone can be rung.

    `samples` are the sample calls by their voice; `done` is told of each step.
    """
    with _ledger(desk) as ledger:
        scene = _Desk(desk, ledger, morning, samples, done)
        colleagues, tokens = _people(scene)
        _eve(scene, colleagues)
        _morning(scene, colleagues, tokens)
        desk.move_to(morning.at)
    numbers = [OF_THE_FORM, *people.numbers(), *(ring.number for ring in calls.EVERY)]
    desk.carrier.subscribe(*people.telephones(numbers))


@contextmanager
def _ledger(desk: Rehearsal) -> Iterator[sessionmaker[Session]]:
    engine = connect(desk.settings.database.url)
    try:
        yield sessions(engine)
    finally:
        engine.dispose()


def _people(scene: _Desk) -> tuple[dict[str, Colleague], dict[str, str]]:
    """Everybody who is there, by name, and the tokens of customers' programs, by their code."""
    now = scene.at(-240)
    seed(scene.ledger, now)
    with scene.ledger.begin() as session:
        people.customers(session, now)
        tokens = people.programs(session, [*ALIKE, people.WITH_PRINTER, HOLDS], now)
        users = people.colleagues(session, now)
        people.shifts(session, scene.morning, scene.desk.settings.hours())
    return {name: Colleague(scene.desk, token) for name, token in users.items()}, dict(tokens)


def _eve(scene: _Desk, colleagues: dict[str, Colleague]) -> None:
    """Both of the afternoon were rung back at once: a contract pays for one, J-System for the other."""
    anna, bruno = colleagues[people.ANNA], colleagues[people.BRUNO]
    scene.rings(calls.EVE[:1])
    anna.knows(int(scene.tickets[calls.ADIGE]["id"]), "L5118")
    _solved(
        scene, anna, -127, calls.ADIGE, "Aggiornato J2K alla 9.4.2: non si chiude più.", "contract"
    )
    scene.rings(calls.EVE[1:])
    bruno.knows(int(scene.tickets[calls.GARDA]["id"]), "L4417")
    _solved(scene, bruno, -92, calls.GARDA, "Ricostruito l'indice dell'archivio.", "j_system")


def _morning(scene: _Desk, colleagues: dict[str, Colleague], tokens: dict[str, str]) -> None:
    """Calls, programs' reports and the form, and what Anna and Bruno have done of it so far."""
    scene.done("The morning")
    anna, bruno = colleagues[people.ANNA], colleagues[people.BRUNO]
    now = scene.at(3)
    with scene.ledger.begin() as session:
        fault = known_faults.make_known(session, None, FAULT, by=people.ANNA, now=now).id
    scene.at(5)
    printer = send(scene.desk, tokens[people.WITH_PRINTER], "demo-1", _told(PRINTER, "hardware"))
    scene.at(8)
    bruno.quotes(int(printer["callback"]["id"]), REPAIR, "Rullo consumato.")
    scene.rings(calls.FIRST)
    _solved(scene, anna, 15, calls.EUROPA, "Riavviato il registratore, carta rimessa.", "billable")
    scene.rings(calls.LATER)
    alike = []
    for count, (code, words) in enumerate(ALIKE.items()):
        scene.at(64 + count)
        found = send(scene.desk, tokens[code], "demo-1", _told(words, "software"))
        alike.append(int(found["callback"]["id"]))
    bruno.tells(scene.callback(calls.STELLA), "no_answer")
    anna.tells(scene.callback(calls.ROSSI), "spoken", note="Riavvio il servizio della stampante.")
    bruno.tells(alike[0], "spoken", note="Riprodotto: l'archivio articoli resta bloccato.")
    scene.rings(calls.LAST[:2])
    now = scene.at(70)
    held = send(scene.desk, tokens[HOLDS], "demo-1", _told(OF_THE_FAULT, "software"))
    with scene.ledger.begin() as session:
        known_faults.take_in(session, held["id"], fault, by=people.BRUNO, now=now)
    scene.at(71)
    fill_in(scene.desk, scene.ledger, FORM, {"allegati": ("registro-j2k.txt", LOG.encode())})
    scene.rings(calls.LAST[2:])
    scene.at(73)
    bruno.takes(scene.callback(calls.VERDE))


def _solved(scene: _Desk, by: Colleague, minutes: int, number: str, note: str, pays: str) -> None:
    """They have spoken, it works again, and the minutes are booked."""
    scene.at(minutes)
    by.tells(scene.callback(number), "solved", note=note)
    now = scene.at(minutes + 16)
    by.books(int(scene.tickets[number]["id"]), now - WORKED, note, pays)


def _told(message: str, category: str) -> dict[str, str]:
    return {"message": message, "category": category, "product": "J2K"}
