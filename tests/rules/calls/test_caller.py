"""Whose number a call shows, who calls from it, and when a number is nobody's."""

import pytest

from rules.calls.caller import Named, firms, is_of_many, makes_up_many, number_of_caller
from rules.tickets.repeat_calls import Said, tells_another

CALLER, LINE, PUBLIC = "+390458001234", "+390455117067", "+390459000000"


@pytest.mark.parametrize(
    ("shown", "to", "via", "number"),
    [
        (CALLER, LINE, [], CALLER),
        (CALLER, LINE, ["+390457777777"], CALLER),  # sent on, and the operator shows who called
        (LINE, LINE, [], None),
        (CALLER, CALLER, [], None),  # whatever line of the account that is
        (LINE, "+390452525658", [], None),  # our other line
        (PUBLIC, LINE, [], None),  # our own, which the operator sends on to us
        (CALLER, LINE, [CALLER], None),  # ForwardedFrom
        (CALLER, LINE, ["", CALLER], None),  # CalledVia
        ("0458001234", LINE, ["+390458001234"], None),  # the same, written in another way
        (CALLER, LINE, ["+39 045 800 1234"], None),  # as its operator writes it
        (CALLER, LINE, ["sip:+390458001234@pbx.example.it;user=phone"], None),
        (CALLER, LINE, ["<tel:+390458001234>"], None),
        (CALLER, LINE, ["sip:desk@pbx.example.it", "unavailable"], CALLER),
        ("anonymous", LINE, [], None),
        (CALLER, "", [""], CALLER),
    ],
)
def test_a_number_that_only_sent_the_call_on_is_not_the_callers(shown, to, via, number) -> None:
    assert number_of_caller(shown, to=to, via=via, ours={LINE, PUBLIC}) == number


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ([], 0),
        ([Named()], 0),
        ([Named(1), Named(1), Named(1)], 1),
        ([Named(company="Bar Sport"), Named(company="bar sport"), Named(company="Bar Sporti")], 1),
        ([Named(company="Ferramenta Rossi"), Named(company="Rossi")], 1),
        ([Named(company="Ferramenta Rossi"), Named(company="Ferramenta Bianchi")], 2),
        ([Named(1), Named(2), Named(company="Bar Sport"), Named()], 3),
    ],
)
def test_firms_are_counted_once_however_they_were_heard(told, count) -> None:
    assert firms(told) == count
    assert is_of_many(told) == (count >= 3)


@pytest.mark.parametrize(
    ("calls", "of_all", "odd"),
    [(11, 11, False), (12, 12, True), (12, 48, True), (12, 49, False), (300, 400, True)],
)
def test_a_number_that_makes_up_many_calls(calls, of_all, odd) -> None:
    assert makes_up_many(calls, of_all) is odd


ROSSI = Said("L1001", "Ferramenta Rossi", "Marco Rossi", CALLER)


@pytest.mark.parametrize(
    ("later", "stands", "another"),
    [
        (Said(), ROSSI, False),
        (ROSSI, Said(), False),
        (Said(code="L1001", company="Bar Sport"), ROSSI, False),  # a code is not misheard so easily
        (Said(code="L1002"), ROSSI, True),
        (Said(company="Bar Sport"), ROSSI, True),
        (Said(company="Ferramenta Bianchi"), ROSSI, True),
        (Said(company="ferramenta rossi", name="Lucia"), ROSSI, False),  # a colleague
        (Said(company="Rossi"), ROSSI, False),
        (Said(name="Lucia Bianchi"), ROSSI, True),
        (Said(name="Marco"), ROSSI, False),
        (Said(number="+390457777777"), ROSSI, True),
        (Said(number="+390458001235"), ROSSI, False),  # a slip of hearing
        (Said(number=CALLER, name="Lucia Bianchi"), ROSSI, False),
        (Said(company="Bar Sport"), Said(name="Marco"), False),  # each may be said of one
    ],
)
def test_a_later_message_is_another_matter_where_it_names_somebody_else(
    later, stands, another
) -> None:
    assert tells_another(later, stands) is another
