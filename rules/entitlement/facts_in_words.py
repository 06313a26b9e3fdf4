"""Coverage facts in words: what a message says of them, each with its place; nothing is guessed.

Each rule reads plain lower-case text of the message's own length. What was done already ("dopo
l'aggiornamento di Windows") or is denied ("non è un virus") tells nothing of what is asked for.
"""

import re

from rules.entitlement.facts import Proposed, Value
from rules.entitlement.request import Activity, Place

_PC = r"(?:computer|pc|terminal\w+|palmar\w+|tablet|cass[ae]|registrator\w+|apparecch\w+|postazion\w+)"
_PERIPHERAL = (
    r"(?:stampant\w+|lettor\w+|bilanci\w+|etichettatric\w+|periferic\w+|pos|scanner|plotter)"
)
_DO = r"(?:configura\w*|imposta\w*|colleg(?:are|arla|arlo|ate|amento)|installa(?:re|rla|rlo|zione))"
_THING = r"(?:(?:il|lo|la|i|gli|le|un|una|uno|l'|un'|del|della|dello|nuov[oaie]|mio|mia|nostr[oaie]) ?){0,3}"
_OTHER_SOFTWARE = (
    r"(?:excel|word|outlook|libreoffice|openoffice|thunderbird|chrome|firefox|danea|zucchetti|"
    r"team ?system|autocad|photoshop|posta elettronica|adobe|acrobat|teamviewer|anydesk)"
)

# What stands first wins: the more particular before the more general.
_ACTIVITIES: tuple[tuple[Activity, str], ...] = (
    (Activity.VIRUS, r"\b(?:virus|malware|trojan|ransomware)\b(?! scadut)"),
    (
        Activity.OS_UPDATE,
        r"\b(?:aggiorn(?:are|arlo|iamo|iate|ate|i)|aggiornamento|passare|passaggio|update|upgrade)\b"
        r" ?(?:a |ad |al |di |del |dell'|il |la |l'|alla |to )?(?:\w+ )?"
        r"(?:windows|sistema operativo|mac ?os|linux|operating system)\b",
    ),
    (
        Activity.REINSTALL,
        r"\b(?:reinstallare|reinstallarlo|reinstallazione|reinstallate(?:ci|lo)?|reinstallato|"
        r"installare di nuovo|rimettere|reinstall)\b"
        r"(?! (?:windows|il sistema))(?= |[,.;!?]|$)",
    ),
    (
        Activity.RECOVERY,
        r"\b(?:ripristin|ricostru|recuper)(?:are|arl[oi]|ire|irl[oi]|o|iamo|ate|azione|zione) "
        r"(?:\w+ |\w+'){0,3}?"
        r"(?:archivi\w*|dati|backup|database)\b|\b(?:archivi\w*|dati) (?:\w+ ){0,2}?"
        r"(?:pers[oi]|danneggiat[oi]|corrott[oi]|cancellat[oi]|da (?:ripristinare|ricostruire|recuperare))\b|"
        r"\b(?:pers[oi]|perdut[oi]) (?:\w+ ){0,2}?(?:i dati|gli archivi|l'archivio)\b",
    ),
    (
        Activity.PRINTS,
        r"\bpersonalizz\w+ (?:\w+ |l'){0,3}?(?:stamp[ae]|fattur[ae]|scontrin[oi]|ddt|document[oi]|"
        r"etichett[ae]|modul[oi]|layout)\b|\b(?:mettere|aggiungere|cambiare|inserire) (?:il |un |l')?"
        r"(?:nuovo )?logo\b|\b(?:stamp[ae]|fattur[ae]) personalizzat[ae]\b",
    ),
    (Activity.SALES_MANDATE, r"\bmandat[oi] di vendita\b"),
    (
        Activity.PERIPHERALS,
        rf"\b{_DO} {_THING}{_PERIPHERAL}\b|\b{_PERIPHERAL} (?:\w+ ){{0,3}}?da (?:configurare|impostare|"
        r"collegare|installare)\b",
    ),
    (
        Activity.EQUIPMENT,
        rf"\b(?:configura\w*|prepara(?:re|zione)) {_THING}{_PC}\b|"
        rf"\b{_PC} (?:\w+ ){{0,3}}?da (?:configurare|preparare)\b",
    ),
    (
        Activity.SYSTEM_CHECK,
        r"\b(?:rete locale|driver\w*|router|wi-?fi|connessione (?:a |ad )?internet)\b|"
        r"\b(?:la )?rete (?:\w+ )?(?:non|e) (?:va|funziona|giu|lenta|caduta)\b|"
        r"\bsistema operativo\b|\bwindows (?:non|si|va|da)\b",
    ),
    (
        Activity.OPERATOR_ERROR,
        r"\b(?:ho|abbiamo|ha) (?:sbagliato|cancellato per (?:sbaglio|errore)|inserito (?:male|due volte))\b|"
        r"\bper (?:errore|sbaglio) (?:ho|abbiamo)\b",
    ),
)
_REST: tuple[tuple[str, Value, str], ...] = (
    (
        "latest_version",
        False,
        r"\b(?:vecchia versione|versione (?:\w+ )?vecchia|non (?:e|abbiamo|l'abbiamo)(?: \w+)? aggiornat[oa]|"
        r"mai aggiornat[oa])\b",
    ),
    (
        "latest_version",
        True,
        r"\b(?:abbiamo|ho|con|e|all')(?: ?gia| ?all')? ?l?'?ultima versione\b",
    ),
    (
        "place",
        Place.THEIR_OFFICE.value,
        r"\b(?:veni(?:te|re) (?:qui|qua|da noi|in negozio|in ditta|a vedere|sul posto)|"
        r"mand(?:ate|are|i) (?:qui )?(?:un tecnico|qualcuno)|tecnico sul posto|uscita di un tecnico|"
        r"(?:passare|passate) (?:da noi|in negozio|in ditta))\b",
    ),
    (
        "place",
        Place.OUR_OFFICE.value,
        r"\b(?:(?:ve |vi |te |lo |la )?(?:lo |la )?port(?:o|iamo|are|arlo|arla|arvi) (?:\w+ ){0,3}?"
        r"(?:da voi|in sede|presso la vostra sede|nella vostra sede|da leotron))\b",
    ),
    (
        "bought_from_us",
        True,
        r"\b(?:compra|acquista|pres)\w+ (?:\w+ ){0,2}?(?:da voi|da leotron|presso di voi)\b",
    ),
    (
        "bought_from_us",
        False,
        r"\b(?:compra|acquista|pres)\w+ (?:\w+ ){0,2}?(?:su amazon|da amazon|su internet|online|"
        r"da un altro|altrove|da un'altra ditta|da mediaworld|da unieuro|su ebay)\b",
    ),
    (
        "conformity_defect",
        False,
        rf"\b(?:(?:mi|ci) (?:e|sono) cadut[oaie]|(?:{_PC}|{_PERIPHERAL}|monitor) (?:mi |ci )?e cadut[oa]|"
        r"rovesciat[oa] (?:\w+ ){0,3}?(?:acqua|caffe|bibita)|"
        r"(?:acqua|caffe) (?:sopra|addosso|dentro|sulla tastiera)|fulmine|sbalzo di (?:corrente|tensione))\b",
    ),
)
_SERIAL = re.compile(
    r"\b(?:matricola|numero di serie|seriale|serial number)(?: numero| e| n\.?)?[ :]+"
    r"(?=[a-z0-9/-]*\d)([a-z0-9][a-z0-9/-]{3,30})"
)
_OTHER = re.compile(
    rf"\b(?:problem\w+ |error\w+ |aiuto |non (?:\w+ ){{0,3}}?|installa\w+ |configura\w+ |reinstalla\w+ )"
    rf"(?:\w+ |l'){{0,3}}?\b{_OTHER_SOFTWARE}\b|\b{_OTHER_SOFTWARE}\b (?:non|si blocca|si chiude|da errore)"
)
_COMPILED = tuple((activity, re.compile(pattern)) for activity, pattern in _ACTIVITIES)
_REST_COMPILED = tuple((name, value, re.compile(pattern)) for name, value, pattern in _REST)
# What comes just before and takes it back: denied, done already, or the program's own name for it.
_NO_SUCH = re.compile(
    r"(?:\b(?:non e|non sono|nessun|senza|non abbiamo|non ho|non c'e|non credo sia|non si tratta di)"
    r"(?: che| mica| per niente| un| uno| una| i| il)*|\bdopo(?: aver)?(?: il| la| l'| lo)?|"
    r"\b(?:ho|abbiamo|avete|hanno|ha|e stato|gia|appena)(?: gia| appena)?|\banti-?|"
    r"\b(?:da quando|visto che) (?:ho|abbiamo|avete) \w+) ?$"
)
_BEFORE = 30  # characters
# "Ho perso i dati", "ho sbagliato": of these the past is what is told.
_TOLD_IN_THE_PAST = (Activity.RECOVERY, Activity.OPERATOR_ERROR)


def facts_in(text: str) -> tuple[Proposed, ...]:
    """What the plain text tells of each fact, at most once a fact."""
    found: dict[str, Proposed] = {}
    for activity, pattern in _COMPILED:
        told = activity in _TOLD_IN_THE_PAST
        _add(found, "activity", activity.value, pattern, text, denied_only=told)
    for name, value, pattern in _REST_COMPILED:
        # Here a verb in the past is what is told: only what is denied is passed over.
        _add(found, name, value, pattern, text, denied_only=True)
    _add(found, "leotron_software", False, _OTHER, text, denied_only=True)
    serial = _SERIAL.search(text)
    if serial:
        found["serial"] = Proposed("serial", serial[1].upper(), *serial.span(1))
    return tuple(found.values())


def _add(
    found: dict[str, Proposed],
    name: str,
    value: Value,
    pattern: re.Pattern[str],
    text: str,
    *,
    denied_only: bool = False,
) -> None:
    if name in found:
        return
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        taken_back = _DENIED if denied_only else _NO_SUCH
        if not taken_back.search(before):
            found[name] = Proposed(name, value, *match.span())
            return


_DENIED = re.compile(r"\bnon (?:l'|lo |la |e |era |sono |mi |ci )?(?:abbiamo |ho |stat[oa] )?$")
