"""The urgency of a message: told by its words, or by what the trouble does to the shop.

"Ho la fila e non esce uno scontrino" says that work has stopped as plainly as "siamo fermi". Work
that has stopped outweighs every courtesy ("con calma, ma..."); a way to work on ("con l'altra
cassa andiamo avanti") outweighs what has stopped.
"""

import re
from collections.abc import Iterator

from rules.tickets.ticket import Urgency
from rules.triage.expressions import J2K, Hit
from rules.triage.urgency_words import CONSEQUENCE, DEADLINE, HIGH, LOW, NOT, OF_A_PERSON, SOFTENED

_TO_US = r"(?:(?:ci|mi|me|ve|gli|le|li|lo|la|si|se) ){0,2}"
_CAN = (
    r"(?:possiamo|posso|puo|possono|pozzo|potemo|riusciamo|riesco|riesce|riescono|riessemo|riesso|"
    r"riuscimo|fa|fanno|lascia|lasciano|permette|consente)"
)
_AGAIN = r"(?:(?:piu|cchiu|pi|proprio|neanche|nemmeno) )?"
_TO = r"(?:(?:ad?|de|di|neanche) )?"
_SELL = (
    r"(?:lavora\w*|vende\w*|incassa\w*|(?:far?'?|fare|battere|emettere|stampare) (?:\w+ ){0,2}scontrin\w+|"
    r"emettere (?:\w+ ){0,1}(?:fattur\w+|scontrin\w+|ricevut\w+)|aprire la cassa|"
    r"(?:far?|fare) l'apertura(?: di cassa)?)"
)
_ENTER = (
    r"(?:entra\w*|acceder\w*|aprir\w*|partir\w*|far(?:lo)? partire|avviar\w*|usar\w*|utilizzar\w*)"
)
_PROGRAM = rf"(?:programma|programa|gestionale|{J2K}|software)"
_TILL = r"(?:cassa|casse|negozio|registratore(?: di cassa| telematico)?)"
_DEAD = r"(?:ferm[oaie]|bloccat[oaie]|mort[oaie]|impallat[oaie]|piantat[oaie]|inchiodat[oaie]|giu|a terra)"
_BUSINESS = rf"(?:{_PROGRAM}|{_TILL})"

STOPPED = re.compile(
    # who stands still
    rf"\b(?:siamo|sono|semo|stamo|stamm|tutto|tutti|restiamo|rimasti) (?:\w+ )?ferm[oaie]\b|"
    r"\b(?:siamo|semo|restiamo) (?:\w+ )?a (?:piedi|terra|zero)\b|\bmani in mano\b|"
    rf"\b(?:tutto|tutta|tutti|tutte) (?:\w+ )?{_DEAD}\b|\b{_DEAD} tutto\b|"
    rf"\b{NOT} {_TO_US}lavora(?:no)? (?:piu )?nessuno\b|\bnessuno (?:\w+ ){{0,3}}(?:lavorare|entrare|"
    rf"accedere|vendere)\b|"
    r"\bnessuno (?:puo|riesce a|sta|riusciva a) (?:piu )?(?:fare|lavorare|facendo|lavorando)\b|"
    r"\bguardarci (?:in faccia|negli occhi|intorno)\b|\bbraccia (?:conserte|incrociate)\b|"
    r"\bgirarci i pollici\b|"
    r"\b(?:operai|ragazzi|ragazze|dipendenti|cassier[ei]|commesse|camerier[ei]|magazzinieri|"
    r"autisti) (?:\w+ ){0,2}"
    r"ferm[ie]\b|\b(?:sono|siamo) chius[oi] (?:per colpa|perche|da stamattina|da ore)|"
    r"\bcasse sono (?:\w+ ){1,3}"
    rf"{_DEAD}\b|\b(?:nobody|no one|none of us) can (?:work|log|enter|sell|get|open|access)\b|"
    rf"\btills? (?:is|are|has) "
    r"(?:frozen|dead|stuck|blocked)\b|\b(?:till|program|j2k) (?:does not|doesn't|won't|will not) (?:open|"
    r"start|work)\b|"
    r"\bmandat[oiae] (?:tutti |via )?a (?:casa|fare (?:le )?pulizie)\b|\bmandat[oi] a casa\b|"
    rf"\b{NOT} (?:possiamo|riusciamo a|riesco a) (?:piu )?fare (?:piu )?(?:niente|nulla)\b|\bsi (?:e|"
    rf"sono) fermat[oiae] tutt[oiae]\b|"
    r"\bcasse (?:sono )?(?:\w+ )?fuori uso\b|"
    # "Bloccati." by itself
    r"(?:^|[.!?;]) *(?:siamo |qui |tutti |completamente )*(?:bloccat[ie]|fermi|paralizzat[ie]) *(?=[.!?]|$)|"
    rf"\b{NOT} si va (?:piu )?avanti\b|\b{NOT} (?:riesco|riusciamo|posso|"
    rf"possiamo) (?:piu )?(?:ad )?andare avanti\b|"
    r"\bno (?:scontrin[oi]|vendere|lavorare|incassare|cassa)\b(?=[^.!?]{0,20}\bno (?:scontrin|vend|lavor|"
    r"incass))|"
    rf"(?<!domenica )(?<!sabato )(?<!lunedi )\b{NOT} (?:si|se) lavora\b|"
    rf"(?<!domenica )(?<!sabato )(?<!lunedi )\b{NOT} (?:lavoriamo|vendiamo|incassiamo|lavoramo|vendemo)\b|"
    # what cannot be done
    rf"\b{NOT} {_TO_US}{_CAN} {_AGAIN}{_TO}{_SELL}\b|"
    rf"\b{NOT} {_TO_US}{_CAN} {_AGAIN}{_TO}{_ENTER}(?! (?:il cassetto|la busta|la scatola))\b|"
    rf"\b{NOT} (?:entra|accede) (?:piu )?nessuno\b|\b{NOT} entro\b(?! (?:oggi|stasera|domani|le|la|sera|"
    rf"un|fine))|"
    rf"\b{_PROGRAM} {NOT} lo (?:posso|possiamo|riesco a|riusciamo a) (?:usare|aprire)\b|"
    rf"\b{NOT} {_TO_US}(?:funziona|va) (?:piu )?(?:il |er |'?o |el )?{_PROGRAM}\b|"
    # what is dead
    rf"\b{_TILL} (?:e|sono|s'e|si e) (?:\w+ )?{_DEAD}\b|"
    rf"\b(?:e|sono) (?:tutt[oaie] |completamente )?bloccat[oaie]\b|"
    rf"\b{_PROGRAM} (?:(?:e|s'e|si e|resta|rimane) (?:\w+ )?)?{_DEAD}\b|"
    rf"\b{_BUSINESS}\b[^.!?]{{0,25}}\b{NOT} da (?:piu )?segni? di vita\b|"
    rf"\b{_PROGRAM} (?:\w+ ){{0,1}}{NOT} {_TO_US}(?:part\w+|apr\w+|avvi\w+)\b|"
    rf"\b{NOT} {_TO_US}(?:parte|apre|avvia|apro) (?:piu )?(?:\w+'? ?){{0,2}}\b{_PROGRAM}\b|"
    rf"\b{_PROGRAM} (?:crasha|si chiude|si blocca|si pianta) (?:all'avvio|appena|subito)|"
    rf"\b{NOT} (?:va|funziona|parte|emette|riparte|batte) (?:piu )?(?:niente|nulla|'?na cassa|nessuna)\b|"
    r"\bnon (?:mi |ci )?(?:fa|emette|batte) piu (?:gli |uno )?scontrin\w+|"
    r"\bsmess[oa] de? (?:far|fare|stampare|battere) (?:\w+ )?scontrin\w+|"
    # what had to be done about it
    r"\bnon (?:posso|possiamo) (?:stare|tenere|restare) apert\w+|\b(?:dovuto|tocca|dobbiamo|"
    r"devo) chiudere (?:il negozio|bottega|il locale|tutto)\b|"
    r"\bmand(?:o|ando|iamo|iando) via (?:i clienti|la gente)\b|"
    # in English
    r"\b(?:we |i )?(?:cannot|can't|can not|unable to) (?:work|sell|open|access|log|get into|use j2k)\b|"
    r"\bcompletely stopped\b|\beverything (?:is|has) (?:stopped|down)\b|\btill (?:has|is) (?:stopped|dead|"
    r"down)\b|"
    r"\bhad to close\b|\bj2k (?:won't|does not|doesn't|will not) (?:start|open|run|load)\b"
)  # fmt: skip
# "J2K... Non si apre.": a sentence of its own about the program that was named.
_ALONE = re.compile(
    rf"(?:^|[.!?;,:]|\bma|\bche|\be|\badesso|\bora) *(?:{NOT}|neanche) (?:si |se |me |mi )?(?:apre|avvia|"
    rf"parte)(?: (?:piu|proprio|nemmeno|neanche))* *(?=[.!?;,:]|$|"
    rf" e )"
)
_PROGRAM_NAMED = re.compile(rf"\b{_PROGRAM}\b")
_OPENS_TOO = re.compile(r"\b(?:cassetto|porta|sportello|finestra|schermata|allegat\w+|file)\b")
# Somebody waits now, in the shop or before it.
WAITING = re.compile(
    r"\b(?:ho|c'e|abbiamo|go|tengo|con|faccio fare|ce sta) (?:\w+'? ?){0,2}\b(?:fila|coda)\b|"
    r"\b(?:fila|coda) (?:\w+ ){0,2}(?:fin |fuori|alla cassa|arriva)|"
    r"\b(?:gente|client[ei]|client|ospit[ei]|pazient[ei]|person[ae]|camion|corriere|coperti|tavoli|"
    r"signor[aei]|"
    r"ragazzi|turisti|autist[ai]|acquirente|mamme|bambini|comitiva|operai|zente|customers|"
    r"guests)\b[^.!?]{0,30}"
    r"\b(?:(?:aspett\w+|attend\w+)\b(?! da (?:giorni|settimane|mesi|ieri))|in piedi|in coda|in fila|fuori|"
    r"'?nnanz)|"
    r"\b(?:tengo|ho) '?a gente\b|\b(?:negozio|locale|bar|ristorante|sala|banco|studio|ambulatorio|"
    r"piazzale|camping|campeggio|albergo|hotel|vetrina|bottega|piscina|stand) "
    r"(?:e )?pien[oa]\b|\b(?:siamo|semo|ho|abbiamo) (?:\w+ )?pien[oaie](?= *(?:[.,;!]|$| e | ma |"
    r" di (?:gente|"
    r"clienti)))|\bsala d'attesa (?:e )?piena\b|\b(?:ho|abbiamo) (?:gli|i|la|le|dei|gia|tre|due|"
    r"dieci) "
    r"(?:\w+ )?(?:ospiti|clienti|gente|pazienti|signore|signori|camion|persone|coperti|tavoli) (?:in |"
    r"nella |al |alla |qui|davanti|"
    r"fuori|sul |da )|"
    r"\bclienti in negozio\b|\b(?:customers|people|guests) (?:are )?(?:waiting|queuing)|"
    r"\b(?:gente|zente|tutti|client[ei]) che (?:\w+ )?(?:guard\w+|vard\w+|protest\w+|sbuff\w+|urla\w*|"
    r"si lament\w+)|"
    r"\b(?:client[ei]|signor[ae]|ospit[ei]) (?:e |sono |ce l'ho |li ho )?(?:qui|qua) (?:davanti|fuori|"
    r"che)|\bgo la zente\b|"
    r"\b\w+ persone in sala d'attesa\b|\bshop is full\b|\brestaurant is full\b|\bdavanti a (?:me|noi)\b|"
    r"\bqui davanti\b|\btutto pieno\b|"
    r"\bclient[ei] (?:e |sono )?(?:arrabbiat|furios|incazzat|inferocit)\w+|\b(?:rimorchi|macchine|auto|"
    r"furgoni|persone) "
    r"(?:\w+ )?in (?:fila|coda)\b|\b(?:ho|"
    r"abbiamo) (?:\w+ ){1,2}(?:coperti|"
    r"persone|macchine) (?:\w+ ){0,2}(?:stasera|a pranzo|a cena|fuori|ora|adesso|prenotat\w+)|"
    r"\bqueue (?:of|out|at|in|right|all)\b|\bil primo cliente (?:con|che|e|in)\b|"
    r"\bpieno di (?:clienti|gente)\b"
)
# ... and what they wait for does not come.
_FAILS = re.compile(
    rf"\b{NOT} {_TO_US}(?:{_CAN}|esc\w+|stamp\w+|batt\w+|funzion\w+|va|vanno|part\w+|arriv\w+|apr\w+|"
    rf"emett\w+|"
    r"comunic\w+|colleg\w+|rispond\w+|legg\w+)\b|\b(?:mort[oaie]|bloccat[oaie]|piantat[oaie]|"
    r"impallat[oaie]|lampeggia|spent[oaie])\b|"
    r"\b(?:cannot|can't|doesn't|won't|does not|not working)\b"
)
# Work goes on, by another way or because it works again.
GOES_ON = re.compile(
    r"\b(?:(?:su|co)ll'altr[oa]\b|(?:pero|comunque) (?:lavoriamo|vendiamo|incassiamo))|\b(?:con|uso|"
    r"usiamo|usando|lavoriamo (?:con|su)|funziona|va) (?:solo )?"
    r"(?:l'altr[oa]|la seconda|il secondo|quell[ao] (?:di riserva|vecchi[oa]|uno|due))\b|"
    r"\bl'altr[oa] (?:cassa )?(?:va|funziona|stampa)\b|\bquell[ao] (?:uno|due|di riserva) (?:si|va|"
    r"funziona)\b|"
    r"\b(?:andiamo|vado|tiriamo|tiro) avanti\b|(?<!non )\bsi va avanti\b|\briesco a fare il resto\b|"
    r"\b(?:il resto|per il resto) (?:\w+ )?(?:va|funziona|tutto)\b|(?<!non )\bsi lavora\b|"
    r"\blavorare lavoriamo\b|"
    r"\bin contanti (?:si|va|ok|incass\w+)|\bnon si muore\b|\bce la caviamo\b|\bme la cavo\b|"
    r"\bmi arrangio\b|\bci arrangiamo\b|\bribatt(?:o|iamo)\b|"
    r"\b(?:oggi|ora|adesso) (?:va|funziona) tutto\b|\btutto (?:risolto|funziona)\b|\bnon e bloccante\b|"
    r"\bpossiamo (?:comunque )?(?:lavorare|vendere|"
    r"incassare)\b(?<!non possiamo lavorare)(?<!non possiamo vendere)"
    r"(?<!non possiamo incassare)|\bil cliente intanto\b|\bquindi vendo\b|\bvendo lo stesso\b|"
    r"\b(?:'altr[oae]|altr[eio] (?:due|tre|quattro|casse)) (?:si|vanno|funzionano|va)\b|"
    r"\b(?:lavoriamo|vendiamo|incassiamo) (?:lo stesso|comunque|"
    r"in contanti)\b|"
    r"(?<!non )(?<!nun )(?<!no )\b(?:riesco|riusciamo) (?:comunque )?a (?:lavorare|vendere)\b|"
    r"\bripartit[oaie]\b|"
    r"(?<!non )(?<!non si )\briparte\b(?= *(?:[.,;!]|$|ma\b|pero\b))|"
    r"\briusciti a ripartire\b|"
    r"\bpres[oa] a funzionare\b|\badesso (?:va|funziona|stampa|parte)\b|\bcioe parte\b|"
    r"\baltr[oaie] (?:\w+ ){1,2}(?:su cui |dove |che )?(?:va|vanno|funziona|funzionano)\b|"
    r"\b(?:we )?(?:can )?still work\b|\bwe(?: are|'re)? use?(?:ing)? the other\b|\bnot stopped\b"
)
_TELLING = {
    "goes on": GOES_ON, "softened": SOFTENED, "consequence": CONSEQUENCE, "deadline": DEADLINE,
    "low": LOW, "high": HIGH, "waiting": WAITING, "fails": _FAILS,
}  # fmt: skip
# "non è che siamo fermi", "non siamo fermi": a denial just before
DENIED = re.compile(r"\b(?:non e che (?:\w+ ){0,3}|(?:non|mica|nun|no) (?:\w+ )?)$")
DENIED_WITHIN = 40  # characters


def urgency(text: str) -> tuple[Urgency, Hit | None]:
    """How urgent it is. Work that has stopped stays blocking, even said "con calma"."""
    text = OF_A_PERSON.sub(lambda match: " " * len(match.group()), text)
    stopped = _stopped(text)
    goes_on = GOES_ON.search(text)
    if stopped and not goes_on:
        return Urgency.BLOCKING, stopped
    if softened := SOFTENED.search(text):
        return Urgency.NORMAL, softened.span()
    consequence = None if goes_on else CONSEQUENCE.search(text)
    if consequence and not _is_denied(text, consequence):
        return Urgency.HIGH, consequence.span()
    # a denied urgency before urgency itself: "non è urgente" holds the word "urgente"
    for value, pattern in (
        (Urgency.HIGH, DEADLINE),
        (Urgency.LOW, LOW),
        (Urgency.HIGH, HIGH),
        (Urgency.HIGH, WAITING),
    ):
        match = pattern.search(text)
        if match:
            return value, match.span()
    return Urgency.NORMAL, None


def told(text: str) -> Iterator[tuple[str, Hit]]:
    """All that the expressions find, whichever of them decides."""
    if stopped := _stopped(text):
        yield "stopped", stopped
    for name, pattern in _TELLING.items():
        if match := pattern.search(text):
            yield name, match.span()


def _is_denied(text: str, match: re.Match[str]) -> bool:
    return bool(DENIED.search(text[max(0, match.start() - DENIED_WITHIN) : match.start()]))


def _stopped(text: str) -> Hit | None:
    """The words that say that work has stopped; what is denied says nothing."""
    for match in STOPPED.finditer(text):
        if not _is_denied(text, match):
            return match.span()
    waiting = WAITING.search(text)
    if waiting and _FAILS.search(text):
        return waiting.span()
    alone = _ALONE.search(text)
    if alone and _PROGRAM_NAMED.search(text) and not _OPENS_TOO.search(text):
        return alone.span()
    return None
