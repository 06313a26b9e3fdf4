"""What the second half of a stranger's messages showed, each kind with its siblings."""

import pytest

from rules.triage import Urgency, triage

# A high urgency stands for high and blocking.
URGENCIES = {
    "high": (
        "Bloccati.",
        "il registratore non mi fa più scontrini",
        "siamo in fiera con lo stand pieno e la cassa non va",
        "siamo senza corrente",
        "sono al buio, venite",
        "Ditta Rossi. Fermi.",
        "Buongiorno. Siamo bloccati. 045 8001234",
        "il router niente, non riusciamo a lavorare",
        "non riescono a lavorare in tre",
        "facciamo i conti con la calcolatrice e la gente aspetta",
        "sto facendo le ricevute a mano",
        "sto scrivendo gli scontrini sul blocchetto",
        "stiamo segnando tutto su un quaderno",
        "sto mandando via i clienti",
        "mandiamo via la gente",
        "c'è gente in fila alla cassa",
        "la coda si allunga",
        "siamo pieni e la stampante della cucina non stampa",
        "abbiamo l'albergo pieno e il computer è morto",
        "nessuno delle due lavora",
        "non batto niente",
        "non incasso un euro",
        "non vendo più niente",
        "battiamo tutto a mano",
        "i palmari sono tutti morti",
        "ho ottanta coperti seduti e le comande non arrivano",
        "servo con la calcolatrice perché la cassa è spenta",
    ),
    "normal": (
        "la comanda la scrivo a mano",
        "mio padre è in ospedale, niente di grave, e non so come si chiude la cassa",
        "il titolare si è operato, nulla di grave, come faccio il reso?",
        "se mi chiamaste entro stasera sarei più tranquilla",
        "a pranzo ho fatto con la biro",
        "siamo pieni di fatture da registrare",
    ),
    "low": (
        "non ha fretta",
        "quando avete un buco",
        "ce la teniamo così fino alla prossima visita",
        "la cliente non ha fretta",
        "non è un dramma",
        "non è una tragedia",
        "no gh'è pressa",
        "non c'è prescia",
        "nessuna delle due è una questione di vita o di morte",
        "non è di vita o di morte",
        "quando il Signore vorrà",
        "quando Dio vuole",
        "quando viene il tecnico in zona",
        "quando capita un tecnico da queste parti",
        "me lo portate la prossima volta",
        "guardatelo alla prossima visita",
        "va bene entro fine mese",
        "va bene una risposta entro fine mese",
        "volevo solo fare gli auguri di Pasqua",
        "il caffè lo diamo lo stesso, segniamo",
        "quando avete finito di ridere",
        "nessun dramma",
        "con comodo",
        "niente di grave, la stampante va",
    ),
}
CATEGORIES = {
    "hardware": (
        "il touch non sente più il dito",
        "la bilancia è impazzita",
        "la stampante sputa due etichette vuote",
        "la stampante fa una riga nera in mezzo",
        "il registratore dice verifica periodica scaduta",
        "the printer prints only half of the page",
        "lo schermo non reagisce al tocco",
        "la stampante stampa rosa",
        "la stampante fa la carta tutta bianca",
        "lo scontrino esce rosa pallido",
        "la taglierina non taglia la carta",
        "cassa uno morta",
        "il computer puzza di bruciato",
        "la stampantina non si accende",
        "il registratore dice certificato scaduto",
        "la cassa chiede di inserire il giornale elettronico",
        "il registratore è fuori servizio",
        "la memoria del registratore va in errore 38",
        "la cassa dice chiusura obbligatoria",
        "il registratore telematico è inattivo",
        "la cassa non mi apre la giornata",
        "dice coperchio aperto",
        "la stampante bluetooth si scollega",
        "il palmare tre non si collega al wifi, gli altri due sì",
        "il rotolo è finito e non so come si mette",
        "venite a ritirare il vecchio computer",
        "il touch ha preso acqua",
        "il monitor ha una riga verticale",
        "ho pagato l'assistenza e la cassa è morta",
        "la spina fa contatto e la cassa si spegne",
    ),
    "system": (
        "rimettetemi la stampante come predefinita",
        "la stampante predefinita cambia ogni volta",
        "il wifi non prende in tutto il negozio",
        "Windows non trova il palmare bluetooth",
        "la risoluzione dello schermo è cambiata",
        "il computer sta facendo un aggiornamento",
        "il certificato SSL del server è scaduto",
    ),
    "commercial": (
        "cosa costa il programma",
        "cosa viene un palmare in più",
        "vi confermo l'ordine delle due stampanti",
        "confermiamo l'ordine",
        "non sono vostra cliente, vorrei informazioni",
        "non siamo vostri clienti",
        "mi è arrivata una ricevuta bancaria",
        "la riba di maggio non la riconosciamo",
        "vorrei una cassa a noleggio",
        "confermo il preventivo",
        "ho pagato due volte l'assistenza",
    ),
    "software": (
        "il planning mostra l'anno scorso",
        "il night audit non è finito",
        "non mi stampa le fatture, gli altri fogli tipo word sì",
        "il programma non fa la ricevuta al bonus nido",
        "cosa vuol dire scarto 00400 della fattura",
        "ho pagato l'assistenza e il gestionale non stampa le fatture",
    ),
}


def cases(of):
    return [(said, kind) for kind, all_said in of.items() for said in all_said]


@pytest.mark.parametrize(("said", "urgency"), cases(URGENCIES))
def test_the_urgency_is_that_of_what_people_do_about_it(said, urgency):
    found = triage(said).urgency
    assert ("high" if found is Urgency.BLOCKING else found) == urgency


@pytest.mark.parametrize(("said", "category"), cases(CATEGORIES))
def test_the_category_is_that_of_what_people_see(said, category):
    assert triage(said).category == category


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("mi dà scarto codice 00400", None),
        ("esce il codice errore 1042", None),
        ("mi esce codice 301 sulla cassa", None),
        ("la cassa dice codice 1042", None),
        ("il codice di scarto è 00404", None),
        ("mi dà codice 1234", None),
        ("il mio codice cliente dovrebbe essere cinque cinque due zero", "L5520"),
        ("il codice cliente sarebbe 1042", "L1042"),
        ("il codice è 6012", "L6012"),
        ("sul foglio dice codice cliente 1042", "L1042"),
        ("notifica di scarto, codice 00311", None),
    ],
)
def test_a_programs_code_is_no_customers(said, code):
    assert triage(said).customer_code == code


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("stanno mandando via la gente che vuole dormire 045 8001234", "0458001234"),
        ("abito in via Roma 0458001", None),
        ("potete guardare come mai 045 8001234", "0458001234"),
        ("io vi ho avvisato zero quattro cinque, 713 trenta novantaquattro roberto", "0457133094"),
        ("sono mauro osteria il cantinone 045 8001234", "0458001234"),
        ("passate quando avete un buco 045 8001234", "0458001234"),
        ("non trovo il pacco 0458001234", None),
        ("Per chiarimenti 045 8001234", "0458001234"),
        ("Fate squillare il 3401889062", "3401889062"),
        ("mobilificio gino a bovolone 045 8001234 quando riesce", "0458001234"),
        ("mi arriva la spedizione 0458001234 quando potete", None),
        ("un supermercato con la gente dentro 045 8001234 richiamate appena potete", "0458001234"),
        ("mi arriva la spedizione 0458001234 richiamatemi", None),
        ("mi chiami al 045 8001234 per metterci d'accordo", "0458001234"),
        ("lo sconto è del 045 8001234 per cento", None),
        ("non chiamate mai 045 8001234", None),
    ],
)
def test_a_number_at_the_end_is_one_to_call_where_nothing_denies_it(said, number):
    assert triage(said).callback_number == (number and f"+39{number}")
