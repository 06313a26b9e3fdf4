"""Firms written small, by trades of several words, by their old and new names; names told in passing."""

from time import process_time

import pytest

from rules.triage import triage


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("sono gino dell'hotel principe e non va la cassa", "Gino", "Hotel Principe"),
        (
            "chiamo dalla trattoria al cacciatore di fumane volevo un preventivo",
            None,
            "Trattoria Al Cacciatore",
        ),
        ("chiamo dall'osteria la pergola di soave non stampa", None, "Osteria La Pergola"),
        ("sono pia della ferrotecnica adige e non stampo", "Pia", "Ferrotecnica Adige"),
        ("sono la carla di casa bella non stampa", "Carla", "Casa Bella"),
        (
            "ho chiuso il locale ristorante la filanda pastrengo mi chiamo tullio",
            "Tullio",
            "Ristorante La Filanda",
        ),
        ("buongiorno hotel garda abano terme non stampa", None, "Hotel Garda"),
        ("Il negozio si chiama Mille Fiori e io sono Ada", "Ada", "Mille Fiori"),
        ("Il locale si chiama La Perla, sono Ada", "Ada", "La Perla"),
        (
            "Sono la titolare dell'ex Bar Roma, adesso si chiama Bar Milano, mi chiamo Ada.",
            "Ada",
            "Bar Milano",
        ),
        (
            "Eravamo la Trattoria da Gino, adesso siamo l'Osteria Nuova. Sono Ada.",
            "Ada",
            "Osteria Nuova",
        ),
        (
            "Chiamo da Trento, Rifugi e Sapori S.r.l., sono Martina",
            "Martina",
            "Rifugi e Sapori S.r.l.",
        ),
        ("Sono Ada della Bianchi s.n.c. di Verona", "Ada", "Bianchi s.n.c."),
        ("Sono Ada della Verdi Gomme S.p.A.", "Ada", "Verdi Gomme S.p.A."),
        (
            "sono della lavanderia bolle di sapone di via mantovana",
            None,
            "Lavanderia Bolle Di Sapone",
        ),
        ("Sono Omar del bar centrale di Isola, lo schermo non va", "Omar", "Bar Centrale"),
        ("sono Olga della pizzeria aurora di Soave e non va", "Olga", "Pizzeria Aurora"),
        ("Chi mi paga? Ferrari, della Ferrari Ricambi.", "Ferrari", "Ferrari Ricambi"),
        ("sono Tosi, tosi gomme, e non va niente", "Tosi", "Tosi Gomme"),
        ("sono Rita, casalinghi Rita, non va", "Rita", "Casalinghi Rita"),
        (
            "sono gino allora roba da poco eh mobilificio gino a bovolone",
            "Gino",
            "Mobilificio Gino",
        ),
        (
            "Chiamo dalla Casa di Riposo Villa Serena, sono suor Agnese.",
            "Agnese",
            "Casa di Riposo Villa Serena",
        ),
        ("Qui Casa di Cura Santa Chiara, sono don Luciano", "Luciano", "Casa di Cura Santa Chiara"),
        ("buongiorno g.m. impianti non stampa", None, "G.m. Impianti"),
        ("buongiorno t.c. serramenti non stampa", None, "T.c. Serramenti"),
        ("Sono Ada, Bar gelateria Sirmione 2000, non va", "Ada", "Bar gelateria Sirmione 2000"),
        ("Bar gelateria Lazise 3000, Ada, 045 8001234", "Ada", "Bar gelateria Lazise 3000"),
        ("Sono Ada, pizzeria da asporto Vesuvio, non va", "Ada", "Pizzeria da asporto Vesuvio"),
        (
            "Sono Elvira. Ho il negozietto di filati, Gomitolo Magico. Il rotolo è finito",
            "Elvira",
            "Gomitolo Magico",
        ),
        (
            "Sono il papà di Pio, lui ha il negozio di scarpe Passo Felice, a Soave.",
            None,
            "Passo Felice",
        ),
        (
            "Sono il figlio della signora Pia che ha la Locanda Pia ad Erbezzo. Io sono Martino.",
            "Martino",
            "Locanda Pia",
        ),
        (
            "Sono la Bertilla, la mamma del Gianni, quello del panificio Residori, la cassa non va",
            "Bertilla",
            "Panificio Residori",
        ),
        ("Sono Corrado, direttore del Park Hotel Olimpo.", "Corrado", "Park Hotel Olimpo"),
        ("Sono Ada del Grand Hotel Riva.", "Ada", "Grand Hotel Riva"),
        ("azienda agricola corte regia sono agostino", "Agostino", "Azienda Agricola Corte Regia"),
        ("allora gastronomia la cicala borgo milano non va", None, "Gastronomia La Cicala"),
        (
            "chiamo dal ristorante la vecchia pesa di lazise non va",
            None,
            "Ristorante La Vecchia Pesa",
        ),
        ("sono del bar il nuovo mondo e non va", None, "Bar Il Nuovo Mondo"),
        ("sono ada dello studio dentistico marchi il pc", "Ada", "Studio Dentistico Marchi"),
        ("sono ada dello studio tecnico bini non va", "Ada", "Studio Tecnico Bini"),
        ("adesso ci chiamiamo intimo e mare, sono ada", "Ada", "Intimo E Mare"),
        ("Adesso ci chiamiamo Fiori e Sogni. Sono Ada.", "Ada", "Fiori e Sogni"),
        ("non parte windows. ragionier tomasi, studio tomasi.", "Tomasi", "Studio Tomasi"),
        ("non va niente, dottor prando, farmacia prando", "Prando", "Farmacia Prando"),
        ("Autofficina Peretti. Non va. 045 613 40 40. Peretti.", "Peretti", "Autofficina Peretti"),
    ],
)
def test_a_firm_is_known_by_trade_place_and_who_speaks_for_it(said, name, company):
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, company)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Il cliente ha la Locanda Pia e non riceve le fatture.", None),
        ("mi chiami al 347 1234567 chieda di luciano", "Luciano"),
        ("mi richiami al 347 1234567, chieda di Rosa", "Rosa"),
        ("Il numero è 347 1234567, chiedete di Irma", None),
        ("sono rudi non va", "Rudi"),
        ("non va niente mi chiamo tullio", "Tullio"),
        ("Non va. Dino, mi chiamo.", "Dino"),
        ("non va la cassa, pina, mi chiamo", "Pina"),
        ("io sono la governante ornella non va", "Ornella"),
        ("sono il cuoco gino non va", "Gino"),
        ("Sono suor Agnese", "Agnese"),
        ("Sono don Luciano", "Luciano"),
        ("Buongiorno, Emma. Volevo un'informazione.", "Emma"),
        ("Ciao, Marino. La cassa non va.", None),
        ("Sono l'Ale, cioè Alessandra, la cassa non va", "Alessandra"),
        ("mi dà errore carta, sono Emilio", "Emilio"),
        ("sono anna del primo piano non va", "Anna"),
        ("sono marco di villafranca veronese non va", "Marco"),
        ("sono paolo della fattura elettronica non va", "Paolo"),
        ("sono anna della signora rossi ho", "Anna"),
        ("sono lucia di castelnuovo garda non va", "Lucia"),
        ("chiamo per il registratore della pizzeria ho", None),
        ("Ciao, è la Wanda. Tutto a posto.", "Wanda"),
        ("Buongiorno, è il Gino, non va la cassa.", "Gino"),
        ("lo dice il mio commercialista, dottor bini.", None),
        ("studio legale la posta non funziona", None),
        ("sono di piazza bra edicola e non va", None),
        ("Parlavo con la stampante, è la Rita che mi chiama", None),
        ("Non va la cassa. 045 613 40 40. Adesso.", None),
    ],
)
def test_a_name_told_in_passing_is_read_and_no_firm_is_made_of_what_stands_by(said, name):
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, None)


@pytest.mark.parametrize(
    "word",
    [
        "bar gelateria ",
        "pizza al taglio ",
        "ho la ",
        "sono il cuoco ",
        "S.r.l. ",
        "mi chieda di ",
        "di via ",
    ],
)
def test_a_long_text_of_small_words_takes_time_in_proportion(word):
    def seconds(size):
        begun = process_time()
        triage((word * size)[:size])
        return process_time() - begun

    assert (
        seconds(20_000) < 24 * seconds(2_500) + 0.1
    )  # eight times the text; a square takes 64 times
