"""Twilio's signature, written from its description and without twilio's own code.

Twilio docs: Webhooks Security. HMAC-SHA1, in base64, keyed with the primary auth token, over the
URL followed by each POST parameter's name and value in the byte order of the names.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

Pairs = Iterable[tuple[str, str]]


def signature(auth_token: str, url: str, form: Pairs = (), *, voice: bool = True) -> str:
    """The X-Twilio-Signature of a request; a GET, or a JSON body, is signed with an empty form."""
    message = signed_url(url, voice=voice) + signed_form(form)
    digest = hmac.digest(auth_token.encode(), message.encode(), "sha1")
    return base64.b64encode(digest).decode()


def signed_url(url: str, *, voice: bool = True) -> str:
    """The URL as it is signed: no fragment, no user, and for voice over https no port.

    Messaging keeps its port in both schemes, voice keeps it for http alone.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    if parts.port is not None and not (voice and parts.scheme == "https"):
        host = f"{host}:{parts.port}"
    return f"{parts.scheme}://{host}{target(parts)}"


def signed_form(form: Pairs) -> str:
    """Names and values end to end, upper case before lower; a name's values once each, sorted."""
    values: dict[str, set[str]] = {}
    for name, value in form:
        values.setdefault(name, set()).add(value)
    names = sorted(values, key=str.encode)
    return "".join(name + value for name in names for value in sorted(values[name], key=str.encode))


def body_sha256(body: bytes) -> str:
    """The value of the bodySHA256 query parameter that stands for a JSON body in the signed URL."""
    return hashlib.sha256(body).hexdigest()


def target(parts: SplitResult) -> str:
    """Path and query, exactly as written."""
    return parts.path + (f"?{parts.query}" if parts.query else "")
