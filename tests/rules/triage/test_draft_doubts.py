"""Messages that are easily misread: what they do not say is left open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.triage import Category, Urgency, triage

OURS = frozenset({"+390455117067", "+390452525658"})
VERONA, MOBILE = "+390458123450", "+393471234567"


@pytest.mark.parametrize(
    "said",
    [
        "La partita IVA è 01234567890",
        "La nostra partita IVA, zero uno due tre quattro cinque sei sette otto nove zero, grazie",
        "01234567890 è la nostra partita IVA",
        "Our VAT number is 01234567890",
        "La fattura numero 3471234567 è sbagliata",
        "Il numero della fattura è 3471234567",
        "Ordine 045123456 mai arrivato",
        "La matricola della stampante è 0458012345",
        "Il codice a barre 8001234567890 non viene letto",
        "IBAN IT60X0542811101000000123456",
        "Il POS, terminale numero 04512345, non comunica",
        "Lo scontrino 0045 0012 del 12 novembre è sbagliato",
        "Il capannone è al civico 34712345",
        "Il numero vecchio era 045 8123450",
        "Non chiamate più il 045 8123450",
        "Mi avete chiamato dal 045 5117067",  # that is us
        "L'ultimo backup è del 045",
        "Il totale è 1.234,56 euro",
        "Il numero verde è 800 123450",  # nobody is rung there
        "zero quattro cinque zero otto zero uno",  # too short, and nobody says what it is
    ],
)
def test_what_is_no_number_to_call_is_never_taken_for_one(said):
    assert triage(said, OURS).callback_number is None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Il numero vecchio era 045 8009999, adesso è 045 8123450", VERONA),
        ("Non chiamate più il 045 8009999, chiamate il 347 1234567", MOBILE),
        ("My old number was 045 8009999, the new one is 045 8123450", VERONA),
        ("Non mi chiamate sul fisso, chiamate il cellulare 347 1234567", MOBILE),
        ("Il codice fiscale è RSSMRA80A01L781X, il telefono 347 1234567", MOBILE),
        ("Mi avete chiamato dal 045 5117067, il mio numero è 045 8123450", VERONA),
        ("La fattura non parte, il mio numero è 045 8123450", VERONA),
        ("La fattura è sbagliata, 045 8123450", VERONA),
        ("zero quattro cinque ottocento dodici tremila e quattrocentocinquanta", VERONA),
        ("zero quattro cinque ottocento dodici tremila quattrocento cinquanta", VERONA),
        ("prefisso zero quattro cinque, poi ottocento dodici, trentaquattro cinquanta", VERONA),
        ("interno 12, zero quattro cinque otto uno due tre quattro cinque zero", VERONA),
        ("Chiamatemi allo 045 812 3450 interno 12", VERONA),
        ("Richiamatemi domani alle 10, il numero è 347 1234567", MOBILE),
        ("Richiamatemi al 347 1234567 dopo le 15", MOBILE),
        ("347 1234567 è il mio numero", MOBILE),
        ("sono al trecentoquarantasette centoventitré quarantacinque sessantasette", MOBILE),
        ("Mi trovate al numero 045 8123450 o al 347 1234567", MOBILE),
    ],
)
def test_the_number_to_call_is_found_among_others(said, number):
    assert triage(said, OURS).callback_number == number


@pytest.mark.parametrize(
    "said",
    [
        "Il mio numero è 045 8123450 67",  # two digits too many
        "Il mio numero è 045 8123450 6",  # one: such numbers exist, and are rare
        "Richiamatemi al 347 12345",
    ],
)
def test_a_number_that_cannot_be_is_not_guessed_and_a_person_sees_where_it_was_said(said):
    draft = triage(said, OURS)
    assert draft.callback_number is None
    (evidence,) = [one for one in draft.evidence if one.field == "callback_number"]
    assert evidence.text == said[said.index("0" if "045" in said else "3") :]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Sono della ferramenta, non sono Marco Rossi", None),
        ("Non mi chiamo Luca", None),
        ("Non sono Marco Rossi, sono Luca Bianchi", "Luca Bianchi"),
        ("Sono J2K", None),  # the J of a product
        ("Sono Fermo.", None),
    ],
)
def test_who_one_is_not_is_no_name(said, name):
    assert triage(said).caller_name == name


@pytest.mark.parametrize(
    ("said", "company"),
    [
        ("La fattura della ditta Bianchi è sbagliata", None),  # somebody else's
        ("Ho una fattura del fornitore Farmacia Zanini che non si registra", None),
        ("Buongiorno la fattura della ditta Bianchi non parte", None),
        ("Non sono della ferramenta Rossi", None),
        ("Buongiorno, qui Farmacia Zanini", "Farmacia Zanini"),
        ("Buongiorno ferramenta Rossi", "Ferramenta Rossi"),
        ("Sono la moglie del titolare della ferramenta Rossi", "Ferramenta Rossi"),
    ],
)
def test_a_firm_that_is_spoken_of_is_not_the_callers(said, company):
    assert triage(said).company == company


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Il codice fiscale è RSSMRA80A01L781X", None),
        ("Il codice cliente è L 1042", "L1042"),
        ("Siamo L1042", "L1042"),
        ("L1042, siamo fermi", "L1042"),
        ("Il codice cliente non è L1042 ma L2042", "L2042"),
        ("Sono il cliente 1042", "L1042"),
        ("Il codice fiscale del cliente 12345", None),
        ("Il codice errore è 1042", None),
        ("Il codice dell'articolo è L1042", None),
        ("La stampante HP L1042 non va", None),
        ("Il cliente 1042 non compare in anagrafica", None),  # the caller's customer
    ],
)
def test_what_is_no_code_of_the_callers_is_never_taken_for_one(said, code):
    assert triage(said).customer_code == code


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("Non richiamatemi, ho risolto", "cancel"),
        ("Potete annullare, abbiamo risolto", "cancel"),
        ("Non serve richiamare", "cancel"),
        ("Niente, era solo per dire che ho risolto, grazie", "cancel"),
        ("Annullate la richiesta 1042 per favore", "cancel"),
        ("Please do not call back, already solved", "cancel"),
        ("Non annullate la richiesta", None),
        ("Non abbiamo ancora risolto", None),
        ("Ho risolto la stampa ma adesso il magazzino non si apre", None),
        ("Devo annullare uno scontrino e non ci riesco", None),  # the trouble itself
        ("Non riesco a richiamare un documento", None),
        ("Il programma non richiama gli articoli", None),
        ("Non chiamatemi prima delle 9", "callback"),
        ("Potete richiamare mia moglie?", "callback"),
        ("Non richiamatemi prima delle 15", "callback"),
        ("Potete telefonarmi?", "callback"),
        ("Mi chiamate voi?", "callback"),
        ("Non chiamatemi sul fisso, chiamatemi al cellulare", "callback"),
        ("Vi richiamo più tardi", None),
        ("Posso richiamare io", None),
        ("Nessuno mi ha richiamato", None),
        ("Il problema non si è risolto", None),
        ("Il problema si è risolto da solo", "cancel"),
        ("Non è più necessario richiamarmi, grazie", "cancel"),
        ("Don't call 045 8001234", None),
        ("Please cancel, we solved it", "cancel"),
        ("We have not solved it", None),
        ("Adesso funziona, lasciate stare", "cancel"),
        ("Annulliamo pure tutto, grazie", "cancel"),
    ],
)
def test_the_wish_is_what_was_said_and_not_what_was_denied(said, wants):
    assert triage(said).wants == wants


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("Non oggi. La stampante non stampa.", "Stampante non stampa"),
        ("Non siamo fermi, ma la cassa dà errore.", "Cassa dà errore"),
        ("Non sono Marco Rossi. Il programma non si apre.", "Programma non si apre"),
        ("Non serve richiamare", None),
        ("Non annullate la richiesta", None),
        ("Buongiorno sono Marco Rossi della ferramenta la stampante non va", "Stampante non va"),
        ("Chiamo per la fattura elettronica che non parte", "Fattura elettronica che non parte"),
        ("Il programma non richiama gli articoli", "Programma non richiama gli articoli"),
        ("Non siamo riusciti a stampare", "Non siamo riusciti a stampare"),
        ("Non siamo fermi ma la stampante è lenta", "Stampante lenta"),
        ("Ehm sì allora la cassa due non va", "Cassa due non va"),
        ("Nessun problema, grazie", None),
        ("Non è bloccante", None),
        ("This is not urgent", None),
        ("Non abbiamo fretta ma la cassa è ferma", "Cassa ferma"),
        ("Non il 045 8001234 ma il 347 1234567", None),
        ("Il numero non è 045 8001234 ma 045 8009999", None),
        ("Non è più necessario richiamarmi", None),
        ("la cassa non stampa più potete chiamarmi allo 0457901234", "Cassa non stampa più"),
        ("Hello the till is not working please call me", "The till is not working"),
        ("Non ricordo la password", "Non ricordo la password"),
    ],
)
def test_the_subject_is_the_trouble_and_no_denial(said, subject):
    assert triage(said).subject == subject


def test_an_invoice_that_is_wrong_is_a_matter_of_money_and_one_that_is_not_sent_of_the_program():
    assert triage("La fattura numero 3471234567 è sbagliata").category is Category.COMMERCIAL
    assert triage("Abbiamo ricevuto due volte la fattura").category is Category.COMMERCIAL
    assert triage("La fattura elettronica non parte").category is Category.SOFTWARE


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("Non è che il programma è bloccato, è solo lento", Urgency.NORMAL),
        ("Non è per niente urgente", Urgency.LOW),
        (
            "Non funziona la rete e il programma è bloccato",
            Urgency.BLOCKING,
        ),  # denies something else
    ],
)
def test_urgency_that_is_denied_is_none(said, urgency):
    assert triage(said).urgency is urgency


def test_what_is_not_broken_stops_nobody():
    draft = triage("Il problema non è urgente ma la cassa non è ferma")
    assert draft.urgency is Urgency.LOW


DIGITS = st.text("0123456789", min_size=6, max_size=12)
OTHERS = ("la partita IVA è", "fattura numero", "matricola", "il codice a barre", "ordine numero")


@given(st.sampled_from(OTHERS), DIGITS)
def test_no_digits_of_something_else_ever_become_a_number_to_call(lead, digits):
    assert triage(f"Buongiorno, {lead} {digits}, grazie.").callback_number is None


@given(st.integers(0, 9_999_999))
def test_a_mobile_after_richiamatemi_is_read_however_it_is_written(rest):
    digits = f"347{rest:07d}"
    ways = (digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}", f"+39 {digits}", " ".join(digits))
    found = {triage(f"Richiamatemi al {way}, grazie.").callback_number for way in ways}
    assert found == {f"+39{digits}"}
