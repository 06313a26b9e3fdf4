"""Which of the numbers in a message is the one to call, however it is said or written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.triage import triage

OURS = frozenset({"+390455117067", "+390452525658"})
VERONA, OTHER, MOBILE = "+390458001234", "+390458009999", "+393471234567"


def heard(said):
    """The number to call, and the words that it rests on."""
    draft = triage(said, OURS)
    words = [one.text for one in draft.evidence if one.field == "callback_number"]
    return draft.callback_number, words


@pytest.mark.parametrize(
    "said",
    [
        "Il numero d'ordine è 0451234567.",
        "La commessa numero 0458001234 non risulta.",
        "Il numero di serie del registratore è 3471234567.",
        "Il bonifico con CRO 0458001234567 è stato fatto.",
        "Il fax è lo 045 8001234.",
        "Partita IVA: 01234567890",
        "P. IVA 0458001234",
        "Our order number 0458001234 did not arrive.",
        "Hi, I'm calling about the invoice number 3471234567.",
        "La fatt. n. 3471234567 è sbagliata",
        "Matricola: 3471234567",
        "Il numero di terminale è 0458001234",
        "Bolla numero 3471234567 del 12/11",
        "Il documento di trasporto è il 3471234567",
        "Il mio IBAN è IT 60 X 05428 11101 000000123456",
        "Il codice articolo 3471234567 non si legge",
        "La partita IVA è 01234567890, ripeto 01234567890.",
        "La partita IVA è zero uno due tre quattro cinque sei sette otto nove zero, ripeto zero "
        "quattro cinque otto zero zero uno due tre quattro",  # named as what it repeats
        "La partita IVA è zero uno due tre quattro cinque sei sette otto nove zero, no scusi, zero "
        "quattro cinque otto zero zero uno due tre quattro",  # or corrects
        "Ho chiamato il 045 8001234 e non risponde nessuno.",  # somebody else's
        "Il tecnico mi ha chiamato dal 340 1112223 e ha messo giù.",
        "You called me from 340 1112223",
        "I tried to call 045 8001234 but nobody answers",
        "Il codice cliente è elle 1042, il programma è la versione 11.4",
        "Richiamatemi dopo le 14:30.",
        "Il telefono del corriere è 347 1234567, dov'è la stampante?",
        "Vorrei sapere se il contratto 0458765432 è ancora attivo.",
    ],
)
def test_digits_of_something_else_are_no_number_to_call_and_leave_nothing_behind(said):
    assert heard(said) == (None, [])


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Il codice SDI è M5UXCR1, il telefono 045 8001234.", VERONA),
        ("Il tecnico mi ha chiamato dal 340 1112223, il mio è 347 1234567.", MOBILE),
        (
            "Ho provato a chiamare il vostro numero 045 5117067, richiamatemi al 347 1234567.",
            MOBILE,
        ),
        ("Ho provato a chiamare lo 045 8009999, il mio è 347 1234567", MOBILE),
        ("Vi ho chiamato dal 347 1234567 ieri.", MOBILE),
        ("I called you from 347 1234567 yesterday", MOBILE),
        ("Vorrei essere richiamato al 347 1234567", MOBILE),
        ("Se non rispondo chiamate il 347 1234567", MOBILE),  # denies something else
        ("Non va, chiamatemi al 347 1234567", MOBILE),
        ("Non funziona. Chiamate 347 1234567", MOBILE),
        ("Il fax è 045 8001234, il telefono 045 8009999.", OTHER),
        ("Il numero non è 045 8001234 ma 045 8009999.", OTHER),
        ("Non il 045 8001234 ma il 347 1234567.", MOBILE),
        ("Il mio numero non è più 045 8001234, adesso è 347 1234567.", MOBILE),
        ("Il mio numero è 347 1234567, non più 045 8001234.", MOBILE),
        ("Richiamatemi al 347 1234567 e non al 045 8001234.", MOBILE),
        ("Don't call 045 8001234, call 347 1234567.", MOBILE),
        ("Il numero del mio collega è 347 1234567, chiamate lui.", MOBILE),
        ("Il numero di Anna è 347 1234567", MOBILE),
        ("Richiamatemi al numero di casa 045 8001234", VERONA),
        ("Il negozio è lo 045 8001234", VERONA),
        ("Sono Anna 347 1234567.", MOBILE),
        ("Tel. 347 1234567", MOBILE),
        ("Cellulare: 347 1234567", MOBILE),
        ("zero quarantacinque ottanta zero dodici trentaquattro", VERONA),
        ("chiamate zero quattrocinque ottozerozero uno due tre quattro", VERONA),  # glued together
        ("richiamatemi al trequattrosette unoduetre quattrocinquesei sette", MOBILE),
        ("Il numero è 347, poi 123, poi 4567", MOBILE),
        ("Il numero è tre quattro sette... uno due tre... quattro cinque sei sette", MOBILE),
        ("Il numero è tre quattro sette. uno due tre. quattro cinque sei sette.", MOBILE),
        ("Il mio numero è 347. 123. 4567. 12 scontrini mancano", MOBILE),
        ("Mi trova allo zero quattro sei... no aspetti, zero quattro cinque 8001234", VERONA),
        ("Il prefisso è 045, il numero è 8001234", VERONA),
        ("Il 045 8009999 non funziona, usate il 347 1234567", MOBILE),
        ("Il mio cellulare è 347 1234567, se non rispondo chiamate il 045 8001234", MOBILE),
        ("Richiamatemi alle 9 e 30 al 347 1234567.", MOBILE),
        ("Richiamatemi dopo le 14:30, 347 1234567.", MOBILE),
        ("Richiamatemi dopo le 15, 347 1234567.", MOBILE),
        ("Il codice cliente è 1042, 045 8001234", VERONA),
        ("Il mio numero è 045 8001234 e 8001235", VERONA),  # two, of which one is whole
        ("Chiamate zero quattro cinque otto zero zero uno due tre quattro barra cinque", VERONA),
        ("Richiamatemi allo 045 8001234 int. 12", VERONA),
        ("interno 12 045 8001234", VERONA),
        ("chiamate l'interno 5 dello 045 8001234", VERONA),
        ("Il mio numero è 045 8009999 o 045 8001234", VERONA),  # two, and not one said twice
        ("Please call oh four five eight oh oh one two three four.", VERONA),
        ("Reach me at plus thirty nine three four seven one two three four five six seven", MOBILE),
        ("Per la fattura 45 chiamatemi al 347 1234567", MOBILE),
        ("Il mio numero è 347 1234567 e la partita IVA 01234567890", MOBILE),
        ("fattura 3471234567 il mio numero 045 8001234", VERONA),
    ],
)
def test_the_number_to_call_is_told_from_the_others(said, number):
    assert heard(said)[0] == number


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Il mio numero è 347 1234 567 89, grazie", "347 1234 567 89"),  # too many digits
        ("Il numero è 8001234", "8001234"),  # which area?
        (
            "Chiamate zero quattro cinque ottocento uno due tre quattro",  # 800 1 or 801
            "zero quattro cinque ottocento uno due tre quattro",
        ),
        ("Il mio numero è 347 123456", "347 123456"),  # too few, though such mobiles exist
        ("Il mio numero è 045 80012", "045 80012"),
        ("Sono Anna, 045 8001234 67", "045 8001234 67"),
        ("045 8001234 347 1234567", "045 8001234 347 1234567"),  # two in one breath
        (
            "Il mio numero è 347 1234567, anzi 66.",
            "347 1234567, anzi 66",
        ),  # which digits are wrong?
        ("Il mio numero è 347 1234567, ripeto 347 1234568", "347 1234567"),  # which of the two?
        ("Il mio numero è 347 123456, ripeto 347 1234567", "347 123456"),
        ("Mi avete chiamato dal 045 5117067, il mio numero è 347 12345", "347 12345"),
        ("Il mio numero è 045 8001234/5", "045 8001234/5"),  # two lines, and never a third
        ("Richiamatemi allo 02 8001234 - 5", "02 8001234 - 5"),
        ("Il mio numero è 045 800123/4", "045 800123/4"),
        ("La password è 0458001234", "0458001234"),  # a number, or not
        ("Parlate con mio marito 347 1234567.", "347 1234567"),
    ],
)
def test_a_number_that_is_not_clear_is_left_to_a_person_with_its_words(said, words):
    assert heard(said) == (None, [words])


def test_digits_in_words_that_may_be_misheard_are_left_to_a_person():
    said = "Siamo fermi. Il codice cliente è L1042. Il mio numero è 347 1234567."
    number, code = said.index("4567"), said.index("1042")
    sure = triage(said, OURS, [(0, 5)])  # doubt about another word is none about the number
    assert (sure.callback_number, sure.customer_code) == (MOBILE, "L1042")
    unsure = triage(said, OURS, [(number, number + 4), (code, code + 4)])
    assert (unsure.callback_number, unsure.customer_code) == (None, None)
    assert [replace(one, perhaps=None) for one in unsure.evidence] == list(sure.evidence)
    perhaps = {one.field: one.perhaps for one in unsure.evidence if one.perhaps}
    assert perhaps == {"callback_number": MOBILE, "customer_code": "L1042"}


NAMES = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
LEADS = ("partita IVA", "la partita IVA è", "fattura numero", "il numero d'ordine è", "matricola:")


@st.composite
def dictated(draw, numbers):
    """A number and one way to say it: groups in figures or in words, with or without pauses."""
    rest = number = draw(numbers)
    groups = []
    while rest:
        size = draw(st.integers(1, 4))
        group, rest = rest[:size], rest[size:]
        in_words = " ".join(NAMES[int(digit)] for digit in group)
        groups.append(draw(st.sampled_from((group, in_words))))
    prefix = draw(st.sampled_from(("", "+39 ", "più trentanove ", "0039 ")))
    return number, prefix + draw(st.sampled_from((" ", ", "))).join(groups)


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


NUMBERS = st.one_of(
    digits(7).map("347{}".format), digits(7).map("045{}".format), digits(8).map("02{}".format)
).filter(lambda number: not number.startswith("020"))  # no such numbers are given


@given(
    dictated(NUMBERS), st.sampled_from(("Richiamatemi al", "Il mio cellulare è", "il mio numero è"))
)
def test_a_number_after_richiamatemi_is_the_same_in_whatever_way_it_is_said(said, lead):
    number, words = said
    assert heard(f"{lead} {words}, grazie.")[0] == f"+39{number}"


@given(
    st.sampled_from(LEADS), dictated(NUMBERS), st.sampled_from(("", ", ripeto ", ", no scusi, "))
)
def test_a_number_after_partita_iva_is_none_in_whatever_way_it_is_said(lead, said, again):
    words = said[1] + (again + said[1] if again else "")
    assert heard(f"Buongiorno, {lead} {words}, grazie.") == (None, [])


BEHIND = (
    "/5",
    "-5",
    "/35",
    " / 5",
    " - 5",
    "/8001235",
    " int. 12",
    " interno 12",
    " e 8001235",
    " barra 5",
)


@given(NUMBERS, st.sampled_from(BEHIND))
def test_what_stands_behind_a_number_never_makes_another_of_it(number, behind):
    assert heard(f"Richiamatemi al {number}{behind}, grazie.")[0] in {None, f"+39{number}"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # a seven lost in the hearing of the repetition
        ("Il numero è 3, 4, 8, 200, 7, 11, 63. Ripeto 3, 4, 8, 200, 11, 63.", None),
        ("Il numero è 348 207 1163. Ripeto, 348 200 1163.", None),
        ("Il numero è 348 207 1163. Ripeto, 348 207 1163.", "+393482071163"),
        ("Il numero era 045 8877120 ma è il fax. Quello giusto è 045 8877121.", "+390458877121"),
        # where they are not to be rung
        ("Mi raggiunge al 346 090 1157 e non qui in farmacia al 045 820 3311.", "+393460901157"),
        ("Sono al 346 090 1157 e non al negozio allo 045 820 3311.", "+393460901157"),
        ("Non sono in negozio ma al 347 512 8806.", "+393475128806"),
    ],
)
def test_a_number_said_again_otherwise_or_where_nobody_is_to_ring_is_not_called(text, number):
    assert triage(text).callback_number == number


def test_a_number_that_is_none_or_misheard_is_one_that_is_known_to_be_the_callers():
    theirs = {"+390455597971", "+393471234567"}
    short = "Richiamatemi al 347 123 456, grazie."
    assert triage(short).callback_number is None
    assert triage(short, theirs=theirs).callback_number == "+393471234567"
    text = "Il numero è 045 597971, grazie."
    doubtful = [(12, 22)]
    assert triage(text, doubtful=doubtful).callback_number is None
    assert triage(text, doubtful=doubtful, theirs=theirs).callback_number == "+390455597971"


def test_two_numbers_of_one_firm_are_as_near_and_neither_is_guessed():
    text = "Il numero è 045 8001239, grazie."
    lines = {"+390458001234", "+390458001235"}
    assert triage(text, doubtful=[(12, 23)], theirs=lines).callback_number is None
    assert triage(text, theirs=lines).callback_number == "+390458001239"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("se qualcuno mi spiega sono a casa 0 45 541 16 92", "+390455411692"),
        ("siamo in negozio 045 541 1692", "+390455411692"),
        ("sono gino 3408422100 ho bisogno del tecnico", "+393408422100"),
        ("il server non risponde 02 4800 6123. Chiedete di Ilaria", "+390248006123"),
        # "al tre", written as it sounds
        ("Mi dovete richiamare altre 4.6, 0.9.1.0.1.9.0. Prima di mezzogiorno", "+393460910190"),
        ("chiamatemi, altre quattro persone aspettano al 340 8422100", "+393408422100"),
        # "trentasette", of which "sette" became a letter
        ("allo 0 4 2 9 80 41 30 Z rispondo io", None),
        ("il cliente non risponde al 340 8422100", None),
    ],
)
def test_a_number_behind_who_or_where_they_are_is_theirs(text, number):
    assert triage(text).callback_number == number
