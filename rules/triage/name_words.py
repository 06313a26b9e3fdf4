"""Words around a person's name: what introduces it, what is none, and what says that it is another's."""

from collections.abc import Sequence

from rules.triage.given_names import GIVEN
from rules.triage.tokens import Word

INTRODUCTIONS = (
    ("mi", "chiamo"), ("qui", "e"), ("qui", "parla"), ("sono",), ("parla",), ("my", "name", "is"),
    ("this", "is"), ("i'm",), ("i", "am"), ("speaking", "is"), ("parla", "e"), ("me", "ciamo"),
    ("nome", "e"), ("sugnu",), ("son",),
)  # fmt: skip
# What introduces a name among much else, so that only a given name counts behind it: "qui Marta",
# and in dialect "so' Mario", "xe la Luisa".
WEAK_INTRODUCTIONS = (
    ("qui",), ("so'",), ("so",), ("xe",), ("sarei",), ("nome",), ("it's",), ("e",), ("da",), ("qua",),
    ("io",),
)  # fmt: skip
# Between the introduction and the name: "sono sempre io, il signor Tosato".
BETWEEN = frozenset(
    {
        "il", "la", "el", "er", "lo", "io", "ancora", "sempre", "proprio", "titolare", "di", "nuovo", "ehm",
        "eh", "allora", "sior", "siora", "u", "a",
    }
)  # fmt: skip
TITLES = frozenset(
    {
        "signor", "signora", "signorina", "sig", "dottor", "dottore", "dottoressa", "dott", "ssa", "dr",
        "ragionier", "ragioniere", "ragioniera", "rag", "geometra", "geom", "ingegner", "ingegnere",
        "ing", "architetto", "arch", "avvocato", "avv", "professor", "professore", "professoressa", "prof",
        "don", "suor", "mister", "mr", "mrs", "ms", "miss", "maresciallo", "notaio", "sergeant", "doctor",
        "perito", "maestro", "maestra", "presidente", "direttore", "direttrice", "sindaco",
    }
)  # fmt: skip
# Where it is said by whom or for whom somebody with a title is named, it is not the caller.
OF_OTHERS = frozenset(
    {
        "del", "della", "dal", "dalla", "dall", "dell", "al", "alla", "col", "con", "per", "mio", "mia",
        "vostro", "vostra", "nostro", "nostra", "cercavo", "cerco", "chiedere", "parlare", "sentire", "su",
        "the", "our", "my", "grazie", "ringrazio", "ringraziare", "caro", "cara", "gentile",
    }
)  # fmt: skip
# Written like a name after "sono", and none.
NOT_NAMES = frozenset(
    {
        "buongiorno", "buonasera", "salve", "pronto", "j2k", "leotron", "windows", "il", "la", "un",
        "le", "fermo", "ferma", "fermi", "unable", "codice", "ditta", "sempre", "io", "qui", "spiacente",
        "sorry", "calling", "stuck",
    }
)  # fmt: skip
THANKS = frozenset({"grazie", "saluti", "thanks"})
# A name after one of these is that of somebody else.
PERSONS = frozenset(
    {
        "tecnico", "collega", "colleghi", "marito", "moglie", "figlio", "figlia", "ragazzo", "ragazza",
        "responsabile", "titolare", "cliente", "fornitore", "signor", "signora", "dottor", "dottoressa",
        "pare", "chiama", "chiede", "chiedete", "chiedi", "ciao", "buongiorno", "buonasera", "husband",
        "padre", "madre", "mamma",
        "papa", "fratello", "sorella", "cognato", "cognata", "socio", "socia", "capo", "zio", "zia",
        "suocero", "nonno", "amico", "amica", "dipendente", "commessa", "father", "mother", "boss",
        "wife", "colleague", "technician",
    }
)  # fmt: skip
# Who speaks for the firm that is named next: "l'amministrazione della ditta Perbellini".
OFFICES = frozenset(
    {
        "amministrazione", "ufficio", "segreteria", "contabilita", "responsabile", "titolare", "reparto",
        "magazzino", "direzione", "reception", "cassa", "portineria",
    }
)  # fmt: skip
GREETINGS = frozenset(
    {"buongiorno", "buonasera", "salve", "pronto", "hello", "hi", "ciao", "leotron"}
)
ROLES = [(is_, a) for is_ in ("sono", "parla") for a in ("la", "il", "una", "un", "lo")]
SMALL_BEFORE = frozenset(
    {"a", "con", "per", "e", "o", "ad", "mia", "mio", "se", "grazie", "che", "non"}
)
MOST_BEHIND = 14  # words of a number behind a name that ends a message
BESIDE_DIGITS = frozenset({"plus", "piu", "oh", "double", "triple", "treble", "hundred", "doppio"})
OPENERS = frozenset({"si", "ehm", "eh", "allora", "dunque", "ecco", "senta", "yes", "well"})
NEAR = 4  # words before a name that say whose it is


# By which callers say who they are, and where.
SPEAKS = frozenset({"sono", "chiamo", "parla"})
I_AM = frozenset({"sono", "siamo", "sto", "resto", "trovo", "trova", "trovi", "trovate"})
AT_HAND = frozenset({"casa", "ufficio", "negozio", "bottega", "laboratorio", "magazzino", "studio"})


def says_who_or_where(words: Sequence[Word], last: int) -> bool:
    """ "Sono gino 340...", "sono a casa 045...": who speaks goes on with the number, without a pause."""
    said = [word.plain for word in words[max(0, last - 2) : last + 1]]
    if len(said) > 1 and said[-1] in GIVEN:
        return said[-2] in SPEAKS
    return len(said) > 2 and said[-1] in AT_HAND and said[-2] in {"a", "in"} and said[-3] in I_AM
