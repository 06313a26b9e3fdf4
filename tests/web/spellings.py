"""Ways in which one client may come as several: by its address, its port, and what it claims."""

import pytest

# How many proxies stand before us; two requests (connection, X-Forwarded-For) of one client.
ONE_CLIENT = [
    pytest.param(0, ("203.0.113.7", "1.1.1.1"), ("203.0.113.7", "2.2.2.2"), id="no proxy"),
    pytest.param(0, ("203.0.113.7", None), ("::ffff:203.0.113.7", None), id="IPv4 in IPv6"),
    pytest.param(0, ("2001:db8::1", None), ("2001:db8::2", None), id="one network"),
    pytest.param(0, ("2001:db8::1", None), ("2001:0db8:0:0:0:0:0:1", None), id="in full"),
    pytest.param(0, ("fe80::1", None), ("fe80::1%eth0", None), id="zone"),
    pytest.param(1, ("10.0.0.1", "1.1.1.1:5000"), ("10.0.0.1", "1.1.1.1:5001"), id="port"),
    pytest.param(
        1, ("10.0.0.1", "[2001:db8::1]:443"), ("10.0.0.1", "2001:DB8:0:0::1"), id="port in IPv6"
    ),
    pytest.param(1, ("10.0.0.1", "9.9.9.9, 1.1.1.1"), ("10.0.0.1", "1.1.1.1"), id="claimed"),
    pytest.param(1, ("10.0.0.1", '"9.9.9.9, 1.1.1.1'), ("10.0.0.1", "1.1.1.1"), id="quoted"),
    pytest.param(
        2, ("10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2"), ("10.0.0.1", "1.1.1.1, 10.0.0.2"), id="two"
    ),
]


def environ_of(seen: tuple[str, str | None]) -> dict[str, str]:
    """A request of the client, as a server hands it to an application."""
    connection, forwarded = seen
    claimed = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return {"REMOTE_ADDR": connection, **claimed}
