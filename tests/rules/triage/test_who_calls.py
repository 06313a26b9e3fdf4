"""Who calls, and of which firm, however they say it; and whose names are somebody else's."""

from time import process_time

import pytest

from rules.triage import triage


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("sono della ferramenta rossi, il programma non stampa", None, "Ferramenta Rossi"),
        ("sono ivan della carrozzeria moderna e vi dico una cosa", "Ivan", "Carrozzeria Moderna"),
        ("pronto autofficina zamboni senta non parte il server", None, "Autofficina Zamboni"),
        (
            "sono laura della pelletteria cuoio e idee ho comprato un computer",
            "Laura",
            "Pelletteria Cuoio E Idee",
        ),
        (
            "sono mirella del bar alle due torri mi si è bloccata la cassa",
            "Mirella",
            "Bar Alle Due Torri",
        ),
        ("sono benito della ferrari sementi", "Benito", "Ferrari Sementi"),
        (
            "mi chiamo nadir ho una frutteria si chiama frutta del sole ho già una cassa",
            "Nadir",
            "Frutta Del Sole",
        ),
        ("sono il ragionier cailotto chiamo per la fattura", "Cailotto", None),
        ("sono della farmacia e non funziona niente", None, None),
        ("sono quello del kebab in stazione", None, None),
        ("pronto sono del bar non va la cassa", None, None),
        ("buongiorno studio legale la posta non funziona", None, None),
        ("This is Rachel from the Green Shop in Malcesine", "Rachel", "Green Shop"),
        ("I'm calling from the Blue Anchor Pub, it's Owen", "Owen", "Blue Anchor Pub"),
        ("My name is Priya Shah from Lakeside Apartments", "Priya Shah", "Lakeside Apartments"),
        ("Leotron, qui Orlandi Moto. Non va. Orlandi Paolo.", "Orlandi Paolo", "Orlandi Moto"),
        ("Sono Cavazza Noleggi. Cosa volevate?", None, "Cavazza Noleggi"),
        ("Sono sempre io, Zanella della Zanella Arredi", "Zanella", "Zanella Arredi"),
        ("Sono Zeno Marchi, Osteria Marchi", "Zeno Marchi", "Osteria Marchi"),
        ("Mi chiamo Orazio Spina, dell'Ittica Spina", "Orazio Spina", "Ittica Spina"),
        ("Mi chiamo Dottoressa Gambini, Farmacia Gambini", "Gambini", "Farmacia Gambini"),
        (
            "Buongiorno, è l'Ingegner Passarini, Officine Passarini",
            "Passarini",
            "Officine Passarini",
        ),
        (
            "Farmacia Santa Toscana. Non va. Dottor Lovato, 045 7600082.",
            "Lovato",
            "Farmacia Santa Toscana",
        ),
        (
            "Centro Bricolage Fai Da Te. La signora Morena, ufficio.",
            "Morena",
            "Centro Bricolage Fai Da Te",
        ),
        ("Ciao, Manuel, Birreria Zum Wolf. Ho aggiornato.", "Manuel", "Birreria Zum Wolf"),
        (
            "Buongiorno, Leonardo Vinco, Vinco Assicurazioni",
            "Leonardo Vinco",
            "Vinco Assicurazioni",
        ),
        ("Ho la ricevuta qui. Zerbini, Zerbini Ricambi Auto.", "Zerbini", "Zerbini Ricambi Auto"),
        (
            "Sono il Renzo, quello dei trattori, Agrimacchine Renzo Tosi.",
            "Renzo",
            "Agrimacchine Renzo Tosi",
        ),
        ("Sono l'Agnese dell'asilo Girotondo", "Agnese", "Asilo Girotondo"),
        ("Io sono la commessa, Noemi, il titolare non c'è", "Noemi", None),
        (
            "Chi parla è Massimiliano Corsi della Corsi Sicurezza",
            "Massimiliano Corsi",
            "Corsi Sicurezza",
        ),
        ("Buongiorno, Pneus Adige. Non va. Sono Silvia.", "Silvia", "Pneus Adige"),
        ("Buongiorno, B&B La Torretta, sono Karin", "Karin", "B&B La Torretta"),
        ("La ditta è la Ceramiche Bovo.", None, "Ceramiche Bovo"),
        (
            "Presiedo l'associazione Amici della Musica. Aurelio.",
            "Aurelio",
            "Associazione Amici della Musica",
        ),
        (
            "Da parte della Molini Riuniti, ufficio EDP, Ing. Saccomani.",
            "Saccomani",
            "Molini Riuniti",
        ),
        ("Stazione di Servizio Valdadige. Gianluca.", "Gianluca", "Stazione di Servizio Valdadige"),
        ("Sono il geometra Sartori del comune di Isola", "Sartori", "Comune di Isola"),
        ("Sono Annamaria dello studio notarile Fabbri", "Annamaria", "Studio notarile Fabbri"),
        ("[Mario, qual è il numero?] Sono Rita della Merceria Nodo", "Rita", "Merceria Nodo"),
    ],
)
def test_who_calls_is_known_by_trade_title_place_or_repetition(said, name, company):
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, company)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Il fornitore, Carta Veneta, ha mandato una fattura che non entra. Sono Pia.", "Pia"),
        ("La ditta Bianchi mi ha chiamato. Sono Pia.", "Pia"),
        ("Ho comprato dalla Elettronica Bassa una stampante. Sono Pia.", "Pia"),
        ("Il nostro cliente, Hotel Sole, non riceve le fatture.", None),
        ("Buongiorno, Poste Italiane mi ha consegnato la stampante rotta. Sono Ada.", "Ada"),
        ("Errore Runtime Error, dice. Sono Ada.", "Ada"),
        ("Devo fare la fattura a Cantine Riunite. Sono Nadia.", "Nadia"),
        ("Qui da noi in Piazza Bra non c'è internet. Sono Ada.", "Ada"),
        ("Cercavo il signor Mario della ditta Rossi.", None),
        ("Grazie, dottor Rossi, a presto.", None),
        ("Il commercialista, dottor Bini, dice che manca il file.", None),
        ("Chiedete della signora Pina, 045 800 1234.", None),
        ("Sono la mamma di Kevin, il negozio è chiuso.", None),
        ("Chiamo a nome del signor Bonfante.", None),
        ("Ciao, Marino, la cassa non va.", None),  # our technician
    ],
)
def test_the_names_and_firms_of_others_are_left_to_them(said, name):
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, None)


@pytest.mark.parametrize(
    "word", ["meglio 3471234567 ", "ho aperto si chiama ", "045, eh, ", "Sono Anna Srl, ", "uno "]
)
def test_a_long_text_takes_time_in_proportion(word):
    def seconds(size):
        begun = process_time()
        triage((word * size)[:size])
        return process_time() - begun

    assert (
        seconds(20_000) < 24 * seconds(2_500) + 0.1
    )  # eight times the text; a square takes 64 times
