"""Behind the documented proxy, which tells us another name and no https: what leaves us is public."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.builders import PASSWORD
from tests.clock import Clock
from tests.leotron import PUBLIC
from tests.stories.doors import Doors, Https, hidden_in, opened

# What nginx's proxy_pass makes of a request where nobody sets the headers.
BEHIND = {"HTTP_HOST": "127.0.0.1:8000", "wsgi.url_scheme": "http"}
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
ELSEWHERE = ("http://www.w3.org/",)


class Proxied(Https):
    """A browser that speaks https to the proxy."""

    def get(self, path: str, **given):
        return super().get(path, environ_overrides=BEHIND, **given)

    def post(self, path: str, **given):
        return super().post(path, environ_overrides=BEHIND, **given)


@pytest.fixture
def told(database_url, now, tmp_path) -> Doors:
    return opened(database_url, Clock(now), tmp_path)


@pytest.fixture
def browser(told: Doors) -> Proxied:
    browser = Proxied(told.app)
    data = {"nome": "anna", "password": "una parola lunga", **hidden_in(browser.get("/login").text)}

    data["password"] = PASSWORD
    assert browser.post("/login", data=data).status_code == 303
    return browser


def addresses_in(answer) -> list[str]:
    told = [answer.headers.get("Location", ""), unescape(answer.text)]
    return [one for part in told for one in ADDRESS.findall(part) if not one.startswith(ELSEWHERE)]


def test_no_page_and_no_answer_names_this_machine(told, browser):
    told.form()
    ticket = told.id_of(told.form(descrizione="La stampante è ferma."))
    found, waiting, seen = {}, ["/console", told.own_path(ticket), "/assistenza"], set()
    while waiting and len(seen) < 80:
        path = waiting.pop(0)
        if path in seen or path.startswith("/console/static") or "esci" in path:
            continue
        seen.add(path)
        answer = browser.get(path)
        if not answer.mimetype.startswith("text/html"):
            continue
        found[path] = addresses_in(answer)
        waiting += [
            link
            for link in map(unescape, re.findall(r'href="(/[^"#]*)"', answer.text))
            if link.startswith(("/console", "/assistenza"))
        ]
    ours = [one for ones in found.values() for one in ones if one.startswith(PUBLIC)]
    assert len(found) > 15
    assert ours  # the customer's own link, at least
    assert not [one for ones in found.values() for one in ones if "127.0.0.1" in one]
    for path in ("/api/v1/openapi.json", "/console//richieste", "/assistenza/"):
        assert not [one for one in addresses_in(browser.get(path)) if "127.0.0.1" in one]


def test_the_calendar_can_be_subscribed_to_at_the_address_that_is_shown(told, browser):
    token = hidden_in(browser.get("/console/turni").text, only="csrf_token")
    page = browser.post("/console/turni/calendario", data=token).text
    [address] = re.findall(r'value="(https?://[^"]+[.]ics)"', page)
    assert address.startswith(f"{PUBLIC}/console/turni/")
    assert browser.get(urlsplit(address).path).text.startswith("BEGIN:VCALENDAR")


def test_typed_words_come_back_from_a_page_that_was_refused(told, browser):
    path = f"/console/richieste/{told.id_of(told.form())}"
    token = hidden_in(browser.get(path).text, only="csrf_token")
    answer = browser.client.post(
        f"{path}/minuti",
        data={**token, "minuti": "venti", "nota": "parlato con Gino"},
        base_url=PUBLIC,
        environ_overrides=BEHIND,
        headers={"Referer": f"{PUBLIC}{path}"},
    )
    assert answer.status_code == 422
    assert "parlato con Gino" in unescape(answer.text)
    assert f'action="{path}/minuti"' in answer.text  # in the page itself, to be sent again
