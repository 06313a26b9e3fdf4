"""What a transcript says becomes facts; what it does not say stays unknown."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.phone_numbers import parse_number
from rules.triage import Category, Urgency, triage
from rules.triage.tokens import LONGEST
from transcription.demo_model import grammar

VERONA = "+390458012345"
MOBILE = "+393387142905"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("zero quattro cinque otto zero uno due tre quattro cinque", VERONA),  # digit by digit
        ("zero quattro cinque, otto zero uno, due tre quattro cinque", VERONA),  # in groups
        ("zero quarantacinque ottocento uno ventitré quarantacinque", VERONA),  # tens and hundreds
        ("zero quattro cinque ottocentouno ventitré quarantacinque", VERONA),  # one long word
        ("più trentanove zero quattro cinque otto zero uno due tre quattro cinque", VERONA),
        ("zero zero trentanove zero quattro cinque otto zero uno due tre quattro cinque", VERONA),
        ("tre tre otto, sette uno quattro, due nove zero cinque", MOBILE),
        ("trecentotrentotto settecento quattordici ventinove zero cinque", MOBILE),
        ("doppio tre otto sette uno quattro due nove zero cinque", MOBILE),
        ("due volte tre otto sette uno quattro due nove zero cinque", MOBILE),
        ("zero quattro cinque doppio zero due quattro sei otto zero", "+390450024680"),
        ("zero quattro cinque doppio sette sei quattro uno due tre", "+390457764123"),
        ("045 801 23 45", VERONA),  # as Whisper writes it
        ("045.8012345", VERONA),
        ("045/801-2345", VERONA),
        ("+39 338 714 2905", MOBILE),
        ("338-7142905", MOBILE),
        ("tre tre tre, no scusi, tre tre otto, sette uno quattro, due nove zero cinque", MOBILE),
        ("338 714 2904, anzi, 338 714 2905", MOBILE),
        ("tre tre otto, sette uno due, no, sette uno quattro, due nove zero cinque", MOBILE),
        ("zero four five eight zero one two three four five", VERONA),  # English on request
        ("zero four five, double eight, one two three four five", "+390458812345"),
    ],
)
def test_a_dictated_number_is_read_as_italians_say_it(said: str, number: str) -> None:
    draft = triage(f"Buongiorno, il mio numero è {said}, grazie.")
    assert draft.callback_number == number


@pytest.mark.parametrize(
    "said",
    [
        "costa ottanta euro più IVA",  # a price
        "ci vediamo alle nove e un quarto",  # an hour
        "dà errore quattro zero quattro uno due tre quattro cinque",  # an error's number
        "ho tre computer e due stampanti",  # how many
        "zero quattro cinque, poi non ricordo",  # not a whole number
        "chiamate il 112",  # an emergency number
        "la fattura 20458012345 del 2026",  # a document
    ],
)
def test_other_numbers_are_never_taken_for_a_number_to_call(said: str) -> None:
    assert triage(said).callback_number is None


def test_two_numbers_are_never_glued_and_the_one_to_call_wins() -> None:
    text = "Richiamatemi al 338 7142905. Il numero del negozio è 045 801 2345."
    assert triage(text).callback_number == MOBILE
    assert triage("Il fisso è 045 8012345, il cellulare è 338 7142905").callback_number == MOBILE


def test_a_code_beside_a_number_keeps_its_digits_to_itself() -> None:
    text = "Il codice cliente è elle uno zero quattro due, richiamatemi al 045 8012345"
    draft = triage(text)
    assert (draft.customer_code, draft.callback_number) == ("L1042", VERONA)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("codice cliente elle uno zero quattro due", "L1042"),
        ("il codice è L 1042", "L1042"),
        ("il codice è L1042", "L1042"),
        ("elle milleequarantadue", "L1042"),
        ("cliente 1042", "L1042"),
        ("il nostro codice è elle dieci quarantadue", "L1042"),
        ("il cliente è uno solo", None),
    ],
)
def test_a_customer_code_is_read(said: str, code: str | None) -> None:
    assert triage(said).customer_code == code


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("Sono Marco Rossi della ferramenta Rossi.", "Marco Rossi", "Ferramenta Rossi"),
        ("Mi chiamo Elena Tosi", "Elena Tosi", None),
        ("Qui è Anna della ditta Bianchi", "Anna", "Bianchi"),
        ("Parla Stefano, chiamo per conto della ditta Zanini", "Stefano", "Zanini"),
        ("Chiamo dalla panetteria San Zeno di Verona", None, "Panetteria San Zeno"),
        ("Siamo fermi, sono disperato", None, None),  # no name
        ("Sono le nove e non funziona niente", None, None),
        ("La farmacia è piena", None, None),  # a place, and no firm's name
    ],
)
def test_names_and_firms_are_read_and_never_guessed(
    said: str, name: str | None, company: str | None
) -> None:
    draft = triage(said)
    assert (draft.caller_name, draft.company) == (name, company)


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("Siamo fermi", Urgency.BLOCKING),
        ("Siamo completamente fermi, con calma", Urgency.BLOCKING),  # the fact outweighs the tone
        ("Non possiamo fare scontrini", Urgency.BLOCKING),
        ("Non riusciamo ad accedere al programma", Urgency.BLOCKING),
        ("La cassa è ferma", Urgency.BLOCKING),
        ("Non siamo fermi, ma la stampante è lenta", Urgency.NORMAL),
        ("Non è che siamo fermi", Urgency.NORMAL),
        ("È urgente", Urgency.HIGH),
        ("Il prima possibile, per favore", Urgency.HIGH),
        ("Non è urgente", Urgency.LOW),
        ("Non c'è fretta, quando potete", Urgency.LOW),
        ("La stampante fa un rumore", Urgency.NORMAL),
        ("We cannot work", Urgency.BLOCKING),
        ("It is not urgent", Urgency.LOW),
    ],
)
def test_urgency_is_what_was_said_and_not_what_was_denied(said: str, urgency: Urgency) -> None:
    assert triage(said).urgency is urgency


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("La stampante fiscale non stampa", Category.SOFTWARE),  # a peripheral of the program
        ("J2K non si apre", Category.SOFTWARE),
        ("Il computer non si accende", Category.HARDWARE),
        ("Il monitor è rotto", Category.HARDWARE),
        ("Abbiamo preso un virus", Category.SYSTEM),
        ("Mancano i driver della stampante", Category.SYSTEM),
        ("Dobbiamo ricostruire gli archivi", Category.SYSTEM),
        ("La rete locale non va", Category.SYSTEM),
        ("Vorrei sapere quanto costa il modulo J-System", Category.COMMERCIAL),
        ("Vorrei un preventivo per una stampante nuova", Category.COMMERCIAL),
        ("Buongiorno", Category.OTHER),
    ],
)
def test_category_follows_the_words_that_tell(said: str, category: Category) -> None:
    assert triage(said).category is category


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("non riusciamo a entrare in J2K", "J2K"),
        ("il gei due kappa si chiude", "J2K"),
        ("G2K dà errore", "J2K"),
        ("abbiamo il gei sistem", "J-System"),
        ("il modulo J System", "J-System"),
        ("il programma si chiude", None),
    ],
)
def test_products_are_known_as_whisper_mishears_them(said: str, product: str | None) -> None:
    assert triage(said).product == product


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("potete richiamarmi", "callback"),
        ("vorrei un'informazione", "information"),
        ("vorrei annullare la richiesta", "cancel"),
        ("abbiamo già risolto, non richiamatemi", "cancel"),
        ("la cassa è bloccata", None),
    ],
)
def test_the_wish_is_read(said: str, wants: str | None) -> None:
    assert triage(said).wants == wants


def test_the_subject_is_the_trouble_in_a_line() -> None:
    text = "Buongiorno, sono Marco Rossi. La stampante fiscale è bloccata, siamo fermi. Grazie."
    assert triage(text).subject == "Stampante fiscale bloccata"
    assert triage("Buongiorno, richiamatemi").subject is None


def test_an_empty_transcript_says_nothing() -> None:
    draft = triage("").as_json()
    assert draft.pop("category") == "other"
    assert draft.pop("urgency") == "normal"
    assert draft.pop("evidence") == []
    assert set(draft.values()) == {None}


def test_the_json_has_the_keys_that_others_rely_on() -> None:
    assert set(triage("siamo fermi").as_json()) == {
        "subject", "category", "urgency", "callback_number", "customer_code", "caller_name",
        "company", "product", "language", "wants", "evidence",
    }  # fmt: skip


def digits_of(units: tuple[grammar.Unit, ...]) -> str:
    """What the grammar dictated, by a reading of our own: the groups as they were made."""
    return " ".join(unit.text for unit in units)


def test_every_telephone_number_of_the_grammar_is_read_back() -> None:
    """Ambiguous ones ("cinquecento sei" is 506 and 5006) may be read as another valid number."""
    pick, right, told = random.Random(11), 0, 0
    for _ in range(500):
        digits = grammar.telephone(pick)
        number = parse_number(digits)
        if number is None:
            continue
        said = digits_of(grammar.dictated(digits, pick))
        told += 1
        right += triage(f"Il mio numero è {said}.").callback_number == number
    assert right / told > 0.96, f"{right} of {told}"


@given(st.text(max_size=400))
def test_no_text_makes_it_raise_and_all_evidence_is_in_the_text(text: str) -> None:
    for evidence in triage(text).evidence:
        assert text[evidence.start : evidence.end] == evidence.text


SAID = (
    "zero",
    "uno",
    "due",
    "tre",
    ",",
    ".",
    "045",
    "no",
    "scusi",
    "più",
    "volte",
    "doppio",
    "cento",
)


@given(st.lists(st.sampled_from(SAID)))
def test_no_digit_of_a_number_is_invented(words: list[str]) -> None:
    draft = triage(" ".join(words))
    if draft.callback_number:
        (evidence,) = [one for one in draft.evidence if one.field == "callback_number"]
        assert triage(evidence.text).callback_number == draft.callback_number


def test_a_very_long_text_is_read_at_its_beginning_alone() -> None:
    text = "siamo fermi " + "uno " * (LONGEST // 2) + "a" * 10_000_000
    assert triage(text).urgency is Urgency.BLOCKING
