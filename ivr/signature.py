"""Signature: whether Twilio signed a request.

Twilio joins names and values without a separator, so a signature stays valid when characters move
between a name and its value, or between the address and the form. Therefore: exact paths, nothing
that we act upon twice, no name that could be cut off from another, and the account that we know.
Whatever else came along is no reason to leave a caller without an answer.
"""

import base64
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

from flask import Request
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_SETTINGS_HEADER,
    get_signature_algorithm,
)
from werkzeug.datastructures import MultiDict

from rules.client_address import is_this_machine
from rules.errors import BadInput

SIGNATURE = "X-Twilio-Signature"
HASHES = {HMAC_SHA1: "sha1", HMAC_SHA256: "sha256"}
FORM = "application/x-www-form-urlencoded"
ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}\Z", re.ASCII)
# What we act upon, but for From and To: whatever is cut off those is a caller who hid the number.
ACTED_UPON = (
    "AccountSid",
    "AnsweredBy",
    "CallDuration",
    "CallSid",
    "CallStatus",
    "DialBridged",
    "DialCallDuration",
    "DialCallSid",
    "DialCallStatus",
    "Digits",
    "ErrorCode",
    "MessageSid",
    "MessageStatus",
    "ParentCallSid",
    "RecordingDuration",
    "RecordingSid",
    "RecordingStatus",
)
# Heard all the same, but never as one of two.
CALLED = frozenset({"From", "To", "ForwardedFrom", "CalledVia", "Direction", "ErrorUrl"})


@dataclass(frozen=True)
class Trust:
    """Whose webhooks are believed: the account, its tokens (two while they rotate), our address."""

    account_sid: str
    tokens: tuple[str, ...]
    public_url: str | None = None
    # Of Twilio's webhooks configuration: they sign instead of the tokens, where it says so.
    # https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys
    shared_keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse to be built with an empty token, with which anybody could sign."""
        if not self.account_sid:
            raise BadInput("twilio.account_sid: expected the account's SID, found none")
        if not self.tokens or not all(token.strip() for token in self.tokens):
            raise BadInput("twilio.auth_token: expected the account's auth token, found none")
        if not all(key.strip() for key in self.shared_keys):
            raise BadInput("twilio.shared_key_secret: expected a shared key's secret, found none")


def refusal(trust: Trust, request: Request) -> str | None:
    """Why the request is not believed, in words for the log; None when it is Twilio's."""
    body = request.get_data(cache=True)  # as it came: read before the form is
    if any(len(values) > 1 for values in request.args.listvalues()):
        return "a parameter came twice"
    if any(len(values) > 1 for name, values in request.form.lists() if _is_known(name)):
        return "a parameter came twice"
    if any(_is_moved(name, value) for name, value in request.form.items(multi=True)):
        return "a parameter is not of Twilio's making"
    if not _is_signed(trust, request, body):
        return "the signature is missing or wrong"
    account = request.form.get("AccountSid", "")
    if ACCOUNT.match(account) and account != trust.account_sid:
        return "another account's request"
    return None  # one that names none is signed all the same: ivr.known_fields looks at it


def heard(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """What came of a request that is believed, without what came twice and is nothing to us."""
    return MultiDict([(name, values[0]) for name, values in form.lists() if len(values) == 1])


def _is_known(name: str) -> bool:
    return name in ACTED_UPON or name in CALLED


def _is_signed(trust: Trust, request: Request, body: bytes) -> bool:
    """Whether one of our secrets signed this very address and form."""
    given = request.headers.get(SIGNATURE, "").encode()
    settings = request.headers.get(SIGNATURE_SETTINGS_HEADER)
    secrets = trust.shared_keys if settings else trust.tokens
    hashed = HASHES.get(get_signature_algorithm(settings).upper())
    if hashed is None:
        return False
    form = signed_form(body) if request.mimetype == FORM else b""
    return any(
        hmac.compare_digest(_signature(secret, url.encode() + form, hashed), given)
        for url in signed_urls(trust, request)
        for secret in secrets
    )


def _signature(secret: str, signed: bytes, hashed: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashed))


def signed_form(body: bytes) -> bytes:
    """The form as Twilio signs it: names in the order of their bytes, each with its values.

    From the very bytes that came, so that it holds for whatever they may spell.
    """
    pairs = (pair.partition(b"=") for pair in body.split(b"&") if pair)
    told = {(_plain(name), _plain(value)) for name, _, value in pairs}
    return b"".join(name + value for name, value in sorted(told))


def _plain(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def signed_urls(trust: Trust, request: Request) -> Iterator[str]:
    """The addresses that Twilio may have signed, likeliest first; none when we can't know ours."""
    base = trust.public_url or _loopback(request)
    if base is None:
        return
    path = raw_path(request)
    first = base.rstrip("/")
    yield first + path
    # Voice drops the port of an https address even if it is not 443; for http it keeps it.
    # https://www.twilio.com/docs/usage/webhooks/webhooks-security
    for other in _other_ports(first):
        yield other + path


def raw_path(request: Request) -> str:
    """Path and query as they came over the wire; Flask's own are decoded and would not validate."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw is None:
        query = request.environ.get("QUERY_STRING", "")
        raw = quote(request.root_path.rstrip("/") + request.path) + (f"?{query}" if query else "")
    if raw.startswith(("http://", "https://")):  # a request in absolute form
        raw = "/" + raw.split("/", 3)[3] if raw.count("/") > 2 else "/"
    return str(raw)


def _is_moved(name: str, value: str) -> bool:
    """Whether characters went from a value to its name ("Digits1=") or back ("Digit=s1")."""
    return any((name + value).startswith(known) for known in _cut_off(name))


@lru_cache(maxsize=1000)
def _cut_off(name: str) -> tuple[str, ...]:
    """The names of which this may be a part that was cut off; "" when it is no name at all."""
    if name in ACTED_UPON:
        return ()
    longer = (known for known in ACTED_UPON if name.startswith(known))
    # What comes before all letters is signed right behind the address, and may be the end of it.
    if name < "A" or any(not name[len(known)].isupper() for known in longer):
        return ("",)
    return tuple(known for known in ACTED_UPON if known.startswith(name))


def _loopback(request: Request) -> str | None:
    """The address as received, believed only on this machine: elsewhere it must be configured."""
    host = urlsplit(f"//{request.host}").hostname or ""
    if not is_this_machine(host):
        return None
    return f"{request.scheme}://{request.host}"


def _other_ports(base: str) -> Iterator[str]:
    url = urlsplit(base)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    default = 443 if url.scheme == "https" else 80
    if url.scheme == "https" or url.port == default:
        bare = urlunsplit((url.scheme, host, url.path, "", ""))
        if bare != base:
            yield bare
    if url.port is None:
        yield urlunsplit((url.scheme, f"{host}:{default}", url.path, "", ""))
