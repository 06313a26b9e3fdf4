"""Topics: wish, product and language, by the words that tell.

Each table is ordered: what stands first wins when several match.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from rules.triage.expressions import J2K, Hit, first, rules

WISHES = rules(
    ("cancel", r"(?<!non )\b(?:annull|disdi|ritir|cancell)\w+ (?:pure |tutto |la |questa |quella |mia |"
     r"nostra |il |"
     r"l')*(?:richiesta|chiamata|segnalazione|ticket|assistenza|intervento|appuntamento)\b|"
     r"\b(?:potete|puo|puoi|vorrei|da) annullare(?= *(?:[.,;!]|$))|(?<!non )\bannullate\b|"
     r"(?<!non )(?<!non si )(?<!non ancora )\b(?:ho|abbiamo|e|gia|tutto|problema) (?:gia |tutto )?risolto\b"
     r"(?!.{0,60}\b(?:ma|pero|adesso|ora|invece|solo in parte)\b)|"
     r"\b(?:possiamo|potete|puo|puoi) chiudere(?: pure)?(?: (?:la |il |questa )?(?:richiesta|segnalazione|"
     r"ticket|"
     r"chiamata)| cosi)?(?= *(?:[.,;!]|$))|\bignore my (?:\w+ )?(?:message|call|request)\b|"
     r"\blasci(?:ate|a|amo)? (?:stare|perdere)\b|\bannulliamo (?:pure )?tutto\b|"
     r"\bnon (?:serve|occorre|c'e (?:piu )?bisogno|e (?:piu )?necessario)(?: piu)?(?: di| che)?"
     r"(?: mi| ci)? (?:ri)?chiam\w+|\bnon serve piu\b|"
     r"\bnon (?:mi |ci |dovete )?(?:ri)?chiam(?!at[oai]\b|o\b)\w+(?: piu)?(?= *(?:[.,;!]|$)| grazie)|"
     r"(?<!not )\bcancel (?:my|the|this)\b|\bplease cancel\b|"
     r"\b(?:(?:we|i) (?:have |already )?|already )solved\b|"
     r"\b(?:don't|do not|no need to) call(?: me| us)?(?: back)?(?= *(?:[.,;!]|$))"),
    ("callback", r"(?<!non )(?<!non mi )(?<!non ci )(?<!riesco a )(?<!riusciamo a )(?<!riesce a )"
     r"(?<!posso )(?<!possiamo )(?<!provo a )(?<!dice che )(?<!dite che )(?<!detto che )(?<!scritto che )"
     r"\brichiam(?!a\b|ano\b|o\b|iamo\b|at[oai]\b|arvi\b|ando\b)\w+|\bessere (?:ri)?chiamat\w+|"
     r"(?<!non )\b(?:ciam|chiam|telefon)(?:ate|a|e|)m[ie]\b|\bchiamate (?:me|noi)\b|\bmi trova\b|"
     r"(?<!non )\b(?:chiamatemi|chiamateci|chiamarmi|chiamarci|telefonarmi|telefonarci|telefonatemi)\b|"
     r"\b(?:ri)?chiam(?:atemi|ateci|armi) (?:prima|dopo)\b|(?<!non )\b(?:mi|ci) (?:chiami|chiamate|"
     r"richiama(?= *[?]))\b|\bchiamate (?:subito|presto)\b|"
     r"(?<!non )(?<!non lo )\bchiamate (?:il|al|lo|allo)\b|\bmi trovate\b|"
     r"\baspetto una (?:vostra )?chiamata\b|\b(?<!don't )(?<!not )call me\b|"
     r"(?<!don't )(?<!not )\bcall back\b|\bring me\b|\bplease call\b|\breach me\b"),
    ("information", r"\binformazion\w+|\b(?:vo(?:rrei|levo|rremmo)|servirebbe|serve|piacerebbe) "
     r"(?:sapere|sape'|capire)\b|\bme serve sape'|\bi(?:'d| would) (?:like|love) to know\b|"
     r"\bhow much (?:is|does|do)\b|\bfatemi sapere (?:il|i|quanto|se)\b|\b(?:compres|inclus)[oa] nel\b|"
     r"\bquanto cost\w+|\bpreventiv\w+|"
     r"\bi would like to know\b|\binformation\b"),
)  # fmt: skip

PRODUCTS = rules(
    ("J-System", r"\b(?:j|g|gei|gi|jay|giei)[ -]?s[iy]ste?ms?\b"),
    ("J2K", rf"\b{J2K}"),
)  # fmt: skip
_SUBSCRIBED = re.compile(
    r"\b(?:abbonat\w+|sottoscrit\w+|client\w+) (?:a |al |del |di |il )?(?:j|g|gei|gi)[ -]?s[iy]ste?ms?\b"
)
FUZZY_PRODUCTS = {"gei due cappa": "J2K", "gei sistem": "J-System"}
ALIKE = 85  # of 100: nearer than this, a misheard word is taken for the one of the trade

ITALIAN = frozenset(
    {
        "il", "la", "di", "che", "non", "sono", "e", "per", "una", "un", "ho", "abbiamo", "grazie",
        "numero", "buongiorno", "allora", "si", "ci", "mi", "della", "nun", "er", "so'", "xe", "el", "va",
    }
)  # fmt: skip
ENGLISH = frozenset(
    {
        "the", "is", "my", "and", "we", "have", "not", "please", "number", "hello", "thank", "you",
        "can",
    }
)  # fmt: skip


def wish(text: str) -> tuple[str | None, Hit | None]:
    """What the caller wants of us."""
    return first(WISHES, text)


def product(text: str) -> tuple[str | None, Hit | None]:
    """Leotron's product, also as Whisper mishears its name.

    Who subscribes to J-System and names the program has trouble with the program.
    """
    value, hit = first(PRODUCTS, _SUBSCRIBED.sub(_blank, text))
    if value is None:
        value, hit = first(PRODUCTS, text)
    return (value, hit) if value else _misheard(text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def language(words: Sequence[str]) -> str | None:
    """Italian or English by their commonest words; None for a text too short to tell."""
    italian = sum(word in ITALIAN for word in words)
    english = sum(word in ENGLISH for word in words)
    if italian == english:
        return None
    return "it" if italian > english else "en"


def _misheard(text: str) -> tuple[str | None, Hit | None]:
    for sound, name in FUZZY_PRODUCTS.items():
        near = fuzz.partial_ratio_alignment(sound, text[:2000], score_cutoff=ALIKE + 7)
        if near is not None and near.dest_end - near.dest_start >= len(sound) - 2:
            return name, (near.dest_start, near.dest_end)
    return None, None
