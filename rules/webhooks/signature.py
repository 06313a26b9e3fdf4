"""Signatures by the Standard Webhooks scheme: what was sent, by whom, and when.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

SECRET = "whsec_"  # noqa: S105 - what secrets begin with
SECRET_BYTES = 32  # the scheme takes 24 to 64


def secret_of(random: bytes) -> str:
    """A secret as the scheme writes it."""
    return SECRET + base64.b64encode(random).decode()


def headers(
    message_id: str, at: datetime, body: bytes, secrets: Iterable[str]
) -> Mapping[str, str]:
    """What goes with a body; signed by each secret, so that one may be replaced by another."""
    seconds = str(int(at.timestamp()))
    signed = f"{message_id}.{seconds}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(signed, secret) for secret in secrets),
    }


def _signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
