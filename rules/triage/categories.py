"""The kind of work that a message asks for: what is bought or paid, equipment, the system, the program.

A message may name several things. The one that has the fault tells: "il computer è acceso ma il
programma non parte" is about the program, and "il gestionale va, è il PC che si spegne" is not.
"""

import re

from rules.tickets.ticket import Category
from rules.triage.expressions import Hit, first, rules

# What works, or is denied to be the trouble, is not what the message is about.
_THING = (
    r"(?:computer|pc|programma|gestionale|j2k|software|cassa|stampante|rete|internet|server|windows|"
    r"monitor)"
)
_WELL = re.compile(
    rf"\b{_THING} (?:\w+ )?(?<!non )(?<!nun )(?:funziona|gira|va|e acceso|e accesa|si accende|se impissa)"
    r"(?: (?:bene|benissimo|tutto|perfettamente))?(?= *(?:[.,;:!?]|$| e | ma | pero | invece ))|"
    rf"(?<!e )(?<!cioe )\bnon (?:e )?(?:il|la|l'|i|le) ?{_THING}(?= *[,;]| ma )|"
    r"\bwindows \d+(?= *,? (?:pero|ma|invece)\b)|"
    r"\b(?:e |siamo |sono )?entrat[oa] in rete\b|\bho fatto il backup\b|\bil backup l'ho fatto\b"
)
# Where the caller says which of several troubles it is about.
_ABOUT = re.compile(
    r"\b(?:il (?:mio )?(?:vero|grosso) problema|la cosa (?:piu )?(?:seria|grave|importante|urgente)|"
    r"piu che altro|ma soprattutto|soprattutto)\b"
)

_EQUIPMENT = (
    r"(?:computer|pc|monitor|schermo|cassetto|tastiera|mouse|stampante|cassa|bilancia|lettore|registratore|"
    r"server|tablet|palmare|touch(?: screen)?|disco|hard disk|chiavetta\w*|alimentatore|till|printer|"
    r"screen|drawer|"
    r"keyboard|scanner)"
)
_BROKEN = (
    r"(?:\brott\w+|\bnon si (?:ri)?accend\w+|\bnero\b|\bbruciat\w+|\bfumo\b|\bcadut\w+|\bspezzat\w+|"
    r"\bmort[oa]\b|"
    r"\bspegne da sol\w+|\bsi spegne\b|\bsi riavvia da sol\w+|\bbagnat\w+|\bsegni di vita\b|\brumor\w+|"
    r"\bfischi\w+|"
    r"\bpuzza\w*|\bsfarfall\w+|\brubat\w+|\bal tocco\b|\bandat[oa]\b|\bmemoria (?:fiscale )?(?:piena|"
    r"esaurita)|"
    r"\bwon't turn on\b|\bdoes not turn on\b|\bdoesn't turn on\b|\bis dead\b|\bcrack\w*|\bspent[oa]\b)"
)
_MONEY = (
    r"\bpreventiv\w+|\bquanto (?:cost|veng)\w+|\b(?:contratto|abbonamento)\b(?! di lavoro)|"
    r"\bcosto\b|\bcanone\b|\bfattura doppia\b|\bdue volte la (?:stessa )?fattura\b|"
    r"\bofferta\b|\bcopia della fattura\b|\baccount manager\b|"
    r"\b(?:vostr[ae] fattur[ae]|fattur[ae] vostr[ae])\b|"
    r"\b(?:fattura|bolletta)\b(?: (?:numero|n|che ci avete mandato|del mese|\d+))* (?:e )?"
    r"(?:sbagliata|doppia|non corretta|da pagare|pagata)\b|"
    r"\bfattura\b[^.!?]{0,60}\b(?:che )?(?:ci|mi) avete (?:mandat|fatt|emess)\w+|"
    r"\bprezz[oi]\b(?! (?:non|in|sul|su|del|della|dei|degli|dell'|esce|"
    r"sbagliat))(?! (?:\w+ )?a mano)|"
    r"\bfattura (?:che (?:ci |mi )?(?:avete|hai)|ricevuta|da voi)\b|\bdisdett\w+|\brinnov\w+|"
    r"\b(?:quote|invoice copy)\b|\bhow much (?:does|is|do)\b|\bprices? (?:of|for)\b|"
    r"\binvoices? (?:twice|again|is wrong|copy)\b"
)
CATEGORIES = rules(
    (Category.COMMERCIAL, _MONEY),
    # Broken equipment before what runs on it ("il server fa fumo").
    (Category.HARDWARE, rf"\b{_EQUIPMENT}\b[^.!?]{{0,40}}?{_BROKEN}|"
     rf"{_BROKEN}[^.!?]{{0,12}}\b{_EQUIPMENT}\b|"
     r"\b(?:entrata|finita|caduta) (?:dell')?acqua\b|\bl'alimentatore\b|\bportat[oa] via la cassa\b|"
     rf"\b(?:mi serve|ci serve|vorrei|mandate) (?:un|una) (?:{_EQUIPMENT} )?nuov[oa]\b|"
     rf"\b(?:mi serve|ci serve) (?:un|una) {_EQUIPMENT} nuov[oa]\b|"
     rf"\b{_EQUIPMENT} nuov[oa]\b[^.!?]{{0,30}}\b(?:non e arrivat\w+|quando arriva)|"
     rf"\b{_EQUIPMENT}\b[^.!?]{{0,20}}\bordinat[oa]\b|"
     r"\b(?:mouse|tastiera|monitor|schermo) non (?:va|funziona|si vede)\b|\btasti che non vanno\b|"
     r"\bmemoria fiscale\b"),
    (Category.SYSTEM, r"\bvirus\b|\bwindows\b|\brete\b|\binternet\b|\bdriver\w*|\bserver\b|\brouter\b|"
     r"\bwi-?fi\b|\barchivi\w*|\bdati danneggiat\w+|\bantivirus\b|\bsistema operativo\b|\bbackup\b|"
     r"\bcartell[ae] condivis[ae]\b|\bdisco pieno\b|\bnetwork\b|\barchives?\b|\briscatto\b|"
     r"\bsoldi per riaver\w+"),
    (Category.HARDWARE, r"\brott[oaie]\b|\bcassetto\b[^.!?]{0,20}\b(?:non si apre|bloccat[oa]|incastrat[oa])|"
     r"\bschermo\b[^.!?]{0,20}\bnero\b|\bgaranzia\b|\bbroken\b|\bcomputer e molto lento\b|"
     r"\b(?:computer|pc) (?:e )?lent[oa]\b"),
    (Category.SOFTWARE, r"\bj2k\b|\bgestionale\b|\bprogram+a\b|\bsoftware\b|\bstampant[ei]\b|\bscontrin\w+|"
     r"\bfattur\w+|\blistin\w+|\bmagazzino\b|\bcass[ae]\b|\bregistratore\b|\blettore\b|\bbilancia\b|"
     r"\betichett\w+|\bcodici a barre\b|\bmandato\b|\bcorrispettiv\w+|\bleotron\b|\bprinters?\b|"
     r"\bprogram\b|\btill\b|\breceipts?\b|\bprice list\b|\bstamp[ae]\b|\bprezz[oi]\b|\bstorn\w+|\bres[oi]\b|"
     r"\bscont[oi]\b|\binventari\w*|\banagrafic\w*|\breport\b|\bvendite\b|\bgiacenz\w+|\bchiusura\b|\bddt\b|"
     r"\bbolle\b|\bcomand[ae]\b|\bordin[ei] in cucina\b|\blicenza\b|\bpalmare\b|\barticol[oi]\b|"
     r"\breparto\b|\bpos\b|\btotali\b|"
     r"\bagenda\b|\bbuoni pasto\b|\bnota di credito\b|\bchiavetta\b|\bcassetto\b"),
)  # fmt: skip


def category(text: str) -> tuple[Category, Hit | None]:
    """What kind of work it is."""
    troubled = _WELL.sub(lambda match: " " * len(match.group()), text)
    about = _ABOUT.search(troubled)
    if about:
        rest = " " * about.start() + troubled[about.start() :]
        value, hit = first(CATEGORIES, rest)
        if value:
            return Category(value), hit
    for said in (troubled, text):
        value, hit = first(CATEGORIES, said)
        if value:
            return Category(value), hit
    return Category.OTHER, None
