"""What is refused is said in Italian: the English of the rules is for commands, programs and the log."""

import ast
import re
from html import unescape
from pathlib import Path

import pytest

from rules.errors import BadInput
from store.staff import rota
from tests.builders import PASSWORD, a_call, a_customer, a_ticket
from web.console.refusals import SENTENCES, UNSAID, Refused, of, said

ROOT = Path(__file__).parents[3]
TICKET = "/console/richieste/1001"
SETTINGS = "/console/impostazioni"
ROTA = "/console/turni"
ENGLISH = re.compile(
    r"\b(expected|found|there is|who is|whose|already|cannot|must|at least|at most|characters|"
    r"field|valid|choice|is not|has a|then|with|the)\b",
    re.IGNORECASE,
)
SHIFT = {
    "chi": "anna",
    "tipo": "on_call",
    "da": "2026-11-28T09:15",
    "a": "2026-11-28T12:45",
    "posto": "1",
    "settimane": "1",
}
ACCOUNT = {"nome": "dario", "password": "un'altra graffetta gialla", "ruolo": "technician"}
FACTS = {
    **dict.fromkeys(("oggetto", "telefono", "nome", "ditta", "prodotto"), ""),
    "urgenza": "normal",
    "categoria": "other",
}
QUOTE = {"voce": "parts", "parole": "Cavo", "quanti": "1", "prezzo": "10"}
NEW_PASSWORD = {"vecchia": PASSWORD, "nuova": "x" * 12, "ripetuta": "x" * 12}


def codes():
    """Each code in the source of the rules and the ledger, with the names of its facts."""
    sentences = ROOT / "ivr" / "prompts.py"  # which supervisors alter in the console
    for file in [*ROOT.glob("rules/**/*.py"), *ROOT.glob("store/**/*.py"), sentences]:
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "BadInput":
                continue
            given = [
                one
                for arg in node.args
                for one in (arg.value.elts if isinstance(arg, ast.Starred) else [arg])
            ]
            if len(given) > 1:
                yield given[1].value, {fact for word in node.keywords for fact in names(word)}


def names(word: ast.keyword) -> list[str]:
    return [word.arg] if word.arg else [key.value for key in word.value.keys]


def test_each_refusal_with_a_code_has_its_sentence_and_the_facts_for_it():
    found = dict(codes())
    assert set(found) == set(SENTENCES)
    assert {code: facts for code, facts in found.items() if not of(SENTENCES[code]) <= facts} == {}


def test_a_refusal_without_a_sentence_is_never_told_in_english():
    assert said(BadInput("expected a moon, found cheese"), "Europe/Rome") == UNSAID
    assert said(Refused("Scegli un esito."), "Europe/Rome") == "Scegli un esito."


@pytest.fixture
def filed(sessions, now):
    """A ticket, a quote that is being written, and shifts: one to come, one over, an absence."""
    with sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"], j_system=True)
        a_ticket(session, a_call(session, from_number="+390458001234", now=now), now=now)


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        (f"{SETTINGS}/utenti", ACCOUNT | {"nome": "Dario Rossi!"}, "senza spazi"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"nome": "anna"}, "«anna» c'è già"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"password": "corta"}, "almeno 12 caratteri"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"password": "x" * 1001}, "al massimo 1000"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"password": "a\x07bcdefghijklm"}, "non si vedono"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"password": "dario" * 5}, "troppo facile"),
        (f"{SETTINGS}/utenti", ACCOUNT | {"ruolo": "boss"}, "Tecnico o Responsabile"),
        (f"{SETTINGS}/io", {"nome": "x" * 81}, "al massimo 80 caratteri"),
        (f"{SETTINGS}/password", NEW_PASSWORD, "troppo facile"),
        (f"{ROTA}/nuovo", SHIFT | {"tipo": "zz"}, "Reperibile, In turno, Assente"),
        (f"{ROTA}/nuovo", SHIFT | {"da": "2026-11-24T10:00"}, "carla ha già un turno"),
        (f"{TICKET}/fatti", FACTS | {"nome": "x" * 121}, "120 caratteri"),
        (f"{TICKET}/fatti", FACTS | {"urgenza": "zz"}, "opzione"),
        (f"{TICKET}/stato", {"stato": "zz"}, "Aperta, In lavorazione"),
        (f"{TICKET}/nota", {"nota": ""}, "da 1 a 1000 caratteri"),
        (f"{TICKET}/cliente", {"codice": "zz"}, "Nessun cliente corrisponde a «zz»"),
        (f"{TICKET}/minuti", {"minuti": "30"}, "ricarica la pagina"),
        (f"{TICKET}/minuti", {"minuti": "30", "invio": "k"}, "chi paga"),
        ("/console/preventivi/1", QUOTE | {"voce": "zz"}, "Ricambi, Manodopera"),
        ("/console/preventivi/1", QUOTE | {"prezzo": "1e3"}, "un numero come 12,50"),
    ],
)
def test_no_english_reaches_whoever_typed_what_is_refused(browser_of, filed, path, typed, told):
    carla = browser_of("carla")
    if path.startswith("/console/preventivi"):
        carla.post(f"{TICKET}/preventivi", page=TICKET)
    if "ha già" in told:
        shift = SHIFT | {"chi": "carla", "da": "2026-11-24T09:00", "a": "2026-11-25T09:00"}
        assert carla.post(f"{ROTA}/nuovo", page=ROTA, **shift).status_code == 303
        typed = typed | {"chi": "carla"}
    answer = carla.post(path, page=SETTINGS, **typed)
    assert answer.status_code == 422
    words = read(answer.text)
    assert told in words
    assert ENGLISH.findall(words) == []


def read(page: str) -> str:
    """What one reads on the page: neither its markup nor its addresses."""
    body = page.partition('<main id="contenuto"')[2].partition("</main>")[0]
    return unescape(re.sub(r"<[^>]*>", " ", body))


@pytest.mark.parametrize(
    ("kind", "to", "told"),
    [
        ("on_call", "anna", "già di anna"),
        ("absence", "bruno", "Un'assenza non si cede"),
    ],
)
def test_why_a_shift_is_not_given_away_is_said_in_italian(
    browser_of, sessions, kind, to, told, now
):
    carla = browser_of("carla")
    carla.post(f"{ROTA}/nuovo", page=ROTA, **SHIFT | {"tipo": kind})
    with sessions() as session:
        [shift] = rota.between(session, now, now.replace(year=now.year + 1))
    words = read(carla.post(f"{ROTA}/{shift.id}/cedi", page=ROTA, a=to).text)
    assert told in words
    assert ENGLISH.findall(words) == []
