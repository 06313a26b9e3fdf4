"""Similar cases: which solved requests are about what a new one is about, by the words of both.

What everybody says tells nothing ("buongiorno", "richiamatemi"); a word counts the more, the fewer requests
hold it (inverse document frequency), and one that was misheard by a letter counts still.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from rules.search_words import stem_of, words_of_text

MOST_STEMS = 14  # of a request that are looked for
LEAST = 0.22  # of the request's weight that a case has to share, to be worth a look
CLOSE = 88  # percent of letters alike, for a stem that was misheard
SHORTEST = 3
HIDDEN = "…"
_NUMBER = re.compile(r"\+?\d(?:[ ./-]?\d){5,}")  # six digits or more: telephones, remote help
_ADDRESS = re.compile(r"\S+@\S+")
_MISHEARD = 0.7  # what such a one counts

# What callers say whatever is wrong; names are left out by whoever knows them.
_SAID_ALWAYS = """
a ad ai al alla alle allo anche ancora appena arrivederci avere aver abbiamo ho hai ha hanno avevo
aveva be beh bene buon buona buondi buongiorno buonasera salve pronto ciao che chi chiamo chiamare
chiamato chiama chiamata come con cosa cose cortesia cortesemente credo cui da dai dal dalla dalle
dallo davvero del dei delle della dello devo deve dobbiamo dice dico dire di do dopo dove e ed ecco
eh ehm era erano essere fa faccio fammi fare fatemi fatto favore forse fra gia giorno giusto gli
grazie gradirei gentilmente il in invece io la le lei li lo loro ma magari mai me mentre mi mia mie
mio molto ne nel nella nelle nello nessuno niente no noi nome non nostra nostro nulla numero o oggi
ogni ora ore ormai parla parlare parlo per perche pero piu po poco poi possibile posso potete
potreste potrebbe prego presto prima primo ragazzi sapere problema proprio puo puoi qualche qualcosa
qualcuno quando quanto quello quella quelli quelle questa queste questi questo qui qua recapito
richiamare richiamate richiamatemi richiamarmi riesco riusciamo riesce saluti sempre senta senza
servizio siamo sia si sino solo sono sta stamattina stamane stamani stata state stato sto su sua sul
sulla suo tanto te telefono cellulare tutta tutte tutti tutto un una uno urgente urgenza va vi
volevo vorrei vostra vostro zero due tre quattro cinque sei sette otto nove dieci allora quindi
insomma adesso subito ieri domani mattina mattinata giornata pomeriggio sera lunedi martedi
mercoledi giovedi venerdi sabato domenica signor signora dottor dottoressa ditta negozio mese scorso
scorsa settimana spento riacceso acceso riavviato tecnico pieno
"""
_LEFT_OUT = frozenset(map(stem_of, words_of_text(_SAID_ALWAYS)))
_ANNOUNCE = frozenset({"error", "codic"})  # stems after which a number is an error's


@dataclass(frozen=True)
class Scored:
    """A case, and how much of what is told of the request it shares (0 to 1)."""

    ticket_id: int
    share: float


def telling(text: str, names: str = "") -> list[str]:
    """The stems of a request that may tell what it is about, each once; `names` are left out.

    Numbers to call and hours tell nothing, an error's number most of all.
    """
    left_out = {stem_of(word) for word in words_of_text(names)} | _LEFT_OUT
    words = words_of_text(text)
    stems = dict.fromkeys(
        stem_of(word)
        for before, word in zip(["", *words], words, strict=False)
        if not word.isdecimal() or stem_of(before) in _ANNOUNCE
    )
    return [stem for stem in stems if len(stem) >= SHORTEST and stem not in left_out]


def weights(held: Mapping[str, int]) -> dict[str, float]:
    """What each stem counts, by how many requests hold it; of the most telling."""
    weight = {stem: 1 / math.log(math.e + count) for stem, count in held.items()}
    return dict(sorted(weight.items(), key=lambda one: -one[1])[:MOST_STEMS])


def nearest(
    weight: Mapping[str, float], cases: Mapping[int, Sequence[str]], most: int
) -> list[Scored]:
    """The cases that share most of what counts, the best first; of two alike the newer."""
    total = sum(weight.values())
    if not total:
        return []
    scored = [Scored(number, _shared(weight, stems) / total) for number, stems in cases.items()]
    worth = [one for one in scored if one.share >= LEAST]
    return sorted(worth, key=lambda one: (-round(one.share, 3), -one.ticket_id))[:most]


def without_names(note: str, names: str) -> str:
    """The note of a case without whom it was about: names as they were known, numbers, addresses."""
    for word in re.findall(r"[^\W\d_]{3,}", names):
        note = re.sub(rf"(?i)\b{re.escape(word)}\b", HIDDEN, note)
    note = _ADDRESS.sub(HIDDEN, _NUMBER.sub(HIDDEN, note))
    return re.sub(rf"{HIDDEN}(?:[ ,.]*{HIDDEN})+", HIDDEN, note)


def _shared(weight: Mapping[str, float], stems: Sequence[str]) -> float:
    held = frozenset(stems)
    return sum(count * _is_held(stem, held) for stem, count in weight.items())


def _is_held(stem: str, held: frozenset[str]) -> float:
    """1 for a stem that is there, a little less for one that is there but for a letter, else 0."""
    if stem in held:
        return 1.0
    if len(stem) < 5:
        return 0.0
    found = process.extractOne(stem, held, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return _MISHEARD if found else 0.0
