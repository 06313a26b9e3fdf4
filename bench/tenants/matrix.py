"""The matrix: every route of one firm with every key of another, made from the routes themselves.

A leak is an answer that another firm's key gets and a false one does not, or one that holds a word of either
firm's rows, or a row of the firm that was asked that is not as it was.
"""

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from bench.tenants.keys import Key, Pair, of
from bench.tenants.twins import CALLS, CODE, NOW, Twin
from centralino.wiring.parts import parts_of
from centralino.wiring.web import api_of, console_of, create_app, form_of
from store import reading
from store.models import Base

PARAMETER = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\((?P<of>[^)]*)\))?:)?(?P<name>\w+)>")
BODIES = ("nothing", "form", "json")
SEES = frozenset({"session of carla", "token of carla", "link of request 1"})  # all of a firm
# What anybody may change at any firm, and what only counts how often they tried.
OF_STRANGERS = frozenset({"sign_in_tries", "missed_webhooks", "signs_of_life"})


@dataclass(frozen=True)
class Route:
    """One address with its parameters, and one method."""

    path: str
    method: str


@dataclass
class Found:
    """What the probes came to."""

    probes: int = 0
    routes: int = 0
    keys: int = 0
    leaks: list[str] = field(default_factory=list)
    opened: int = 0  # by the firm's own keys: that the instrument sees what is there


def routes(twin: Twin) -> list[Route]:
    """From the maps of all four applications; each firm's are the same."""
    parts = parts_of(twin.firm.settings)
    applications = (
        create_app(twin.firm.settings, lambda: NOW),
        *(make(parts, twin.sessions, lambda: NOW) for make in (api_of, form_of, console_of)),
    )
    found = {
        Route(rule.rule, method)
        for app in applications
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS"}
    }
    return [*sorted(found, key=lambda one: (one.path, one.method)), Route("/metrics", "GET")]


def probe(door: Any, twins: Sequence[Twin], most: int, skipped: int = 0) -> Found:
    """So many probes, spread over the whole matrix; each firm's keys at each other firm.

    `skipped`: how many were made elsewhere, by another process say.
    """
    found = Found()
    ways = routes(twins[0])
    for mine, theirs in itertools.permutations(twins, 2):
        pairs = of(mine, door)
        found.routes, found.keys = len(ways), len(pairs)
        before = rows_of(theirs)
        asked = _Asking(door, theirs)
        directions = len(twins) * (len(twins) - 1)
        share, before_it = most // directions, skipped // directions
        cells = _spread(ways, pairs, before_it + share)
        for route, pair, body, number in itertools.islice(cells, before_it, None):
            found.probes += 1
            if leak := asked.leaks(route, pair, body, number, (mine.canary, theirs.canary)):
                found.leaks.append(f"{mine.firm.name} at {theirs.firm.name}: {leak}")
        found.leaks += [f"row of {name} changed" for name in _changed(before, rows_of(theirs))]
        own = [pair for pair in of(theirs, door) if pair.true.name in SEES]
        found.opened += asked.opened(ways, own)
    return found


def _spread(
    ways: Sequence[Route], pairs: Sequence[Pair], most: int
) -> Iterator[tuple[Route, Pair, str, int]]:
    """Round the matrix with other bodies and other numbers, until it is enough; a sample skips evenly."""
    cells = [(route, pair) for route in ways for pair in pairs]
    rounds = [(body, number) for number in range(1, CALLS + 1) for body in BODIES]
    step = max(1, len(cells) // most)
    while step > 1 and len(cells) % step == 0:
        step += 1  # or the same keys would be left out at each route
    told = 0
    for turn in itertools.count():
        body, number = rounds[turn % len(rounds)]
        for route, pair in cells[turn % step :: step]:
            if told == most:
                return
            told += 1
            yield route, pair, body, number + turn // len(rounds)


@dataclass
class _Asking:
    """Requests at one firm."""

    door: Any
    at: Twin
    _number: int = 0
    _false: dict[tuple[Route, str, str, int], tuple[int, str]] = field(default_factory=dict)

    def leaks(
        self, route: Route, pair: Pair, body: str, number: int, canaries: tuple[str, str]
    ) -> str | None:
        true = self.ask(route, pair.true, body, number)
        told = f"{route.method} {route.path} with {pair.true.name} ({body}, {number})"
        if (gets := _outcome(true)) != (would := self._would(route, pair.false, body, number)):
            return f"{told}: {gets}, and a false one {would}"
        if word := next((one for one in canaries if one.encode() in true.data), None):
            return f"{told}: {word}"
        return None

    def _would(self, route: Route, key: Key, body: str, number: int) -> tuple[int, str]:
        """What a false key gets, which is the same for all that look like it."""
        about = (route, key.name, body, number)
        if about not in self._false:
            self._false[about] = _outcome(self.ask(route, key, body, number))
        return self._false[about]

    def opened(self, ways: Sequence[Route], own: Sequence[Pair]) -> int:
        """How many pages show the firm's own word to its own keys."""
        got = (
            self.ask(route, pair.true, "nothing", 1)
            for route in ways
            for pair in own
            if route.method == "GET"
        )
        return sum(self.at.canary.encode() in answer.data for answer in got)

    def ask(self, route: Route, key: Key, body: str, number: int) -> TestResponse:
        path = _path(route.path, key, number, self.at.tickets[(number - 1) % CALLS])
        form = {**key.fields, **({"codice": CODE, "testo": "prova"} if body == "form" else {})}
        headers = {"Referer": f"{self.at.base}/login", **key.headers}
        if key.sign is not None:
            headers["X-Twilio-Signature"] = key.sign(self.at.base + path, form)
        self._number += 1
        given: dict[str, Any] = {"json": {"code": CODE}} if body == "json" else {"data": form}
        if route.method in {"GET", "HEAD"}:
            given = {}
        return Client(self.door, use_cookies=False).open(
            path,
            method=route.method,
            base_url=self.at.base,
            headers=headers,
            environ_base={"REMOTE_ADDR": _address(self._number)},
            **given,
        )


def _path(rule: str, key: Key, number: int, ticket: int) -> str:
    def value(parameter: re.Match[str]) -> str:
        name, of = parameter["name"], parameter["of"]
        if name in key.in_path:
            return quote(key.in_path[name])
        if of and "," in of:
            choices = of.split(",")
            return choices[number % len(choices)]
        sids = {"call_sid": "CA", "recording_sid": "RE", "sid": "CA"}
        if name in sids:
            return f"{sids[name]}{number:032x}"
        named = {
            "ticket_id": str(ticket),
            "code": CODE,
            "name": ("anna", "carla")[number % 2],
            "token": "0" * 43,
        }
        return named.get(name, str(number))

    return PARAMETER.sub(value, rule)


def _address(number: int) -> str:
    """Each request from somewhere else: no limit on strangers is to answer in a door's place."""
    return f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"


def _outcome(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, urlsplit(answer.headers.get("Location", "")).path


def rows_of(twin: Twin) -> dict[str, str]:
    """A digest of each table."""
    with reading(twin.sessions) as session:
        return {
            table.name: _digest(session.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
        }


def _digest(rows: Sequence[Any]) -> str:
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name] and name not in OF_STRANGERS]
