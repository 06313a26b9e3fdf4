"""Signature: whether Twilio signed a request.

Twilio joins names and values without a separator, so a signature stays valid when characters move
between a name and its value, or between the address and the form. Therefore: exact paths, nothing
twice, names of Twilio's own shape, and the account that we know.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from urllib.parse import quote, urlsplit, urlunsplit

from flask import Request
from twilio.request_validator import RequestValidator

from rules.client_address import is_this_machine
from rules.errors import BadInput

SIGNATURE = "X-Twilio-Signature"
ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}\Z", re.ASCII)
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z", re.ASCII)
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


@dataclass(frozen=True)
class Trust:
    """Whose webhooks are believed: the account, its tokens (two while they rotate), our address."""

    account_sid: str
    tokens: tuple[str, ...]
    public_url: str | None = None
    validators: tuple[RequestValidator, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse to be built with an empty token, with which anybody could sign."""
        if not self.account_sid:
            raise BadInput("twilio.account_sid: expected the account's SID, found none")
        if not self.tokens or not all(token.strip() for token in self.tokens):
            raise BadInput("twilio.auth_token: expected the account's auth token, found none")
        validators = tuple(RequestValidator(token) for token in self.tokens)
        object.__setattr__(self, "validators", validators)


def refusal(trust: Trust, request: Request) -> str | None:
    """Why the request is not believed, in words for the log; None when it is Twilio's."""
    every_value = chain(request.form.listvalues(), request.args.listvalues())
    if any(len(values) > 1 for values in every_value):
        return "a parameter came twice"
    form = request.form.to_dict()
    if any(_is_moved(name, value) for name, value in form.items()):
        return "a parameter is not of Twilio's making"
    if not is_signed(trust, request):
        return "the signature is missing or wrong"
    account = request.form.get("AccountSid", "")
    if ACCOUNT.match(account) and account != trust.account_sid:
        return "another account's request"
    return None  # one that names none is signed all the same: ivr.known_fields looks at it


def is_signed(trust: Trust, request: Request) -> bool:
    """Whether one of our tokens signed this very address and form."""
    given = request.headers.get(SIGNATURE, "").encode()
    form = request.form.to_dict()
    return any(
        hmac.compare_digest(validator.compute_signature(url, form).encode(), given)
        for url in signed_urls(trust, request)
        for validator in trust.validators
    )


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
    if not NAME.match(name) or any(not name[len(known)].isupper() for known in longer):
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
