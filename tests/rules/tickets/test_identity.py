"""Who a request is of, and how sure that is: by each proof, each hint, and in words."""

import pytest

from rules.tickets.identity import (
    Certainty,
    Evidence,
    Identity,
    certainty_of,
    cover_is_sure,
    is_shown_to_its_customer,
)

CODE = {"has_customer": True, "claims": True}


@pytest.mark.parametrize(
    ("evidence", "certainty"),
    [
        ({}, Certainty.UNKNOWN),
        ({"claims": True}, Certainty.CLAIMED),  # the form: whoever knows a code is not yet theirs
        ({"number_hints": True, "sharing": 1}, Certainty.NUMBER),
        ({"number_hints": True, "claims": True}, Certainty.NUMBER),
        ({"sharing": 2}, Certainty.SHARED),
        ({"sharing": 2, "claims": True}, Certainty.SHARED),
        ({"sharing": 1}, Certainty.UNKNOWN),  # theirs only since the call
        (CODE, Certainty.CLAIMED),  # a code that was heard, from a number of nobody's
        (CODE | {"number_hints": True}, Certainty.CLAIMED),  # or of another customer's
        (CODE | {"number_is_theirs": True}, Certainty.PROVEN),
        (CODE | {"keyed": True}, Certainty.PROVEN),
        (CODE | {"by_person": True}, Certainty.PROVEN),
        ({"has_customer": True, "by_program": True}, Certainty.PROVEN),  # ours, at the customer's
        ({"has_customer": True, "by_person": True, "claims": True}, Certainty.PROVEN),
    ],
)
def test_how_sure_a_request_is_of_its_customer(evidence, certainty) -> None:
    assert certainty_of(Evidence(**evidence)) is certainty


@pytest.mark.parametrize(
    ("evidence", "is_shown"),
    [
        ({}, False),
        (CODE, False),
        (CODE | {"keyed": True}, False),  # whoever knows a code can key it
        (CODE | {"number_is_theirs": True}, True),
        (CODE | {"by_person": True}, True),
        (CODE | {"by_program": True}, True),
        ({"number_is_theirs": True, "by_person": True, "by_program": True}, False),  # of nobody's
    ],
)
def test_a_code_alone_shows_no_customers_program_what_somebody_left(evidence, is_shown) -> None:
    assert is_shown_to_its_customer(Evidence(**evidence)) is is_shown


ROSSI = "Ferramenta Rossi"


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        (Identity(Certainty.PROVEN, ROSSI, "Marco"), ROSSI),
        (Identity(Certainty.NUMBER, ROSSI), "forse Ferramenta Rossi"),
        (Identity(Certainty.NUMBER, ROSSI, ROSSI), "forse Ferramenta Rossi"),
        (Identity(Certainty.NUMBER, ROSSI, "Marco"), "Marco, forse Ferramenta Rossi"),
        (Identity(Certainty.CLAIMED, ROSSI, "Marco"), "Ferramenta Rossi, da verificare"),
        (Identity(Certainty.CLAIMED, None, "Marco"), "Marco, da verificare"),
        (Identity(Certainty.CLAIMED, None, None, "L1042"), "codice L1042, da verificare"),
        (Identity(Certainty.SHARED, None, "Marco"), "Marco, numero di più clienti"),
        (Identity(Certainty.SHARED), "numero di più clienti"),
        (Identity(Certainty.UNKNOWN), None),
    ],
)
def test_the_doubt_is_told_with_the_name(identity, words) -> None:
    assert identity.words == words
    assert identity.is_sure == (identity.certainty is Certainty.PROVEN)


@pytest.mark.parametrize(
    ("cover", "certainty", "by_person", "sure"),
    [
        ("contract", Certainty.PROVEN, False, True),
        ("contract", Certainty.NUMBER, False, False),
        ("billable", Certainty.CLAIMED, False, False),  # another may have a contract
        ("contract", Certainty.NUMBER, True, True),  # a technician said so
        ("unknown", Certainty.UNKNOWN, False, True),  # it says already that nobody knows
        (None, Certainty.NUMBER, False, True),
    ],
)
def test_who_pays_is_as_sure_as_the_customer(cover, certainty, by_person, sure) -> None:
    assert cover_is_sure(cover, certainty, by_person=by_person) == sure
