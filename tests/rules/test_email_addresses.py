"""E-mail addresses: what is one, at every door, and what a mail server is told."""

import pytest

from rules.email_addresses import compared, parse_email, sendable, spellings


@pytest.mark.parametrize(
    ("typed", "kept", "sent"),
    [
        ("info@ferramenta-rossi.it", "info@ferramenta-rossi.it", "info@ferramenta-rossi.it"),
        ("Info@Example.IT", "Info@Example.IT", "Info@example.it"),
        ("o'brien@example.it", "o'brien@example.it", "o'brien@example.it"),
        ("o’brien@example.it", "o'brien@example.it", "o'brien@example.it"),  # of a telephone
        ("d´angelo@example.it", "d'angelo@example.it", "d'angelo@example.it"),
        ("mario.rossi+ordini@pec.example.it", *["mario.rossi+ordini@pec.example.it"] * 2),
        ("info@società.it", "info@società.it", "info@xn--societ-nta.it"),
        ("info@SOCIETÀ.IT", "info@società.it", "info@xn--societ-nta.it"),
        ("info@caffe\u0300.it", "info@caffè.it", "info@xn--caff-8oa.it"),  # as macOS writes it
        ("info@xn--caff-8oa.it", "info@xn--caff-8oa.it", "info@xn--caff-8oa.it"),
        ("info@straße.de", "info@straße.de", "info@xn--strae-oqa.de"),
        ("info@пример.рф", "info@пример.рф", "info@xn--e1afmkfd.xn--p1ai"),
        ("info＠example.it", None, None),
        ("a@b", None, None),
        ("a@b.1", None, None),
        ("a@192.168.1.1", None, None),
        ("a@-b.it", None, None),
        ("a@b..it", None, None),
        ("a@b_c.it", None, None),
        ("a..b@example.it", None, None),
        (".a@example.it", None, None),
        ("a.@example.it", None, None),
        ("josé@example.it", None, None),  # few servers take it, and jose@ is somebody else
        ("nicolò@società.it", None, None),
        ("a b@example.it", None, None),
        ('"a b"@example.it', None, None),
        ("a@b@example.it", None, None),
        ("a@example.it,b@example.it", None, None),
        ("a@example.it\nbcc:x@example.it", None, None),
        ("a" * 65 + "@example.it", None, None),
        ("a@" + "b" * 64 + ".it", None, None),
        ("a@" + "bb." * 90 + "it", None, None),
        ("\ud800@example.it", None, None),
        ("a@\ud800.it", None, None),
        ("@example.it", None, None),
        ("", None, None),
    ],
)
def test_an_address_is_kept_as_it_can_be_sent_to(typed, kept, sent):
    assert parse_email(typed) == kept
    if kept is not None:
        assert sendable(kept) == sent
        assert parse_email(kept) == kept  # the same at a second door


def test_addresses_are_compared_without_capitals_and_in_one_alphabet():
    same = {
        compared(one) for one in ("Anna@Società.it", " anna@società.it ", "anna@xn--societ-nta.it")
    }
    assert same == {"anna@xn--societ-nta.it"}
    assert compared("nobody") is None


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("o'brien@example.it", "O’Brien@Example.it"),
        ("o’brien@example.it", "o'brien@example.it"),  # as it was kept before there was a rule
        ("info@società.it", "info@xn--societ-nta.it"),
        ("info@xn--societ-nta.it", "info@Società.it"),
        ("josé@example.it", "José@example.it"),
    ],
)
def test_whoever_asks_for_what_is_held_is_found_by_any_spelling(kept, asked):
    assert kept in spellings(asked)
