"""The address of a client: which one a request is believed to come from, in one spelling.

Whoever guesses is counted by it, so that neither another port, nor another way to write the same
address, nor a header of the client's own may make a new client of an old one.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# What a proxy adds to a request that it hands on.
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
UNKNOWN = "?"  # a connection without an address, as by a socket file
SUBSCRIBER_BITS = 64  # of an IPv6 address: one subscriber may use any within
# What some proxies add to an address: 203.0.113.7:49152, [2001:db8::1]:443
WITH_PORT = re.compile(r"(?:\[(?P<six>[^\[\]]*)\]|(?P<four>[0-9.]+))(?::[0-9]{1,5})?", re.ASCII)


def client_address(peer: str | None, forwarded: str | None, proxies: int) -> Address | None:
    """Who asks: the connection's address, or the one that our outermost proxy saw.

    Each proxy adds one at the end of X-Forwarded-For, so only the last PROXIES of them are
    believed, counted from the right at bare commas: what stands before is the client's, who may
    write quotes that never end. Where the header is short or illegible, the connection counts.
    """
    seen = (forwarded or "").split(",")
    believed = parsed(seen[-proxies]) if 0 < proxies <= len(seen) else None
    return believed or parsed(peer or "")


def subscriber(address: Address | None) -> str:
    """Whom to count as one: an IPv4 address, or in IPv6 the network of one subscriber."""
    match address:
        case None:
            return UNKNOWN
        case IPv6Address():
            return str(IPv6Network((address, SUBSCRIBER_BITS), strict=False))
        case _:
            return str(address)


def parsed(text: str) -> Address | None:
    """The address, without port, brackets or zone; IPv4 where IPv6 only wraps it."""
    bare = text.strip().strip('"')
    if found := WITH_PORT.fullmatch(bare):
        bare = found["six"] or found["four"] or ""
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


def comes_by_proxy(peer: str) -> bool:
    """Whether a request that names whom it is forwarded for came by a proxy of ours.

    Anybody may write such a header; a proxy of ours is on this machine, or beside it.
    """
    address = parsed(peer)
    return address is not None and address.is_private


def is_this_machine(host: str) -> bool:
    """Whether only this machine itself can reach an address, or come from there."""
    address = parsed(host)
    return host.lower() == "localhost" if address is None else address.is_loopback
