"""Which firm on record what was said or written may be."""

import pytest

from rules.customers.likeness import alike, bare

ON_RECORD = {
    1: "Autoricambi Rossi S.r.l.",
    2: "Ferramenta Rossi",
    3: "Bar Verdi di Verdi Anna & C. s.a.s.",
    4: "Caffè dell'Università",
    5: "OMV",
}


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("Autoricambi Rossi", [1]),
        ("autoricambi rossi srl", [1]),
        ("AUTORICAMBI ROSSI S.R.L", [1]),
        ("Autoricambi Rosi", [1]),  # misheard
        ("Rossi Autoricambi", [1]),
        ("ditta Autoricambi Rossi", [1]),
        ("Ferramenta Rossi snc", [2]),
        ("caffe dell universita", [4]),
        ("Caffè dell’Università", [4]),
        ("Rossi", []),  # of whom there are two
        ("Ferramenta Bianchi", []),
        ("OMV", []),  # too short to be told from others
        ("", []),
        ("srl", []),
    ],
)
def test_a_firm_is_known_by_its_name_however_it_is_written(said, offered) -> None:
    assert alike(said, ON_RECORD.items()) == offered


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Autoricambi Rossi S.r.l.", "autoricambi rossi"),
        ("Panificio F.lli Sala & C. S.n.c.", "panificio f lli sala"),
        ("Società Agricola Càpra s.s.", "agricola capra"),
        ("Spazio Snello", "spazio snello"),  # no legal form is cut out of a word
    ],
)
def test_a_legal_form_is_no_part_of_a_name(name, words) -> None:
    assert bare(name) == words
