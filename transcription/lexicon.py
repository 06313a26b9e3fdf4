"""Lexicon: how common a word is. What is in no dictionary is a name, or was misheard.

The only import of spellchecker, whose lists count words in subtitles; the trade's own words stand here.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from spellchecker import SpellChecker

from rules.triage.common_words import COMMON
from rules.triage.given_names import GIVEN
from rules.triage.tokens import plain
from rules.triage.trades import OF_TRADE, SHOPS

LISTS = {"it": "it", "en": "en"}  # a language: the dictionary's list
# What is said at a desk for shops' programs, and in no subtitle.
TRADE = frozenset(
    {
        "antivirus", "arrivederci", "assistenza", "backup", "bancone", "barre", "bilancia", "cassa",
        "casse", "cellulare", "codice", "comanda", "comande", "contabilita", "corrispettivi",
        "cordiali", "database", "driver", "etichetta", "etichette", "fattura", "fatturazione",
        "fatture", "fiscale", "fiscali", "gestionale", "giacenze", "internet", "inventario",
        "listino", "login", "magazzino", "mail", "modem", "monitor", "password", "pennetta",
        "preventivo", "pos", "reception", "registratore", "rete", "richiamarmi", "richiamate",
        "richiamatemi", "richiami", "router", "scanner", "schermata", "schermo", "scontrini",
        "scontrino", "server", "sincronizza", "software", "spegne", "stamattina", "stampa",
        "stampante", "stampanti", "tablet", "telematico", "terminale", "toner", "ufficio", "wifi",
        "windows",
    }
)  # fmt: skip
COMMONEST = 6.0  # of ten to the power of which a list counts its commonest words
KNOWN = 300  # as often as a list would have a word that we know
TWIN = 0.6  # how rare a word may be that is taken for another
_DOUBLED = frozenset("bcdfglmnprstvz")
_PART = re.compile(r"[a-z]+")


def rarity(word: str, language: str) -> float | None:
    """From 0 for the commonest words to 1 for what is in no dictionary; None where we have none.

    Of a word with an apostrophe its rarest part counts.
    """
    if language not in LISTS:
        return None
    parts = _PART.findall(plain(word))
    if not parts:
        return None
    return max(_rarity(part, language) for part in parts)


def has_twin(word: str, language: str) -> bool:
    """Whether it sounds like another word: "o" like "ho", "casa" like "cassa"."""
    if language != "it":
        return False
    parts = _PART.findall(plain(word))
    return any(_is_one_of_twins(part) for part in parts)


@lru_cache(maxsize=20_000)
def _is_one_of_twins(part: str) -> bool:
    silent = part[1:] if part[0] == "h" else "h" + part
    doubled = (
        part[:at] + sign + part[at:] for at, sign in enumerate(part) if at and sign in _DOUBLED
    )
    single = (part[:at] + part[at + 1 :] for at in range(1, len(part)) if part[at - 1] == part[at])
    return any(_rarity(other, "it") <= TWIN for other in (silent, *doubled, *single))


@lru_cache(maxsize=20_000)
def _rarity(part: str, language: str) -> float:
    count = _counts(language).get(part, 0)
    if part in TRADE or part in SHOPS or part in OF_TRADE or part in COMMON or part in GIVEN:
        count = max(count, KNOWN)
    return max(0.0, 1.0 - math.log10(1 + count) / COMMONEST)


@lru_cache
def _counts(language: str) -> dict[str, int]:
    """Each word without its accents, as our words are compared."""
    listed = SpellChecker(language=LISTS[language]).word_frequency.dictionary
    counts: dict[str, int] = {}
    for word, count in listed.items():
        bare = plain(word)
        counts[bare] = counts.get(bare, 0) + int(count)
    return counts
