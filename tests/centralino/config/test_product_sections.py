"""The groups about our programs and the account manager: today's files stay valid, mistakes are named."""

import pytest

from centralino.config.settings import load
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TEXT, TOKEN, Mistakes


def test_a_file_that_says_nothing_of_it_knows_no_version_and_no_account_manager() -> None:
    settings = load(SHIPPED, ACCOUNT | TOKEN)
    assert dict(settings.products) == {"J2K": None}
    assert settings.terms().latest == {}
    assert (settings.account_manager.name, settings.account_manager.email) == (None, None)


def test_the_latest_version_may_come_from_the_environment() -> None:
    told = load(SHIPPED, ACCOUNT | TOKEN | {"CENTRALINO_PRODUCTS__J2K": "11.4.2"})
    assert set(told.terms().latest.values()) == {"11.4.2"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("products: {J2K: null}", "products: {J2K: 11.4}", "products.J2K: expected a version in"),
        ("products: {J2K: null}", 'products: {J2K: "ultima"}', "products.J2K: expected a version"),
        ("  systems: []", "  systems: Windows", "supported.systems: expected"),
        ("  email: null\n  # The telephone", "  email: anna\n  # The telephone",
         "account_manager.email: expected an e-mail address"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(old: str, new: str, expected: str, mistakes: Mistakes) -> None:
    assert TEXT.count(old) == 1
    (message,) = mistakes(TEXT.replace(old, new))
    assert expected in message
