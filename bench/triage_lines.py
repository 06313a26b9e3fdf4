"""Messages as JSON lines, and how near the triage comes to the truth that each of them carries.

A line is {"id": 1, "text": "...", "truth": {"callback_number": "+39...", "urgency": "high", ...}}.
A fact that the truth leaves out is not examined; null says that nothing may be found. Names and firms
are compared loosely. A line without a text is a remark. Truths come in two forms: with "name", where
"high" stands for high and blocking and a category of null for none; and with the draft's own names
("caller_name"), where each urgency and category stands for itself.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from rules.search_words import flat
from rules.triage import TicketDraft, triage
from rules.triage.firms.names import LEGAL
from rules.triage.learned.weights import Learned
from rules.triage.trades import FIRM_LEADS, OF_TRADE, SHOPS

FACTS = ("callback_number", "urgency", "category", "company", "name", "customer_code")
FURTHER = ("product", "wants")
WHO_AND_WHERE = ("callback_number", "company", "name", "customer_code", "product")
OWN_FORM = "caller_name"  # the key by which a truth in the draft's own names is known
NAMES = {"caller_name": "name"}
SMALL = frozenset(
    {"il", "lo", "la", "i", "gli", "le", "l", "dell", "della", "del", "di", "d", "e", "the", "and"}
)


@dataclass(frozen=True)
class Read:
    """One fact of one message: its truth, what the rules found, and which of four things that is."""

    message: int | str
    text: str
    fact: str
    truth: str | None
    found: str | None
    how: str  # right, missing, invented; or wrong: another urgency or category than it has


def read(
    path: Path, ours: frozenset[str] = frozenset(), known: Learned | None = None
) -> list[Read]:
    """Every fact that the file's truths examine."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [one for row in rows if "text" in row for one in _of(row, ours, known)]


def share(of: Sequence[Read]) -> float:
    """How many of the facts are right, from 0 to 1."""
    return sum(one.how == "right" for one in of) / len(of) if of else 1.0


def invented(of: Iterable[Read]) -> list[Read]:
    """The values where there is none, and the numbers, names, firms and codes of somebody else."""
    return [one for one in of if one.how == "invented"]


def table(title: str, of: Sequence[Read]) -> Table:
    """The facts counted by kind."""
    rows = Table("fact", "examined", "right", "", "missing", "wrong", "invented", title=title)
    examined = {one.fact for one in of}
    for fact in (*(one for one in (*FACTS, *FURTHER) if one in examined), "all"):
        some = [one for one in of if fact in (one.fact, "all")]
        ways = Counter(one.how for one in some)
        counted = [str(ways[how] or "") for how in ("missing", "wrong", "invented")]
        rows.add_row(fact, str(len(some)), str(ways["right"]), f"{share(some):.1%}", *counted)
    return rows


def _of(row: dict[str, Any], ours: frozenset[str], known: Learned | None) -> list[Read]:
    is_own = OWN_FORM in row["truth"]
    found = _found(triage(row["text"], ours, known=known), is_own=is_own)
    told = {NAMES.get(fact, fact): truth for fact, truth in row["truth"].items()}
    return [
        Read(row["id"], row["text"], fact, truth, found[fact], _how(fact, truth, found[fact]))
        for fact, truth in told.items()
    ]


def _found(draft: TicketDraft, *, is_own: bool) -> dict[str, str | None]:
    urgency, category = draft.urgency.value, draft.category.value
    return {
        "callback_number": draft.callback_number,
        "urgency": "high" if urgency == "blocking" and not is_own else urgency,
        "category": None if category == "other" and not is_own else category,
        "company": draft.company,
        "name": draft.caller_name,
        "customer_code": draft.customer_code,
        "product": draft.product,
        "wants": draft.wants,
    }


def _how(fact: str, truth: str | None, found: str | None) -> str:
    if is_right(fact, truth, found):
        return "right"
    if found is None:
        return "missing"
    return "invented" if truth is None or fact in WHO_AND_WHERE else "wrong"


def is_right(fact: str, truth: str | None, found: str | None) -> bool:
    """Whether what was found is the truth: a name and a firm loosely, everything else to the letter."""
    if truth is None or found is None:
        return truth == found
    match fact:
        case "name":
            told, read_as = set(_words(truth)), set(_words(found))
            return told <= read_as or read_as <= told
        case "company":
            return _names_of(truth) == _names_of(found)
        case "customer_code":
            return truth.upper().removeprefix("L") == found.upper().removeprefix("L")
    return truth == found


def _names_of(firm: str) -> list[str]:
    """Its own words, without article, trade, legal form and place: "il bar Antica Corte di Zevio"."""
    words = [word for word in _words(firm.partition(" di ")[0]) if word not in SMALL]
    own = [word for word in words if word not in SHOPS | OF_TRADE | FIRM_LEADS | LEGAL]
    return own or words


def _words(text: str) -> list[str]:
    parted = "".join(letter if letter.isalnum() else " " for letter in flat(text))
    return parted.split()
