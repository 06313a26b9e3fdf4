"""Dictations as they are left and as a recogniser writes them: read right, or left to a person."""

import pytest

from rules.triage import triage

VERONA, MOBILE = "+390458001234", "+393471234567"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("il mio numero è 045 800 eh 12 34", VERONA),
        ("il mio numero è 045 allora 8001234", VERONA),
        ("il mio numero è 347 12 allora 34567", MOBILE),
        (
            "Tre quattro sette, uno due, eh, uno due tre, quattro cinque sei sette",
            MOBILE,
        ),  # begun anew
        ("zero quattro cinque, 800 eh allora, 8001 234", VERONA),
        (
            "Il numero è 045, 80, allora, 80 01, eh, aspetti che mi suona l'altro... 80 01 234. 045 "
            "80 01 234.",
            VERONA,
        ),
        ("il mio numero è zero quattro cinque barra otto zero zero uno due tre quattro", VERONA),
        (
            "il mio numero è zero quattro cinque, aspetti che prendo gli occhiali, otto zero zero "
            "uno due tre quattro",
            VERONA,
        ),
        (
            "il mio numero è zero quattro cinque, otto zero zero, Mario spegni la radio, uno due tre quattro",
            VERONA,
        ),
        (
            "il numero è zero quattro cinque [mamma, dai!] un attimo amore, otto zero zero, uno due "
            "tre quattro",
            VERONA,
        ),
        (
            "il numero è zero quattro cinque — sì, arrivo — otto zero zero uno due tre quattro",
            VERONA,
        ),
        ("chiamate lo 045 8001234. [Il numero? 347 00 11 223? No, quello è il mio.]", VERONA),
        (
            "il mio numero è zero quattro cinque, otto zero zero, la fattura, uno due tre quattro",
            None,
        ),
        ("zero quatro sinque oto zero zero uno due tre quatro", VERONA),
        ("qui nessuno può fare niente siamo in sei a guardarci in faccia 045 8001234", VERONA),
        ("mandate le fatture a quello nuovo quando potete 045 8001234", VERONA),
        ("non c'è un'anima e domani è perfetto 045 8001234 sono rino", VERONA),
        ("il pacco che mi avete spedito il pacco 0458001234", None),
        ("Non si accende più. 045 8001234", VERONA),  # no plus
        (
            "Il 045 8009999 è il mio commercialista, no, non chiami quello. Io sono allo 045 8001234.",
            VERONA,
        ),
        ("Il mio diretto è 045 8001234, la portineria 045 8001200, meglio il diretto.", VERONA),
        ("Tel. 347 1234567 oppure 045 8001234, meglio il cellulare.", MOBILE),
        ("Preferisco il fisso, 045 8001234, il cellulare è 347 1234567.", VERONA),
        (
            "La mia utenza è lo zero quattro cinque, ottanta, zero uno, duecentotrentaquattro",
            VERONA,
        ),
        (
            "My number is double oh four four, seven nine double one, one two three, four five six",
            "+447911123456",
        ),
        ("Call me on three four seven, one two three, four five six seven", MOBILE),
        ("Call me on oh four five, eight double oh, one two three four", VERONA),
        ("My number is treble three, five one two, double eight oh six.", "+393335128806"),
        ("Call me on three four seven, one hundred and something", None),
        (
            "Call me on oh two oh, seven nine four six, oh nine five eight",
            None,
        ),  # of which country?
    ],
)
def test_a_dictation_goes_on_behind_what_interrupts_it(said, number):
    assert triage(said).callback_number == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0,45, 800.12.34", VERONA),
        ("0 45 800 12 34", VERONA),
        ("04 58 00 12 34", VERONA),
        ("045.800.1234", VERONA),
        ("045, 8, 0, 0, 1, 2, 3, 4", VERONA),
        ("0039 045 800 1234", VERONA),
        ("3,4,7,12,34,567", MOBILE),
        ("347-1234567", MOBILE),
        ("347.12.34.567", MOBILE),
        ("3 47 1 234 567", MOBILE),
        ("0 45 800 mila", None),
        ("0 45 590 mila 143", None),  # 590143 or 590000143?
        ("0 45 590 mila, 143", None),
        ("0 4 5 8 milioni 1100", None),
        ("045 8 milioni, 1100 e 34", None),
        ("347 mila 1234567", None),
        ("02 8001234 5", None),  # never a third number
        ("06 8001234, 5", None),
        ("045 80012345 6", None),
        ("04:58:00:12:34", None),
    ],
)
def test_a_number_that_a_recogniser_wrote_oddly_is_read_right_or_left_open(written, number):
    for said in (
        f"Il mio numero è {written}",
        f"Mi richiami al {written}, grazie.",
        f"Sono Anna. {written}.",
    ):
        assert triage(said).callback_number in {number, None}
    assert triage(f"Il mio numero è {written}").callback_number == number


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("codice elle 1122", "L1122"),
        ("codice L 11 22", "L1122"),
        ("codice L. 1122", "L1122"),
        ("codice el 1122", "L1122"),
        ("codice cliente ell 1122", "L1122"),
        ("Siamo L-1122", "L1122"),
        ("Codice L 1.122", "L1122"),
        ("codice cliente: elle, uno, uno, due, due", "L1122"),
        ("el 1122 l'è rotto", None),
        ("L'11 22 del mese", None),
        ("codice elle 11 22 33 44 55", None),  # no code is so long
    ],
)
def test_a_code_is_known_by_its_letter_however_it_was_heard(said, code):
    assert triage(said).customer_code == code
