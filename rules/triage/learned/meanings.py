"""What a message means whichever words say it: people wait, another till serves, it is for today.

A few hundred labelled messages teach little of a word that stands in two of them; of a meaning that
stands in fifty they teach what it weighs, alone and beside another in one sentence.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from rules.triage import categories, topics, urgency
from rules.triage.expressions import J2K, Hit

_NOT = r"\b(?:non|nun|no|manco|neanche|nemmeno|not|can't|cannot|won't|doesn't)\b"
_MEANINGS = {
    # when
    "today": r"\b(?:oggi|stasera|stamattina|stanotte|subito|adesso|mezzogiorno|pomeriggio|giornata|"
    r"mattinata|"
    r"sera|now|today|tonight|(?:tra|fra) (?:un'ora|mezz'ora|poco|\w+ (?:ore|minuti)))\b",
    "soon": r"\b(?:domani|domattina|dopodomani|tomorrow|(?:tra|fra) (?:due|tre|un paio di) giorni|"
    r"(?:sabato|domenica|weekend|fine settimana)|entro|scad\w+|termine|inaugur\w+)\b",
    "later": r"\b(?:settimana prossima|prossima settimana|(?:due|tre|quattro) settimane|mese|mesi|anno|"
    r"anni|"
    r"primavera|estate|autunno|natale|pasqua|ferie|next (?:week|month|year)|gennaio|settembre|lunedi)\b",
    "long since": r"\b(?:(?:seconda|terza|quarta|quinta|ennesima) volta|(?:da|sono) (?:\w+ )?(?:giorni|"
    r"settimane)|"
    r"gia (?:chiamat|scritt|telefonat|lasciat)\w*|sollecit\w+|ancora (?:aspett|nessun)\w*|third time)\b",
    "at times": r"\b(?:ogni tanto|a volte|qualche volta|certe volte|una volta su|ogni (?:due|tre|dieci|"
    r"venti|"
    r"cinque)|va e viene|sometimes|ogni volta|di continuo|continuamente|saltuari\w+)\b",
    "again": r"\b(?:adesso|ora|poi|oggi) (?:va|funziona|e partit\w+|si e sistemat\w+)|\bda sol[oa]\b|"
    r"\b(?:risolt|sistemat)[oaie]\b|\b(?:spegn|riavvi|riaccend)\w+ e (?:va|riparte|torna)",
    # how many
    "all": r"\b(?:tutt[oaie]|nessun[oa]?|niente|nulla|nobody|nothing|everything|tutte e (?:due|tre|"
    r"quattro))\b",
    "the only one": r"\b(?:(?:l'|e l')?unic[oa]|(?:abbiamo|ho|c'e) (?:solo )?(?:quell[ao]|una|"
    r"uno) (?:sol[oa])?|"
    r"(?:solo|soltanto) (?:quell|un)[oa]|una sola|only (?:one|have)|our only)\b",
    "another": r"\b(?:(?:l'|un'|un |dell'|coll'|sull'|all')?altr[oa]|gli altri|le altre|seconda|secondo|"
    r"di riserva|"
    r"di scorta|quell[oa] (?:vecchi|del|della)\w*|other|spare)\b",
    "one of several": r"\b(?:un[oa]? (?:dei|delle|su|di) \w+|(?:cassa|banco|postazione|bancone) (?:uno|"
    r"due|tre|1|2|3)|"
    r"sol[oa] (?:su|in|da|con|nel|un|sull)\w*|il mio collega|dal mio|one of)\b",
    # how they help themselves
    "by hand": r"\b(?:a (?:mano|penna|voce|memoria|matita|piedi)|(?:foglio|fogliett|quaderno|blocchett|"
    r"calcolatric|"
    r"bollettari|blocco|tovagliol|carta)\w*|by hand|on paper)\b",
    "way round": r"\b(?:intanto|per (?:ora|adesso|il momento)|nel frattempo|ci (?:arrang|aggiust)\w+|"
    r"mi (?:arrang|"
    r"aggiust)\w+|uso|usiamo|aggir\w+|correggo|lo stesso|comunque|meanwhile|for now|lavor(?:o|iamo|are))\b",
    "no harm": r"\b(?:niente di|nessun (?:dramma|problema|danno)|pazienza|per carita|noia|fastidi\w+|"
    r"brutt[oaie]|sciocchezz\w+|"
    r"piccol\w+|cosin\w+|curiosita|si (?:vede|legge|lavora)|domandina|annoying|ridicol\w+|estetic\w+)\b",
    # whom it hurts
    "people": r"\b(?:client[ei]|gente|fila|coda|ospit[ei]|signor[aei]|pazient[ei]|tavol[io]|coperti|"
    r"persone|"
    r"customers?|guests?|people|queue|zente|bambin\w+|turist\w+|camion|corriere|pullman|spos[aoi])\b",
    "full": r"\b(?:pien[oaie]|aspett\w+|attend\w+|protest\w+|se ne va\w*|vanno via|waiting|full|pienone|"
    r"ressa|sala)\b",
    "law": r"\b(?:mult[ae]|sanzion\w+|finanza|agenzia|scart\w+|controll[oi]|fisc\w+|iva|legge|penale|"
    r"fine)\b",
    "money": r"\b(?:perd\w+|rimett\w+|soldi|incass\w+|resto|euro|buco|ammanc\w+|sbagliat[oaie]|"
    r"sballa\w*|losing)\b",
    "lost": r"\b(?:cancellat\w+|sparit\w+|spariscono|pers[oaie]|persi|vuot[oaie]|recuper\w+|lost|gone|"
    r"missing)\b",
    "danger": r"\b(?:fumo|fuma|scintill\w+|bruciat\w*|puzza|scossa|allagat\w+|gonfi[oa]|fiamm\w+|"
    r"fulmin\w+|smoke|botto)\b",
    "haste": r"\b(?:urgent\w*|urgenza|prest[oi]|prima possibile|in fretta|per favore subito|vi prego|"
    r"per carita|"
    r"aiut\w+|asap|quickly|hurry|disperat\w+|emergenza|di corsa|sbrig\w+)\b",
    "patience": r"\b(?:calma|comodo|fretta|premura|quando (?:pot|riusc|vol|pass|av|vi|cap)\w+|"
    r"appena (?:pot|riusc)\w+|"
    r"no rush|whenever|con i vostri tempi|prima o poi)\b",
    # what it does
    "does not start": rf"{_NOT}[^.!?,;]{{0,18}}\b(?:part|apr|avvi|entr|acced|accend|caric|login|log|"
    rf"start|open)\w*",
    "does not go": rf"{_NOT}[^.!?,;]{{0,18}}\b(?:va|vanno|funzion\w+|fa|fanno|lavor\w+|works?|batt\w+|"
    rf"lascia\w*|rispond\w+)\b",
    "prints not": rf"{_NOT}[^.!?,;]{{0,18}}\b(?:stamp|esc|print|emett)\w*",
    "sees not": rf"{_NOT}[^.!?,;]{{0,18}}\b(?:ved|trov|riconosc|colleg|comunic|raggiung|legg|conness|"
    rf"sent)\w*|\boffline\b",
    "stuck": r"\b(?:bloccat|piantat|impallat|congelat|inchiodat|ferm)[oaie]\b|\b(?:si (?:chiude|blocca|"
    r"pianta|impalla|"
    r"ferma|inchioda)|clessidra|frozen|stuck|crash\w*|rotella|rotellina|gira e rigira)\b",
    "slow": r"\blent\w+|\brallent\w+|\bci mette\b|\bslow\w*|\bminut[oi] (?:buon|per|a)\w*",
    "message": r"\b(?:mi |ci )?(?:dice|scrive|esce scritto|compare|messaggio|errore|avviso|"
    r"codice d'errore|says|error|scritt[oa])\b",
    "wrong": r"\b(?:sbagli\w+|doppi[oaie]?|diver[sz]\w+|storto|storta|spostat[oa]|tagliat[oa]|"
    r"vecchi[oa]|non (?:torna|quadra)\w*)\b",
    # what is wanted
    "how": r"\b(?:come (?:si|faccio|fare|posso|li|lo|la|mai)|mi (?:spiegat|insegnat|fate vedere|"
    r"dite)\w*|dove (?:si|trovo)|"
    r"non (?:trovo|so come)|how (?:do|can|to)|mi aiutate a|qual e|vorrei (?:che|impostare|cambiare|"
    r"togliere|aggiungere))\b",
    "whether": r"\b(?:si puo|e possibile|(?:potete|potreste) dirmi|volevo (?:sapere|chiedere)|"
    r"vorrei sapere|esiste|fate anche|"
    r"informazione|domanda|sapere se|chiedere se|can i|is it possible|wondering|would like to know)\b",
    "thanks": r"\b(?:ringrazi\w+|compliment\w+|gentilissim\w+|bravissim\w+|auguri|buone feste|thank(?:s|"
    r" you) for)\b",
    "withdrawn": r"\b(?:annull\w+|disdi\w+|lasciate (?:perdere|stare)|non (?:serve|occorre) (?:piu|"
    r"che)\w*|gia risolto|"
    r"come non detto|ignor\w+|chiudete(?:la)?|disregard|cancel)\b",
    "price": r"\b(?:quanto (?:cost|vien|sare|prend|devo)\w*|prezz[oi]|preventiv\w+|offert[ae]|cost[oi]|"
    r"tariff\w+|a pagamento|"
    r"sconto|quote|price|how much|cost)\b",
    "to buy": r"\b(?:compr\w+|ordin(?:are|o|iamo|armi|arne)|acquist\w+|mandatemi|spedi\w+|buy|order|"
    r"consegn\w+|noleggi\w+|"
    r"procedete|confermo|preventivo|mi serve un|ci serve un|vorrei prendere)\b",
    "contract": r"\b(?:contratt\w+|rinnov\w+|canone|abbonament\w+|convenzione|disdett\w+|recess\w+|"
    r"condizioni|agente|"
    r"commerciale|account manager|contract|subscription|estensione)\b",
    "their bill": r"\b(?:(?:vostr[aeo]|vs) (?:fattur|sollecit|addebit|nota)\w*|fattur\w+ (?:vostr\w+|"
    r"di assistenza|del canone|"
    r"numero|n)|addebit\w+|sollecit\w+|bonific\w+|pagament\w+|rimborso|iban|rid|invoice|estratto conto|"
    r"partita iva|"
    r"(?:mi|ci) (?:avete|e arrivata|risulta)[^.!?]{0,25}\bfattur\w+)\b",
    # things
    "printer": r"\b(?:stampant\w+|printer|etichettatric\w+|plotter|rt)\b",
    "till": r"\b(?:cass[ae]|registrator\w+|till|misuratore|telematico|totem)\b",
    "reader": r"\b(?:lettor[ei]|pistola|scanner|barcode|terminalino|bilanci[ae]|cassett[oi]|pos|"
    r"bancomat|palmar[ei]|tablet)\b",
    "computer": r"\b(?:computer|pc|portatile|server|monitor|schermo|touch|tastiera|mouse|display|disco|"
    r"hard disk|ups|"
    r"gruppo di continuita|chiavetta|laptop)\b",
    "program": rf"\b(?:{J2K}|programm[aio]|gestional[ei]|software|licenza|password|operatore|utente|"
    rf"aggiornament\w+ (?:vostr|del "
    r"programma|di j)\w*|versione|modulo|program|icona|menu|schermata)",
    "work": r"\b(?:scontrin\w+|fattur\w+|listin\w+|magazzin\w+|articol\w+|ddt|boll[ae]|etichett\w+|"
    r"chiusur\w+|corrispettiv\w+|"
    r"comand[ae]|prenotazion\w+|inventari\w+|giacenz\w+|anagrafic\w+|repart\w+|ordin[ei]|camer[ae]|"
    r"cont[oi]|receipts?|"
    r"invoices?|lotteria|prezzi|resi|reso|buon[oi]|tesser\w+|ricett\w+)\b",
    "system": r"\b(?:windows|driver|ret[ei]|internet|wi-?fi|router|modem|linea|fibra|posta|mail|outlook|"
    r"excel|word|office|"
    r"virus|antivirus|backup|copi[ae] di sicurezza|copi[ae]|cartell[ae]|archivi\w*|database|firewall|"
    r"vpn|dominio|browser|nas|"
    r"schermata blu|network|ransomware|criptat\w+|spazio|remot[oa]|certificat\w+|dns|ip)\b",
    "broken": r"\b(?:rott[oaie]|cadut[oaie]|crepat\w+|spaccat\w+|bagnat\w+|rovesciat\w+|staccat\w+|"
    r"consumat\w+|spezzat\w+|graffiat\w+|"
    r"incepp\w+|incastrat\w+|broken|jammed|sbiadit\w+|usurat\w+|incrinat\w+|dropped|fallat\w+|vetro)\b",
    "no power": r"\b(?:spent[oaie]|mort[oaie]|dead|no (?:light|power)\w*|spi[ae]|lucin[ae]|led|"
    r"alimentator\w+|corrente|segni? di vita|"
    r"presa|si (?:spegne|accende)|batteri\w+|lampeggi\w+)\b",
    "sound": r"\b(?:rumor\w+|bip\w*|fischi\w+|suon[ai]\w*|ronz\w+|beep\w*|noise|gratt\w+|scatt\w+|"
    r"ventola|gracchi\w+)\b",
    "paper": r"\b(?:carta|rotol[oi]|taglierin\w+|testin\w+|nastr[oi]|toner|inchiostro|strisc\w+|"
    r"righ[ae]|chiar[oa]|cartucc\w+)\b",
    "repair": r"\b(?:ripara\w+|garanzia|ricambi\w*|sostitu\w+|muletto|manutenzione|verifica|revisione|"
    r"repair\w*|warranty|montar\w+|"
    r"install\w+|spostar\w+|nuov[oaie]|trasloc\w+)\b",
}  # fmt: skip
_KNOWN = {name: re.compile(pattern) for name, pattern in _MEANINGS.items()}
RULED = ("u ", "c ")  # signs that the rules' own expressions give
PAIRED = "mm "
_SENTENCE = re.compile(r"[^.!?]+")


def meanings(flat: str) -> Iterator[tuple[str, Hit]]:
    """Each meaning, what the rules' own expressions say, and pairs of them in a sentence."""
    yield from ((f"u {name}", where) for name, where in urgency.told(flat))
    yield from ((f"c {name}", where) for name, where in categories.told(flat))
    wish, where = topics.wish(flat)
    if wish and where:
        yield f"m wants {wish}", where
    for sentence in _SENTENCE.finditer(flat):
        found = [
            (name, match.span())
            for name, pattern in _KNOWN.items()
            if (match := pattern.search(flat, sentence.start(), sentence.end()))
        ]
        yield from ((f"m {name}", where) for name, where in found)
        for (one, first), (two, last) in combinations(found, 2):
            yield f"{PAIRED}{one}, {two}", (min(first[0], last[0]), max(first[1], last[1]))
