"""Topics: category, urgency, product, wish and language, by the words that tell.

Each table is ordered: what stands first wins when several match.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.tickets.ticket import Category, Urgency

Hit = tuple[int, int]  # start and end in the text


@dataclass(frozen=True)
class Rule:
    """A value and the expression, over plain lower-case text, that tells it."""

    value: str
    pattern: re.Pattern[str]


def _rules(*rows: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(value, re.compile(pattern)) for value, pattern in rows)


# Broken or new equipment comes before the program that runs on it ("il computer non si accende"),
# the system's own troubles before both, and what is bought or paid before all of them.
CATEGORIES = _rules(
    (Category.COMMERCIAL, r"\bpreventiv\w+|\bquanto cost\w+|\b(?:contratto|abbonamento)\b(?! di lavoro)|"
     r"\bcosto\b|\bcanone\b|\bfattura doppia\b|\bdue volte la (?:stessa )?fattura\b|"
     r"\bofferta\b|\bcopia della fattura\b|\bvostra fattura\b|\baccount manager\b|"
     r"\b(?:fattura|bolletta)\b(?: (?:numero|n|che ci avete mandato|del mese|\d+))* (?:e )?"
     r"(?:sbagliata|doppia|non corretta|da pagare|pagata)\b|\bprezz[oi]\b|"
     r"\bfattura (?:che (?:ci |mi )?(?:avete|hai)|ricevuta|da voi)\b|"
     r"\bdisdett\w+|\brinnov\w+|\b(?:quote|price|invoice copy)\b"),
    (Category.SYSTEM, r"\bvirus\b|\bwindows\b|\brete\b|\binternet\b|\bdriver\w*|\bserver\b|\brouter\b|"
     r"\bwi-?fi\b|\barchivi\w*|\bdati danneggiat\w+|\bantivirus\b|\bsistema operativo\b|\bbackup\b|"
     r"\bnetwork\b"),
    (Category.HARDWARE, r"\b(?:computer|pc|monitor|schermo|cassetto|tastiera|mouse|stampante|cassa|"
     r"bilancia|lettore|registratore)\b[^.!?]{0,30}?"
     r"(?:\brott\w+|\bnon si accend\w+|\bnero\b|\bbruciat\w+|\bfumo\b|\bcadut\w+)|\brott[oaie]\b|"
     r"\bcassetto non si apre\b|\bschermo\b[^.!?]{0,20}\bnero\b|\bgaranzia\b|\bbroken\b|"
     r"\bcomputer e molto lento\b"),
    (Category.SOFTWARE, r"\bj2k\b|\bgestionale\b|\bprogramma\b|\bsoftware\b|\bstampante\b|\bscontrin\w+|"
     r"\bfattur\w+|\blistino\b|\bmagazzino\b|\bcass[ae]\b|\bregistratore\b|\blettore\b|\bbilancia\b|"
     r"\betichett\w+|\bcodici a barre\b|\bmandato\b|\bcorrispettiv\w+|\bleotron\b|\bprinter\b|"
     r"\bprogram\b|\btill\b|\breceipt\w*"),
)  # fmt: skip

BLOCKING = _rules(
    (Urgency.BLOCKING, r"\b(?:siamo|sono|tutto|restiamo|rimasti) (?:\w+ )?ferm[oaie]\b|"
     r"\bnon (?:si |ci |mi )?(?:possiamo|posso|riusciamo (?:piu )?a|riesco (?:piu )?a|puo) (?:piu )?"
     r"(?:lavorare|vendere|fare (?:gli |degli )?scontrini|aprire la cassa|incassare)\b|"
     r"\bnon (?:riusciamo|riesco|si riesce) (?:piu )?(?:ad? )?(?:accedere|entrare|aprire|usare|utilizzare)\b|"
     r"\b(?:cassa|negozio|registratore(?: di cassa)?) (?:e|sono) (?:\w+ )?ferm[oa]\b|"
     r"\b(?:programma|gestionale|j2k|software) non (?:si )?(?:parte|apre|avvia)\b|"
     r"\b(?:e|sono) (?:tutto |completamente )?bloccat[oaie]\b|\btutto bloccato\b|"
     r"\b(?:we cannot|we can't|unable to) (?:work|sell|open|access)\b|\bcompletely stopped\b"),
)  # fmt: skip
# "non è che siamo fermi", "non siamo fermi": a denial just before
DENIED = re.compile(r"\b(?:non e che (?:\w+ ){0,3}|(?:non|mica) (?:\w+ )?)$")
DENIED_WITHIN = 40  # characters
LOW = _rules(
    (Urgency.LOW, r"\bnon (?:e|c'e|abbiamo|ho|sarebbe) (?:\w+ ){0,2}(?:urgent\w+|urgenza|fretta)\b|"
     r"\bcon calma\b|\bsenza fretta\b|\bnessuna fretta\b|\bquando potete\b|\bquando avete tempo\b|"
     r"\bnot urgent\b|\bno hurry\b|\bno rush\b"),
)  # fmt: skip
HIGH = _rules(
    (Urgency.HIGH, r"\burgent\w*|\burgenza\b|\bil prima possibile\b|\bal piu presto\b|\bsubito\b|"
     r"\bnegozio pieno\b|\bpieno di clienti\b|\bappena possibile\b|\bas soon as possible\b|\basap\b"),
)  # fmt: skip

WISHES = _rules(
    ("cancel", r"(?<!non )\b(?:annull|disdi|ritir)\w+ (?:pure |tutto |la |questa |quella |mia |nostra |il |"
     r"l')*(?:richiesta|chiamata|segnalazione|ticket|assistenza|intervento|appuntamento)\b|"
     r"\b(?:potete|puo|puoi|vorrei|da) annullare(?= *(?:[.,;!]|$))|(?<!non )\bannullate\b|"
     r"(?<!non )(?<!non si )(?<!non ancora )\b(?:ho|abbiamo|e|gia|tutto|problema) (?:gia |tutto )?risolto\b"
     r"(?!.{0,60}\b(?:ma|pero|adesso|ora|invece|solo in parte)\b)|"
     r"\blasci(?:ate|a|amo|i) (?:stare|perdere)\b|\bannulliamo (?:pure )?tutto\b|"
     r"\bnon (?:serve|occorre|c'e (?:piu )?bisogno|e (?:piu )?necessario)(?: piu)?(?: di| che)?"
     r"(?: mi| ci)? (?:ri)?chiam\w+|\bnon serve piu\b|"
     r"\bnon (?:mi |ci |dovete )?(?:ri)?chiam(?!at[oai]\b|o\b)\w+(?: piu)?(?= *(?:[.,;!]|$)| grazie)|"
     r"(?<!not )\bcancel (?:my|the|this)\b|\bplease cancel\b|"
     r"\b(?:(?:we|i) (?:have |already )?|already )solved\b|"
     r"\b(?:don't|do not|no need to) call(?: me| us)?(?: back)?(?= *(?:[.,;!]|$))"),
    ("callback", r"(?<!non )(?<!non mi )(?<!non ci )(?<!riesco a )(?<!riusciamo a )(?<!riesce a )"
     r"(?<!posso )(?<!possiamo )(?<!provo a )"
     r"\brichiam(?!a\b|ano\b|o\b|iamo\b|at[oai]\b|arvi\b|ando\b)\w+|\bessere (?:ri)?chiamat\w+|"
     r"(?<!non )\b(?:chiamatemi|chiamateci|chiamarmi|chiamarci|telefonarmi|telefonarci|telefonatemi)\b|"
     r"\b(?:ri)?chiam(?:atemi|ateci|armi) (?:prima|dopo)\b|(?<!non )\b(?:mi|ci) (?:chiami|chiamate)\b|"
     r"(?<!non )(?<!non lo )\bchiamate (?:il|al|lo|allo)\b|\bmi trovate\b|"
     r"\baspetto una (?:vostra )?chiamata\b|\b(?<!don't )(?<!not )call me\b|"
     r"(?<!don't )(?<!not )\bcall back\b|\bring me\b|\bplease call\b|\breach me\b"),
    ("information", r"\binformazion\w+|\bvo(?:rrei|levo) sapere\b|\bquanto cost\w+|\bpreventiv\w+|"
     r"\bi would like to know\b|\binformation\b"),
)  # fmt: skip

PRODUCTS = _rules(
    ("J-System", r"\b(?:j|g|gei|gi|jay|giei)[ -]?s[iy]ste?ms?\b"),
    ("J2K", r"\b(?:j|g|gei|gi|jay|giei)[ -]?(?:2|due|two)[ -]?(?:k|kappa|cappa|kay)\b"),
)  # fmt: skip
FUZZY_PRODUCTS = {"gei due cappa": "J2K", "gei sistem": "J-System"}
ALIKE = 85  # of 100: nearer than this, a misheard word is taken for the one of the trade

ITALIAN = frozenset(
    {
        "il", "la", "di", "che", "non", "sono", "e", "per", "una", "un", "ho", "abbiamo", "grazie",
        "numero", "buongiorno",
    }
)  # fmt: skip
ENGLISH = frozenset(
    {
        "the", "is", "my", "and", "we", "have", "not", "please", "number", "hello", "thank", "you",
        "can",
    }
)  # fmt: skip


def category(text: str) -> tuple[Category, Hit | None]:
    """What kind of work it is."""
    value, hit = first(CATEGORIES, text)
    return (Category(value), hit) if value else (Category.OTHER, None)


def urgency(text: str) -> tuple[Urgency, Hit | None]:
    """How urgent it is. Work that has stopped stays blocking, even said "con calma"."""
    for match in BLOCKING[0].pattern.finditer(text):
        if not DENIED.search(text[max(0, match.start() - DENIED_WITHIN) : match.start()]):
            return Urgency.BLOCKING, match.span()
    # a denied urgency before urgency itself: "non è urgente" holds the word "urgente"
    for rules in (LOW, HIGH):
        value, hit = first(rules, text)
        if value:
            return Urgency(value), hit
    return Urgency.NORMAL, None


def wish(text: str) -> tuple[str | None, Hit | None]:
    """What the caller wants of us."""
    return first(WISHES, text)


def product(text: str) -> tuple[str | None, Hit | None]:
    """Leotron's product, also as Whisper mishears its name."""
    value, hit = first(PRODUCTS, text)
    return (value, hit) if value else _misheard(text)


def language(words: Sequence[str]) -> str | None:
    """Italian or English by their commonest words; None for a text too short to tell."""
    italian = sum(word in ITALIAN for word in words)
    english = sum(word in ENGLISH for word in words)
    if italian == english:
        return None
    return "it" if italian > english else "en"


def first(rules: Iterable[Rule], text: str) -> tuple[str | None, Hit | None]:
    """The first rule that matches, and where."""
    for rule in rules:
        match = rule.pattern.search(text)
        if match:
            return rule.value, match.span()
    return None, None


def _misheard(text: str) -> tuple[str | None, Hit | None]:
    for sound, name in FUZZY_PRODUCTS.items():
        near = fuzz.partial_ratio_alignment(sound, text[:2000], score_cutoff=ALIKE + 7)
        if near is not None and near.dest_end - near.dest_start >= len(sound) - 2:
            return name, (near.dest_start, near.dest_end)
    return None, None
