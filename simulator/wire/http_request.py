"""One HTTP request over the wire: to the local address that stands for a public one.

The public URL is what is configured, signed and named in the Host header; the connection goes to
the address that `connect` gives for its origin, as behind a proxy. What is neither mapped nor
loopback is never connected to: a rehearsal reaches nobody outside.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from simulator.wire.signing import target

LARGEST_TWIML = 64 * 1024
_HEADERS_OF_OURS = {"skip_host": True, "skip_accept_encoding": True}


class FetchFailed(Exception):
    """No answer: Twilio's code, and the name under which an override may ask for a retry."""

    def __init__(self, code: int, reason: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def content_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Wire:
    connect: Mapping[str, str]
    patience: float = 1.0  # real seconds that stand for one of Twilio's

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        connect_s: float = 5.0,
        read_s: float = 15.0,
        limit: int = LARGEST_TWIML,
    ) -> Answer:
        """The answer of one attempt, its body cut just past `limit`; else raises FetchFailed."""
        began = time.monotonic()
        connection = self._connection(urlsplit(url), connect_s)
        try:
            _connect(connection)
            sock: socket.socket = connection.sock
            sock.settimeout(read_s * self.patience)
            _send(connection, method, urlsplit(url), headers, body)
            return _receive(connection, began, began + read_s * self.patience, limit)
        finally:
            connection.close()

    def _connection(self, public: SplitResult, connect_s: float) -> http.client.HTTPConnection:
        address = urlsplit(self._local(public))
        timeout = connect_s * self.patience
        if address.scheme == "https":
            return http.client.HTTPSConnection(
                address.hostname or "", address.port, timeout=timeout
            )
        return http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout)

    def _local(self, public: SplitResult) -> str:
        if public.scheme not in {"http", "https"} or not public.hostname:
            raise FetchFailed(11100, "url", f"not an http address: {public.geturl()}")
        port = f":{public.port}" if public.port else ""
        origin = f"{public.scheme}://{public.hostname}{port}"
        if origin in self.connect:
            return self.connect[origin]
        if public.hostname == "localhost" or public.hostname.startswith("127."):
            return origin
        raise FetchFailed(11210, "dns", f"{origin} is not mapped to a local address")


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except TimeoutError as error:
        raise FetchFailed(11201, "ct", "no connection in time") from error
    except ConnectionRefusedError as error:
        raise FetchFailed(11202, "ct", "connection refused") from error
    except ssl.SSLError as error:
        raise FetchFailed(11220, "ct", f"no TLS: {error}") from error
    except OSError as error:
        raise FetchFailed(11205, "ct", f"no connection: {error}") from error


def _send(
    connection: http.client.HTTPConnection,
    method: str,
    public: SplitResult,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    try:
        connection.putrequest(method, target(public) or "/", **_HEADERS_OF_OURS)
        connection.putheader("Host", public.netloc.rpartition("@")[2])
        for name, value in headers.items():
            connection.putheader(name, value)
        if method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body if method == "POST" else None)
    except OSError as error:
        raise FetchFailed(11200, "rt", f"the connection broke: {error}") from error


def _receive(
    connection: http.client.HTTPConnection, began: float, deadline: float, limit: int
) -> Answer:
    response = _first_line(connection)
    try:
        body = _read(response, deadline, limit)
    except (OSError, http.client.HTTPException) as error:
        # Once part of an answer has arrived there is no retry, so no override names this reason.
        raise FetchFailed(11200, "partial", f"the answer broke off: {error}") from error
    headers = tuple((name.lower(), value) for name, value in response.getheaders())
    return Answer(response.status, headers, body, time.monotonic() - began)


def _first_line(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    try:
        return connection.getresponse()
    except TimeoutError as error:
        raise FetchFailed(11200, "rt", "no answer in time") from error
    except OSError as error:  # closed without a word, which http.client counts as one of these
        raise FetchFailed(11200, "rt", f"no answer: {error}") from error
    except http.client.HTTPException as error:
        raise FetchFailed(11206, "protocol", f"not HTTP: {error!r}") from error


def _read(response: http.client.HTTPResponse, deadline: float, limit: int) -> bytes:
    body = b""
    while len(body) <= limit and (chunk := response.read1(limit + 1 - len(body))):
        body += chunk
        if time.monotonic() > deadline:
            raise TimeoutError("too slow")
    if response.length and len(body) <= limit:
        raise http.client.IncompleteRead(body, response.length)
    return body
