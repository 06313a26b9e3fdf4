"""A promise, from the call in which it is made on: whoever looks at it, wherever, sees the same.

The whole service answers, on a real database: signed webhooks of Twilio's, forms of the console, the
API, the customer's own page, what monitoring reads, and the commands.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from centralino import cli
from centralino.config.settings import Settings, load
from centralino.runtime.clock import CLOCK_FILE, start_rehearsal
from centralino.wiring.customer_links import links
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from scheduler.settling import warn
from store.callbacks import outbound_calls
from store.models import Ticket
from store.staff import accounts
from tests.builders import ACCOUNT, PASSWORD, a_recording_sid, a_user
from tests.ivr.signed_call import TwilioCall
from tests.leotron import PUBLIC, TOKEN

CUSTOMER, ANNA = "+390458001234", "+393331112222"
PIN = "402817"
LATE = "in ritardo da"


@dataclass
class Seen:
    """What each place says of one request."""

    queue: str
    page: str
    listed: str
    own: str
    overview: str
    metrics: dict[str, float]
    place: dict | None  # in the API's queue
    ticket: dict
    by_command: dict | None  # in `centralino queue --json`
    weeks: list[dict]  # of `centralino promises --json`
    by_weeks: str  # and what it says to people

    @property
    def by_page(self) -> dict[str, bool]:
        """Whether each place shows it late."""
        late = {
            "queue": LATE in self.queue,
            "page": LATE in self.page,
            "list": LATE in self.listed,
            "own page": "dovevamo chiamarLa" in self.own,
            "overview": "In ritardo adesso: 1 richiesta" in self.overview,
            "weeks": "to be called: 1" in self.by_weeks,
            "metrics": self.metrics["centralino_promises_broken"] == 1,
        }
        if self.place is not None and self.by_command is not None:
            late |= {
                "API's queue": self.place["late_since"] is not None,
                "command": self.by_command["late_since"] is not None,
            }
        return late

    def shows_late(self) -> bool:
        """Whether all of them do; they must agree."""
        assert len(set(self.by_page.values())) == 1, self.by_page
        return self.by_page["queue"]

    @property
    def counted(self) -> tuple[int, int]:
        """Promised and kept, by week: the overview and the command say the same."""
        rows = re.findall(
            r'<th scope="row">[0-9/]+</th><td>(\d+)</td><td>(\d+)</td>', self.overview
        )
        shown = tuple(sum(int(row[side]) for row in rows) for side in (0, 1))
        told = tuple(sum(week[name] for week in self.weeks) for name in ("promised", "kept"))
        assert shown == told
        return shown


@dataclass
class Service:
    """The service, its clock, and those who use it."""

    client: FlaskClient
    settings: Settings
    sessions: object
    run: Callable[..., str]
    at: datetime
    api: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.at

    def until(self, hour: str) -> None:
        """Wait until the clock on the wall in Verona shows that hour."""
        hours, minutes = map(int, hour.split(":"))
        self.at = datetime(2026, 11, 24, hours - 1, minutes, tzinfo=UTC)

    # Whoever uses it.

    def get(self, path: str, **more) -> str:
        answer = self.client.get(path, base_url=PUBLIC, **more)
        assert answer.status_code == 200, (path, answer.status_code)
        return unescape(answer.text)

    def form(self, page: str, action: str, **typed: str) -> None:
        hidden = re.findall(r'name="(csrf_token)"[^>]*value="([^"]+)"', self.get(page))
        sent = {**dict(hidden), **typed}
        answer = self.client.post(action, data=sent, base_url=PUBLIC, headers={"Referer": PUBLIC})
        assert answer.status_code in {302, 303}, answer.text

    def signs_in(self) -> None:
        self.form("/login", "/login", nome="anna", password=PASSWORD)

    def asks(self, method: str, path: str, body: dict | None = None):
        call = getattr(self.client, method)
        more = {} if body is None else {"json": body}
        answer = call(f"/api/v1{path}", headers=self.api, base_url=PUBLIC, **more)
        assert answer.status_code < 300, answer.text
        return answer.json

    @property
    def own_page(self) -> str:
        with self.sessions() as session:
            return links(parts_of(self.settings)).path_for(session.get_one(Ticket, 1001))

    def customer_calls(self) -> str:
        """A message is left; what is said in the end."""
        call, sid = TwilioCall(self.client, caller=CUSTOMER), a_recording_sid()
        step = call.rings()
        while "Record" not in step.verbs:
            step = call.post(step.goes_to("Redirect"))
        step = call.recorded(step.goes_to("Record"), sid, 12)
        call.recording_is("completed", sid, 12)
        step = call.presses(step.goes_to("Gather"), "1")
        said = step.said
        while "Redirect" in step.verbs:
            step = call.post(step.goes_to("Redirect"))
            said += step.said
        call.ends()
        return said

    def warns(self) -> int:
        return warn(self.sessions, self.now, parts_of(self.settings).promises)

    # What it shows.

    def looks(self) -> Seen:
        def of(part: str, page: str) -> str:
            found = re.search(part, page, re.DOTALL)
            return found.group(0) if found else ""

        families = text_string_to_metric_families(self.get("/metrics"))
        metrics = {one.name: one.value for family in families for one in family.samples}
        placed, by_command = self.asks("get", "/callbacks"), self.run(self.at, "queue", "--json")
        return Seen(
            queue=of(r'<(div|li) id="r1001".*?</(section|li)>', self.get("/console")),
            page=of(r'<header class="ticket">.*?</header>', self.get("/console/richieste/1001")),
            listed=of(r'<li id="r1001".*?</li>', self.get("/console/richieste")),
            own=self.get(self.own_page),
            overview=self.get("/console/quadro"),
            metrics=metrics,
            place=next(iter(placed), None),
            ticket=self.asks("get", "/tickets/1001"),
            by_command=next(iter(json.loads(by_command)), None),
            weeks=json.loads(self.run(self.at, "promises", "--json")),
            by_weeks=self.run(self.at, "promises"),
        )


@pytest.fixture
def service(database_url, sessions, monkeypatch, tmp_path, now):
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_DATABASE__URL": database_url,
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
    }
    clock = tmp_path / "clock.json"
    for name, value in {**environ, CLOCK_FILE: str(clock)}.items():
        monkeypatch.setenv(name, value)

    def run(at, *words):
        start_rehearsal(clock, at)
        result = CliRunner().invoke(cli.centralino, words, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    with sessions.begin() as session:
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)
        token = accounts.new_token(session, "bruno", now=now)
        outbound_calls.set_phone(session, "anna", ANNA)
        accounts.set_pin(session, "anna", PIN)
    settings = load(environ=environ)
    made = Service(None, settings, sessions, run, now, {"Authorization": f"Bearer {token}"})
    made.client = create_app(settings, made.now).test_client()
    made.signs_in()
    return made


AGREED = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # 15:30 in Verona


def by_console(service: Service, outcome: str, at: datetime | None) -> None:
    service.form("/console", "/console/richiami/1/prendi")
    page = service.get("/console/richieste/1001")
    token = re.search(r'name="presa" value="([^"]+)"', page).group(1)
    typed = {"presa": token, "esito": outcome}
    typed |= {"quando": "24/11/2026 15:30"} if at else {}
    service.form("/console", "/console/richiami/1/esito", **typed)


def by_api(service: Service, outcome: str, at: datetime | None) -> None:
    token = service.asks("post", "/callbacks/1/claim")["token"]
    told = {"token": token, "outcome": outcome} | ({"at": at.isoformat()} if at else {})
    service.asks("post", "/callbacks/1/outcome", told)


def rings_in(service: Service):
    """Anna rings the line and signs in: her call, and the case that she hears."""
    call = TwilioCall(service.client, caller=ANNA)
    step = call.rings()
    while "Gather" not in step.verbs:
        step = call.post(step.goes_to("Redirect"))
    step = call.presses(step.goes_to("Gather"), PIN)
    return call, call.post(step.goes_to("Redirect"))


def by_telephone(service: Service, outcome: str, at: datetime | None) -> None:
    call, step = rings_in(service)
    step = call.presses(step.goes_to("Gather"), "1")
    ending = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "61"}
    if outcome == "no_answer":
        ending = {"DialCallStatus": "no-answer", "DialBridged": "false"}
    step = call.post(step.goes_to("Dial"), **ending)
    for keys in ("9", "3", "1530", "1") if at else ("3",):
        step = call.presses(step.goes_to("Gather"), keys)
    call.ends()


DOORS = {"console": by_console, "API": by_api, "telephone": by_telephone}
doors = pytest.mark.parametrize("door", DOORS)


def shows_agreed(seen: Seen) -> None:
    """The hour stands wherever the request does."""
    for where in (seen.queue, seen.page, seen.listed):
        assert "richiamare alle 15:30, come concordato" in where
    assert "alle 15:30, come concordato" in seen.own
    told = [seen.ticket, seen.place, seen.by_command]
    assert {datetime.fromisoformat(one["agreed_at"]) for one in told} == {AGREED}
    assert {datetime.fromisoformat(one["call_due_at"]) for one in told} == {AGREED}


@doors
@pytest.mark.parametrize("rung", ["10:03", "10:25"], ids=["in time", "too late"])
def test_an_agreed_hour_takes_the_place_of_the_promise_wherever_one_looks(service, door, rung):
    assert "entro le dieci e cinque" in service.customer_calls()
    assert not service.looks().shows_late()
    service.until("10:20")
    if rung == "10:25":
        seen = service.looks()
        assert seen.shows_late()
        assert seen.counted == (1, 0)
    service.until(rung)
    DOORS[door](service, "call_again", AGREED)

    kept = 1 if rung == "10:03" else 0
    for hour in ("10:26", "12:00", "15:29", "15:30"):
        service.until(hour)
        seen = service.looks()
        assert not seen.shows_late()
        assert "scaduta" not in seen.queue + seen.page + seen.listed
        assert seen.counted == (1, kept)
        shows_agreed(seen)
        assert service.warns() == (1 if hour == "15:30" else 0)
    history = service.get("/console/richieste/1001").partition('id="storia"')[2]
    assert "ha concordato un'altra ora: 24/11/2026 alle 15:30" in history

    service.until("15:50")
    seen = service.looks()
    assert seen.shows_late()
    assert seen.counted == (1, kept)
    shows_agreed(seen)
    for where in (seen.queue, seen.page, seen.listed):
        assert f"{LATE} 20 min" in where
    assert datetime.fromisoformat(seen.place["late_since"]) == AGREED
    call, step = rings_in(service)
    assert "oggi alle quindici e trenta, come concordato, in ritardo da 20 minuti" in step.said
    call.presses(step.goes_to("Gather"), "9")

    by_console(service, "no_answer", None)
    service.until("16:30")
    seen = service.looks()
    assert not seen.shows_late()
    assert seen.ticket["agreed_at"] is None
    assert seen.counted == (1, kept)


@doors
def test_who_was_rung_in_time_in_vain_is_late_nowhere(service, door):
    service.customer_calls()
    service.until("10:03")
    DOORS[door](service, "no_answer", None)
    for hour in ("10:05", "10:30", "16:00"):
        service.until(hour)
        seen = service.looks()
        assert not seen.shows_late()
        assert service.warns() == 0
        assert seen.metrics["centralino_promises_warned"] == 0
        assert "promess" not in seen.queue + seen.page + seen.listed
        assert "entro" not in seen.own
        assert seen.ticket["call_due_at"] is None
        assert seen.counted == (1, 1)


@doors
def test_who_is_rung_too_late_in_vain_stays_late(service, door):
    service.customer_calls()
    service.until("10:20")
    DOORS[door](service, "no_answer", None)
    service.until("10:45")
    seen = service.looks()
    assert seen.shows_late()
    assert "promessa scaduta alle 10:05, in ritardo da 40 min" in seen.page
    assert "appena possibile: dovevamo chiamarLa entro le 10:05 di oggi" in seen.own
    assert seen.counted == (1, 0)


def test_who_is_handed_on_and_rung_by_nobody_is_late(service):
    service.customer_calls()
    service.form("/console", "/console/richiami/1/prendi")
    page = service.get("/console/richieste/1001")
    token = re.search(r'name="presa" value="([^"]+)"', page).group(1)
    typed = {"presa": token, "esito": "handed_on", "collega": "bruno"}
    service.form("/console", "/console/richiami/1/esito", **typed)
    service.until("10:20")
    seen = service.looks()
    assert seen.shows_late()
    assert seen.counted == (1, 0)


def test_an_hour_that_the_customer_chooses_is_promised_anew_and_shown_alike(service):
    service.customer_calls()
    page = f"{service.own_page}/orario"
    service.form(page, page, ora=datetime(2026, 11, 24, 13, 45, tzinfo=UTC).isoformat())
    for hour in ("10:20", "14:40", "14:46"):
        service.until(hour)
        seen = service.looks()
        assert not seen.shows_late()
        assert seen.counted == (0, 0)
        assert seen.ticket["agreed_at"] == "2026-11-24T13:45:00+00:00"
        words = "richiamare dalle 14:45, come concordato, promesso entro le 15:25"
        assert (words in seen.page) is (hour != "14:46")
    assert "dalle 14:45" in service.get("/console/richieste/1001")  # in the history
    service.until("15:26")
    seen = service.looks()
    assert seen.shows_late()
    assert seen.counted == (1, 0)


def test_an_hour_that_the_customer_chooses_after_we_rang_leaves_the_promise_kept(service):
    service.customer_calls()
    service.until("10:03")
    by_console(service, "no_answer", None)
    service.until("10:10")
    page = f"{service.own_page}/orario"
    service.form(page, page, ora=datetime(2026, 11, 24, 13, 45, tzinfo=UTC).isoformat())
    for hour in ("10:20", "14:40"):
        service.until(hour)
        seen = service.looks()
        assert not seen.shows_late()
        assert seen.counted == (1, 1)
        assert "richiamare alle 14:45, come concordato" in seen.queue
        assert "oggi alle 14:45, come concordato" in seen.own
    service.until("15:00")
    seen = service.looks()
    assert seen.shows_late()
    assert seen.counted == (1, 1)
    service.form(page, page, ora="")  # as soon as possible, after all
    assert "dovevamo" not in service.get(service.own_page)
