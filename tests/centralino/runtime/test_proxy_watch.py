"""A proxy that nobody told us of is noticed: in the log, at /metrics and above the console's pages."""

import pytest
from structlog.testing import capture_logs

from centralino.config.preflight import advice
from centralino.config.settings import load
from tests.centralino.config.shipped import ENVIRON
from tests.clock import Clock
from tests.stories.doors import opened
from tests.stories.left_messages import a_supervisor

METRIC = "centralino_proxy_not_configured"
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def metric(doors) -> str:
    page = doors.app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    return next(line.split()[1] for line in page.splitlines() if line.startswith(METRIC))


@on_one_database
@pytest.mark.parametrize(
    ("peer", "header", "is_seen"),
    [
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, True),
        ("10.0.0.2", {"Forwarded": "for=203.0.113.7"}, True),
        ("::1", {"X-Real-IP": "203.0.113.7"}, True),
        ("127.0.0.1", {}, False),
        ("93.184.216.34", {"X-Forwarded-For": "1.2.3.4"}, False),  # a stranger's own invention
    ],
)
def test_a_proxy_is_noticed_once_and_told_to_who_can_mend_it(
    database_url, now, tmp_path, peer, header, is_seen
):
    doors = opened(database_url, Clock(now), tmp_path)
    with capture_logs() as logged:
        for _ in range(2):
            doors.app.test_client().get(
                "/healthz", headers=header, environ_base={"REMOTE_ADDR": peer}
            )
    told = [one for one in logged if "web.proxies is 0" in one["event"]]
    assert len(told) == is_seen
    assert metric(doors) == ("1.0" if is_seen else "0.0")
    assert ("web.proxies è 0" in a_supervisor(doors).page("/console/clienti")) == is_seen


@on_one_database
def test_a_proxy_that_is_configured_is_nothing_to_be_told(database_url, now, tmp_path):
    doors = opened(database_url, Clock(now), tmp_path, WEB__PROXIES="1")
    doors.app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"})
    assert metric(doors) == "0.0"


@pytest.mark.parametrize(
    ("url", "proxies", "count"),
    [
        ("https://a.example.it", "0", 1),
        ("https://a.example.it", "1", 0),
        ("http://127.0.0.1:1", "0", 0),
    ],
)
def test_a_proxy_that_must_be_there_is_asked_for_by_config_check(url, proxies, count):
    more = {"CENTRALINO_SERVICE__PUBLIC_URL": url, "CENTRALINO_WEB__PROXIES": proxies}
    assert len(advice(load(environ={**ENVIRON, **more}))) == count
