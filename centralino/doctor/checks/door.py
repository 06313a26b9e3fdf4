"""Checks of the public address: a request that we sign ourselves must be believed there, another must not.

The request tells of a text message that nobody sent: it changes nothing, and needs the database.
"""

import secrets
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from twilio.request_validator import RequestValidator

from centralino.doctor.findings import Finding, fault, ok, skipped
from centralino.doctor.subject import Subject
from rules.client_address import is_this_machine

ANSWER_SECONDS = 15.0  # as long as Twilio waits
PATH = "/voice/delivery"


def door(subject: Subject) -> Iterator[Finding]:
    """Through proxy and certificate, as Twilio comes."""
    settings = subject.settings
    token = settings.twilio.token
    if settings.service.public_url is None or token is None:
        yield skipped("door.none")
        return
    url = f"{settings.service.public_url}{PATH}"
    form = {
        "AccountSid": str(settings.twilio.account_sid),
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "MessageStatus": "sent",
    }
    began = time.monotonic()
    try:
        right = _asked(url, form, RequestValidator(token).compute_signature(url, form))
        wrong = _asked(
            url, form, RequestValidator(secrets.token_hex(16)).compute_signature(url, form)
        )
    except requests.exceptions.SSLError as error:
        yield fault("door.certificate", url=url, reason=_reason(error))
        return
    except requests.RequestException as error:
        yield fault("door.unreachable", url=url, reason=type(error).__name__)
        return
    seconds = round((time.monotonic() - began) / 2, 2)
    yield _told(url, right, wrong, seconds)


def _told(url: str, right: requests.Response, wrong: requests.Response, seconds: float) -> Finding:
    status = right.status_code
    if 300 <= status < 400:
        return fault("door.redirected", url=url, to=right.headers.get("Location", ""))
    if status == 403:
        return fault("door.refused", url=url)
    if status == 503:
        return fault("door.busy", url=url)
    if status == 413 or not 200 <= status < 300:
        return fault("door.others", url=url, status=status)
    if wrong.status_code != 403:
        return fault("door.open", url=url, status=wrong.status_code)
    here = is_this_machine(urlsplit(url).hostname or "")
    return ok("door.here" if here else "door.right", url=url, seconds=seconds)


def _asked(url: str, form: dict[str, str], signature: str) -> requests.Response:
    headers = {"X-Twilio-Signature": signature, "User-Agent": "centralino doctor"}
    return requests.post(
        url, data=form, headers=headers, timeout=ANSWER_SECONDS, allow_redirects=False
    )


def _reason(error: Exception) -> str:
    """What OpenSSL says, without the address around it."""
    told = str(error)
    at = told.find("certificate verify failed")
    return told[at:].split("(_ssl", maxsplit=1)[0].strip(" :") if at >= 0 else type(error).__name__
