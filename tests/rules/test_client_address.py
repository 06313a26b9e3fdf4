"""One client is one client, however its address is written and whatever it says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.client_address import client_address, is_this_machine, parsed, subscriber


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:49152", "203.0.113.7"),  # as some load balancers write it
        (' "203.0.113.7" ', "203.0.113.7"),
        ("[203.0.113.7]", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),  # a socket that listens to both
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("[::FFFF:203.0.113.7]:49152", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
    ],
)
def test_an_address_has_one_spelling(text, address):
    assert str(parsed(text)) == address


@pytest.mark.parametrize(
    "text",
    ["", "unknown", "_hidden", "203.0.113", "203.0.113.7:", "203.0.113.7:x", "203.0.113.700",
     "[2001:db8::1", "2001:db8::1]:443", "[]:443", "1.2.3.4, 5.6.7.8", "٢٠٣.0.113.7", "localhost"],
)  # fmt: skip
def test_what_is_no_address_is_none(text):
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "10.0.0.1"),  # without a proxy anybody may write the header
        (1, None, "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),  # the client claims another
        (1, "9.9.9.9,1.1.1.1:5000", "1.1.1.1"),
        (1, '"9.9.9.9, 1.1.1.1', "1.1.1.1"),  # or quotes what our proxy adds
        (1, ", , 1.1.1.1", "1.1.1.1"),
        (1, "1.1.1.1, ", "10.0.0.1"),
        (1, "1.1.1.1, unknown", "10.0.0.1"),
        (2, "1.1.1.1", "10.0.0.1"),  # past one of our two: it says nothing that we may believe
        (2, "9.9.9.9, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
    ],
)
def test_as_many_are_believed_as_there_are_proxies(proxies, forwarded, address):
    assert str(client_address("10.0.0.1", forwarded, proxies)) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8::2", "2001:db8::/64"),
        ("", "?"),
    ],
)
def test_an_ipv6_subscriber_is_one_whichever_address_it_takes(address, counted):
    assert subscriber(parsed(address)) == counted


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8000", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("0:0:0:0:0:0:0:1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("127.example.it", False),
        ("::1.example.it", False),
        ("192.0.2.7", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_any_of_its_addresses(host, is_local):
    assert is_this_machine(host) is is_local


@given(st.ip_addresses(), st.text(max_size=40), st.integers(1, 5))
def test_whatever_a_client_writes_it_stays_the_one_that_our_proxies_saw(address, claimed, proxies):
    passed = ", ".join([claimed, str(address), *["10.0.0.9"] * (proxies - 1)])
    assert client_address("10.0.0.1", passed, proxies) == parsed(str(address))
