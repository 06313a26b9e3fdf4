"""Addresses of receivers: whither we post, and never into our own network unless that was allowed.

Whoever may name an address could otherwise make us ask machines that only we can reach (SSRF).
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from rules.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST = 1000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # holds an IPv4 address in its last four bytes
_REFUSED = "expected an address of the public internet, or of a network in webhooks.networks"


def check_url(typed: str, networks: Collection[Network]) -> str:
    """The receiver's address as it is kept; raises BadInput, which says what was expected."""
    url = typed.strip()
    parts = _split(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(
            f"url: expected an address such as https://example.it/hook, of {LONGEST} signs at most",
            "webhook_url",
        )
    if parts.username or parts.password or parts.fragment:
        raise BadInput("url: expected an address without a user, a password and #", "webhook_url")
    if parts.scheme == "http" and not networks:
        raise BadInput("url: expected https, found http", "webhook_https")
    literal = literal_of(parts.hostname)
    if literal is not None and not permitted(literal, networks, encrypted=parts.scheme == "https"):
        raise BadInput(f"url: {_REFUSED}, found {literal}", "webhook_private")
    return url


def permitted(address: Address, networks: Collection[Network], *, encrypted: bool) -> bool:
    """Whether we may post there: on the public internet and encrypted, or where it was allowed."""
    found = _unwrapped(address)
    if any(found.version == one.version and found in one for one in networks):
        return True
    return encrypted and found.is_global and not found.is_multicast


def literal_of(host: str) -> Address | None:
    """The address that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that one of IPv6 leads to, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _split(url: str) -> SplitResult | None:
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is none
    except ValueError:
        return None
    return parts
