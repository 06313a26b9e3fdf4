"""Metrics for Prometheus (GET /metrics): the ledger at that instant, and this process's answers.

Several web processes each tell their own answers and the same ledger: sum the ones, take the
largest of the others.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from centralino.runtime.clock import Clock
from centralino.runtime.proxy_watch import NAMES as FORWARDING_NAMES
from centralino.runtime.request_counter import BOUNDS, Traffic
from rules.client_address import is_this_machine
from rules.promise.response_time import ResponseTimes
from store import reading
from store.views.monitoring import Figures, figures

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "centralino"
Watched = Callable[[Session, datetime], Iterable[Metric]]  # beside the ledger's figures


class Metrics:
    """The page, for those who may read it: whoever has the token, else this machine alone."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Clock,
        traffic: Traffic,
        token: str | None,
        agreed: Callable[[], ResponseTimes | None] = lambda: None,
        behind_proxy: Callable[[], bool] = lambda: False,
        watched: Watched = lambda _session, _now: (),
        tenant: str | None = None,
    ) -> None:
        self._token = token
        self._registry = CollectorRegistry(auto_describe=False)
        found = _Collector(sessions, now, traffic, agreed, behind_proxy, watched)
        self._registry.register(found if tenant is None else _OfTenant(found, tenant))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not may_read(environ, self._token):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"expected the token of web.metrics_token, or without one a local request\n"]
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            start_response("405 Method Not Allowed", [("Allow", "GET, HEAD")])
            return []
        page = generate_latest(self._registry)
        start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
        return [page]


def may_read(environ: "WSGIEnvironment", token: str | None) -> bool:
    """Whether the request bears the token; without one, whether it comes from this machine.

    A proxy on this machine asks for others: what it forwards is no local request.
    """
    if token is not None:
        given = str(environ.get("HTTP_AUTHORIZATION", ""))
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if any(name in environ for name in FORWARDING_NAMES):
        return False
    return is_this_machine(str(environ.get("REMOTE_ADDR", "")))


class _Collector:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Clock,
        traffic: Traffic,
        agreed: Callable[[], ResponseTimes | None],
        behind_proxy: Callable[[], bool],
        watched: Watched,
    ) -> None:
        self._watched = watched
        self._sessions, self._now, self._traffic = sessions, now, traffic
        self._agreed, self._behind_proxy = agreed, behind_proxy

    def collect(self) -> Iterator[Metric]:
        yield from _answers(self._traffic)
        yield _gauge(
            "proxy_not_configured",
            "Whether a proxy was seen though web.proxies is 0: all come from one address.",
            float(self._behind_proxy()),
        )
        now = self._now()
        try:
            with reading(self._sessions) as session:
                found = figures(session, now, self._agreed())
                watched = tuple(self._watched(session, now))
        except SQLAlchemyError:
            found = None
        reachable = 0 if found is None else 1
        yield _gauge("database_up", "Whether the database answered.", reachable)
        if found is not None:
            yield from _ledger(found, now)
            yield from watched


class _OfTenant:
    """The same figures, each with the name of the firm whose they are."""

    def __init__(self, found: _Collector, tenant: str) -> None:
        self._found, self._tenant = found, tenant

    def collect(self) -> Iterator[Metric]:
        for family in self._found.collect():
            family.samples = [
                one._replace(labels={**one.labels, "tenant": self._tenant})
                for one in family.samples
            ]
            yield family


def _answers(traffic: Traffic) -> Iterator[Metric]:
    told = CounterMetricFamily(
        f"{PREFIX}_http_answers", "Requests answered by this process.", labels=["part", "status"]
    )
    for (part, status), count in sorted(traffic.answers().items()):
        told.add_metric([part, status], count)
    yield told
    took = HistogramMetricFamily(
        f"{PREFIX}_http_seconds", "How long this process took to answer.", labels=["part"]
    )
    names = [*map(str, BOUNDS), "+Inf"]
    for part, (counts, seconds) in sorted(traffic.spans().items()):
        took.add_metric([part], list(zip(names, counts, strict=True)), seconds)
    yield took


def _ledger(found: Figures, now: datetime) -> Iterator[Metric]:
    calls = GaugeMetricFamily(
        f"{PREFIX}_calls_last_day", "Calls of the last 24 hours.", labels=["line", "flow"]
    )
    for (line, flow), count in sorted(found.calls.items()):
        calls.add_metric([line, flow], count)
    yield calls
    yield _by("recordings", "Recordings.", "state", found.recordings)
    yield _gauge(
        "recordings_not_fetched",
        "Messages that Twilio did not give us within hours, and that are tried each day.",
        found.not_fetched,
    )
    yield _by("callbacks", "Callbacks.", "state", found.callbacks)
    yield _by("outbox", "Messages to customers.", "state", found.outbox)
    yield _by("tickets_live", "Tickets that somebody still works on.", "urgency", found.tickets)
    yield _gauge("callbacks_due", "Callbacks that could be made now.", found.due)
    yield _gauge(
        "promises_broken",
        "Callbacks that are late: after a promise or an agreed hour.",
        found.broken,
    )
    yield _gauge("promises_warned", "Callbacks of which technicians were warned.", found.warned)
    yield _gauge(
        "responses_late",
        "Callbacks whose response time has ended, and nobody rang.",
        found.responses_late,
    )
    yield _gauge(
        "responses_warned",
        "Callbacks of whose response time technicians were warned.",
        found.responses_warned,
    )
    yield _failing(found, now)
    for name, of, since in (
        ("recordings_unread", "recording without its text", found.oldest_unread),
        ("callbacks_due", "callback that could be made", found.oldest_due),
        ("outbox_unsent", "message that did not leave", found.oldest_unsent),
    ):
        age = max(0.0, (now - since).total_seconds()) if since else 0.0
        yield _gauge(f"{name}_oldest_seconds", f"Age of the oldest {of}; 0 without one.", age)


def _failing(found: Figures, now: datetime) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        f"{PREFIX}_job_failing_seconds",
        "For how long a job of the clock has failed; none where all run.",
        labels=["job"],
    )
    for job, since in sorted(found.failing.items()):
        family.add_metric([job], max(0.0, (now - since).total_seconds()))
    return family


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", told, value=value)


def _by(name: str, told: str, label: str, counts: object) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", told, labels=[label])
    for value, count in sorted(dict(counts).items()):  # type: ignore[call-overload]
        family.add_metric([value], count)
    return family
