"""Sends a webhook as Twilio does: signed, with retries, redirects, cookies and a token.

Twilio docs: Webhooks Security; Webhooks (HTTP callbacks): Connection Overrides; Availability and
Reliability. Captured requests gave the headers.
"""

import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import unquote, urljoin, urlsplit

from simulator.state import faults
from simulator.state.exchange import Exchange
from simulator.state.journal import AttemptEntry, WebhookEntry
from simulator.wire import connection_overrides, params
from simulator.wire.http_request import Answer, FetchFailed
from simulator.wire.params import Form
from simulator.wire.signing import signature

MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Hook:
    """A request to make; `url` still has its fragment."""

    kind: str
    url: str
    method: str
    form: Form
    call_sid: str = ""
    voice: bool = True


@dataclass(frozen=True)
class Reply:
    """An answer, or the code of the failure; `url` is where redirects led in the end."""

    url: str
    answer: Answer | None = None
    code: int = 0
    text: str = ""


@dataclass
class Cookies:
    """The cookies of one call, returned as a browser would."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def header(self, url: str) -> str:
        host = urlsplit(url).netloc
        return "; ".join(f"{name}={value}" for (at, name), value in self.kept.items() if at == host)

    def take(self, url: str, answer: Answer) -> None:
        host = urlsplit(url).netloc
        for name, value in answer.headers:
            if name != "set-cookie":
                continue
            for morsel in _morsels(value).values():
                self.kept.pop((host, morsel.key), None)
                if morsel["max-age"] != "0":
                    self.kept[host, morsel.key] = morsel.coded_value


def _morsels(header: str) -> SimpleCookie:
    try:
        return SimpleCookie(header)
    except CookieError:
        return SimpleCookie()


def send(
    exchange: Exchange, hook: Hook, at: datetime, cookies: Cookies | None = None, token: str = ""
) -> Reply:
    """Delivers one logical request, written into the journal whatever becomes of it."""
    sent = _Sending(exchange, hook, cookies or Cookies(), token or exchange.sids.token(), at)
    twice = exchange.faults.strike(faults.Duplicate, hook.kind, urlsplit(hook.url).path)
    return sent.twice(twice) if twice else sent.once()


class _Sending:
    """One logical request under way."""

    def __init__(
        self, exchange: Exchange, hook: Hook, cookies: Cookies, token: str, at: datetime
    ) -> None:
        self._exchange = exchange
        self._hook = hook
        self._cookies = cookies
        self._token = token
        self._at = at

    def twice(self, how: faults.Duplicate) -> Reply:
        other_token = self._token if how.same_token else self._exchange.sids.token()
        other = _Sending(self._exchange, self._hook, self._cookies, other_token, self._at)
        if not how.together:
            first, last = self.once(), other.once()
            return last if how.last else first
        replies: list[Reply] = []
        thread = threading.Thread(target=lambda: replies.append(other.once()))
        thread.start()
        mine = self.once()
        thread.join()
        return replies[0] if how.last else mine

    def once(self) -> Reply:
        hook = self._hook
        entry = WebhookEntry(
            hook.kind, hook.call_sid, hook.url, hook.method, hook.form, self._token, self._at
        )
        self._exchange.journal.webhooks.append(entry)
        if self._exchange.faults.strike(faults.Drop, hook.kind, urlsplit(hook.url).path):
            entry.outcome = "dropped"
            return Reply(hook.url, code=11205, text="dropped on the way")
        try:
            url, policy = connection_overrides.split(hook.url)
        except connection_overrides.BadOverride as error:
            entry.outcome = "failed"
            return Reply(hook.url, code=error.code, text=str(error))
        reply = self._attempts(url, policy, entry)
        entry.outcome = (
            "failed" if reply.answer is None or reply.answer.status >= 400 else "delivered"
        )
        entry.body = reply.answer.body.decode(errors="replace") if reply.answer else ""
        return reply

    def _attempts(
        self, url: str, policy: connection_overrides.Overrides, entry: WebhookEntry
    ) -> Reply:
        """Repeats only for the reasons that the policy names, and only while there is time."""
        deadline = time.monotonic() + policy.total_s * self._exchange.wire.patience
        for left in range(policy.retries, -1, -1):
            reply, reason = self._attempt(url, policy, entry)
            if reason not in policy.retry_on or left == 0:
                return reply
            if time.monotonic() >= deadline:
                return Reply(reply.url, code=11203, text="no time left for another attempt")
        raise AssertionError("the last attempt always returns")

    def _attempt(
        self, url: str, policy: connection_overrides.Overrides, entry: WebhookEntry
    ) -> tuple[Reply, str]:
        began = time.monotonic()
        try:
            reply = self._follow(url, policy)
        except FetchFailed as error:
            seconds = time.monotonic() - began
            entry.attempts.append(AttemptEntry(url, None, str(error), seconds))
            return Reply(url, code=error.code, text=str(error)), error.reason
        assert reply.answer is not None  # noqa: S101 (for the type checker)
        status = reply.answer.status
        entry.attempts.append(AttemptEntry(reply.url, status, "", time.monotonic() - began))
        return reply, f"{status // 100}xx"

    def _follow(self, url: str, policy: connection_overrides.Overrides) -> Reply:
        """Follows redirects as a GET: a redirected POST loses its body, and Digits with it."""
        method, form = self._hook.method, self._hook.form
        if method == "GET" and form:
            url, form = _with_query(url, self._encoded()), ()
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._exchange_once(method, url, form, policy)
            self._cookies.take(url, answer)
            location = answer.header("location")
            if answer.status not in {301, 302, 303, 307, 308} or not location:
                return Reply(url, answer)
            method, url, form = "GET", urljoin(url, location), ()
        raise FetchFailed(11215, "redirects", f"more than {MOST_REDIRECTS} redirects")

    def _exchange_once(
        self, method: str, url: str, form: Form, policy: connection_overrides.Overrides
    ) -> Answer:
        exchange = self._exchange
        answer = exchange.wire.ask(
            method,
            url,
            self._headers(method, url, form),
            self._encoded().encode() if form else b"",
            connect_s=policy.connect_s,
            read_s=policy.read_s,
        )
        if exchange.faults.strike(faults.LoseAnswer, self._hook.kind, urlsplit(url).path):
            raise FetchFailed(11200, "rt", "the answer was lost")
        return answer

    def _headers(self, method: str, url: str, form: Form) -> dict[str, str]:
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Connection": "close",
            "X-Home-Region": "us1",
            "I-Twilio-Idempotency-Token": self._token,
            "X-Twilio-Signature": signature(
                self._exchange.auth_token, url, form, voice=self._hook.voice
            ),
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        if cookie := self._cookies.header(url):
            headers["Cookie"] = cookie
        if "@" in (netloc := urlsplit(url).netloc):
            login = unquote(netloc.rpartition("@")[0])
            headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
        return headers

    def _encoded(self) -> str:
        return params.encode(self._hook.form, self._exchange.profile, self._token)


def _with_query(url: str, query: str) -> str:
    return url + ("&" if "?" in url else "?") + query
