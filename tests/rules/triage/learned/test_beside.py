"""What was learned tells where no rule does, with the words it rests on; what a rule says plainly stands."""

import pytest

from rules.triage import triage
from rules.triage.learned.weights import shipped


def evidence_of(draft, field):
    return [one.text for one in draft.evidence if one.field == field]


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("Rosticceria Fuoco Lento, Ubaldo, 0442 31 22 85. Il programma è lento.", "Ubaldo", None),
        (
            "Hi, Nigel Porter here, I run the Old Mill Tavern. The till is broken.",
            "Nigel Porter",
            None,
        ),
        ("Vi conviene chiedere di me, Fulgenzio, al 347 21 55 908.", "Fulgenzio", None),
        (
            "La cassa non va. Self Service Due Fontane, 041 52 31 118.",
            None,
            "Self Service Due Fontane",
        ),
        ("Buone feste da tutta la Cartoleria del Duomo.", None, "Cartoleria del Duomo"),
    ],
)
def test_a_name_or_firm_that_no_rule_finds_is_learned(said, name, company):
    draft = triage(said)
    assert name in (None, draft.caller_name)
    assert company in (None, draft.company)
    for field in ("caller_name", "company"):
        value = getattr(draft, field)
        assert value is None or evidence_of(draft, field)[0].casefold() == value.casefold()


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("Siamo fermi. La cassa non parte.", "blocking"),
        ("Con calma, quando avete tempo, la stampante fa un rumore.", "low"),
        (
            "Le comande non arrivano in cucina, ho sessanta persone in sala che aspettano.",
            "blocking",
        ),
        ("Volevo sapere a che ora chiudete il sabato.", "low"),
    ],
)
def test_haste_is_told_by_rules_and_weighed_where_they_say_nothing(said, urgency):
    assert triage(said).urgency.value == urgency


@pytest.mark.parametrize(
    ("said", "category"),
    [
        (
            "La stampante della cucina ha preso acqua e faceva fumo.",
            "hardware",
        ),
        ("Volevo ringraziare il vostro collega, la stampante adesso va benissimo.", "other"),
        ("Le casse dicono server non raggiungibile.", "system"),
        ("Mi serve un preventivo per due casse nuove.", "commercial"),
        ("Le etichette escono con il prezzo tagliato.", "software"),
    ],
)
def test_the_category_is_told_with_its_words(said, category):
    draft = triage(said)
    assert draft.category.value == category
    assert all(words in said for words in evidence_of(draft, "category"))
    assert bool(evidence_of(draft, "category")) == (category != "other")


def test_the_same_words_are_always_read_alike():
    said = "Sempre Bazar Orientale, sono Lin, da stamattina la rete va e viene."
    assert triage(said) == triage(said)


def test_what_was_learned_takes_a_few_hundred_kilobytes_of_memory():
    known = shipped()
    of = [known.names, known.category, known.urgency]
    assert sum(one.sums.itemsize * len(one.sums) + 2 * len(one.flat) for one in of) < 600_000


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Pronto? Non risponde nessuno, Carlo, c'è la segreteria. Richiamo dopo.", None),
        ("Aspetta, Gino, sto parlando. La cassa non va.", None),
        ("Ah, è la segreteria, sono Gino, la cassa non va.", "Gino"),
    ],
)
def test_whom_the_caller_calls_in_the_room_does_not_call(said, name):
    assert triage(said).caller_name == name
