"""Whither we post: the public internet, and of private networks those that were allowed."""

from ipaddress import ip_address, ip_network

import pytest

from rules.errors import BadInput
from rules.webhooks.addresses import check_url, permitted
from rules.webhooks.events import CHOICES, check_events

OURS = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a01:203", "::"),
    ],
)
def test_no_private_address_is_posted_to(address):
    assert not permitted(ip_address(address), (), encrypted=True)


def test_the_public_internet_is_posted_to_encrypted_alone():
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"):
        assert permitted(ip_address(address), (), encrypted=True)
        assert not permitted(ip_address(address), OURS, encrypted=False)


def test_a_network_that_was_allowed_is_posted_to_with_and_without_tls():
    for address in ("10.1.2.3", "fd00::1", "::ffff:10.1.2.3"):
        assert permitted(ip_address(address), OURS, encrypted=False)
    assert not permitted(ip_address("10.2.0.1"), OURS, encrypted=True)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.it/h", "ftp://example.it", "https://", "https://a b.it", "https://è.it"),
        *("https://example.it:99999/", "https://u:p@example.it/", "https://example.it/#x"),
        *("http://example.it/h", "https://127.0.0.1/h", "https://[::1]/h", "https://10.1.2.3/"),
        f"https://example.it/{'x' * 1000}",
    ],
)
def test_what_is_no_address_of_a_receiver_is_refused(url):
    with pytest.raises(BadInput, match="url: expected"):
        check_url(url, ())


def test_an_address_is_kept_as_it_was_typed():
    assert check_url(" https://example.it/h?k=1 ", ()) == "https://example.it/h?k=1"
    assert check_url("http://10.1.2.3:8080/h", OURS) == "http://10.1.2.3:8080/h"


def test_events_are_chosen_among_those_that_there_are():
    assert check_events(["ticket.moved", "ticket.created"]) == ["ticket.created", "ticket.moved"]
    assert len(CHOICES) == 14
    with pytest.raises(BadInput, match=r'found "ticket\.dreamt"'):
        check_events(["ticket.dreamt"])
