"""The kind of work that a message asks for: what is bought or paid, equipment, the system, the program.

A message may name several things. The one that has the fault tells: "il computer è acceso ma il
programma non parte" is about the program, and "il gestionale va, è il PC che si spegne" is not.
A peripheral that does not print or read is the program's, as the published terms have it; one that
beeps, smokes, blinks or tears its paper is equipment.
"""

import re
from collections.abc import Iterator

from rules.tickets.ticket import Category
from rules.triage.expressions import J2K, Hit, first, rules

# What works, or is denied to be the trouble, is not what the message is about.
_THING = (
    rf"(?:computer|pc|programma|gestionale|{J2K}|software|cassa|stampante|rete|internet|server|windows|"
    r"monitor|linea|mouse|bilancia|registratore|printer|till)"
)
_FINE = r"(?:a posto|ok|okay|apposto|perfett[oa]|fine)"
_WELL = re.compile(
    rf"\b{_THING} (?:\w+ )?(?<!non )(?<!nun )(?:funziona|gira|va|e acceso|e accesa|si accende|se impissa)"
    r"(?: (?:bene|benissimo|tutto|perfettamente))?(?= *(?:[.,;:!?]|$| e | ma | pero | invece ))|"
    rf"\b{_THING} (?:\w+ )?(?<!non )(?:e|sono|is|sta) (?:tutt[oa] )?{_FINE}\b|"
    rf"\b{_THING} che (?:\w+ )?funziona\b|"
    rf"(?<!e )(?<!cioe )\bnon (?:e )?(?:il|la|l'|i|le) ?{_THING}(?= *[,;]| ma )|"
    r"\b(?:non|mica) (?:e |sia |credo sia |penso sia )?(?:un |il |colpa del |colpa di un )?virus\b|"
    r"\bdicono che (?:e|sia) un virus(?=[^.!?]{0,20}\bma\b)|"
    r"\bwindows \d+(?= *,? (?:pero|ma|invece)\b)|"
    r"\b(?:e |siamo |sono )?entrat[oa] in rete\b|\bho fatto il backup\b|\bil backup l'ho fatto\b|"
    r"\b(?:gli altri|le altre|tutto il resto)(?: (?!due|tre|quattro|cinque)\w+)?(?:,? (?:tipo|come|"
    r"per esempio) \w+)*,? (?:si|vanno|va|funzionano|funziona|"
    r"bene)\b|\bcavo di rete(?= nuovo)|\bvi ho comprato [^.!?]{0,60}"
)
# Where the caller says which of several troubles it is about.
_ABOUT = re.compile(
    r"\b(?:il (?:mio )?(?:vero|grosso) problema|la cosa (?:piu )?(?:seria|grave|importante|urgente)|"
    r"piu che altro|ma soprattutto|soprattutto)\b"
)

_EQUIPMENT = (
    r"(?:computer|pc|portatile|monitor|schermo|video|display|cassett[oa]|casseta|tastiera|mouse|stampante|"
    r"stampantina|cassa|bilancia|lettore|pistola|registratore|server|nas|switch|modem|ups|tablet|"
    r"palmar[ei]|"
    r"touch(?: screen)?|disco|hard disk|chiavetta\w*|alimentatore|plotter|etichettatrice|till|printer|"
    r"screen|"
    r"drawer|gruppo di continuita|macchina (?:fiscale|degli scontrini)|keyboard|scanner|telecamer[ae]|"
    r"centralina|schermo|visore)"
)
_BROKEN = (
    r"(?:\brott\w+|\bspaccat\w+|\bnon si (?:ri)?accend\w+|\bnero\b|\bbruciat\w+|\bfum(?:o|at[oa])\b|"
    r"\b(?:cadut|cascat)\w+|\bspezzat\w+|\bmort[oa]\b|\bbip\b|\bbeep\w*|\bronz\w+|\btaglierina\b|"
    r"\b(?:spegne|scrive|clicca|muove) da sol\w+|\bincantat\w+|\btac tac\b|\bsi spegne\b|"
    r"\bsi riavvia da sol\w+|\bbagnat\w+|\bsegni di vita\b|\brumor\w+|"
    r"\bfischi\w+|\bincepp\w+|\baccartocc\w+|\bstrapp\w+|\bmangia (?:la carta|gli scontrini|il rotolo)|"
    r"\bpuzza\w*|\bsfarfall\w+|\brubat\w+|\bal tocco\b|\bandat[oa]\b(?! (?:via|bene|male|a|in|tutto))|"
    r"\bmemoria (?:fiscale )?(?:piena|"
    r"esaurita)|\bsurriscald\w+|\bscotta\w*|\bventol\w+|\bbatteri[ae] (?:\w+ )?(?:scaric\w+|non|gonfi\w+|"
    r"mort\w+)|\btestina\b|\brull[oi]\b|\btoner\b|"
    r"\bcartucc\w+|\binchiostro\b|\bsbiadit\w+|\brig(?:a|he|e) (?:ner[ae]|bianc(?:a|he)|vertical[ei])|"
    r"\bsporc[oa]\b|"
    r"\bcrep(?:[ae]|at\w+)\b|\bsputa\w*|\bimpazzit[oa]\b|\bprints (?:only half|blank|faint\w*|pink)\b|"
    r"\bbui[oa]\b|\bmut[oa]\b|\bgratta\b|\bstampa a righe\b|\bapre da sol\w+|\bclic\w+ da sol\w+|"
    r"\bmacchie\b|"
    r"\bstaccat[oa] (?:il|un|la|lo) (?:filo|cavo|pezzo|spina)|\bnon (?:si ricarica|si carica|carica piu|"
    r"si muove|si chiude)|"
    r"\bla batteria\b|\bripar(?:are|at\w+|azion\w+|arl\w+)\b|\bfoglio bianco\b|\bcarta tutta bianca\b|"
    r"\bin un altro punto\b|\b(?:memoria|dgfe|toner|inchiostro) esaurit[oa]\b|"
    r"\blampeggia (?:di )?(?:ross|arancion|giall)\w+|"
    r"\btast[oi] (?:\w+ ){0,8}non\b|\bvetro\b|\bsportell\w+|\bpolvere\b|\bnon taglia\b|\bdegradat\w+|"
    r"\b(?:luci?|lucin[ae]|spi[ae]|led)\b[^.!?]{0,20}\b(?:lampegg\w+|ross[aeoi]|arancion\w+|gialla)|"
    r"\blampeggi\w+ (?:\w+ ){0,2}(?:luci?|lucin[ae]|spi[ae]|led)\b|\bsaltat[oa] in aria\b|\bfulmin\w+|"
    r"\bwon't turn on\b|\bdoes not turn on\b|\bdoesn't turn on\b|\bis dead\b|\bcrack\w*|\bspent[oa]\b|"
    r"\bnon (?:sente|prende|reagisce|risponde)(?: piu)?(?: (?:al|il|i|ai|alle|le)(?: mie)?)? (?:dit[oa]|"
    r"tocc\w+|polpastrell\w+|pression\w+)|"
    r"\bcarta tut?ta bianca\b|\bfogli[oe]? (?:tutt[oi] )?bianc\w+|\bstampa (?:tutto |in |di )?(?:rosa|"
    r"bianco|grigio|pallido|chiaro|"
    r"storto)\b|\bquasi non si legge\b|\briga (?:\w+ )?verticale\b|\bmort[aoie]\b|\bpres[oa] (?:acqua|"
    r"umidita)\b|"
    r"\bfa contatto\b|\bnon tiene (?:piu )?(?:la )?(?:carica|batteria)\b|\bfuori servizio\b|"
    r"\b(?:is|went|gone) (?:black|blank|dark)\b|\bsmok\w+|\bjam(?:s|med|ming)\b|\bdropped\b|\bfell\b)"
)
# What a register with its fiscal memory says of itself: it is sealed, and only a technician may open it.
_REGISTER = (
    r"(?:registratore|cassa|misuratore|stampante fiscale|rt|macchina (?:fiscale|degli scontrini))"
)
_SEALED = (
    r"(?:\bcertificat\w+|\bverifica (?:periodica|biennale)\b|\bmemoria\b|\bfuori servizio\b|\binattiv[oa]\b|"
    r"\bchiusura obbligatoria\b|"
    r"\blotteria scaduta\b|\bnon (?:mi )?apre la giornata\b|\bda inizializzare\b|\bnon censit[oa]\b)"
)
_OURS = r"(?:avete|mi hai|ci hai|mi ha (?:mandato|fatto))"
_MONEY = (
    r"(?<!si fa un )(?<!faccio un )(?<!come fare un )(?<!stampare un )(?<!stampare il )\bpreventiv\w+"
    r"(?! (?:non|si|in|da|dal|con) )|"
    r"\bquanto (?:(?:mi|ci) )?(?:cost|veng|veni|vien)\w*|\bcosa (?:cost\w+|verrebbe|viene (?:a costare|un|"
    r"una))\b|"
    r"\bquanto prend\w+|"
    r"\bconferm(?:o|iamo|are|arvi) (?:il nostro |la nostra |il |l'|un )?(?:ordin\w+|acquist\w+|preventiv\w+|"
    r"offert\w+)|"
    r"\bricevut[ae] bancari[ae]\b|\briba\b|\b(?:non (?:sono|siamo) (?:ancora )?(?:vostr[aio]|un vostro|"
    r"una vostra) client\w|"
    r"(?:sono|siamo) (?:dei )?nuov[oi] client[ei])\b|\baddebitat\w+|\bpagat[oa] due volte\b|"
    r"\bpagat[oa] (?:il |la |l'|"
    r"un )?(?:intervento|uscita)|\bnon dovevo pagare\b|\bindirizzo (?:e-?)?mail\b[^.!?]{0,60}\bfattur\w+|"
    r"\bdue prezzi\b|\bcostano\b|\b(?:contratto|abbonamento)\b(?! di (?:lavoro|vendita))|"
    r"\bcosto\b|\bcanone\b|\bfattura doppia\b|\bdue volte la (?:stessa )?fattura\b|"
    r"\bofferta\b|\bcopia (?:della|di una|delle) fattur[ae]\b|\baccount manager\b|"
    r"\b(?:vostr[ae] (?:mail con le )?fattur[ae]|fattur[ae] vostr[ae]|vostre mail con le fatture)\b|"
    r"\b(?:fattura|bolletta)\b(?: (?:numero|n|che ci avete mandato|del mese|\d+))* (?:e )?"
    r"(?:sbagliata|doppia|non corretta|da pagare|pagata)\b|"
    rf"\bfattura\b(?![^.!?]{{0,60}}\bquando avete)[^.!?]{{0,60}}\b{_OURS}\b|"
    r"\bfattura (?:n\.? |numero )?\d+ del(?:l')? ?\d|\binsolut\w+|\bsollecit[oi] (?:per|di|da|che|"
    r"pagamento)|"
    r"\b(?:il|un|fatto il) bonifico (?:e partit\w+|l'ho|ve l|e stato|gia)|\bestratto conto\b|\brateizz\w+|"
    r"\bpagare in (?:\w+ )?(?:volte|rate)\b|\bnota di credito (?:vostra|da parte vostra)|"
    r"\b(?:la|della) mail per (?:la|le) fattur[ae]\b|\bfatturazione (?:vostra|alla nuova)|"
    r"\bprezz[oi]\b(?! (?:non|in|sul|su|del|della|dei|degli|dell'|esce|pieno|sono|a zero|"
    r"sbagliat))(?! (?:\w+ )?a mano)(?<!i prezzi)(?<!il prezzo)|\b(?:il prezzo|i prezzi) (?:di un|per un|"
    r"del "
    r"nuovo|d'acquisto)\w*|\bprezzo (?:di un|del (?:registratore|nuovo|contratto))|"
    r"\bfatemi sapere il prezzo\b|"
    r"\b(?:sapere|avere|che) (?:\w+ )?(?:il prezzo|i prezzi)(?= (?:di|del|per|della)\b| *[.?!,]|$)|"
    r"\bfattura (?:che (?:ci |mi )?(?:avete|hai)|ricevuta|da voi)\b|\bdisdett\w+|"
    r"\bdisd(?:ire|ico|iamo)\b(?=[^.!?]{0,60}\b(?:contratt|assistenz|abbonament|tutto|programm|j|moduli?|"
    r"servizi|canone))|"
    r"\brinnov(?:o|are|iamo|i)\b|\b(?:quote|invoice copy)\b|\bhow much (?:\w+ ){0,4}(?:does|is|do|"
    r"costs?)\b|"
    r"\bprices? (?:of|for)\b|\binvoices? (?:twice|again|is wrong|copy)\b|"
    # what is to be bought
    r"\b(?:(?:vorrei|vorremmo|volevo|volevamo|voglio|dobbiamo|dovrei|devo|per) (?:\w+ ){0,2})"
    r"(?:comprare|acquistare|noleggiare|prenotare un corso|comperare)\b|\bnoleggi(?:are|ate)\b|"
    r"\b(?:a|in|al|il|un|del|di) noleggio\b|\bin leasing\b|"
    r"\bavete (?:ancora )?in vendita\b|\bne (?:prenderei|prenderemmo|ordinerei)\b|\bpermuta\b|"
    r"\b(?:una|la|fare una) demo\b|\bdimostrazione\b|\bvalutando (?:di|se|un|il|l'|altri)|"
    r"\bcambiare (?:gestionale|programma|software)\b|\bcerc(?:hiamo|ando|o) (?:una soluzione|un gestionale|"
    r"un programma|un software)\b|\b(?:necessita|bisogno) di un (?:nuovo )?(?:gestionale|programma|"
    r"software)\b|"
    r"\b(?:aggiungere|comprare|altre|due|tre|un'altra|nuove) licenz[ae]\b|\bfate (?:ancora )?(?:i |"
    r"dei )?corsi\b|"
    r"\b(?:del|il|un|qualcuno del|ufficio|vostro|mio) commerciale\b|\bcommerciale di riferimento\b|"
    r"\bvostri prezzi\b|\braccomandata\b|\baddebit[oi]\b|\bfarmi vedere (?:il|un|i) (?:nuov|modell)\w+|"
    r"\bcambio di (?:intestazione|"
    r"ragione sociale|sede legale)|\bragione sociale\b|\bbonus (?:registrator\w+|fiscal\w+|per|per il|sui?|"
    r"statal\w+|investiment\w+|digital\w+|4)\b|\bquotazion\w+|\btariff[ae]\b|\b(?:il|"
    r"un) (?:nostro )?nuovo iban\b|\bnuovo iban\b|\bdurc\b|"
    r"\breced(?:ere|o|iamo)\b|"
    r"\b(?:fare|prenotare|organizzare) un corso\b|\bvorrei ordinare\b|\bordinare (?:\w+ )?(?:rotol\w+|"
    r"toner|carta|nastr\w+)|"
    r"\b(?:mi serv(?:e|ono)|ci serv(?:e|ono)|bisogno di|vorrei) (?:\w+ )?(?:rotol\w+|nastr\w+|toner|"
    r"alimentator\w+|ricambi)|"
    r"\bfattura\b[^.!?]{0,60}\b(?:saldat|insolut)\w+|\bfattura\b[^.!?,]{0,40}\b(?:scadut|pagat)\w+|"
    r"\b(?:potete|puo|potreste) spedir\w+|"
    r"\bagente di zona\b|"
    r"\bavete (?:una |delle |in corso )?(?:promozion|offert)\w+|\blistino (?:dei vostri|vostro|"
    r"delle casse)|\byour invoice\b|"
    r"\bdo you (?:sell|rent|offer)\b|\b(?:vendete|fate anche|noleggiate)\b|\bvorrei un (?:secondo|altro|"
    r"nuovo) (?:registratore|"
    r"computer|pc|palmare|lettore|tablet)|\b(?:rifare|rifate|correggere|correggete) (?:la|le|"
    r"quella) fattur\w+|"
    r"\be arrivata una (?:vostra )?fattura\b|\bfattura di (?:gennaio|febbraio|marzo|aprile|maggio|giugno|"
    r"luglio|agosto|settembre|"
    r"ottobre|novembre|dicembre)\b(?! (?:non|si|al|del|in))|\bsospendere l'abbonamento\b|"
    r"\bprivacy gdpr\b|\bproporvi\b|\boffrirvi\b|\bvolevo l'amministrazione\b|\bcatalogo\b"
)
CATEGORIES = rules(
    (Category.COMMERCIAL, _MONEY),
    (Category.SYSTEM, r"\bwindows non (?:\w+ )?(?:trova|vede|riconosce|si collega)\b"),
    # Broken equipment before what runs on it ("il server fa fumo").
    (Category.HARDWARE, rf"\b{_EQUIPMENT}\b[^.!?]{{0,60}}?{_BROKEN}|"
     rf"{_BROKEN}[^.!?]{{0,25}}\b{_EQUIPMENT}\b|"
     r"\bdisch?[oi]\b[^.!?]{0,25}\b(?:ross[oi]|rott[oi]|andat[oi]|guast[oi])\b|\bvolume degradato\b|"
     r"\b(?:entrata|finita|caduta) (?:dell')?acqua\b|\bl'alimentatore\b|\bportat[oa] via la cassa\b|"
     r"\b(?:rotolo|rotolino|scontrino|carta)\b[^.!?]{0,30}(?:\baccartocc\w+|\bincepp\w+|\bincastr\w+|"
     r"\bstrapp\w+)|"
     rf"\b{_REGISTER}\b[^.!?]{{0,60}}?{_SEALED}|{_SEALED}[^.!?]{{0,30}}\b{_REGISTER}\b|"
     r"\b(?:rotolo|scontrin[oi]|carta) (?:esc\w+|vien\w+) (?:tutt[oi] )?(?:rosa|bianc[hoia]\w*|pallid\w+)\b|"
     r"\bgiornale elettronico\b|\bcoperchio\b|\b(?:stampant\w+|palmar[ei]|lettore|pistola|"
     r"bilancia) (?:\w+ ){0,2}bluetooth\b|"
     r"\bnon (?:si aggancia|si collega|si connette)\b[^.!?]{0,20}\bgli altri (?:\w+ )?si\b|"
    rf"\b{_EQUIPMENT} (?:\w+ ){{0,3}}(?:che )?non (?:si aggancia|si collega|"
    rf"si connette)\b[^.!?]{{0,25}}\b(?:gli altri|le altre|l'altr[oa])\b|"
    rf"\britirare (?:il|la|un|una) (?:vecchi[oa] )?{_EQUIPMENT}\b|\b(?:il rotolo|i rotoli|"
    rf"la carta(?! (?:di|fedelta|regalo|punti|d')))\b[^.!?]{{0,20}}"
    r"\b(?:finit[oaie]|si mett\w+|si infila\w*|va mess[oa])\b|\bsbiadit\w+|\bdgfe\b|\bpuzza di bruciato\b|"
    r"\brotolo\b[^.!?]{0,30}\bnon esce\b|\bstampa a righe\b|"
     r"\b(?:computer|pc|portatile|tablet|nas|monitor) (?:\w+ ){0,3}?non (?:parte|riparte|va|"
     r"funziona|risponde)\b|\bnon si accende\b|"
     r"\baccartocciat\w+|\binceppat\w+|\bnon taglia\b|\bnon spara\b|\b(?:caffe|birra|acqua|vino|bibita) "
     r"(?:\w+ ){0,2}(?:sulla|sul|nella|nel|dentro)\b|\bfa (?:un |dei )?bip\b|"
     rf"\b(?:mi serve|ci serve|vorrei|mandate) (?:un|una) (?:{_EQUIPMENT} )?nuov[oa]\b|"
     rf"\b(?:mi serve|ci serve) (?:un|una) {_EQUIPMENT} nuov[oa]\b|"
     rf"\b{_EQUIPMENT} nuov[oa]\b[^.!?]{{0,30}}\b(?:non e arrivat\w+|quando arriva)|"
     rf"\b{_EQUIPMENT} nuov[oa],? (?:quella |quello )?che (?:mi |ci )?avete (?:portat|consegnat|dat)[oa]\b|"
     rf"\b{_EQUIPMENT}\b[^.!?]{{0,20}}\bordinat[oa]\b|\bcasset[ao]?[oa] dei (?:soldi|schei)\b|\bcasseta\b|"
     r"\b(?:mouse|tastiera|monitor|schermo|touch|display) non (?:va|funziona|si vede)\b|"
     r"\btasti che non vanno\b|"
     r"\bmemoria fiscale\b|\bbotta\b|\ballagat[oa]\b|\bossidat[oa]\b|\bspia (?:della|"
     r"del) \w+ (?:lampeggia|e accesa)|\bpiatto storto\b|"
     r"\b(?:display|schermo|monitor)\b[^.!?]{0,25}\b(?:non si vede|appannat\w+|scur\w+|illeggibil\w+)|"
     r"\bfa (?:un |dei |degli )?(?:suon\w+|rumor\w+|fischi\w+)|\bstaccat[oa] (?:\w+ ){0,3}(?:fil[oi]|"
     r"cav[oi]|spin[ae])"),
    (Category.SYSTEM, r"\bstampante (?:come |di )?predefinita\b|\bpredefinita\b[^.!?]{0,30}\bstampa\w*|"
     r"\brisoluzione (?:dello schermo|del monitor|del video)\b|"
     r"\b(?:computer|pc|portatile)\b[^.!?]{0,40}\b(?:sta facendo|fa) (?:un |l'|gli )?aggiornament[oi]\b|"
     r"\baggiornament[oi]\b[^.!?]{0,25}\bnon spegnere\b|"
     r"\bvirus\b|\bwindows\b|\brete\b|\binternet\b|\bdriver\w*|\bserver\b|\brouter\b|"
     r"\bwi-?fi\b|\barchivi\w*|\bdati danneggiat\w+|\bantivirus\b|\bsistema operativo\b|\bbackup\b|"
     r"\bcartell[ae] condivis[ae]\b|\bdisco (?:\w+ )?pieno\b|\bnetwork\b|\barchives?\b|\briscatto\b|"
     r"\binfett\w+|\bmalware\b|\bhacker\w*|\bphishing\b|\b(?:de)?c(?:ript|ifr)at[oaie]\b|\bbitcoin\w*|"
     r"\bpop-?up\b|"
     r"\bransomware\b|\bfirewall\b|\bvpn\b|\bindirizz[oi] ip\b|\bssl\b|\bdns\b|\bdesktop remoto\b|"
     r"\bconnessione\b|"
     r"\badsl\b|\bfibra\b|\baccess point\b|\boutlook\b|\bposta elettronica\b|\bla posta\b|\bpec non\b|"
     r"\bla (?:mail|e-mail|casella|pec) (?:non|del|si|e (?:piena|bloccata))\b|\bformattat\w+|"
     r"\bschermata (?:blu|rossa)\b|\bschermo blu\b|\bspazio (?:su disco|insufficiente)\b|\bmodem\b|"
     r"\bpagine\b"
     r"[^.!?]{0,30}\bda sole\b|\bsoldi per riaver\w+|\bblue screen\b|\bhacked\b|"
     r"\bmail stran[ae]\b|\ballegat[oi]\b|\bmicrosoft\b|\bbitlocker\b|\b(?:excel|word|office|chrome|edge|"
     r"firefox|browser|teams|"
     r"zoom|skype|dropbox|onedrive|gmail)\b|\bpassword (?:della posta|di windows|del computer|del pc|"
     r"della mail)\b|"
     r"\bestensione\b|\bscansion[ei]\b|\bcomputer dell'ufficio\b|\bnaviga\w*\b|\bnas\b|"
     r"\bserver di posta\b|\baccount della posta\b|\boperatore telefonico\b|\btelefono ip\b|\bjava\b|"
     r"\bcambiare (?:il )?pc\b|"
     r"\bpassare i dati\b|\bpasso i dati\b|\b(?:computer|pc|portatile) (?:\w+ )?non vede la stampante\b|"
     r"\b(?:il|"
     r"la) centralino\b(?! [eè0-9])|\bdisco (?:di rete|[a-z]\b)|\bunita di rete\b"),
    (Category.HARDWARE, r"\brott[oaie]\b|\bcassetto\b[^.!?]{0,20}\b(?:non si apre|bloccat[oa]|"
     r"incastrat[oa])|"
     r"\bschermo\b[^.!?]{0,20}\bnero\b|\bgaranzia\b|\bbroken\b|\bcomputer e molto lento\b|"
     r"\b(?:computer|pc) (?:e )?lent[oa]\b|\bmacchina (?:fiscale|degli scontrini|dei scontrini)\b|"
     r"\bmisuratore fiscale\b|\be (?:\w+ )?sporc[oa]\b|\bpulirl[oa]\b|\bcavo\b|\bswitch\b|\bups\b|"
     r"\bgruppo di continuita\b|\btoner\b|\bcartucc\w+"),
    (Category.SOFTWARE, rf"\b{J2K}\b|\bgestionale\b|\bprogram+a\b|\bsoftware\b|\bstampant[ei]\b|"
     rf"\bscontrin\w+|"
     r"\bfattur\w+|\blistin\w+|\bmagazzino\b|\bcass[ae]\b|\bregistratore\b|\blettore\b|\bbilancia\b|"
     r"\betichett\w+|\bcodici a barre\b|\bmandat[oi] di vendita\b|\bcorrispettiv\w+|\bprinters?\b|"
     r"\bprogram\b|\btill\b|\breceipts?\b|\bprice list\b|\bstamp[ae]\b|\bprezz[oi]\b|\bstorn\w+|"
     r"\bres[oi]\b|"
     r"\bscont[oi]\b|\binventari\w*|\banagrafic\w*|\breport\b|\bvendite\b|\bgiacenz\w+|\bchiusura\b|"
     r"\bddt\b|"
     r"\bboll[ae]\b|\bcomand[ae]\b|\bordin[ei] in cucina\b|\blicenza\b|\bpalmar[ei]\b|\barticol[oi]\b|"
     r"\breparto\b|\bpos\b|\btotali\b|\bordini\b|\bprenotazion\w+|\bricett[ae]\b|\bil modulo\b|\butente\b|"
     r"\btessera sanitaria\b|\bsistema ts\b|\bpincode\b|\b(?:gift card|fidelity|tessere? fedelta|punti)\b|"
     r"\bconto (?:separato|alla romana|del tavolo)\b|\btavol[oi]\b|\bregistri? iva\b|\bprima nota\b|"
     r"\bxml\b|\bsdi\b|"
     r"\bpassword dell'operatore\b|\bper(?:so|duto) la password\b|\bscadenzario\b|\blott[oi]\b|"
     r"\btracciabilita\b|\bplanning\b|\bnight audit\b|\bdata (?:e )?(?:rimasta|ferma) a ieri\b|"
     r"\bgiornata\b[^.!?]{0,20}\b(?:aperta|chiusa|chiude)\b|\bmenu\b|\bnon riesce a stampare\b|"
     r"\bcodici iva\b|"
     r"\bagenda\b|\bbuoni pasto\b|\bnota di credito\b|\bchiavetta\b|\bcassetto\b|\bicona\b|"
     r"\bnon si salva\b|"
     r"\baliquot\w+|\b(?:chiuso|chiudere|chiude) la giornata\b|\bpromozion\w+|\b(?:es|im)port(?:a|are|"
     r"azion\w+|o)\b|"
     r"\bbuon[oi] pasto\b|\bdocumento di trasporto\b|\bbilancio\b|\bcedolin\w+|\bl'accesso\b|"
     r"\bcartelle\b|\bdiscount is\b|"
     r"\bquando (?:salvo|stampo|faccio|metto|apro|inserisco|registro|cerco)\b|\b(?:mi|ci) (?:da|dice|"
     r"segnala|esce) (?:un )?errore\b|"
     r"\bda errore\b|\btimbra\b|\bun documento\b|\bliquidazione iva\b|\bcodice lotteria\b|\bnon (?:mi |"
     r"ci )?(?:propone|calcola|importa|esporta)\b"),
    # A thing of the desk that is named, and nothing of what is done with it.
    (Category.HARDWARE, r"\b(?:mouse|tastiera|monitor|schermo|display|touch|tablet|pistola|scanner|"
     r"plotter)\b"),
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


def told(text: str) -> Iterator[tuple[str, Hit]]:
    """All rows of the table that match, by their places, whichever of them decides."""
    troubled = _WELL.sub(lambda match: " " * len(match.group()), text)
    for place, rule in enumerate(CATEGORIES):
        if match := rule.pattern.search(troubled):
            yield f"{place} {rule.value}", match.span()
