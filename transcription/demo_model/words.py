"""The words of the demonstration model's small world: lists alone, in Italian."""

from __future__ import annotations

SPOKEN = {
    "J2K": "gei due cappa",
    "J-System": "gei sistem",
    "Leotron": "Leotron",
    "driver": "draiver",
    "router": "ruter",
    "monitor": "monitor",
    "computer": "compiuter",
    "windows": "uindos",
    "software": "softuer",
    "touch": "tac",
    "server": "server",
    "backup": "becap",
    "wifi": "uai fai",
}

GREETINGS = (
    "buongiorno",
    "buonasera",
    "salve",
    "pronto, buongiorno",
    "sì, buongiorno",
    "buongiorno a tutti",
    "sì, salve",
)

INTRODUCTIONS = (
    "sono {name}",
    "mi chiamo {name}",
    "parla {name}",
    "qui è {name}",
    "sono {name} della {shop}",
    "sono {name} della {shop}",
    "sono {name} della ditta {shop}",
    "mi chiamo {name} della {shop}",
    "sono {name}, chiamo dalla {shop} di {town}",
    "chiamo dalla {shop}",
    "chiamo per conto della ditta {shop}",
    "qui è la {shop} di {town}",
)

FIRST_NAMES = (
    "Marco", "Luca", "Anna", "Giulia", "Paolo", "Francesca", "Andrea", "Elena", "Stefano", "Chiara",
    "Matteo", "Sara", "Roberto", "Laura", "Davide", "Silvia", "Giovanni", "Maria", "Antonio", "Paola",
)  # fmt: skip

SURNAMES = (
    "Rossi", "Bianchi", "Ferrari", "Zanini", "Fasoli", "Bonetti", "Marchi", "Tosi", "Benedetti", "Righetti",
    "Corradi", "Perini", "Castelli", "Moretti", "Galli", "Conti", "Lonardi", "Avesani", "Brunelli", "Martini",
)  # fmt: skip

SHOPS = (
    "ferramenta",
    "farmacia",
    "panetteria",
    "libreria",
    "pasticceria",
    "macelleria",
    "profumeria",
    "cartoleria",
    "gelateria",
    "trattoria",
)

FIRMS = ("Centrale", "Adige", "Garda", "Stella", "Aurora", "San Zeno", "Europa", "Verde")

TOWNS = (
    "Verona",
    "Vicenza",
    "Legnago",
    "Villafranca",
    "Bussolengo",
    "Brescia",
    "Padova",
    "Mantova",
)

OPENERS = (
    "vi chiamo perché",
    "abbiamo un problema,",
    "volevo segnalare che",
    "da stamattina",
    "da ieri sera",
    "dopo l'aggiornamento",
    "purtroppo",
    "chiamo perché",
)

PROBLEMS = (
    "la stampante fiscale è bloccata",
    "la stampante fiscale non stampa",
    "la stampante non stampa gli scontrini",
    "la stampante delle etichette non funziona",
    "il registratore di cassa è bloccato",
    "la cassa non si accende",
    "la cassa è ferma",
    "non riusciamo ad accedere al programma",
    "non riusciamo a entrare in J2K",
    "J2K non si apre",
    "J2K dà un errore",
    "J2K si chiude da solo",
    "il programma non parte",
    "il programma è molto lento",
    "il gestionale non si avvia",
    "non riesco a fare la chiusura di cassa",
    "non riesco a stampare la fattura",
    "non partono le fatture elettroniche",
    "il listino dei prezzi è sbagliato",
    "ho sbagliato una fattura",
    "devo correggere uno scontrino",
    "il lettore di codici a barre non legge",
    "la bilancia non comunica con la cassa",
    "il computer non si accende",
    "il computer è molto lento",
    "il monitor è rotto",
    "lo schermo è tutto nero",
    "il cassetto non si apre",
    "non funziona internet",
    "la rete locale non va",
    "il server non risponde",
    "windows chiede un aggiornamento",
    "abbiamo preso un virus",
    "gli archivi sono danneggiati",
    "dobbiamo ricostruire gli archivi",
    "mancano i driver della stampante",
    "il magazzino non si aggiorna",
    "mi serve una copia della fattura",
    "vorrei un preventivo per una stampante nuova",
    "vorrei sapere quanto costa il modulo J-System",
    "vorrei informazioni sul contratto di assistenza",
    "il contratto è scaduto",
)

URGENCIES = (
    "siamo fermi",
    "siamo completamente fermi",
    "non possiamo lavorare",
    "non possiamo fare scontrini",
    "abbiamo il negozio pieno",
    "è urgente",
    "è molto urgente",
    "non è urgente",
    "non c'è fretta",
    "quando potete",
    "il prima possibile",
    "con calma",
)

REQUESTS = (
    "potete richiamarmi",
    "vi prego di richiamarmi",
    "vorrei essere richiamato",
    "vorrei essere richiamata",
    "aspetto una vostra chiamata",
    "vorrei un'informazione",
    "vorrei annullare la richiesta",
    "abbiamo già risolto",
    "mi potete aiutare",
    "serve un tecnico",
    "chiamatemi nel pomeriggio",
    "chiamatemi domani mattina",
)

NUMBER_LEADS = (
    "il mio numero è",
    "il numero è",
    "il numero di telefono è",
    "il cellulare è",
    "potete richiamarmi al",
    "richiamatemi al",
    "richiamatemi allo",
    "il nostro numero è",
    "mi trovate al",
    "chiamate il",
)

CLOSINGS = (
    "grazie",
    "grazie mille",
    "grazie, arrivederci",
    "arrivederci",
    "buona giornata",
    "grazie e buon lavoro",
    "a presto",
    "buona serata",
)
