"""What is wrong with a file of customers, and what it alters, in the words of whoever sends it."""

import re
from typing import Any

from rules.customers.changes import Change
from rules.customers.table import Mistake
from web.console import words
from web.console.customers.customer_form import expected as of_column

_FOUND = {
    "nothing": "niente",
    "none": "niente",
    "the column a second time": "la colonna una seconda volta",
    "no text": "nessun testo",
}
# What is wrong with a row or a file, and not with a cell: what we write in English, and Italian for it.
_EXPECTED = (
    (r"a first row of names: (.*)", r"una prima riga con i nomi delle colonne: \1"),
    (r"each column once", "ogni colonna una volta sola"),
    (r"one of (.*)", r"una di queste colonne: \1"),
    (r"a column of this name", "una colonna con questo nome"),
    (r"a row of its own for each, .*", "una riga per ciascuno, senza totali"),
    (r"(\d+) cells, .*", r"\1 celle, quante sono le colonne"),
    (r"each (\w+) once", "ciascuno una volta sola nel file"),
    (r"a row of CSV", "una riga di CSV: forse manca la virgoletta che chiude"),
    (r"CSV", "un file CSV: in Excel, «Salva con nome», CSV UTF-8"),
    (
        r"every letter as it was",
        "le lettere com'erano: il file è stato salvato con una codifica sbagliata",
    ),
    (r"(?:an|one) encoding .*", "una codifica sola e riconoscibile: salva come CSV UTF-8"),
    (r"a file of at most (\d+) MB", r"un file di al massimo \1 MB"),
    (r"the code of a customer who is known", "il codice di un cliente che c'è già"),
    (
        r"a serial number that no other customer has .*",
        "una matricola che nessun altro cliente ha; se l'apparecchio è passato di mano, segna la casella",
    ),
)
_QUOTED = re.compile(r'^"(.*?)"(?=$|, )', re.DOTALL)
_PARTS = (
    (re.compile(r"(\d+) characters$"), r"\1 caratteri"),
    (re.compile(r"(\d+) numbers$"), r"\1 numeri"),
    (re.compile(r", as in row (\d+)$"), r", come nella riga \1"),
    (re.compile(r", of customer (\S+)$"), r", del cliente \1"),
    (re.compile(r", encoded twice$"), ", codificato due volte"),
    (re.compile(r"^letters that are lost \(.*\)$"), "lettere perse"),
)


def place(mistake: Mistake) -> str:
    """Where it is: "riga 3, colonna B (phones)"."""
    parts = [f"riga {mistake.row}"] if mistake.row else ["tutto il file"]
    if mistake.column:
        letter = f" {mistake.letter}" if mistake.letter else ""
        name = "" if mistake.column == "name of the column" else f" ({mistake.column})"
        parts.append(f"colonna{letter}{name}")
    return ", ".join(parts)


def expected(mistake: Mistake) -> str:
    """What should stand there."""
    for pattern, italian in _EXPECTED:
        found = re.fullmatch(pattern, mistake.expected, re.DOTALL)
        if found:
            return found.expand(italian)
    if mistake.column == "customer_code":
        return of_column("code")
    if mistake.column in words.CUSTOMER_FIELDS:
        return of_column(mistake.column)
    return "un file come quello che si scarica da qui"


def found(mistake: Mistake) -> str:
    """What stands there."""
    if mistake.expected == "a row of CSV":
        return "una riga che non si legge"  # the reader's own words are English
    if mistake.found in _FOUND:
        return _FOUND[mistake.found]
    told = _QUOTED.sub(r"«\1»", mistake.found)
    for pattern, italian in _PARTS:
        told = pattern.sub(italian, told)
    return told


def changed(change: Change[Any]) -> list[tuple[str, str, str]]:
    """Each column that is altered: its name, what was there, what comes."""
    return [
        (
            words.CUSTOMER_FIELDS.get(name, name),
            _said(change.before, name),
            _said(change.after, name),
        )
        for name in change.columns
    ]


def who(change: Change[Any]) -> str:
    """Of whom or what the row speaks: the customer's code and name, or the piece and its owner."""
    row = change.after
    code = getattr(row, "code", None) or row.customer_code
    return f"{code}, {getattr(row, 'name', None) or row.item}"


def _said(row: Any, name: str) -> str:
    value = getattr(row, name)
    match value:
        case None | ():
            return "niente"
        case bool():
            return "sì" if value else "no"
        case tuple():
            return ", ".join(words.phone(one) for one in value)
        case _ if hasattr(value, "strftime"):
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)
