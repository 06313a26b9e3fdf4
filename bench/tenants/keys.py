"""Keys: whatever opens something at one firm, to be tried at another; each with a false one beside it.

A false key has the same shape and was made by nobody. What a true one of another firm gets must be what the
false one gets: whatever differs is a door that knows it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from bench.tenants.twins import CALLS, NOW, PASSWORD, Twin
from centralino.wiring.parts import parts_of
from ivr.playback_links import Links as SoundLinks
from store import reading
from store.models import Ticket
from web.request_links import Links as RequestLinks

FALSE = "0" * 43


@dataclass(frozen=True)
class Key:
    """What a request brings along: headers, fields, and secrets in its address."""

    name: str
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    in_path: Mapping[str, str] = field(default_factory=dict)  # by the parameter's name
    # Signs an address and a form; the request's own or, as in a replay, another.
    sign: Callable[[str, Mapping[str, str]], str] | None = None


@dataclass(frozen=True)
class Pair:
    """A key, and the false one of the same shape."""

    true: Key
    false: Key


def of(twin: Twin, door: Any) -> list[Pair]:
    """Every key of one firm."""
    return [
        *(_cookie(twin, door, name) for name in ("anna", "carla")),
        *_bearers(twin),
        *_signatures(twin),
        *_links(twin),
    ]


def signed_in(twin: Twin, door: Any, name: str) -> tuple[str, str]:
    """The cookie of somebody who came by the page, and the token of their forms."""
    client = Client(door, use_cookies=True)
    page = client.get("/login", base_url=twin.base)
    typed = {"nome": name, "password": PASSWORD, "csrf_token": csrf_of(page.text)}
    answer = client.post(
        "/login", base_url=twin.base, data=typed, headers={"Referer": f"{twin.base}/login"}
    )
    assert answer.status_code == 303, answer.text  # noqa: S101
    host = twin.firm.host
    inside = client.get("/console/impostazioni", base_url=twin.base)
    cookies = (client.get_cookie(one, domain=host) for one in ("centralino", "centralino_device"))
    told = "; ".join(f"{one.key}={one.value}" for one in cookies if one is not None)
    return told, csrf_of(inside.text)


def csrf_of(page: str) -> str:
    """The token of a page's forms; empty where it has none."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return unescape(found.group(1)) if found else ""


def _cookie(twin: Twin, door: Any, name: str) -> Pair:
    cookie, csrf = signed_in(twin, door, name)

    def key(cookie: str, csrf: str, words: str) -> Key:
        return Key(
            words,
            {"Cookie": cookie, "X-CSRFToken": csrf},
            {"csrf_token": csrf},
        )

    return Pair(
        key(cookie, csrf, f"session of {name}"), key(f"centralino={FALSE}", FALSE, "false session")
    )


def _bearers(twin: Twin) -> Iterator[Pair]:
    for whose, token in twin.tokens.items():
        false = token[:4] + FALSE[: len(token) - 4]
        yield Pair(
            Key(f"token of {whose}", {"Authorization": f"Bearer {token}"}),
            Key("false token", {"Authorization": f"Bearer {false}"}),
        )


def _signatures(twin: Twin) -> Iterator[Pair]:
    told = twin.firm.settings.twilio
    account = str(told.account_sid)
    true, false = RequestValidator(str(told.token)), RequestValidator(FALSE)
    fields = {
        "AccountSid": account,
        "CallSid": f"CA{1:032x}",
        "RecordingSid": f"RE{1:032x}",
        "From": "+390458001234",
        "To": twin.firm.settings.lines.weekday.number,
        "CallStatus": "in-progress",
    }

    def here(by: RequestValidator) -> Callable[[str, Mapping[str, str]], str]:
        return lambda url, form: str(by.compute_signature(url, dict(form)))

    def replayed(by: RequestValidator) -> Callable[[str, Mapping[str, str]], str]:
        def sign(url: str, form: Mapping[str, str]) -> str:
            path = "/" + url.split("/", 3)[3]
            return str(by.compute_signature(twin.base + path, dict(form)))

        return sign

    for words, how in (("signature", here), ("replayed signature", replayed)):
        yield Pair(
            Key(words, fields=fields, sign=how(true)),
            Key(f"false {words}", fields=fields, sign=how(false)),
        )


def _links(twin: Twin) -> Iterator[Pair]:
    secret = parts_of(twin.firm.settings).secret
    requests = RequestLinks(secret, twin.base)
    sounds = SoundLinks(twin.firm.settings.twilio.tokens)
    with reading(twin.sessions) as session:
        for number in range(1, CALLS + 1):
            ticket = session.get_one(Ticket, twin.tickets[number - 1])
            token = requests.path_for(ticket).rpartition("/")[2]
            false = token.partition("-")[0] + "-" + FALSE[:22]
            yield Pair(
                Key(f"link of request {number}", in_path={"token": token}),
                Key(f"false link {number}", in_path={"token": false}),
            )
            sound = sounds.token(f"RE{number:032x}", NOW)
            yield Pair(
                Key(f"link of recording {number}", in_path={"token": sound}),
                Key(f"false sound {number}", in_path={"token": sound[:-43] + FALSE}),
            )
    yield Pair(
        Key("address of a calendar", in_path={"secret": twin.feed}),
        Key("false calendar", in_path={"secret": FALSE[: len(twin.feed)]}),
    )
