"""Posts a webhook: never to an address that was not looked at, wherever its name leads by now.

The name is looked up once, by the connection itself, and the connection made to what was found: a
name that leads elsewhere a moment later (DNS rebinding) gains nothing. Redirects are not followed, and
no proxy of the environment is asked.
"""

import socket
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from rules.errors import BadInput, PermanentFailure, TemporaryFailure
from rules.retry_after import seconds_of
from rules.webhooks.addresses import Network, check_url, permitted

AGENT = "Centralino-Webhooks/1"
MOST_READ = 4096  # of an answer, whose words nobody reads
Answer = tuple[int, float | None]  # HTTP's status, and after how many seconds to come again


def poster(
    networks: Collection[Network], seconds: float
) -> Callable[[str, bytes, Mapping[str, str]], Answer]:
    """What posts, to the public internet and to these networks."""

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            parts = urlsplit(check_url(url, networks))
        except BadInput as error:  # the configuration changed since it was added
            raise PermanentFailure(str(error)) from error
        pool = _pool(parts.scheme, parts.hostname or "", parts.port, networks, seconds)
        path = parts.path or "/"
        sent = {**headers, "Content-Type": "application/json", "User-Agent": AGENT}
        try:
            answer = pool.urlopen(
                "POST",
                f"{path}?{parts.query}" if parts.query else path,
                body=body,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            answer.read(MOST_READ)
        except HTTPError as error:
            raise TemporaryFailure(_why(error)) from error
        finally:
            pool.close()
        return answer.status, seconds_of(answer.headers.get("Retry-After"), datetime.now(UTC))

    return post


def _pool(
    scheme: str, host: str, port: int | None, networks: Collection[Network], seconds: float
) -> HTTPConnectionPool:
    wait = Timeout(connect=seconds, read=seconds)

    def connect(connection: Any) -> socket.socket:
        return _connected(connection, networks, encrypted=scheme == "https")

    if scheme == "https":

        class Encrypted(HTTPSConnection):
            _new_conn = connect

        pool: HTTPConnectionPool = HTTPSConnectionPool(
            host, port, timeout=wait, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where()
        )
        pool.ConnectionCls = Encrypted
        return pool

    class Plain(HTTPConnection):
        _new_conn = connect

    pool = HTTPConnectionPool(host, port, timeout=wait)
    pool.ConnectionCls = Plain
    return pool


def _connected(connection: Any, networks: Collection[Network], *, encrypted: bool) -> socket.socket:
    """A connection to the first address of the host that we may post to and that answers."""
    host = connection.host.strip("[]")
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TemporaryFailure("the receiver's name leads nowhere") from error
    may = [
        one
        for one in found
        if permitted(ip_address(str(one[4][0]).partition("%")[0]), networks, encrypted=encrypted)
    ]
    if not may:
        raise PermanentFailure(
            "the receiver's name leads into a network that is not in webhooks.networks"
        )
    fault: OSError | None = None
    for family, kind, protocol, _, address in may:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(connection.timeout)
            made.connect(address)
        except OSError as error:
            made.close()
            fault = error
        else:
            return made
    raise TemporaryFailure(f"the receiver does not answer: {type(fault).__name__}") from fault


def _why(error: HTTPError) -> str:
    """Which fault it was; its words would hold the address."""
    return f"the receiver does not answer: {type(error).__name__}"
