"""What people say without the word for it: stopped work, the thing at fault, a name behind the fault."""

import pytest

from rules.triage import Category, Urgency, triage


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("Ho la fila alla cassa e non riesco a battere uno scontrino", Urgency.BLOCKING),
        ("La cassa si è piantata, c'è la coda fino in strada", Urgency.BLOCKING),
        ("Non arriva più un ordine in cucina e la sala è piena", Urgency.BLOCKING),
        ("Siamo in tre e nessuno riesce a entrare nel gestionale", Urgency.BLOCKING),
        ("Ho il gestionale giù, non posso stare aperta", Urgency.BLOCKING),
        ("Nun lavora nessuno, nun va 'na cassa", Urgency.BLOCKING),
        ("La cassa no la va, no riessemo a far scontrini", Urgency.BLOCKING),
        ("Customers are waiting and I cannot print a receipt", Urgency.BLOCKING),
        ("Con calma, quando avete un attimo, però J2K non ci fa più entrare", Urgency.BLOCKING),
        ("La cassa è ferma, ma battiamo sull'altra", Urgency.NORMAL),  # work goes on
        ("Il programma non parte, no, cioè parte, ma è lento", Urgency.NORMAL),
        ("La cassa è bloccata... ah no, è ripartita", Urgency.NORMAL),
        ("I clienti aspettano da settimane il rimborso, la fattura non parte", Urgency.NORMAL),
        ("La bilancia è lenta e ho la fila alla cassa", Urgency.HIGH),  # slow, and goes
        ("Non è urgentissimo, però mi serve entro stasera", Urgency.HIGH),
        ("Quando avete un attimo, non è urgentissimo, con comodo", Urgency.LOW),
        ("Niente di urgente, se vi avanza un momento", Urgency.LOW),
        ("Non serve entro stasera", Urgency.NORMAL),
    ],
)
def test_urgency_is_told_by_what_follows_from_the_trouble(said, urgency):
    assert triage(said).urgency is urgency


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("Il computer è acceso, il programma invece non parte", Category.SOFTWARE),
        ("J2K funziona, è il computer che si spegne da solo", Category.HARDWARE),
        ("Non il programma, il computer non si accende", Category.HARDWARE),
        ("Il PC ha Windows 11, però J2K non stampa le etichette", Category.SOFTWARE),
        ("Windows si è aggiornato e da allora J2K non parte", Category.SYSTEM),
        ("Il server fa un rumore strano e puzza di bruciato", Category.HARDWARE),
        ("Il mouse non va, ma il vero problema è che J2K dà errore", Category.SOFTWARE),
        ("I prezzi non si aggiornano in cassa", Category.SOFTWARE),
        ("Vorrei sapere il prezzo di un registratore", Category.COMMERCIAL),
    ],
)
def test_of_two_things_that_are_named_the_one_at_fault_tells_the_category(said, category):
    assert triage(said).category is category


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("La stampante non va, sono Giulia della Merceria Bianchi.", "Giulia", "Merceria Bianchi"),
        ("La stampante non va. Renata.", "Renata", None),
        ("Non stampa più, chiamatemi al 340 5556677, Davide.", "Davide", None),
        (
            "Sono Roberto, Roberto Zanella dell'Enoteca Zanella",
            "Roberto Zanella",
            "Enoteca Zanella",
        ),
        ("Sono Anna, no scusi, Anna Maria Perini", "Anna Maria Perini", None),
        ("Sono sempre io, il signor Tosato", "Tosato", None),
        ("Sono Cristian di Autoricambi Rossi", "Cristian", "Autoricambi Rossi"),
        ("Qui Marta della 3B srl", "Marta", "3B srl"),
        ("Siamo la Zanini & Figli", None, "Zanini & Figli"),
        ("So' Mario der Bar Sport", "Mario", "Bar Sport"),
        ("Sono Rita della Cantina dei Colli", "Rita", "Cantina dei Colli"),
        ("Sono Marco di Verona", "Marco", None),  # a place
        ("Sono Marco di San Bonifacio", "Marco", None),
        ("Chiedete di mia moglie, Anna.", None, None),  # somebody else
        ("Chiamo da parte di mio padre, Giorgio. La cassa è lenta.", None, None),
        ("Il vostro collega, Luca, ha detto che passava.", None, None),
        ("Grazie Andrea, alla prossima.", None, None),
        ("Non stampa. Anna. Scusate, Luca.", None, None),  # which of the two?
        ("Siamo L1042", None, None),
        ("Ho telefonato alla ditta Bianchi", None, None),
    ],
)
def test_names_behind_the_fault_are_read_and_those_of_others_are_not(said, name, company):
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, company)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (
            "Il mio numero è zero quattro cinque, allora, otto zero zero, uno due tre quattro",
            "0458001234",
        ),
        ("Chiamatemi al 347, un attimo, 123, ehm, 4567", "3471234567"),
        ("Dopo le 15, allora, 347 1234567", "3471234567"),
        ("Il cliente Rossi, telefono 045 8001234, non si trova", None),
        ("I received the same invoice twice, number 3471234567", None),
        ("Il mio contabile ha l'altro, ma chiamate il 347 1234567", "3471234567"),
        ("Il fornitore ha il numero 347 1234567 e non risponde", None),
        ("Il numero del fornitore, 045 8001234, se serve", None),
        ("Chiamate lo 045 8001234, anzi no, quello è il fax, allo 045 8001235", "0458001235"),
        ("Il nostro centralino è 045 8001234", "0458001234"),
        ("Il telefono del cliente è 045 8001234, il mio 347 1234567", "3471234567"),
    ],
)
def test_a_dictation_goes_on_behind_a_hesitation_and_a_strangers_number_is_none(said, number):
    assert triage(said).callback_number == (number and f"+39{number}")
